"""A listing as its reader sees it: in their language where it is translated, else as it was written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language

from madang.blocks.catalogue.models import Kind, Listing
from madang.blocks.catalogue.queries import Found
from madang.blocks.catalogue.sources import SOURCES
from madang.blocks.ui.markup import Card
from madang.systems.portal.forms import SECTIONS
from madang.systems.portal.wording import facet_label

_PLACEHOLDER = "00000000-0000-0000-0000-000000000000"
_LABELS = {source.name: source.label for source in SOURCES}


@dataclass(frozen=True)
class Section:
    """One part of a listing's text.

    Attributes:
        language: of the text where it is not the page's own, else empty.
    """

    label: str
    text: str
    language: str


def in_language(listing: Listing, name: str) -> tuple[str, str]:
    """Return (text, its language where it is not the page's own) of ``title`` or ``summary``."""
    language = get_language() or "ko"
    translated = listing.translations.get(language, {}).get(name)
    if translated:
        return str(translated), ""
    return str(getattr(listing, name)), "" if listing.language == language else listing.language


def cards(found: Iterable[Found]) -> list[Card]:
    """Return results as cards; the address is made once, not for each."""
    prefix, suffix = reverse("portal:detail", args=[_PLACEHOLDER]).split(_PLACEHOLDER)
    kinds = {value: str(label) for value, label in Kind.choices}
    made = []
    for each in found:
        listing = each.listing
        title, language = in_language(listing, "title")
        made.append(
            Card(
                title=title,
                href=f"{prefix}{listing.id}{suffix}",
                text=Truncator(in_language(listing, "summary")[0]).chars(140),
                badges=(("primary", kinds[listing.kind]),),
                meta=listing.provider,
                lang=language,
            )
        )
    return made


def sections(listing: Listing) -> list[Section]:
    """Return the listing's text in the order of the page, each part in the reader's language if it is there."""
    language = get_language() or "ko"
    translated = listing.translations.get(language, {}).get("body", {})
    body = listing.full_body
    names = [*SECTIONS, *(name for name in body if name not in SECTIONS)]
    found = []
    for name in names:
        text = translated.get(name) or body.get(name)
        if text:
            foreign = "" if name in translated or listing.language == language else listing.language
            found.append(Section(str(SECTIONS.get(name) or facet_label("section", name)), text, foreign))
    return found


def web_address(listing: Listing) -> str:
    """Return where a listing leads on the web or on this site; empty when that is no such address.

    Addresses of imported records are their publishers' words: ``javascript:`` and the like stay out of links.
    """
    url = listing.url.strip()
    here = url.startswith("/") and not url.startswith(("//", "/\\"))
    return url if here or url.lower().startswith(("https://", "http://")) else ""


def source_label(listing: Listing) -> str:
    """Return where an imported listing was published; empty for what was written here."""
    label = _LABELS.get(listing.source)
    if label is None:
        return ""
    return label.en if (get_language() or "ko").startswith("en") else label.ko
