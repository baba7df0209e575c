"""What a counter without a line carries with it: the services that a counter offers, with their conditions compiled."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from madang_rules.export import export_expressions
from madang_rules.feel import compile_expression
from madang_rules.feel.types import ANY

from madang.blocks.cases import queries, registered
from madang.blocks.cases.models import ProcessVersion
from madang.blocks.cases.process.parts import APPLICANT, Channel, Effect, Fee, Transition
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.queries import standing
from madang.blocks.decisions.queries.answers import ready
from madang.blocks.decisions.queries.compact import compact
from madang.blocks.forms.definition.faults import types_of

BROUGHT = {"fee_settled"}
"""Facts that a device brings with it: money that was taken."""


def services() -> list[dict[str, Any]]:
    """The services in force on this channel: form, steps that an applicant takes first, conditions for the browser."""
    found = []
    for each in queries.services():
        version = each.version_on()
        if version is not None and Channel.COUNTER in version.definition.channels and _can_lodge(version):
            found.append(_service(each.key, version))
    return found


def _can_lodge(version: ProcessVersion) -> bool:
    """Whether lodging asks for nothing that only the site knows: who somebody is cannot be looked up without a line."""
    process, names = version.definition, _names(version)
    only_here = registered.fact_names() - BROUGHT
    return any(
        step.guard is None or not only_here & set(compile_expression(step.guard, names).names)
        for step in process.leaving(process.begins.name)
        if APPLICANT in step.by and Effect.LODGE in step.effects
    )


def _names(version: ProcessVersion) -> dict[str, Any]:
    """What conditions may read: the answers, and what systems tell of a case."""
    return {
        **types_of(version.form_version.definition),
        **dict.fromkeys(sorted(registered.fact_names()), ANY),
    }


def _service(key: str, version: ProcessVersion) -> dict[str, Any]:
    process = version.definition
    steps = [each for each in process.leaving(process.begins.name) if APPLICANT in each.by]
    return {
        "key": key,
        "version": version.number,
        "title": process.title.model_dump(),
        "form": version.form_version.definition.as_data(),
        "steps": [
            {
                "name": step.name,
                "title": step.title.model_dump(),
                "guard": step.guard,
                "stays": step.to == process.begins.name,
                "lodges": Effect.LODGE in step.effects,
            }
            for step in steps
        ],
        "fee": _fee(process.fee),
        "conditions": _conditions(version, steps),
    }


def _fee(fee: Fee | None) -> dict[str, Any] | None:
    """What a fee is decided by: the rule as of today, for the browser, and the names of the facts it is told."""
    if fee is None:
        return None
    today = timezone.localdate()
    model = standing.model(fee.model)
    version = standing.in_force(model, today) if model else None
    try:
        rule = compact(ready(version, today)) if version else None
    except Unfit:  # no browser can run it: the clerk asks somebody, the site decides
        rule = None
    return {"rule": rule, "facts": list(fee.facts)}


def _conditions(version: ProcessVersion, steps: list[Transition]) -> dict[str, Any]:
    """One document of compiled conditions, and the place in it of each question's, each step's, each fact's of the fee."""
    form, fee = version.form_version.definition, version.definition.fee
    names = _names(version)
    texts = {
        **{f"when {each.name}": each.when for each in form.questions if each.when},
        **{f"step {each.name}": each.guard for each in steps if each.guard},
        **({f"fee {name}": text for name, text in fee.facts.items()} if fee else {}),
    }
    return {
        "rules": export_expressions([compile_expression(text, names) for text in texts.values()], names),
        "at": {name: place for place, name in enumerate(texts)},
    }
