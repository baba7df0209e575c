"""Beginning, header and footer of every page, drawn once for each kind of reader and filled in for each request.

They are the same for all readers with one language, display, menu and sign-in state; what differs from request
to request (address, form token, search words, name) are holes. Drawing them anew would take longer than most
pages need for their own content.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from django.template.loader import get_template
from django.urls import get_urlconf
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from madang.blocks.ui.context import Site

HOLES = ("path", "token", "query", "person")
# A private-use character, which nobody types and escaping leaves alone, stands on both sides of a hole's name.
_EDGE = "\ue000"
_MARKS = {name: f"{_EDGE}{name}{_EDGE}" for name in HOLES}
_MARK = re.compile(f"{_EDGE}({'|'.join(HOLES)}){_EDGE}")
_KINDS = 256  # of readers; a site has some tens

_drawn: dict[tuple[object, ...], dict[tuple[object, ...], list[str]]] = {}


def draw(
    template: str,
    site: Site,
    values: Mapping[str, Callable[[], str]],
    *,
    bare: bool = False,
    hide_search: bool = False,
    signed_in: bool = False,
) -> SafeString:
    """Return a frame template with the holes filled.

    Args:
        template: may use ``madang``, ``bare``, ``hide_search``, ``signed_in`` and ``hole.…`` and nothing else.
        values: hole → function giving its value, asked only when the template has the hole, escaped here. A hole
            without one stays empty.
        bare: draw neither menu nor sign-in state, for pages that must not touch session or database.
    """
    drawn = site.frames_of.get(bare)
    if drawn is None:
        drawn = site.frames_of[bare] = _drawn_for(site, bare)
    parts = drawn.get((template, hide_search, signed_in))
    if parts is None:
        context = {
            "madang": site,
            "bare": bare,
            "hide_search": hide_search,
            "signed_in": signed_in,
            "hole": _MARKS,
        }
        parts = _MARK.split(get_template(template).render(context))
        drawn[template, hide_search, signed_in] = parts
    found = {name: conditional_escape(values[name]()) for name in {*parts[1::2]} if name in values}
    # Every second part is a hole's name.
    filled = [found.get(part, "") if at % 2 else part for at, part in enumerate(parts)]
    return mark_safe("".join(filled))  # noqa: S308  (a rendered template and escaped values)


def _drawn_for(site: Site, bare: bool) -> dict[tuple[object, ...], list[str]]:
    """Return what was drawn for readers of the same kind as this request's, by template and its choices."""
    kind = (
        get_urlconf(),
        site.language,
        site.display,
        site.demo,
        site.help_line,
        site.organisation,
        bare,
        () if bare else (site.real_records, *site.menu, None, *site.office_menu),
    )
    if kind not in _drawn and len(_drawn) >= _KINDS:
        _drawn.clear()
    return _drawn.setdefault(kind, {})
