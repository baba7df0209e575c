"""Values in words: numbers with their thousands, Korean particles after what they follow."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from madang_rules.errors import Language
from madang_rules.feel import Unknown
from madang_rules.feel.values import Date, DaysDuration, MonthsDuration, Range

__all__ = [
    "all_but",
    "duration_in_words",
    "number_in_words",
    "particle",
    "quoted",
    "range_in_words",
    "table_in_words",
    "value_in_words",
]

MAX_ITEMS = 5
MAX_CHARACTERS = 120
MAX_PLACES = 6
"""Places behind the point, and digits of very small and very large numbers, that people are told."""
_EXACT = Context(prec=7000, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999)
_SMALLEST, _LARGEST = -12, 33
"""Exponents of the first digit beyond which a number is told by a power of ten."""
# (of days): at least, more than, at most, less than
_KOREAN = {
    False: ("{} 이상", "{} 초과", "{} 이하", "{} 미만"),
    True: ("{}부터", "{} 다음 날부터", "{}까지", "{} 전날까지"),
}
_ENGLISH = {
    False: ("at least {}", "more than {}", "at most {}", "less than {}"),
    True: ("from {}", "after {}", "until {}", "before {}"),
}
_FINAL_DIGITS = {"0": True, "1": True, "3": True, "6": True, "7": True, "8": True}
_FINAL_LETTERS = frozenset("LMNRlmnr")
_RIEUL = 8


def particle(word: str, pair: str) -> str:
    """`word` with the particle of `pair` ("은/는", "이/가", "을/를", "으로/로") that its last sound asks for."""
    with_final, without = pair.split("/")
    last = next((each for each in reversed(word) if each.isalnum()), "")
    if "가" <= last <= "힣":
        final = (ord(last) - 0xAC00) % 28
        if pair == "으로/로" and final == _RIEUL:
            final = 0
        return word + (with_final if final else without)
    if last.isdigit():
        final_sound = _FINAL_DIGITS.get(last, False)
        if pair == "으로/로" and last in "178":
            final_sound = False
        return word + (with_final if final_sound else without)
    return word + (with_final if last in _FINAL_LETTERS else without)


def quoted(name: str, language: Language) -> str:
    """A name in the quotation marks of `language`."""
    return f"‘{name}’" if language == "ko" else f"“{name}”"


def value_in_words(value: Any, language: Language) -> str:
    """A FEEL value for people; long lists and texts are cut."""
    korean = language == "ko"
    if value is None:
        return "값 없음" if korean else "no value"
    if value is True:
        return "예" if korean else "yes"
    if value is False:
        return "아니요" if korean else "no"
    if isinstance(value, Decimal):
        return number_in_words(value, language)
    if isinstance(value, str):
        text = value if len(value) <= MAX_CHARACTERS else value[:MAX_CHARACTERS] + "…"
        return f'"{text}"'
    if isinstance(value, DaysDuration | MonthsDuration):
        return duration_in_words(value, language)
    if isinstance(value, Unknown):
        names = ", ".join(sorted(value.facts))
        return (
            (f"모름({names})" if korean else f"unknown ({names})")
            if names
            else "모름"
            if korean
            else "unknown"
        )
    if isinstance(value, Range):
        return range_in_words(value, language)
    if isinstance(value, list | tuple):
        if value and all(isinstance(each, dict) for each in value):
            return table_in_words(len(value), language)
        parts = [value_in_words(each, language) for each in value[:MAX_ITEMS]]
        rest = len(value) - len(parts)
        if rest:
            parts.append(f"외 {rest}개" if korean else f"{rest} more")
        return f"[{', '.join(parts)}]"
    if isinstance(value, dict):
        parts = [f"{key}: {value_in_words(each, language)}" for key, each in list(value.items())[:MAX_ITEMS]]
        rest = len(value) - len(parts)
        if rest:
            parts.append(f"외 {rest}개" if korean else f"{rest} more")
        return ", ".join(parts)
    return str(value)


def table_in_words(rows: int, language: Language) -> str:
    """A list of contexts, which people read as a table: how many rows it has."""
    return f"표({rows:,}행)" if language == "ko" else f"a table of {rows:,} row{'' if rows == 1 else 's'}"


def number_in_words(value: Decimal, language: Language) -> str:
    """A number with its thousands, no more places than people read: what is rounded says so."""
    adjusted = value.adjusted() if value else 0
    is_far = not _SMALLEST <= adjusted <= _LARGEST
    last = adjusted - MAX_PLACES + 1 if is_far or adjusted < 0 else -MAX_PLACES
    exponent = int(value.as_tuple().exponent)
    shown = value.quantize(Decimal((0, (1,), last)), context=_EXACT) if exponent < last else value
    about = "" if shown == value else "약 " if language == "ko" else "about "
    if not is_far:
        text = f"{shown:,f}"
        return about + (text.rstrip("0").rstrip(".") if exponent < -MAX_PLACES else text)
    digits = "".join(map(str, shown.as_tuple().digits)).rstrip("0")
    point = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{about}{'-' if value < 0 else ''}{digits[0]}{point} × 10^{shown.adjusted()}"


def range_in_words(value: Range, language: Language) -> str:
    """A range by its ends: "19 이상 34 이하", of days "2026-03-01부터 2026-03-31까지"."""
    start, end = value.start, value.end
    if value.operator == "!=":
        return all_but(value_in_words(start, language), language)
    is_days = Date in (start.__class__, end.__class__)
    phrases = (_KOREAN if language == "ko" else _ENGLISH)[is_days]
    if start is not None and value.start_included and value.end_included and start == end:
        return value_in_words(start, language)
    said = []
    if start is not None:
        said.append(phrases[0 if value.start_included else 1].format(value_in_words(start, language)))
    if end is not None:
        said.append(phrases[2 if value.end_included else 3].format(value_in_words(end, language)))
    if not said:
        return "모든 값" if language == "ko" else "every value"
    return (" " if language == "ko" else " and ").join(said)


def all_but(said: str, language: Language) -> str:
    """What `not(…)` and `!=` accept, in words."""
    return f"{said} 말고 다른 값" if language == "ko" else f"anything but {said}"


def duration_in_words(value: DaysDuration | MonthsDuration, language: Language) -> str:
    """A duration in its units, the sign left out."""
    korean = language == "ko"
    if isinstance(value, MonthsDuration):
        years, months = divmod(abs(value.months), 12)
        parts = [(years, "년", "year"), (months, "개월", "month")]
    else:
        days, hours, minutes, seconds, _ = value.parts
        parts = [
            (days, "일", "day"),
            (hours, "시간", "hour"),
            (minutes, "분", "minute"),
            (seconds, "초", "second"),
        ]
    said = [
        f"{amount:,}{ko}" if korean else f"{amount:,} {en}{'' if amount == 1 else 's'}"
        for amount, ko, en in parts
        if amount
    ]
    return " ".join(said) or ("0일" if korean else "0 days")
