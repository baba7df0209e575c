"""Values of FEEL that Python has not: dates of any year, times with zones, durations, ranges, functions.

Numbers are `Decimal`, strings `str`, booleans `bool`, null `None`, lists `list` or `tuple` (never changed), contexts
`dict`.
"""

from madang_rules.feel.values.date import Date, parse_date
from madang_rules.feel.values.duration import DaysDuration, MonthsDuration, parse_duration
from madang_rules.feel.values.function import Function, Parameter
from madang_rules.feel.values.range import Range
from madang_rules.feel.values.time import DateTime, Time, parse_date_time, parse_time

__all__ = [
    "Date",
    "DateTime",
    "DaysDuration",
    "Function",
    "MonthsDuration",
    "Parameter",
    "Range",
    "Time",
    "parse_date",
    "parse_date_time",
    "parse_duration",
    "parse_time",
]
