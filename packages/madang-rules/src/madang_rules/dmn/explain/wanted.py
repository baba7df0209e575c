"""What a cell accepts, in words: "19 이상 34 이하", "at least 19 and at most 34"."""

from __future__ import annotations

from madang_rules.dmn.explain.words import all_but, range_in_words, value_in_words
from madang_rules.dmn.tables.area import Area, Interval
from madang_rules.dmn.tables.cells import value_of_key
from madang_rules.errors import Language
from madang_rules.feel.values import Range

__all__ = ["area_in_words"]

MAX_PARTS = 8
_NULL = {"ko": "값 없음", "en": "no value"}


def area_in_words(area: Area | None, text: str, language: Language) -> str:
    """What `area` accepts, in words; the cell's own `text` where words would not be plainer."""
    if area is None or area.is_all:
        return text
    if area.values:
        said = sorted(value_in_words(value, language) for value in area.values)
    else:
        said = [_interval(each, area, language) for each in area.intervals if not each.is_empty]
    if area.null and not area.negated:
        said.append(_NULL[language])
    if not said or len(said) > MAX_PARTS:
        return text
    if area.negated:
        return all_but(", ".join(said), language)
    return (" 또는 " if language == "ko" else " or ").join(said)


def _interval(interval: Interval, area: Area, language: Language) -> str:
    low, high = (
        None if end is None else value_of_key(area.kind, end) for end in (interval.low, interval.high)
    )
    return range_in_words(Range(low, high, interval.low_closed, interval.high_closed), language)
