"""Decision models (DMN 1.1 to 1.6): read, checked, run, explained, and written back without loss."""

from madang_rules.dmn.engine import Answer, Engine, UnknownPolicy, load
from madang_rules.dmn.errors import DmnError, ModelRefused, XmlRefused
from madang_rules.dmn.exchange import read_definitions, write_definitions
from madang_rules.dmn.explain import as_data, explain, why_not
from madang_rules.dmn.findings import Finding
from madang_rules.dmn.trace import DecisionTrace

__all__ = [
    "Answer",
    "DecisionTrace",
    "DmnError",
    "Engine",
    "Finding",
    "ModelRefused",
    "UnknownPolicy",
    "XmlRefused",
    "as_data",
    "explain",
    "load",
    "read_definitions",
    "why_not",
    "write_definitions",
]
