"""Values of the sources made clean: blanks, lists, dates, phones, names of bodies. Nothing is interpreted."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from madang.blocks.catalogue.sources import limits
from madang.blocks.catalogue.sources.record import Phone

SEOUL = ZoneInfo("Asia/Seoul")
_ABSENT = {"", "-", "--", "undefined", "null", "none", "nan", "n/a"}
_DATES = (
    ("%Y%m%d%H%M%S", re.compile(r"\d{14}")),
    ("%Y%m%d", re.compile(r"\d{8}")),
    ("%Y-%m-%d", re.compile(r"\d{4}-\d{2}-\d{2}")),
    ("%Y-%m-%d %H:%M:%S", re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")),
)
_NUMBER = re.compile(r"\d[\d\-–~,. ()]{2,}")
_PROVINCE = re.compile(r"\S+(?:특별시|광역시|특별자치시|특별자치도|특별시|도)$")
_DISTRICT = re.compile(r"\S+[시군구]$")


class BadValueError(Exception):
    """A record's bytes that cannot become text or a value; `code` is one of `reasons.REASONS`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def decode(raw: bytes) -> str:
    """UTF-8 bytes as text. Raises `BadValueError` on other encodings, NUL and a field beyond its bound."""
    if b"\x00" in raw:
        raise BadValueError("nul")
    if len(raw) > limits.FIELD:
        raise BadValueError("field-too-large")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise BadValueError("invalid-encoding") from None


def json_object(raw: bytes) -> dict[str, Any]:
    """One JSON object with sound text in it. Depth must have been bounded by the caller."""
    if b"\x00" in raw:
        raise BadValueError("nul")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise BadValueError("invalid-encoding") from None
    if _depth(text) > limits.DEPTH:
        raise BadValueError("too-deep")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise BadValueError("invalid-json") from None
    if not isinstance(value, dict):
        raise BadValueError("wrong-shape")
    _check_text(value)
    return value


def _depth(text: str) -> int:
    """Deepest nesting of a JSON text, found without parsing it."""
    depth = deepest = 0
    inside = False
    for match in re.finditer(r'\\.|["{}\[\]]', text):
        mark = match.group()
        if mark == '"':
            inside = not inside
        elif not inside and mark in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif not inside and mark in "}]":
            depth -= 1
    return deepest


def _check_text(value: object) -> None:
    if isinstance(value, str):
        if len(value) > limits.FIELD:
            raise BadValueError("field-too-large")
        if "\x00" in value:
            raise BadValueError("nul")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise BadValueError("lone-surrogate") from None
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_text(key)
            _check_text(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_text(inner)


def present(value: object) -> str:
    """A value as text with line ends `\\n` and outer blanks gone; "" for the sources' words for nothing.

    Raises `BadValueError` for a list or object where text is expected.
    """
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        raise BadValueError("wrong-shape")
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return "" if text.lower() in _ABSENT else text


def line(value: object) -> str:
    """`present` on one line: runs of blanks and line breaks become one blank."""
    return " ".join(present(value).split())


def several(value: object, separator: str) -> list[str]:
    """A joined list as its different values in order, blanks dropped. Raises `BadValueError` beyond its bound."""
    parts = (line(part) for part in present(value).split(separator))
    found = list(dict.fromkeys(part for part in parts if part))
    if len(found) > limits.WORDS:
        raise BadValueError("too-many-values")
    return found


def moment(value: object) -> datetime | None:
    """A source's date or time as an aware Korean time, or None when it holds none that exists."""
    text = present(value)
    for form, shape in _DATES:
        if shape.fullmatch(text):
            try:
                return datetime.strptime(text, form).replace(tzinfo=SEOUL)
            except ValueError:
                return None
    return None


def count(value: object) -> int | None:
    """A count of views; None when absent, negative or no number."""
    text = present(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def phones(value: object) -> list[Phone]:
    """`name/number||name/number`. A part without a number keeps its text as the name."""
    found: list[Phone] = []
    for part in several(value, "||"):
        name, slash, number = part.rpartition("/")
        if not slash:
            name, number = ("", part) if _NUMBER.fullmatch(part) else (part, "")
        elif not _NUMBER.fullmatch(number.strip()):
            name, number = part, ""
        number = number.strip()
        if not number.strip("0-. "):
            number = ""
        phone = Phone(name.strip(" /"), number)
        if (phone.name or phone.number) and phone not in found:
            found.append(phone)
    return found


def body_and_department(value: object) -> tuple[str, str]:
    """`보건복지부 장애인자립기반과` → (`보건복지부`, `장애인자립기반과`);
    `경기도 이천시 상하수도사업소 수도과` → (`경기도 이천시`, `상하수도사업소 수도과`)."""
    words = line(value).split(" ")
    size = 1
    if _PROVINCE.match(words[0]) and len(words) > 1 and _DISTRICT.match(words[1]):
        size = 2
    return " ".join(words[:size]), " ".join(words[size:])


def region_of(body: str) -> str:
    """The region whose government a body is, by its name; "" for national bodies and unclear names."""
    words = body.split(" ")
    return body if _PROVINCE.match(words[0]) and (len(words) == 1 or _DISTRICT.match(words[1])) else ""


def sections(**texts: object) -> dict[str, str]:
    """Body sections with text, in the given order."""
    cleaned = {name: present(text) for name, text in texts.items()}
    return {name: text for name, text in cleaned.items() if text}
