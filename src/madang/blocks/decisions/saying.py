"""Results as plain data: told apart, compared, and read by people in their language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from madang_rules.dmn.told import number_written
from madang_rules.errors import Language

DEEPEST_SHOWN = 100
LANGUAGES: tuple[Language, ...] = ("ko", "en")
"""Those in which the house says why."""
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


def language() -> Language:
    """The reader's language, as the library knows it."""
    return "en" if (get_language() or "ko").startswith("en") else "ko"


def parts(value: Any) -> Iterator[tuple[int, Any]]:
    """All that a JSON value holds, itself and names too, each with how deep it lies: read without recursion."""
    open_ = [(0, value)]
    while open_:
        deep, one = open_.pop()
        yield deep, one
        if isinstance(one, dict):
            open_ += [(deep + 1, each) for each in (*one.keys(), *one.values())]
        elif isinstance(one, list | tuple):
            open_ += [(deep + 1, each) for each in one]


def is_number(value: Any) -> bool:
    """Whether JSON gave it as a number, be it NaN or endless."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def number_of(value: Any) -> Decimal | None:
    """The finite number that a JSON value or a text is; None for anything else and for what is absurdly large.

    A text is read as the library reads what is told; commas may stand between its thousands, and nowhere else.
    """
    if not isinstance(value, str) and not is_number(value):
        return None
    text = str(value).strip()
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if len(text) > 60:
        return None
    number = number_written(text) if isinstance(value, str) else Decimal(text)
    if number is None or not number.is_finite():
        return None
    return number if abs(number.adjusted()) < 100 else None


def same(one: Any, other: Any) -> bool:
    """Whether two plain results are the same; 5000 and 5000.0 are, and an unknown is one whatever would settle it."""
    if is_unknown(one) or is_unknown(other):
        return is_unknown(one) and is_unknown(other)
    if isinstance(one, str) and isinstance(other, str | int) and not isinstance(other, bool):
        left, right = number_of(one), number_of(other)
        if left is not None and right is not None:
            return left == right
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def is_unknown(value: Any) -> bool:
    """Whether a plain result is still open."""
    return isinstance(value, dict) and set(value) == {"unknown"}


def in_words(value: Any, deep: int = 0) -> str:
    """A plain result as people read it, in the reader's language; what lies very deep in it is left out."""
    if deep > DEEPEST_SHOWN:
        return "…"
    if is_unknown(value):
        return _("아직 모름")
    if value is None:
        return _("없음")
    if isinstance(value, bool):
        return _("예") if value else _("아니요")
    if isinstance(value, list):
        return ", ".join(in_words(each, deep + 1) for each in value) or _("없음")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {in_words(each, deep + 1)}" for name, each in value.items())
    number = number_of(value) if isinstance(value, str) and _looks_like_number(value) else None
    return f"{number:,f}" if number is not None else str(value)


def _looks_like_number(text: str) -> bool:
    return bool(text) and text.lstrip("-").replace(".", "", 1).isdecimal() and text.isascii()


def names(items: Iterable[object]) -> str:
    """Names in a row."""
    return ", ".join(map(str, items))
