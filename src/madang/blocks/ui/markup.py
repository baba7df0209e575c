"""Markup of what stands on a page by the dozen: cards, badges, facet options.

A result page holds twenty cards and some fifty options; as templates these take ten times as long as all else on
it. The components ``<c-card>``, ``<c-badge>`` and ``<c-facets>`` draw themselves here too, so there is one place
for each. Everything that is put in is escaped unless it already is markup (``SafeString``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape as html_escape
from typing import Any

from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import gettext


@dataclass(frozen=True)
class Card:
    """One thing in a list of found things.

    Attributes:
        title: its name; ``href`` leads to it.
        badges: (tone, text) of each badge.
        text: a sentence or two.
        meta: who offers it, when it ends.
        lang: language of title and text where it is not the page's.
    """

    title: str
    href: str = ""
    text: str = ""
    badges: tuple[tuple[str, str], ...] = ()
    meta: str = ""
    lang: str = ""


def escape(value: object) -> str:
    """Return text as HTML; markup stays as it is. Faster than Django's own for plain strings."""
    if isinstance(value, SafeData):
        return str(value)
    return html_escape(str(value))


def badge(text: object, tone: object = "gray") -> SafeString:
    """Return a badge (딱지)."""
    return _safe(f'<span class="krds-badge bg-light-{escape(tone)}">{escape(text)}</span>')


def card(
    title: object,
    body: object = "",
    *,
    href: object = "",
    badges: object = "",
    meta: object = "",
    actions: object = "",
    lang: object = "",
    heading: object = 3,
    attributes: object = "",
) -> SafeString:
    """Return a card; ``heading`` is the level of its title, ``attributes`` markup with a leading space."""
    name = escape(title)
    level = int(str(heading))
    language = f' lang="{escape(lang)}"' if lang else ""
    parts = [
        f'<article class="ui-card"{language}{escape(attributes)}>',
        f'<div class="krds-badge-wrap">{escape(badges)}</div>' if badges else "",
        f'<h{level} class="ui-card-title">',
        f'<a href="{escape(href)}">{name}</a>' if href else name,
        f'</h{level}><div class="ui-card-body">{escape(body)}</div>',
        f'<div class="ui-card-meta">{escape(meta)}</div>' if meta else "",
        f'<div class="ui-card-actions">{escape(actions)}</div>' if actions else "",
        "</article>",
    ]
    return _safe("".join(parts))


def cards(items: Iterable[Card], heading: object = 3, grid: object = False) -> SafeString:
    """Return cards below one another, or side by side as far as there is room (``grid``)."""
    drawn = (
        card(
            item.title,
            item.text,
            href=item.href,
            badges=_safe("".join(badge(text, tone) for tone, text in item.badges)),
            meta=item.meta,
            lang=item.lang,
            heading=heading,
        )
        for item in items
    )
    inside = "".join(drawn)
    return _safe(f'<div class="{"ui-grid" if grid else "ui-cards"}">{inside}</div>')


def facet_groups(groups: Iterable[Mapping[str, Any]]) -> SafeString:
    """Return the groups of a facet form; README.md says what a group holds."""
    counted = escape(gettext("결과"))
    drawn = []
    for group in groups:
        name, legend = escape(group["name"]), escape(group["legend"])
        kind = "radio" if group.get("single") else "checkbox"
        options = []
        for at, option in enumerate(group["options"], 1):
            key = f"facet-{name}-{at}"
            value, label, count = escape(option["value"]), escape(option["label"]), option.get("count")
            checked = " checked" if option.get("checked") else ""
            number = (
                f' <span class="ui-facet-count"><span class="sr-only">{counted} </span>{escape(count)}</span>'
                if count is not None
                else ""
            )
            options.append(
                f'<div class="krds-form-check"><input type="{kind}" name="{name}" value="{value}" id="{key}"{checked}>'
                f'<label for="{key}">{label}{number}</label></div>'
            )
        inside = "".join(options)
        drawn.append(
            f'<details class="ui-facet" open><summary>{legend}</summary>'
            f'<fieldset><legend class="sr-only">{legend}</legend>{inside}</fieldset></details>'
        )
    return _safe("".join(drawn))


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308  (put together from escaped parts above)
