"""A publisher's text as HTML: paragraphs, web addresses and telephone numbers as links, dates as people write them.

The text is somebody else's: everything is escaped, and only ``http`` and ``https`` become addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.safestring import SafeString

from madang.blocks.catalogue.addresses import host_of
from madang.blocks.ui.markup import escape

_LINK = re.compile(
    r"(?P<web>(?:https?://|www\.)[A-Za-z0-9\-._~:/?#@!$&*+,;=%]+)"
    r"|(?<![\d-])(?P<phone>0\d{1,2}-\d{3,4}-\d{4}|1[5-9]\d{2}-\d{4})(?![\d-])"
)
_AFTER = ".,;:!?*"
_HOST_GOES_ON = re.compile(r"(?![가-힣])[^\W\d_]|[^\W_]*\.[A-Za-z0-9]")
"""After a host: a letter that looks like a Latin one, or more of a name. A particle (`…kr에서`) is neither."""
MOST_LINKS = 200
"""Links in a text; what comes after them stays text."""
_HALF_WIDTH = str.maketrans("｢｣､｡", "「」、。")
_DAY = re.compile(r"(?<!\d)(20\d{2})([-./]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_ONLY_DAYS = re.compile(r"[\s~\-–,]*")


@dataclass(frozen=True)
class Period:
    """A period as text, and whether its last day is over."""

    text: str
    over: bool


def tidy(text: str) -> str:
    """Return a text with half-width brackets as everybody writes them."""
    return text.translate(_HALF_WIDTH)


def period(text: str, today: date) -> Period:
    """Return a period with its dates written out; over is told only where there is nothing but dates."""
    days: list[date] = []

    def written(found: re.Match[str]) -> str:
        try:
            day = date(int(found[1]), int(found[3]), int(found[4]))
        except ValueError:
            return found[0]
        days.append(day)
        return date_format(day, "DATE_FORMAT")

    shown = _DAY.sub(written, text)
    alone = _ONLY_DAYS.fullmatch(_DAY.sub("", text)) is not None
    return Period(shown, alone and bool(days) and max(days) < today and not text.rstrip().endswith("~"))


def html(text: str) -> SafeString:
    """Return a text as paragraphs with links."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    left = iter(range(MOST_LINKS))
    return SafeString(
        "\n\n".join(f"<p>{_linked(one, left).replace(chr(10), '<br>')}</p>" for one in paragraphs if one)
    )


def _linked(text: str, left: Iterator[int]) -> str:
    parts, end = [], 0
    for found in _LINK.finditer(text):
        if found["web"] and not _target(found):
            continue
        if next(left, None) is None:
            break
        parts.append(escape(text[end : found.start()]))
        end = found.end()
        if number := found["phone"]:
            parts.append(f'<a href="tel:{escape(number)}">{escape(number)}</a>')
            continue
        address = found["web"].rstrip(_AFTER)
        rest = found["web"][len(address) :]
        parts.append(
            f'<a href="{escape(_target(found))}" rel="noopener noreferrer external nofollow">{escape(address)}</a>{escape(rest)}'
        )
    parts.append(escape(text[end:]))
    return "".join(parts)


def _target(found: re.Match[str]) -> str:
    """Return where a web address in a text leads; empty when that is not where a reader would think."""
    address = found["web"].rstrip(_AFTER)
    target = address if address.startswith("http") else f"https://{address}"
    host = host_of(target)
    bare = not re.search("[/?#]", target.partition("://")[2])
    if "." not in host or (bare and _HOST_GOES_ON.match(found.string, found.end())):
        return ""
    return target
