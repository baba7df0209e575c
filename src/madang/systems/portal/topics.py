"""What topics, regions and audiences are called: our own topics in the reader's language, others as they came."""

from __future__ import annotations

import re

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

TOPICS = {
    "고용·창업": _("고용·창업"),
    "농림·수산": _("농림·수산"),
    "교육": _("교육"),
    "문화·여가": _("문화·여가"),
    "문화·환경": _("문화·환경"),
    "보건·의료": _("보건·의료"),
    "보육·교육": _("보육·교육"),
    "보호·돌봄": _("보호·돌봄"),
    "생활안정": _("생활안정"),
    "안전·권익": _("안전·권익"),
    "임신·출산": _("임신·출산"),
    "정신건강": _("정신건강"),
    "주거": _("주거"),
    "증명·발급": _("증명·발급"),
    "행정·안전": _("행정·안전"),
}
"""Topics of the demo city's services, and those that the import gives to what publishers name variously."""

_KOREAN = re.compile(r"[가-힣]")


def topic_label(topic: str) -> tuple[str, str]:
    """Return what a topic is called, and the language of that where it is not the page's own."""
    if topic in TOPICS:
        return str(TOPICS[topic]), ""
    return topic, language_of(topic)


def language_of(text: str) -> str:
    """Return the language of a publisher's own words where it is not the page's own, else an empty string."""
    page = get_language() or "ko"
    return "ko" if not page.startswith("ko") and _KOREAN.search(text) else ""
