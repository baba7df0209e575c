"""Numbers in words, as a voice reads them: ``5,000원`` is 오천 원, a number of a case is read digit by digit."""

from __future__ import annotations

import re

_DIGITS = {
    "ko": "공일이삼사오육칠팔구",
    "en": ("oh", *["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]),
}
_SINO = "영일이삼사오육칠팔구"
_UNITS = ("", "십", "백", "천")
_BIG = ("", "만", "억", "조", "경")
_HOURS = ("열두", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두")
_MONTHS = {6: "유", 10: "시"}
_NATIVE_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_NATIVE_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_NATIVE = ("명", "개", "달", "살")
"""Counters that take native numbers, up to 99."""
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_THOUSANDS = ("", " thousand", " million", " billion", " trillion")

_CLOCK = re.compile(r"(?<![\d:.,-])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])")
_NUMBER = re.compile(
    r"(?<![\d,-])(\d{1,3}(?:,\d{3})+|\d+)(?![\d,]*\d)(?!-\d)(\s?(?:원|년|월|일|시|분|건|명|개월|개|층|번|쪽|회|달|살|세|호|퍼센트|%))?"
)
_DECIMAL = re.compile(r"(?<![\d.,-])(\d{1,4})\.(\d+)(?![\d.])")
_CODE = re.compile(r"\+?\d+(?:[-–]\d+)+|\+?\d{5,}")
LONGEST = 16
"""Digits of the longest number that is read as one; longer ones are read digit by digit."""


def aloud(text: str, language: str) -> str:
    """Return a text without digits, each number as people say it.

    With commas, or before a counter (원, 년, 일 …), it is an amount; with hyphens or from five digits on, a code.
    """
    text = _CLOCK.sub(lambda found: _clock(int(found[1]), int(found[2]), language), text)
    text = _DECIMAL.sub(lambda found: _decimal(found[1], found[2], language), text)
    text = _NUMBER.sub(lambda found: _amount(found, language), text)
    text = _CODE.sub(lambda found: digit_by_digit(found[0], language), text)
    return re.sub(r"\d+", lambda found: digit_by_digit(found[0], language), text)


def digit_by_digit(text: str, language: str) -> str:
    """Return digits one by one, groups apart by a comma (a pause); other signs stay."""
    names = _DIGITS[language]
    groups = re.split(r"(?<=\d)[-–](?=\d)", text)
    gap = " "
    read = [gap.join(names[int(each)] if each.isdecimal() else each for each in group) for group in groups]
    return ", ".join(read)


def korean(number: int) -> str:
    """Return a whole number in Sino-Korean words, one word each four digits: 12345 is 만 이천삼백사십오."""
    if number == 0:
        return _SINO[0]
    parts = []
    for place, big in enumerate(_BIG):
        four = number // 10_000**place % 10_000
        if not four:
            continue
        said = ""
        for power in (3, 2, 1, 0):
            digit = four // 10**power % 10
            if digit:
                said += ("" if digit == 1 and power else _SINO[digit]) + _UNITS[power]
        parts.append(big if said == "일" and big == "만" else said + big)
    return " ".join(reversed(parts))


def english(number: int) -> str:
    """Return a whole number in English words."""
    if number == 0:
        return _ONES[0]
    parts = []
    for place, name in enumerate(_THOUSANDS):
        three = number // 1_000**place % 1_000
        if three:
            parts.append(_hundreds(three) + name)
    return " ".join(reversed(parts))


def _hundreds(number: int) -> str:
    said = []
    if number >= 100:
        said.append(f"{_ONES[number // 100]} hundred")
        number %= 100
    if number >= 20:
        said.append(_TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else ""))
    elif number:
        said.append(_ONES[number])
    return " and ".join(said)


def _amount(found: re.Match[str], language: str) -> str:
    digits, counter = found[1].replace(",", ""), (found[2] or "").strip()
    plain_code = not counter and "," not in found[1] and (len(digits) > 4 or digits[0] == "0")
    if len(digits) > LONGEST or (plain_code and digits != "0"):
        return digit_by_digit(found[1].replace(",", ""), language) + (found[2] or "")
    number = int(digits)
    if language == "en":
        return english(number) + (" percent" if counter == "%" else found[2] or "")
    if counter == "월" and number in _MONTHS:
        return f"{_MONTHS[number]}월"
    if counter == "시" and number <= 12:
        return f"{_HOURS[number]} 시"
    if counter in _NATIVE and 0 < number < 100:
        return f"{_native(number)} {counter}"
    said = korean(number)
    if not counter:
        return said
    return f"{said} 퍼센트" if counter == "%" else f"{said}{'' if counter in '년월일' else ' '}{counter}"


def _native(number: int) -> str:
    if number == 20:
        return "스무"
    return _NATIVE_TENS[number // 10] + _NATIVE_ONES[number % 10]


def _decimal(whole: str, part: str, language: str) -> str:
    if language == "en":
        return f"{english(int(whole))} point {digit_by_digit(part, language)}"
    return f"{korean(int(whole))} 점 {digit_by_digit(part, language)}"


def _clock(hour: int, minute: int, language: str) -> str:
    if language == "en":
        if minute == 0:
            return f"{english(hour)} hundred hours" if hour > 12 or hour == 0 else f"{english(hour)} o'clock"
        return f"{english(hour)} {'oh ' if minute < 10 else ''}{english(minute)}"
    half = "오전" if hour < 12 else "오후"
    said = f"{half} {_HOURS[hour % 12]} 시"
    return said + (f" {korean(minute)} 분" if minute else "")
