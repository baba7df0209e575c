"""A listing as its reader sees it: in their language where it is translated, else as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from django.urls import reverse
from django.utils.translation import get_language

from madang.blocks.catalogue.models import Listing
from madang.blocks.catalogue.queries import Found, Shown
from madang.blocks.catalogue.sources import SOURCES
from madang.blocks.ui.markup import Card
from madang.systems.portal.forms import SECTIONS
from madang.systems.portal.wording import facet_label

CARD_TEXT = 140
"""Characters of a summary on a card."""
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


def in_language(listing: Listing | Shown, name: str, language: str = "") -> tuple[str, str]:
    """Return (text, its language where it is not the page's own) of ``title`` or ``summary``.

    ``language`` is the page's; to be given where there are many listings.
    """
    language = language or get_language() or "ko"
    if listing.translations and (translated := listing.translations.get(language, {}).get(name)):
        return str(translated), ""
    return str(getattr(listing, name)), "" if listing.language == language else listing.language


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
                title=title,
                href=f"{prefix}{listing.id}{suffix}",
                text=_beginning(in_language(listing, "summary", page_language)[0]),
                badges=badges[listing.kind],
                meta=listing.provider,
                lang=language,
                meta_lang="" if language or listing.language == page_language else listing.language,
            )
        )
    return made


def _beginning(text: str) -> str:
    """Return as much of a text as a card holds."""
    return text if len(text) <= CARD_TEXT else f"{normalize('NFC', text)[: CARD_TEXT - 1]}…"


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
