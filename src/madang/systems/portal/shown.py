"""A listing as its reader sees it: in their language where it is translated, else as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from functools import lru_cache
from unicodedata import normalize

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language

from madang.blocks.catalogue.addresses import host_of
from madang.blocks.catalogue.models import Listing
from madang.blocks.catalogue.queries import Found, Shown
from madang.blocks.catalogue.sources import SOURCES
from madang.blocks.ui.markup import Card
from madang.systems.portal import prose
from madang.systems.portal.forms import SECTIONS
from madang.systems.portal.wording import facet_label

CARD_TEXT = 140
"""Characters of a summary on a card."""
NOTHING_SAID = {"", "상동", "동일", "위와 같음", "해당없음", "해당 없음", "없음"}
"""Summaries that say nothing by themselves."""
PERIODS = {"deadline", "period"}
_PLACEHOLDER = "00000000-0000-0000-0000-000000000000"
_LABELS = {source.name: source.label for source in SOURCES}


@dataclass(frozen=True)
class Section:
    """One part of a listing's text.

    Attributes:
        text: as it was written, dates of a period written out.
        language: of the text where it is not the page's own, else empty.
        over: it is a period, and that is over.
    """

    label: str
    text: str
    language: str
    over: bool = False

    @property
    def html(self) -> SafeString:
        """The text as paragraphs with links."""
        return prose.html(self.text)


def in_language(listing: Listing | Shown, name: str, language: str = "") -> tuple[str, str]:
    """Return (text, its language where it is not the page's own) of ``title`` or ``summary``.

    ``language`` is the page's; to be given where there are many listings.
    """
    language = language or get_language() or "ko"
    if listing.translations and (translated := listing.translations.get(language, {}).get(name)):
        return str(translated), ""
    return str(getattr(listing, name)), "" if listing.language == language else listing.language


def lead(listing: Listing | Shown, language: str = "") -> str:
    """Return what a listing is about in a sentence; empty when its summary says nothing ("상동": as above)."""
    text = in_language(listing, "summary", language)[0].strip()
    return "" if text.strip(".·-() ") in NOTHING_SAID else prose.tidy(text)


def cards(found: Sequence[Found]) -> list[Card]:
    """Return results as cards; the address is made once, not for each."""
    prefix, suffix = reverse("portal:detail", args=[_PLACEHOLDER]).split(_PLACEHOLDER)
    page_language = get_language() or "ko"
    kinds = {each.listing.kind for each in found}
    badges = {kind: (("primary", facet_label("kind", kind)),) for kind in kinds}
    made = []
    for each in found:
        listing = each.listing
        title, language = in_language(listing, "title", page_language)
        made.append(
            Card(
                title=prose.tidy(title),
                href=f"{prefix}{listing.id}{suffix}",
                text=_beginning(lead(listing, page_language) or prose.tidy(listing.beginning)),
                badges=badges[listing.kind],
                meta=_origin(listing, page_language),
                lang=language,
                meta_lang="" if language or listing.language == page_language else listing.language,
            )
        )
    return made


def _origin(listing: Shown, page_language: str) -> str:
    """Return who offers a thing and, where it was imported, from where and of when."""
    source = _LABELS.get(listing.source)
    if source is None:
        return listing.provider
    provider = "" if listing.mismatched else listing.provider
    label = source.en if page_language.startswith("en") else source.ko
    day = listing.source_updated_at
    dated = f"{label}, {_short_date(day, page_language)}" if day else label
    return f"{provider} · {dated}" if provider else dated


@lru_cache(maxsize=4096)
def _short_date(moment: datetime, page_language: str) -> str:
    """Return the day in the page's language, which is the active one; kept, because many listings share a day."""
    return date_format(localdate(moment), "SHORT_DATE_FORMAT")


def _beginning(text: str) -> str:
    """Return as much of a text as a card holds."""
    return text if len(text) <= CARD_TEXT else f"{normalize('NFC', text)[: CARD_TEXT - 1]}…"


def sections(listing: Listing) -> list[Section]:
    """Return the listing's text in the order of the page, each part in the reader's language if it is there."""
    language = get_language() or "ko"
    translated = listing.translations.get(language, {}).get("body", {})
    body = listing.full_body
    names = [*SECTIONS, *(name for name in body if name not in SECTIONS)]
    found: list[Section] = []
    said: set[str] = set()
    for name in names:
        text = prose.tidy(translated.get(name) or body.get(name) or "").strip()
        if not text or text in said:
            continue
        said.add(text)
        over = False
        if name in PERIODS:
            text, over = astuple(prose.period(text, localdate()))
        foreign = "" if name in translated or listing.language == language else listing.language
        label = str(SECTIONS.get(name) or facet_label("section", name))
        found.append(Section(label, text, foreign, over))
    return found


def web_address(listing: Listing) -> str:
    """Return where a listing leads on the web or on this site; empty when that is no such address.

    Addresses of imported records are their publishers' words: ``javascript:`` and the like stay out of links.
    """
    url = listing.url.strip()
    here = url.startswith("/") and not url.startswith(("//", "/\\"))
    return url if here or host_of(url) else ""


def source_label(listing: Listing) -> str:
    """Return where an imported listing was published; empty for what was written here."""
    label = _LABELS.get(listing.source)
    if label is None:
        return ""
    return label.en if (get_language() or "ko").startswith("en") else label.ko
