"""How much a notice holds, when it is brought, how often it is tried."""

from __future__ import annotations

from datetime import time, timedelta

MOST_VALUE = 4_000  # characters of one value
MOST_DATA = 32 * 1024  # bytes of all values
SMS_BYTES = 90
"""One text message in cp949, as Korean carriers count (단문); above it goes as a long one (장문, LMS)."""
LMS_BYTES = 2_000

QUIET_FROM, QUIET_TO = time(21), time(8)
"""Nobody is woken between these (정보통신망법 제50조 asks it of advertisers only: lead; here a courtesy)."""

FIRST_PAUSE = timedelta(minutes=1)
PAUSE_FACTOR = 4
MOST_TRIES = 6
"""Tried again after 1, 4, 16, 64 and 256 minutes, then the next way is taken."""

UNREAD = timedelta(days=7)
"""A notice shown on the site alone that is not read in this time goes by the next way (행정절차법 제15조: lead)."""

LATE = timedelta(hours=4)
"""Older than this in the queue, and the operator is told."""
LATE_LETTER = timedelta(days=3)
KEEP_CAUGHT = timedelta(days=30)
A_PAGE = 20
