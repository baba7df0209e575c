"""What the legal clock refuses. Every refusal says what was wrong and what was expected."""


class ClockError(ValueError):
    """A deadline cannot be worked out from what was given."""


class OutsideCalendar(ClockError):
    """A day lies outside the years for which holidays are known."""


class TablesWrong(ClockError):
    """A table of rules, hours or decrees contradicts itself or leaves a gap."""


class SegmentWrong(ClockError):
    """A segment ends before it begins, has no zone, or lacks what its kind needs."""


class ExtensionNotAllowed(ClockError):
    """An extension is longer than the period itself, or one too many (시행령 제21조제1항)."""
