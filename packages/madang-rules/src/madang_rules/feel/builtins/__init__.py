"""All built-in functions of DMN 1.5 (10.3.4)."""

from madang_rules.feel.builtins import (  # each registers its functions
    contexts,
    conversion,
    lists,
    numbers,
    ranges,
    statistics,
    strings,
    temporal,
)
from madang_rules.feel.builtins.registry import BUILTINS, Builtin
from madang_rules.feel.syntax.names import NameTable

BUILTIN_NAMES = NameTable(BUILTINS)

__all__ = [
    "BUILTINS", "BUILTIN_NAMES", "Builtin", "contexts", "conversion", "lists", "numbers", "ranges", "statistics", "strings",
    "temporal",
]  # fmt: skip
