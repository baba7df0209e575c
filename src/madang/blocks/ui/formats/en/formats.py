"""English: 28 Nov 2026, 09:14. The month by name, because 1/2/2026 is two different days to two readers."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j M Y, H:i"
