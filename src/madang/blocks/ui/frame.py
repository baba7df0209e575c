"""Header and footer of every page, drawn once for each kind of reader and filled in for each request.

Both are the same for all readers with one language, display, menu and sign-in state; what differs from request
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

_drawn: dict[tuple[object, ...], list[str]] = {}


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
    kind = (
        template,
        get_urlconf(),
        site.language,
        site.display,
        site.demo,
        site.help_line,
        site.organisation,
        bare,
        hide_search,
        signed_in,
        () if bare else (*site.menu, None, *site.office_menu),
    )
    parts = _drawn.get(kind)
    if parts is None:
        context = {
            "madang": site,
            "bare": bare,
            "hide_search": hide_search,
            "signed_in": signed_in,
            "hole": _MARKS,
        }
        parts = _MARK.split(get_template(template).render(context))
        if len(_drawn) >= _KINDS:
            _drawn.clear()
        _drawn[kind] = parts
    # Every second part is a hole's name.
    filled = [
        (conditional_escape(values[part]()) if part in values else "") if at % 2 else part
        for at, part in enumerate(parts)
    ]
    return mark_safe("".join(filled))  # noqa: S308  (a rendered template and escaped values)
