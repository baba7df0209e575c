"""The model: frozen dataclasses, one an element of the standard's schema.

What no class here stands for (diagrams, artifacts, business context, extensions) is kept in the XML each
element remembers and written back from there.
"""

from madang_rules.dmn.model.base import DmnElement, Expression, NamedElement, Reference
from madang_rules.dmn.model.expressions import (
    Bound,
    Conditional,
    Context,
    ContextEntry,
    Every,
    Filter,
    For,
    FunctionDefinition,
    InformationItem,
    Invocation,
    Iterator,
    List,
    LiteralExpression,
    Relation,
    Some,
    UnaryTests,
)
from madang_rules.dmn.model.graph import (
    AuthorityRequirement,
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    DrgElement,
    FunctionItem,
    Import,
    InformationRequirement,
    InputData,
    ItemDefinition,
    KnowledgeRequirement,
    KnowledgeSource,
)
from madang_rules.dmn.model.tables import (
    AnnotationClause,
    AnnotationEntry,
    DecisionTable,
    InputClause,
    OutputClause,
    Rule,
)

CLASSES: dict[str, type] = {
    cls.__name__: cls
    for cls in (
        AnnotationClause, AnnotationEntry, AuthorityRequirement, Bound, ContextEntry, FunctionDefinition,
        FunctionItem, Import, InformationItem, InformationRequirement, InputClause, ItemDefinition,
        KnowledgeRequirement, List, LiteralExpression, OutputClause, Reference, Rule, UnaryTests,
    )
}  # fmt: skip

GROUPS: dict[str, dict[str, type]] = {
    "expression": {
        "conditional": Conditional,
        "context": Context,
        "decisionTable": DecisionTable,
        "every": Every,
        "filter": Filter,
        "for": For,
        "functionDefinition": FunctionDefinition,
        "invocation": Invocation,
        "list": List,
        "literalExpression": LiteralExpression,
        "relation": Relation,
        "some": Some,
    },
    "drg": {
        "businessKnowledgeModel": BusinessKnowledgeModel,
        "decision": Decision,
        "decisionService": DecisionService,
        "inputData": InputData,
        "knowledgeSource": KnowledgeSource,
    },
}

__all__ = [
    "CLASSES",
    "GROUPS",
    "AnnotationClause",
    "AnnotationEntry",
    "AuthorityRequirement",
    "Bound",
    "BusinessKnowledgeModel",
    "Conditional",
    "Context",
    "ContextEntry",
    "Decision",
    "DecisionService",
    "DecisionTable",
    "Definitions",
    "DmnElement",
    "DrgElement",
    "Every",
    "Expression",
    "Filter",
    "For",
    "FunctionDefinition",
    "FunctionItem",
    "Import",
    "InformationItem",
    "InformationRequirement",
    "InputClause",
    "InputData",
    "Invocation",
    "ItemDefinition",
    "Iterator",
    "KnowledgeRequirement",
    "KnowledgeSource",
    "List",
    "LiteralExpression",
    "NamedElement",
    "OutputClause",
    "Reference",
    "Relation",
    "Rule",
    "Some",
    "UnaryTests",
]
