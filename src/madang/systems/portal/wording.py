"""What facets and their coded values are called on a page."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.blocks.catalogue.models import Kind
from madang.systems.portal.topics import language_of, topic_label

_LEGENDS = {
    "kind": _("종류"),
    "topic": _("분야"),
    "region": _("지역"),
    "audience": _("대상"),
    "channel": _("신청하는 길"),
}
_CHANNELS = {
    "web": _("인터넷"),
    "counter": _("방문"),
    "phone": _("전화"),
    "post": _("우편"),
    "none": _("신청하지 않아도 됨"),
    "other": _("그 밖"),
}
_SECTIONS = {
    "laws": _("근거가 되는 법령"),
    "receiving_office": _("접수하는 곳"),
    "support_form": _("지원하는 꼴"),
    "period": _("기간"),
    "selection": _("심사 방법"),
    "excluded": _("받을 수 없는 사람"),
    "notes": _("더 알아둘 것"),
}
_VALUES = {"kind": dict(Kind.choices), "channel": _CHANNELS, "section": _SECTIONS}


def facet_legend(name: str) -> str:
    """Return what a facet is called."""
    return _legend(name, get_language())


@lru_cache
def _legend(name: str, _language: str | None) -> str:
    return str(_LEGENDS[name])


def facet_value(name: str, value: str) -> tuple[str, str]:
    """Return what a facet's value is called, and the language of that where it is not the page's own.

    For values that the index counts: they are few, and every results page names the same ones.
    """
    return _value(name, value, get_language())


@lru_cache(maxsize=2048)
def _value(name: str, value: str, _language: str | None) -> tuple[str, str]:
    if name == "topic":
        return topic_label(value)
    return facet_label(name, value), "" if name in _VALUES else language_of(value)


def facet_label(name: str, value: str) -> str:
    """Return what a facet's value is called; free text stays as the source wrote it."""
    known = _VALUES.get(name)
    return value if known is None else str(known.get(value, value))
