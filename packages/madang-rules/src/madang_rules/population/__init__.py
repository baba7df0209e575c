"""Rules for many people at once: conditions and models as operations on columns, equal to the engine.

Needs NumPy: `pip install madang-rules[population]`.
"""

from madang_rules.population import messages as messages

try:
    import numpy as numpy
except ImportError as missing:
    raise messages.NumpyMissing("population-numpy") from missing

from madang_rules.population.columns import (
    Column,
    Constant,
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
from madang_rules.population.models import Decided, Decider, constants_that_matter
from madang_rules.population.single import OneAnswer, Single

__all__ = [
    "Answers",
    "Column",
    "Conditions",
    "Constant",
    "Counts",
    "Days",
    "Decided",
    "Decider",
    "Flags",
    "Lists",
    "Numbers",
    "OneAnswer",
    "People",
    "PopulationError",
    "Single",
    "Values",
    "Words",
    "compile_conditions",
    "constants_that_matter",
]
