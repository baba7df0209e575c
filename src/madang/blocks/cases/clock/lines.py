"""Lines of the arithmetic: one step each, as data and as a sentence."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from .texts import Ground, Text, day_text, length_text, minute_text, say


class LineKind(StrEnum):
    LATER = "later"  # received outside working hours; counted from a later moment
    COUNTED = "counted"
    OFF = "off"  # Saturday, Sunday, holiday
    LUNCH = "lunch"
    PAUSED = "paused"
    STOPPED = "stopped"  # the pause that is still open
    EXTENDED = "extended"
    EXTENDED_LATE = "extended-late"
    MOVED = "moved"  # the last day is a day off


class Line(NamedTuple):
    """One step of the arithmetic.

    Attributes:
        day: the day it is about; ``until``: the last day where it is about several.
        begins, ends: minutes of the day, where the clock counts working time.
        counted: what this step adds, in ``unit`` (``minutes`` of working time, or ``days``).
        sum: all that has been counted up to here.
        name: of the holiday, the pause, the reason.
        ground: article, mark and reading it stands on.
        actor: code of who paused or extended the clock.
    """

    day: date
    kind: LineKind
    counted: int
    sum: int
    unit: str
    ground: Ground
    name: Text = Text("", "")
    begins: int | None = None
    ends: int | None = None
    until: date | None = None
    actor: str = ""

    @property
    def article(self) -> Text:
        return self.ground.article

    def text(self, language: str) -> str:
        """The step as people read it: ``2026. 9. 25.(금) 추석: 세지 않음``."""
        values: dict[str, Any] = {
            "day": day_text(self.day, language),
            "counted": length_text(self.counted, self.unit, language),
            "sum": length_text(self.sum, self.unit, language),
            "name": self.name.said(language),
        }
        if self.until is not None:
            values["until"] = day_text(self.until, language)
        if self.begins is not None:
            values["begins"] = minute_text(self.begins)
            # A pause of whole days begins with the day, not at an hour.
            whole = self.kind is LineKind.STOPPED and self.begins == 0
            values["moment"] = values["day"] if whole else f"{values['day']} {values['begins']}"
        if self.ends is not None:
            values["ends"] = minute_text(self.ends)
        if self.kind is LineKind.LATER:
            values["start"] = f"{values['until']} {values['ends']}"
        if self.kind is LineKind.EXTENDED:
            values["reason"] = values["name"] or say("no-reason", language)
        return say(self._message, language, **values)

    @property
    def _message(self) -> str:
        if self.kind not in (LineKind.COUNTED, LineKind.PAUSED):
            return self.kind.value
        if self.begins is not None:
            return f"{self.kind}-hours"
        return f"{self.kind}-run" if self.until is not None else f"{self.kind}-days"

    def as_data(self) -> dict[str, Any]:
        """The step for machines and for storing: plain values, both sentences with it."""
        return {
            "day": self.day.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "kind": self.kind.value,
            "begins": None if self.begins is None else minute_text(self.begins),
            "ends": None if self.ends is None else minute_text(self.ends),
            "counted": self.counted,
            "sum": self.sum,
            "unit": self.unit,
            "article": self.article._asdict(),
            "mark": self.ground.mark.value,
            "actor": self.actor,
            "text": {language: self.text(language) for language in ("ko", "en")},
        }
