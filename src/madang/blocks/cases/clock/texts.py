"""Words of the legal clock: texts in two languages, marks, dates and lengths of time as people write them.

The sentences lie in ``messages.json``, one object a language: a third language is one more object. Nothing here
knows Django, so the clock can run in a tool, a test or a counter that is off line.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
DAY_MINUTES = 24 * 60


class Mark(StrEnum):
    """How sure we are of a legal value: its wording was read, or it is a lead still to be checked."""

    CHECKED = "checked"
    LEAD = "lead"


class Text(NamedTuple):
    """A short text in Korean and English."""

    ko: str
    en: str

    def said(self, language: str) -> str:
        return self.en if language.startswith("en") else self.ko


class Ground(NamedTuple):
    """What a step of the arithmetic stands on: an article, how sure we are of it, and how it was read."""

    name: str
    article: Text
    mark: Mark
    note: Text


@cache
def _messages() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = json.loads((FOLDER / "messages.json").read_text(encoding="utf-8"))
    return table


@cache
def language_of(language: str) -> str:
    """The language of ``messages.json`` that serves ``language`` (``en-GB`` gives ``en``); Korean if none does."""
    table = _messages()
    return next((known for known in (language, language.split("-")[0].split("_")[0]) if known in table), "ko")


def say(message: str, language: str, **values: object) -> str:
    """The sentence called ``message`` with ``values`` put in; ``message.one`` where there is one and ``n`` is 1."""
    sentences = _messages()[language_of(language)]
    one = sentences.get(f"{message}.one") if values.get("n") == 1 else None
    return (one or sentences[message]).format(**values)


def day_text(day: date, language: str) -> str:
    """``2026. 9. 25.(금)`` or ``Fri 25 Sep 2026``."""
    weekday = say("weekdays", language).split()[day.weekday()]
    month = say("months", language).split()[day.month - 1]
    return say("day", language, year=day.year, month=month, day=day.day, weekday=weekday)


def minute_text(minute: int) -> str:
    """A minute of the day as ``14:20``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def moment_text(moment: datetime, language: str) -> str:
    return f"{day_text(moment.date(), language)} {moment:%H:%M}"


def length_text(amount: int, unit: str, language: str) -> str:
    """An amount of working minutes (``3시간 40분``) or of days (``3일``)."""
    if unit == "days":
        return say("days", language, n=amount)
    hours, minutes = divmod(amount, 60)
    parts = [say("hours", language, n=hours)] if hours else []
    if minutes or not hours:
        parts.append(say("minutes", language, n=minutes))
    return " ".join(parts)
