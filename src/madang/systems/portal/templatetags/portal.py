"""A listing in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from madang.blocks.catalogue.models import Listing

register = template.Library()


@register.filter
def in_language(listing: Listing, name: str) -> str:
    """Return title or summary in the reader's language, else as it was written."""
    translated = listing.translations.get(get_language() or "ko", {}).get(name)
    return str(translated or getattr(listing, name))


@register.filter
def language_of(listing: Listing) -> str:
    """Return the language the listing's title is shown in, for ``lang``; empty when it is the page's own."""
    language = get_language() or "ko"
    shown = language if listing.translations.get(language, {}).get("title") else listing.language
    return "" if shown == language else shown
