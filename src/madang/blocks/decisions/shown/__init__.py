"""A model as people read it: tables in words, other logic as tables, requirements as a list and a picture."""

from madang.blocks.decisions.shown import marks
from madang.blocks.decisions.shown.boxes import ShownBox, ShownRow, ShownTable, policy
from madang.blocks.decisions.shown.diagram import Diagram, diagrams
from madang.blocks.decisions.shown.elements import (
    Need,
    ShownElement,
    anchor_of,
    elements,
    imports,
    requirements,
)
from madang.blocks.decisions.shown.rows import changed_rows
from madang.blocks.decisions.shown.warnings import Warned, in_words, warnings

__all__ = [
    "Diagram",
    "Need",
    "ShownBox",
    "ShownElement",
    "ShownRow",
    "ShownTable",
    "Warned",
    "anchor_of",
    "changed_rows",
    "diagrams",
    "elements",
    "imports",
    "in_words",
    "marks",
    "policy",
    "requirements",
    "warnings",
]
