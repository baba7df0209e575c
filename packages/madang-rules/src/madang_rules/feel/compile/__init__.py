"""A tree to closures of Python. What they do to values lies in `values`; what is looked at once lies here."""

from madang_rules.feel.compile import (  # register their nodes
    access,
    calls,
    comparisons,
    control,
    filters,
    operators,
)
from madang_rules.feel.compile.unit import Frame, Run, Unit

__all__ = [
    "Frame",
    "Run",
    "Unit",
    "access",
    "calls",
    "comparisons",
    "control",
    "filters",
    "operators",
]
