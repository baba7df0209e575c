"""Terms of the citizen (보완기간, 이의신청기간 …): by the Civil Act, the first day not counted, holidays in."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple

from .calendar import ZONE, Calendar, absolute, moment
from .errors import ClockError
from .periods import BY_CALENDAR, Period, Unit, last_day
from .rules import Rules
from .texts import Ground


class Term(NamedTuple):
    """A citizen's term: ``ends`` is the midnight that ends its last day; up to then an act is in time."""

    ends: datetime
    ground: Ground

    def in_time(self, at: datetime) -> bool:
        return absolute(at) < absolute(self.ends)


def term(told_at: datetime, period: Period, *, calendar: Calendar, rules: Rules) -> Term:
    """When a term of ``period`` ends for a citizen told at ``told_at`` (시행령 제24조제4항, 민법 제157조, 제159–161조).

    The day of being told is not counted; a last day on a Saturday or holiday moves to the next working day.

    Raises:
        ClockError: the period is one of hours.
    """
    if period.unit is not Unit.DAYS and period.unit not in BY_CALENDAR:
        raise ClockError(f"a citizen's term is one of days, weeks, months or years, not {period}")
    told = moment(absolute(told_at)).date()
    last = calendar.next_working(last_day(told + timedelta(days=1), period))
    ends = datetime.combine(last + timedelta(days=1), time(), ZONE)
    return Term(ends, rules.on(told).rule("citizen_terms").ground)
