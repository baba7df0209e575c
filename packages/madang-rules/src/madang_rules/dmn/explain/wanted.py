"""What a cell accepts, in words: "19 이상 34 이하", "at least 19 and at most 34"."""

from __future__ import annotations

from madang_rules.dmn.explain.words import value_in_words
from madang_rules.dmn.tables.area import Area, Interval
from madang_rules.dmn.tables.cells import value_of_key
from madang_rules.errors import Language

__all__ = ["area_in_words"]

MAX_PARTS = 8
# (number, date): at least, more than, at most, less than
_KOREAN = {
    False: ("{} 이상", "{} 초과", "{} 이하", "{} 미만"),
    True: ("{}부터", "{} 다음 날부터", "{}까지", "{} 전날까지"),
}
_ENGLISH = {
    False: ("at least {}", "more than {}", "at most {}", "less than {}"),
    True: ("from {}", "after {}", "until {}", "before {}"),
}


def area_in_words(area: Area | None, text: str, language: Language) -> str:
    """What `area` accepts, in words; the cell's own `text` where words would not be plainer."""
    if area is None or area.negated or area.null or area.kind == "any":
        return text
    korean = language == "ko"
    if area.values:
        said = sorted(value_in_words(value, language) for value in area.values)
    else:
        said = [_interval(each, area, language) for each in area.intervals if not each.is_empty]
    if not said or len(said) > MAX_PARTS:
        return text
    return (" 또는 " if korean else " or ").join(said)


def _interval(interval: Interval, area: Area, language: Language) -> str:
    phrases = (_KOREAN if language == "ko" else _ENGLISH)[area.kind == "date"]

    def words(end: object) -> str:
        return value_in_words(value_of_key(area.kind, end), language)

    if interval.low is not None and interval.low == interval.high:
        return words(interval.low)
    parts = []
    if interval.low is not None:
        parts.append(phrases[0 if interval.low_closed else 1].format(words(interval.low)))
    if interval.high is not None:
        parts.append(phrases[2 if interval.high_closed else 3].format(words(interval.high)))
    return (" " if language == "ko" else " and ").join(parts)
