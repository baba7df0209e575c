"""What a listing may hold. Each refusal names its field in a sentence for the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from madang.blocks.catalogue.addresses import host_of
from madang.blocks.catalogue.content import FIELDS
from madang.blocks.catalogue.errors import InvalidListing
from madang.blocks.catalogue.models import Kind

MAX_TITLE = 300
MAX_TEXT = 100_000
MOST_SECTIONS = 30
LONGEST_NAME = 100
"""Characters of a section's name, e.g. ``how_to_apply``."""
MOST_WORDS = 50
"""Topics, and as many regions, audiences, life stages, channels and telephone numbers."""
LONGEST_WORD = 100
LONGEST_PROVIDER = 200
LONGEST_URL = 2000
MOST_LANGUAGES = 10
MOST_CHARACTERS = 1_000_000
"""All texts of a listing together, translations too."""

_LISTS = ("topics", "regions", "audiences", "life_stages", "channels", "phones")


def checked(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content when it can be accepted; raises InvalidListing naming each field."""
    unknown = set(content) - set(FIELDS)
    if unknown:
        raise TypeError(f"a listing has no {', '.join(sorted(unknown))}")
    wrong: dict[str, str] = {}
    for found in (_heading(content), _texts(content), _lists(content), _translations(content)):
        for name, sentence in found:
            wrong.setdefault(name, sentence)
    if "\x00" in repr(content) or "\\x00" in repr(content):
        wrong["title"] = _("글에 쓸 수 없는 글자(NUL)가 들어 있습니다. 지우고 다시 적어 주세요.")
    if not wrong and _characters(content) > MOST_CHARACTERS:
        wrong["body"] = _("글이 모두 합쳐 너무 깁니다. %(limit)d자까지 적을 수 있습니다.") % {
            "limit": MOST_CHARACTERS
        }
    if wrong:
        raise InvalidListing(wrong)
    return {**content, "title": str(content["title"]).strip(), "url": str(content.get("url", "")).strip()}


def _heading(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    title = str(content.get("title", "")).strip()
    if not title:
        yield "title", _("제목을 적어 주세요.")
    elif len(title) > MAX_TITLE:
        yield "title", _("제목이 너무 깁니다. %(limit)d자까지 적을 수 있습니다.") % {"limit": MAX_TITLE}
    if content.get("kind", Kind.SERVICE) not in Kind.values:
        yield "kind", _("종류를 목록에서 골라 주세요.")
    if len(str(content.get("provider", ""))) > LONGEST_PROVIDER:
        yield (
            "provider",
            _("기관 이름이 너무 깁니다. %(limit)d자까지 적을 수 있습니다.") % {"limit": LONGEST_PROVIDER},
        )
    url = str(content.get("url", "")).strip()
    if url and not url.startswith(("https://", "http://")):
        yield "url", _("누리집 주소는 https:// 로 시작해야 합니다.")
    elif len(url) > LONGEST_URL:
        yield (
            "url",
            _("누리집 주소가 너무 깁니다. %(limit)d자까지 적을 수 있습니다.") % {"limit": LONGEST_URL},
        )
    elif url and not host_of(url):
        yield "url", _("누리집 주소를 알아볼 수 없습니다. https://www.gov.kr 처럼 적어 주세요.")


def _texts(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Summary and sections, of a listing or of its translation."""
    sections = dict(content.get("body", {}))
    if len(sections) > MOST_SECTIONS:
        yield "body", _("항목이 너무 많습니다. %(limit)d개까지 적을 수 있습니다.") % {"limit": MOST_SECTIONS}
    for name in sections:
        if not name.strip() or len(name) > LONGEST_NAME:
            yield (
                "body",
                _("항목 이름은 비어 있지 않고 %(limit)d자를 넘지 않아야 합니다.") % {"limit": LONGEST_NAME},
            )
    for name, text in [("summary", content.get("summary", "")), *sections.items()]:
        if len(str(text)) > MAX_TEXT:
            yield name, _("글이 너무 깁니다. %(limit)d자까지 적을 수 있습니다.") % {"limit": MAX_TEXT}


def _lists(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in _LISTS:
        words = content.get(name, [])
        if len(words) > MOST_WORDS:
            yield name, _("너무 많습니다. %(limit)d개까지 적을 수 있습니다.") % {"limit": MOST_WORDS}
        elif any(not str(word).strip() or len(str(word)) > LONGEST_WORD for word in words):
            yield (
                name,
                _("낱말마다 비어 있지 않고 %(limit)d자를 넘지 않아야 합니다.") % {"limit": LONGEST_WORD},
            )


def _translations(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    languages = content.get("translations", {})
    if len(languages) > MOST_LANGUAGES:
        yield (
            "translations",
            _("언어가 너무 많습니다. %(limit)d개까지 적을 수 있습니다.") % {"limit": MOST_LANGUAGES},
        )
    for one in languages.values():
        if len(str(one.get("title", ""))) > MAX_TITLE:
            yield (
                "translations",
                _("제목이 너무 깁니다. %(limit)d자까지 적을 수 있습니다.") % {"limit": MAX_TITLE},
            )
        for _name, sentence in _texts(one):
            yield "translations", sentence


def _characters(content: Mapping[str, Any]) -> int:
    """How long summary and sections are, in all languages."""
    own = len(str(content.get("summary", ""))) + sum(
        len(str(text)) for text in content.get("body", {}).values()
    )
    return own + sum(_characters(one) for one in content.get("translations", {}).values())
