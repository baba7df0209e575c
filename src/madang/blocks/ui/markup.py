"""Markup of what stands on a page by the dozen, or on the pages that are asked for most.

A result page holds twenty cards and some fifty options; as templates these take ten times as long as all else on
it. The components of the same names draw themselves here too, so there is one place for each. Everything that is put in is escaped unless it already is markup (``SafeString``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.safestring import SafeData, SafeString
from django.utils.translation import gettext as _


class Card(NamedTuple):
    """One thing in a list of found things.

    Attributes:
        title: its name; ``href`` leads to it.
        badges: (tone, text) of each badge.
        text: a sentence or two.
        meta: who offers it, when it ends.
        lang: language of title and text where it is not the page's.
        meta_lang: language of ``meta`` where it is not the page's.
    """

    title: str
    href: str = ""
    text: str = ""
    badges: tuple[tuple[str, str], ...] = ()
    meta: str = ""
    lang: str = ""
    meta_lang: str = ""


def escape(value: object) -> str:
    """Return text as HTML; markup stays as it is. Faster than Django's own for plain strings."""
    if type(value) is not str:
        if isinstance(value, SafeData):
            return str(value)
        value = str(value)
    return (
        value.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#x27;")
    )


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
    meta_lang: object = "",
    heading: object = 3,
    attributes: object = "",
) -> SafeString:
    """Return a card; ``heading`` is the level of its title, ``attributes`` markup with a leading space."""
    name = escape(title)
    level = int(str(heading))
    language = _lang(lang)
    parts = [
        f'<article class="ui-card"{language}{escape(attributes)}>',
        f'<div class="krds-badge-wrap">{escape(badges)}</div>' if badges else "",
        f'<h{level} class="ui-card-title">',
        f'<a href="{escape(href)}">{name}</a>' if href else name,
        f'</h{level}><div class="ui-card-body">{escape(body)}</div>',
        f'<div class="ui-card-meta"{_lang(meta_lang)}>{escape(meta)}</div>' if meta else "",
        f'<div class="ui-card-actions">{escape(actions)}</div>' if actions else "",
        "</article>",
    ]
    return _safe("".join(parts))


def cards(items: Iterable[Card], heading: object = 3, grid: object = False) -> SafeString:
    """Return cards below one another, or side by side as far as there is room (``grid``)."""
    inside = "".join(
        [
            card(
                item.title,
                item.text,
                href=item.href,
                badges=_safe("".join([badge(text, tone) for tone, text in item.badges])),
                meta=item.meta,
                lang=item.lang,
                meta_lang=item.meta_lang,
                heading=heading,
            )
            for item in items
        ]
    )
    return _safe(f'<div class="{"ui-grid" if grid else "ui-cards"}">{inside}</div>')


def facets(
    groups: Iterable[Mapping[str, Any]],
    *,
    action: object = "",
    keep: Iterable[tuple[str, str]] = (),
    label: object = "",
    reset_url: object = "",
    inside: object = "",
) -> SafeString:
    """Return a form of facets; README.md says what a group holds. ``inside`` stands above its buttons."""
    said, apply, clear = (
        escape(label) or escape(_("결과 좁히기")),
        escape(_("적용")),
        escape(_("모두 지우기")),
    )
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in keep or ()
    )
    reset = f'<a href="{escape(reset_url)}" class="krds-btn small text">{clear}</a>' if reset_url else ""
    return _safe(
        f'<form method="get" action="{escape(action)}" class="ui-facets" data-autosubmit aria-label="{said}">'
        f'{hidden}{_facet_groups(groups)}{escape(inside)}<div class="ui-facet-actions">'
        f'<button class="krds-btn small secondary">{apply}</button>{reset}</div></form>'
    )


