"""Definitions and the elements of the requirement graph (DMN 1.5, chapters 6 and 7)."""

from __future__ import annotations

from dataclasses import dataclass

from madang_rules.dmn.model.base import DmnElement, Expression, NamedElement, Reference
from madang_rules.dmn.model.binding import (
    attribute,
    boolean_attribute,
    child,
    children,
    one_of,
    some_of,
    text_child,
)
from madang_rules.dmn.model.expressions import FunctionDefinition, InformationItem, UnaryTests

__all__ = [
    "AuthorityRequirement",
    "BusinessKnowledgeModel",
    "Decision",
    "DecisionService",
    "Definitions",
    "DrgElement",
    "FunctionItem",
    "Import",
    "InformationRequirement",
    "InputData",
    "ItemDefinition",
    "KnowledgeRequirement",
    "KnowledgeSource",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Import(NamedElement):
    """Another model whose elements are known here under `name` (6.3.3)."""

    namespace: str = attribute("namespace", "")
    location: str | None = attribute("locationURI")
    import_type: str = attribute("importType", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionItem(DmnElement):
    """The type of a function: its parameters and what it returns (7.3.4)."""

    output_type_ref: str | None = attribute("outputTypeRef")
    parameters: tuple[InformationItem, ...] = children("parameters", "InformationItem")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDefinition(NamedElement):
    """A type: another one restricted, a structure, a collection or a function (7.3.2)."""

    type_language: str | None = attribute("typeLanguage")
    is_collection: bool = boolean_attribute("isCollection")
    type_ref: str | None = text_child("typeRef")
    allowed_values: UnaryTests | None = child("allowedValues", "UnaryTests")
    type_constraint: UnaryTests | None = child("typeConstraint", "UnaryTests")
    components: tuple[ItemDefinition, ...] = children("itemComponent", "ItemDefinition")
    function: FunctionItem | None = child("functionItem", "FunctionItem")


@dataclass(frozen=True, slots=True, kw_only=True)
class DrgElement(NamedElement):
    """An element of the requirement graph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationRequirement(DmnElement):
    """What a decision needs to know (6.3.13)."""

    decision: Reference | None = child("requiredDecision", "Reference")
    input: Reference | None = child("requiredInput", "Reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeRequirement(DmnElement):
    """The function that a decision or another function calls (6.3.14)."""

    knowledge: Reference | None = child("requiredKnowledge", "Reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRequirement(DmnElement):
    """The source that an element rests on, for example an act (6.3.15)."""

    decision: Reference | None = child("requiredDecision", "Reference")
    input: Reference | None = child("requiredInput", "Reference")
    authority: Reference | None = child("requiredAuthority", "Reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData(DrgElement):
    """A fact from outside (6.3.11)."""

    variable: InformationItem | None = child("variable", "InformationItem")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(DrgElement):
    """A question and the logic that answers it (6.3.7)."""

    question: str | None = text_child("question")
    allowed_answers: str | None = text_child("allowedAnswers")
    variable: InformationItem | None = child("variable", "InformationItem")
    information: tuple[InformationRequirement, ...] = children(
        "informationRequirement", "InformationRequirement"
    )
    knowledge: tuple[KnowledgeRequirement, ...] = children(
        "knowledgeRequirement", "KnowledgeRequirement"
    )
    authority: tuple[AuthorityRequirement, ...] = children(
        "authorityRequirement", "AuthorityRequirement"
    )
    expression: Expression | None = one_of("expression")


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessKnowledgeModel(DrgElement):
    """A function for decisions to call (6.3.9)."""

    variable: InformationItem | None = child("variable", "InformationItem")
    logic: FunctionDefinition | None = child("encapsulatedLogic", "FunctionDefinition")
    knowledge: tuple[KnowledgeRequirement, ...] = children(
        "knowledgeRequirement", "KnowledgeRequirement"
    )
    authority: tuple[AuthorityRequirement, ...] = children(
        "authorityRequirement", "AuthorityRequirement"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionService(DrgElement):
    """Decisions offered together, callable as a function (6.3.10)."""

    variable: InformationItem | None = child("variable", "InformationItem")
    outputs: tuple[Reference, ...] = children("outputDecision", "Reference")
    encapsulated: tuple[Reference, ...] = children("encapsulatedDecision", "Reference")
    input_decisions: tuple[Reference, ...] = children("inputDecision", "Reference")
    input_data: tuple[Reference, ...] = children("inputData", "Reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeSource(DrgElement):
    """An authority: an act, a regulation, an expert (6.3.12)."""

    authority: tuple[AuthorityRequirement, ...] = children(
        "authorityRequirement", "AuthorityRequirement"
    )
    type: str | None = text_child("type")
    owner: Reference | None = child("owner", "Reference")
    location: str | None = attribute("locationURI")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions(NamedElement):
    """A whole model (6.3.2)."""

    namespace: str = attribute("namespace", "")
    expression_language: str | None = attribute("expressionLanguage")
    type_language: str | None = attribute("typeLanguage")
    exporter: str | None = attribute("exporter")
    exporter_version: str | None = attribute("exporterVersion")
    imports: tuple[Import, ...] = children("import", "Import")
    items: tuple[ItemDefinition, ...] = children("itemDefinition", "ItemDefinition")
    elements: tuple[DrgElement, ...] = some_of("drg")
