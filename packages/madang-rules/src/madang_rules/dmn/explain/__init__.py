"""Why a decision came out as it did, as data and as plain sentences in Korean and English."""

from madang_rules.dmn.explain.atoms import Atom, atoms_of
from madang_rules.dmn.explain.margin import Margin, margin_of
from madang_rules.dmn.explain.rows import Miss, RowMiss, nearest_rows, row_misses
from madang_rules.dmn.explain.story import as_data, explain, why_not

__all__ = [
    "Atom",
    "Margin",
    "Miss",
    "RowMiss",
    "as_data",
    "atoms_of",
    "explain",
    "margin_of",
    "nearest_rows",
    "row_misses",
    "why_not",
]
