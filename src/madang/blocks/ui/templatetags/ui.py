"""Template tags of the house's look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache, partial

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.paginator import Page
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import Context
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from madang.blocks.ui import markup
from madang.blocks.ui.context import Site
from madang.blocks.ui.frame import draw
from madang.blocks.ui.tables import labelled

register = template.Library()
register.simple_tag(markup.card)
register.simple_tag(markup.cards)
register.simple_tag(markup.badge)
register.simple_tag(markup.facets)
register.simple_tag(markup.notice)
register.simple_tag(markup.page_heading)
register.simple_tag(markup.search, name="search_box")


@register.simple_block_tag
def labelled_rows(content: str) -> SafeString:
    """Give a table's rows what they need to be read as cards (see ``madang.blocks.ui.tables``)."""
    return labelled(content)


@lru_cache(maxsize=64)
def _asset_url(name: str) -> str:
    path = f"ui/build/{name}"
    try:
        return staticfiles_storage.url(path)
    except ValueError:
        # The front-end is not built or not collected yet: the plain address keeps pages readable without
        # style, where the manifest storage would make each of them an error 500.
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built front-end file, e.g. ``{% asset "site.css" %}``."""
    return _asset_url(name)


@register.simple_tag(takes_context=True)
def frame(context: Context, template: str) -> SafeString:
    """Draw the page's header or footer (see ``madang.blocks.ui.frame``)."""
    site: Site = context["madang"]
    request: HttpRequest | None = context.get("request")
    bare = bool(context.get("bare")) or request is None
    signed_in = False
    values: dict[str, Callable[[], str]] = {
        "path": lambda: site.path,
        "query": lambda: str(context.get("q") or ""),
    }
    if request is not None and not bare:
        values["token"] = partial(get_token, request)
        values["person"] = lambda: str(request.user)
        signed_in = request.user.is_authenticated
    return draw(
        template,
        site,
        values,
        bare=bare,
        hide_search=bool(context.get("hide_search")),
        signed_in=signed_in,
    )


@register.filter(expects_localtime=True)
def to_the_second(moment: datetime | None) -> str:
    """Return a moment in the page's style with its second, for lists of what happened."""
    return f"{date_format(moment, 'DATETIME_FORMAT')}:{moment:%S}" if moment else ""


@register.filter
def html_attributes(attributes: Mapping[str, object]) -> SafeString:
    """Return a component's further attributes as escaped HTML, with a leading space.

    django-cotton's own ``{{ attrs }}`` does not escape values; components use this instead. An attribute
    whose value is None or False is left out, one whose value is True stands without a value.
    """
    hidden: set[str] = getattr(attributes, "_exclude_from_str", set())
    kept = [
        (name, value)
        for name, value in attributes.items()
        if name not in hidden and value is not None and value is not False
    ]
    return format_html_join(
        "", "{}", ((format_html(" {}", n) if v is True else format_html(' {}="{}"', n, v),) for n, v in kept)
    )


@register.filter
def page_numbers(page: Page) -> list[int | None]:
    """Return the numbers to show around a page; None stands for a gap."""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else None for number in shown]