def _facet_groups(groups: Iterable[Mapping[str, Any]]) -> str:
    counted = escape(_("결과"))
    drawn = []
    for group in groups:
        name, legend = escape(group["name"]), escape(group["legend"])
        kind = "radio" if group.get("single") else "checkbox"
        drawn.append(
            f'<details class="ui-facet" open><summary>{legend}</summary>'
            f'<fieldset><legend class="sr-only">{legend}</legend>'
        )
        first, more = group["options"], group.get("more", ())
        for at, option in enumerate([*first, *more], 1):
            if at == len(first) + 1:
                drawn.append(f'<details class="ui-facet-more"><summary>{_more(len(more))}</summary>')
            key = f"facet-{name}-{at}"
            value, label, count = escape(option["value"]), escape(option["label"]), option.get("count")
            if lang := option.get("lang"):
                label = f"<span{_lang(lang)}>{label}</span>"
            checked = " checked" if option.get("checked") else ""
            number = (
                f' <span class="ui-facet-count"><span class="sr-only">{counted} </span>{escape(count)}</span>'
                if count is not None
                else ""
            )
            drawn.append(
                f'<div class="krds-form-check"><input type="{kind}" name="{name}" value="{value}" id="{key}"{checked}>'
                f'<label for="{key}">{label}{number}</label></div>'
            )
        drawn.append(f"{'</details>' if more else ''}</fieldset></details>")
    return "".join(drawn)


def _more(number: int) -> str:
    return escape(_("%(number)s개 더 보기") % {"number": number})


def search(
    action: object = "",
    *,
    name: object = "q",
    value: object = "",
    label: object = "",
    hint: object = "",
    id: object = "search",
    placeholder: object = "",
    inside: object = "",
) -> SafeString:
    """Return a search box; ``inside`` stands at the end of its form."""
    said, find = escape(label) or escape(_("서비스 찾기")), escape(_("검색"))
    key = escape(id)
    hinted = f'<p class="form-hint" id="{key}-hint">{escape(hint)}</p>' if hint else ""
    more = f' placeholder="{escape(placeholder)}"' if placeholder else ""
    if hint:
        more += f' aria-describedby="{key}-hint"'
    return _safe(
        f'<form role="search" aria-label="{said}" method="get" action="{escape(action)}" class="ui-search">'
        f'<label class="ui-search-label" for="{key}">{said}</label>{hinted}<div class="sch-input">'
        f'<input type="search" class="krds-input" id="{key}" name="{escape(name)}" value="{escape(value)}"'
        f' maxlength="200" autocomplete="off"{more}><button class="krds-btn medium icon ico-search">'
        f'<span class="sr-only">{find}</span><i class="svg-icon ico-sch" aria-hidden="true"></i></button>'
        f"</div>{escape(inside)}</form>"
    )


def page_heading(
    title: object,
    *,
    lead: object = "",
    lang: object = "",
    badges: object = "",
    actions: object = "",
    inside: object = "",
) -> SafeString:
    """Return a page's heading; ``lang`` is the language of title and lead where it is not the page's."""
    language = _lang(lang)
    parts = [
        '<div class="ui-heading">',
        f'<div class="krds-badge-wrap">{escape(badges)}</div>' if badges else "",
        f'<h1 class="ui-heading-title"{language}>{escape(title)}</h1>',
        f'<p class="ui-heading-lead"{language}>{escape(lead)}</p>' if lead else "",
        escape(inside),
        f'<div class="ui-heading-actions">{escape(actions)}</div>' if actions else "",
        "</div>",
    ]
    return _safe("".join(parts))


def notice(
    body: object,
    *,
    tone: object = "info",
    title: object = "",
    live: object = "",
    heading: object = "",
    attributes: object = "",
) -> SafeString:
    """Return a notice, which is said aloud when it comes up while the page is read (``live``)."""
    serious = tone in {"danger", "error"}
    if serious:
        said = _("오류")
    elif tone == "warning":
        said = _("주의")
    elif tone == "success":
        said = _("완료")
    else:
        said = _("안내")
    role = f' role="{"alert" if serious else "status"}"' if live else ""
    level = f"h{int(str(heading))}" if heading else "p"
    named = f'<{level} class="ui-notice-title">{escape(title)}</{level}>' if title else ""
    return _safe(
        f'<div class="ui-notice ui-notice-{escape(tone)}"{role}{escape(attributes)}>'
        f'<p class="sr-only">{escape(said)}</p>{named}<div class="ui-notice-body">{escape(body)}</div></div>'
    )


def _lang(language: object) -> str:
    return f' lang="{escape(language)}"' if language else ""


def _safe(html: str) -> SafeString:
    return SafeString(html)  # put together from escaped parts above
