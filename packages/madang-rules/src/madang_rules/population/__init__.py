"""Rules for many people at once: conditions and models as operations on columns, equal to the engine.

Needs NumPy: `pip install madang-rules[population]`.
"""

from madang_rules.population import messages as messages

try:
    import numpy as numpy
except ImportError as missing:
    raise messages.PopulationError("population-numpy") from missing

from madang_rules.population.columns import (
    Column,
    Days,
    Flags,
    Lists,
    Numbers,
    People,
    Values,
    Words,
)
from madang_rules.population.conditions import Answers, Conditions, Counts, compile_conditions
from madang_rules.population.messages import PopulationError

__all__ = [
    "Answers",
    "Column",
    "Conditions",
    "Counts",
    "Days",
    "Flags",
    "Lists",
    "Numbers",
    "People",
    "PopulationError",
    "Values",
    "Words",
    "compile_conditions",
]
