"""How much an evaluation may use before it is stopped with a sentence.

A rule can be written by anyone; a loop over a billion numbers or a string that doubles itself must not
stop the process that runs it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one evaluation. Exceeding one raises `BudgetExceeded`.

    A step is one turn of a loop, one call of a function written in FEEL, or one element (of lists) or sixteen
    characters (of strings) that a built-in function reads or makes; so steps bound memory too.
    """

    steps: int = 5_000_000
    seconds: float = 10.0
    depth: int = 120
    """Calls of functions within calls."""
    list_length: int = 1_000_000
    string_length: int = 5_000_000
    answer_size: int = 1_000_000
    """Leaves of an answer of a model with all that explains it, counted wherever they are shown."""


DEFAULT_BUDGET = Budget()

MAX_TEXT_LENGTH = 1_000_000
"""Characters of one expression."""
MAX_TOKENS = 100_000
"""Words and signs of one expression: some two seconds to read and compile."""
MAX_SECONDS_TO_LOAD = 20.0
"""Seconds of the processor in which all texts of a model and those it imports are to be compiled."""
MAX_NESTING = 64
"""Brackets, functions, iterators of a loop and the like within one another in one expression."""
MAX_CHAIN = 200
"""Operators, paths, filters and calls in a row without brackets (`and` and `or` count once)."""
SLICE = 4096
"""Steps between two looks at the clock."""
