"""Ranges (DMN 1.5, 10.3.2.7): two ends of one type, or one end and no bound on the other side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    """A range. An end that is None has no bound.

    `operator` is "=" or "!=" where the range was written as such a test: it holds one value, or all but one.
    """

    start: Any
    end: Any
    start_included: bool = True
    end_included: bool = True
    operator: str = ""
