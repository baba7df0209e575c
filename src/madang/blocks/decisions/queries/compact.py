"""A version made ready for a browser: the evaluator in TypeScript answers there, so that nobody's facts are sent."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from madang_rules.dmn import Engine
from madang_rules.export import ExportError, export_model
from madang_rules.export.wire import encode
from madang_rules.feel.types import ContextType, ListType, unnamed
from madang_rules.feel.values.door import to_feel
from madang_rules.feel.values.function import Function

from madang.blocks.decisions import running
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.queries.answers import Ready


def compact(prepared: Ready) -> dict[str, Any]:
    """Return the version as data that answers as ``prepared`` does; raises Unfit where a browser cannot run it.

    It holds the law and the day's figures, and nothing about anybody.
    """
    if any(
        isinstance(unnamed(prepared.engine.inputs[each]), ContextType | ListType) for each in prepared.asked
    ):
        raise _not_there()  # the page has no field for them that it reads by itself
    noon = running.noon(prepared.day)()
    offset = noon.utcoffset()
    assert offset is not None
    budget = running.BUDGET
    return {
        "version": prepared.version.number,
        "day": prepared.day.isoformat(),
        "decision": prepared.decision,
        "asked": list(prepared.asked),
        "given": [[name, _encoded(value)] for name, value in prepared.given.items()],
        "moment": {"milliseconds": int(noon.timestamp() * 1000), "offset": int(offset.total_seconds())},
        "budget": {
            "steps": budget.steps,
            "seconds": budget.seconds,
            "depth": budget.depth,
            "listLength": budget.list_length,
            "stringLength": budget.string_length,
        },
        "questionsUpTo": running.QUESTIONS_UP_TO,
        "model": exported(prepared.engine),
    }


@lru_cache(maxsize=64)
def exported(engine: Engine) -> dict[str, Any]:
    """Return a model in the exported form; raises Unfit where it has none."""
    try:
        return export_model(engine)
    except ExportError as error:
        raise _not_there() from error


def _encoded(value: Any) -> Any:
    if isinstance(value, Function):  # a parameter that the model takes as a function: its table stays here
        raise _not_there()
    return encode(to_feel(value))


def _not_there() -> Unfit:
    return Unfit(_("이 규칙은 브라우저에서 계산할 수 없습니다. 서버에 물어보세요."))
