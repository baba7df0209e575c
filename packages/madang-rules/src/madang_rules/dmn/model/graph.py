"""Definitions and the elements of the requirement graph (DMN 1.5, chapters 6 and 7)."""

from __future__ import annotations

from dataclasses import dataclass, field

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

    namespace: str = field(default="", metadata=attribute("namespace"))
    location: str | None = field(default=None, metadata=attribute("locationURI"))
    import_type: str = field(default="", metadata=attribute("importType"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionItem(DmnElement):
    """The type of a function: its parameters and what it returns (7.3.4)."""

    output_type_ref: str | None = field(default=None, metadata=attribute("outputTypeRef"))
    parameters: tuple[InformationItem, ...] = field(
        default=(), metadata=children("parameters", "InformationItem")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDefinition(NamedElement):
    """A type: another one restricted, a structure, a collection or a function (7.3.2)."""

    type_language: str | None = field(default=None, metadata=attribute("typeLanguage"))
    is_collection: bool = field(default=False, metadata=boolean_attribute("isCollection"))
    type_ref: str | None = field(default=None, metadata=text_child("typeRef"))
    allowed_values: UnaryTests | None = field(default=None, metadata=child("allowedValues", "UnaryTests"))
    type_constraint: UnaryTests | None = field(default=None, metadata=child("typeConstraint", "UnaryTests"))
    components: tuple[ItemDefinition, ...] = field(
        default=(), metadata=children("itemComponent", "ItemDefinition")
    )
    function: FunctionItem | None = field(default=None, metadata=child("functionItem", "FunctionItem"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DrgElement(NamedElement):
    """An element of the requirement graph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationRequirement(DmnElement):
    """What a decision needs to know (6.3.13)."""

    decision: Reference | None = field(default=None, metadata=child("requiredDecision", "Reference"))
    input: Reference | None = field(default=None, metadata=child("requiredInput", "Reference"))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeRequirement(DmnElement):
    """The function that a decision or another function calls (6.3.14)."""

    knowledge: Reference | None = field(default=None, metadata=child("requiredKnowledge", "Reference"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRequirement(DmnElement):
    """The source that an element rests on, for example an act (6.3.15)."""

    decision: Reference | None = field(default=None, metadata=child("requiredDecision", "Reference"))
    input: Reference | None = field(default=None, metadata=child("requiredInput", "Reference"))
    authority: Reference | None = field(default=None, metadata=child("requiredAuthority", "Reference"))


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData(DrgElement):
    """A fact from outside (6.3.11)."""

    variable: InformationItem | None = field(default=None, metadata=child("variable", "InformationItem"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(DrgElement):
    """A question and the logic that answers it (6.3.7)."""

    question: str | None = field(default=None, metadata=text_child("question"))
    allowed_answers: str | None = field(default=None, metadata=text_child("allowedAnswers"))
    variable: InformationItem | None = field(default=None, metadata=child("variable", "InformationItem"))
    information: tuple[InformationRequirement, ...] = field(
        default=(), metadata=children("informationRequirement", "InformationRequirement")
    )
    knowledge: tuple[KnowledgeRequirement, ...] = field(
        default=(), metadata=children("knowledgeRequirement", "KnowledgeRequirement")
    )
    authority: tuple[AuthorityRequirement, ...] = field(
        default=(), metadata=children("authorityRequirement", "AuthorityRequirement")
    )
    expression: Expression | None = field(default=None, metadata=one_of("expression"))


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessKnowledgeModel(DrgElement):
    """A function for decisions to call (6.3.9)."""

    variable: InformationItem | None = field(default=None, metadata=child("variable", "InformationItem"))
    logic: FunctionDefinition | None = field(
        default=None, metadata=child("encapsulatedLogic", "FunctionDefinition")
    )
    knowledge: tuple[KnowledgeRequirement, ...] = field(
        default=(), metadata=children("knowledgeRequirement", "KnowledgeRequirement")
    )
    authority: tuple[AuthorityRequirement, ...] = field(
        default=(), metadata=children("authorityRequirement", "AuthorityRequirement")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionService(DrgElement):
    """Decisions offered together, callable as a function (6.3.10)."""

    variable: InformationItem | None = field(default=None, metadata=child("variable", "InformationItem"))
    outputs: tuple[Reference, ...] = field(default=(), metadata=children("outputDecision", "Reference"))
    encapsulated: tuple[Reference, ...] = field(
        default=(), metadata=children("encapsulatedDecision", "Reference")
    )
    input_decisions: tuple[Reference, ...] = field(
        default=(), metadata=children("inputDecision", "Reference")
    )
    input_data: tuple[Reference, ...] = field(default=(), metadata=children("inputData", "Reference"))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeSource(DrgElement):
    """An authority: an act, a regulation, an expert (6.3.12)."""

    authority: tuple[AuthorityRequirement, ...] = field(
        default=(), metadata=children("authorityRequirement", "AuthorityRequirement")
    )
    type: str | None = field(default=None, metadata=text_child("type"))
    owner: Reference | None = field(default=None, metadata=child("owner", "Reference"))
    location: str | None = field(default=None, metadata=attribute("locationURI"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions(NamedElement):
    """A whole model (6.3.2)."""

    namespace: str = field(default="", metadata=attribute("namespace"))
    expression_language: str | None = field(default=None, metadata=attribute("expressionLanguage"))
    type_language: str | None = field(default=None, metadata=attribute("typeLanguage"))
    exporter: str | None = field(default=None, metadata=attribute("exporter"))
    exporter_version: str | None = field(default=None, metadata=attribute("exporterVersion"))
    imports: tuple[Import, ...] = field(default=(), metadata=children("import", "Import"))
    items: tuple[ItemDefinition, ...] = field(
        default=(), metadata=children("itemDefinition", "ItemDefinition")
    )
    elements: tuple[DrgElement, ...] = field(default=(), metadata=some_of("drg"))
