"""The legal clock (처리기간) of cases: how long an office has, by the Civil Petitions Treatment Act (민원 처리에 관한 법률).

Pure: it knows no Django and no database. ``docs/legal-clock.md`` says what is counted how, and what is still a lead.
"""

from .calendar import Calendar, Day, DayKind, DecreedHoliday, OfficeHours, OwnClosure
from .deadline import Deadline, Mode, Remaining, deadline
from .errors import ClockError, ExtensionNotAllowed, OutsideCalendar, SegmentWrong, TablesWrong
from .lines import Line, LineKind
from .periods import IMMEDIATE, Period, Unit
from .rules import Rule, Rules
from .segments import Segment, SegmentKind
from .terms import Term, term
from .texts import Ground, Mark, Text

__all__ = [
    "IMMEDIATE",
    "Calendar",
    "ClockError",
    "Day",
    "DayKind",
    "Deadline",
    "DecreedHoliday",
    "ExtensionNotAllowed",
    "Ground",
    "Line",
    "LineKind",
    "Mark",
    "Mode",
    "OfficeHours",
    "OutsideCalendar",
    "OwnClosure",
    "Period",
    "Remaining",
    "Rule",
    "Rules",
    "Segment",
    "SegmentKind",
    "SegmentWrong",
    "TablesWrong",
    "Term",
    "Text",
    "Unit",
    "deadline",
    "term",
]
