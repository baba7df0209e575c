"""Decision tables (DMN 1.5, chapter 8)."""

from __future__ import annotations

from dataclasses import dataclass, field

from madang_rules.dmn.model.base import DmnElement, Expression
from madang_rules.dmn.model.binding import attribute, child, children, text_child
from madang_rules.dmn.model.expressions import LiteralExpression, UnaryTests
from madang_rules.dmn.xml.tree import Node

__all__ = ["AnnotationClause", "AnnotationEntry", "DecisionTable", "InputClause", "OutputClause", "Rule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputClause(DmnElement):
    """An input column: the expression tested and the values it may take (8.3.2)."""

    expression: LiteralExpression | None = field(
        default=None, metadata=child("inputExpression", "LiteralExpression")
    )
    values: UnaryTests | None = field(default=None, metadata=child("inputValues", "UnaryTests"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputClause(DmnElement):
    """An output column: its values in order of priority and its default (8.3.2)."""

    name: str | None = field(default=None, metadata=attribute("name"))
    type_ref: str | None = field(default=None, metadata=attribute("typeRef"))
    values: UnaryTests | None = field(default=None, metadata=child("outputValues", "UnaryTests"))
    default: LiteralExpression | None = field(
        default=None, metadata=child("defaultOutputEntry", "LiteralExpression")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationClause:
    """An annotation column, for example the article of law."""

    source: Node | None = field(default=None, compare=False, repr=False)
    name: str | None = field(default=None, metadata=attribute("name"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationEntry:
    """What one rule says in an annotation column."""

    source: Node | None = field(default=None, compare=False, repr=False)
    text: str | None = field(default=None, metadata=text_child("text"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(DmnElement):
    """A row: one test an input column, one expression an output column (8.3.3)."""

    inputs: tuple[UnaryTests, ...] = field(default=(), metadata=children("inputEntry", "UnaryTests"))
    outputs: tuple[LiteralExpression, ...] = field(
        default=(), metadata=children("outputEntry", "LiteralExpression")
    )
    annotations: tuple[AnnotationEntry, ...] = field(
        default=(), metadata=children("annotationEntry", "AnnotationEntry")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable(Expression):
    """Rules over input and output columns under a hit policy (8.2.8)."""

    hit_policy: str = field(default="UNIQUE", metadata=attribute("hitPolicy"))
    aggregation: str | None = field(default=None, metadata=attribute("aggregation"))
    orientation: str = field(default="Rule-as-Row", metadata=attribute("preferredOrientation"))
    output_label: str | None = field(default=None, metadata=attribute("outputLabel"))
    inputs: tuple[InputClause, ...] = field(default=(), metadata=children("input", "InputClause"))
    outputs: tuple[OutputClause, ...] = field(default=(), metadata=children("output", "OutputClause"))
    annotations: tuple[AnnotationClause, ...] = field(
        default=(), metadata=children("annotation", "AnnotationClause")
    )
    rules: tuple[Rule, ...] = field(default=(), metadata=children("rule", "Rule"))
