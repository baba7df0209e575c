"""Values brought to their declared types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from madang_rules.feel import Evaluation
from madang_rules.feel.conform import SIMPLE_TYPE_OF, coerce
from madang_rules.feel.types import ANY, SimpleType, Type

__all__ = ["Conversion", "conversion"]

Conversion: TypeAlias = Callable[[Any, Evaluation], Any]

_CLASSES = {type_: cls for cls, type_ in SIMPLE_TYPE_OF.items() if cls is not type(None)}


def conversion(type_: Type | None) -> Conversion:
    """The conversion to `type_` (10.3.2.9.4); a value of a simple type's class passes at a glance."""
    if type_ is None or type_ is ANY:
        return _unchanged
    cls = _CLASSES.get(type_) if isinstance(type_, SimpleType) else None

    def convert(value: Any, evaluation: Evaluation) -> Any:
        if value is None or value.__class__ is cls:
            return value
        return coerce(value, type_, evaluation)

    return convert


def _unchanged(value: Any, _evaluation: Evaluation) -> Any:
    return value
