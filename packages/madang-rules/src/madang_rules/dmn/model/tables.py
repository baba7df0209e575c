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

    expression: LiteralExpression | None = child("inputExpression", "LiteralExpression")
    values: UnaryTests | None = child("inputValues", "UnaryTests")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputClause(DmnElement):
    """An output column: its values in order of priority and its default (8.3.2)."""

    name: str | None = attribute("name")
    type_ref: str | None = attribute("typeRef")
    values: UnaryTests | None = child("outputValues", "UnaryTests")
    default: LiteralExpression | None = child("defaultOutputEntry", "LiteralExpression")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationClause:
    """An annotation column, for example the article of law."""

    source: Node | None = field(default=None, compare=False, repr=False)
    name: str | None = attribute("name")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationEntry:
    """What one rule says in an annotation column."""

    source: Node | None = field(default=None, compare=False, repr=False)
    text: str | None = text_child("text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(DmnElement):
    """A row: one test an input column, one expression an output column (8.3.3)."""

    inputs: tuple[UnaryTests, ...] = children("inputEntry", "UnaryTests")
    outputs: tuple[LiteralExpression, ...] = children("outputEntry", "LiteralExpression")
    annotations: tuple[AnnotationEntry, ...] = children("annotationEntry", "AnnotationEntry")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable(Expression):
    """Rules over input and output columns under a hit policy (8.2.8)."""

    hit_policy: str = attribute("hitPolicy", "UNIQUE")
    aggregation: str | None = attribute("aggregation")
    orientation: str = attribute("preferredOrientation", "Rule-as-Row")
    output_label: str | None = attribute("outputLabel")
    inputs: tuple[InputClause, ...] = children("input", "InputClause")
    outputs: tuple[OutputClause, ...] = children("output", "OutputClause")
    annotations: tuple[AnnotationClause, ...] = children("annotation", "AnnotationClause")
    rules: tuple[Rule, ...] = children("rule", "Rule")
