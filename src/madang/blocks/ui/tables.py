"""What makes a table readable on a narrow screen, where each row becomes a card.

The cells of a card say which column they are of, so each gets the heading of its column as ``data-label``. A
table that is not laid out as one loses its meaning in some browsers, so its parts get the roles that they have
anyway.
"""

from __future__ import annotations

import re

from django.utils.html import strip_tags
from django.utils.safestring import SafeString

_HEAD = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
_CELL = re.compile(r"<(?P<tag>th|td)\b(?P<attributes>[^>]*)>(?P<inside>.*?)</(?P=tag)>", re.DOTALL)
_ROW = re.compile(r"<tr\b(?P<attributes>[^>]*)>(?P<inside>.*?)</tr>", re.DOTALL)
_PART = re.compile(r"<(thead|tbody|tfoot)\b")
_LONG = 20  # Latin letters; a Korean syllable takes the place of two
_SPAN = re.compile(r'\bcolspan="?(\d+)')


def labelled(rows: str) -> SafeString:
    """Return the inside of a table (``thead`` and ``tbody``, no table within) with labels and roles."""
    head = _HEAD.search(rows)
    columns = [_words(cell["inside"]) for cell in _CELL.finditer(head[0])] if head else []
    drawn = _ROW.sub(lambda row: _row(row, columns), rows)
    return SafeString(_PART.sub(r'<\1 role="rowgroup"', drawn))


def _words(markup: str) -> str:
    return " ".join(strip_tags(markup).split()).replace('"', "&quot;")


def _has_long_word(markup: str) -> bool:
    """Say whether a word would make its column too wide; only such words are broken where no word ends."""
    words = strip_tags(markup).replace("-", "- ").split()
    return any(sum(1 if letter.isascii() else 2 for letter in word) > _LONG for word in words)


def _row(row: re.Match[str], columns: list[str]) -> str:
    at = 0

    def cell(found: re.Match[str]) -> str:
        nonlocal at
        attributes, inside = found["attributes"], found["inside"].strip()
        span = _SPAN.search(attributes)
        label = columns[at] if at < len(columns) and not span else ""
        at += int(span[1]) if span else 1
        if found["tag"] == "th" and 'scope="col"' in attributes:
            return f'<th role="columnheader"{attributes}>{inside}</th>'
        role = "rowheader" if found["tag"] == "th" else "cell"
        named = f' data-label="{label}"' if label else ""
        kind = "ui-cell ui-cell-long" if _has_long_word(inside) else "ui-cell"
        return f'<{found["tag"]} role="{role}"{attributes}{named}><div class="{kind}">{inside}</div></{found["tag"]}>'

    return f'<tr role="row"{row["attributes"]}>{_CELL.sub(cell, row["inside"])}</tr>'
