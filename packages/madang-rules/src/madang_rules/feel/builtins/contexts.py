"""Context functions (DMN 1.5, 10.3.4.9)."""

from __future__ import annotations

from typing import Any

from madang_rules.feel.builtins.registry import builtin
from madang_rules.feel.evaluation import Evaluation

Context = dict[str, Any]


@builtin(
    "get value(m: context, key: string) -> any",
    "get value(context: context, key: string) -> any",
    knows_unknown=True,
)
def _get_value(evaluation: Evaluation, context: Context, key: str) -> Any:
    return context.get(key)


@builtin("get value(context: context, keys: list) -> any")
def _get_value_at(evaluation: Evaluation, context: Context, keys: list[Any]) -> Any:
    value: Any = context
    for key in keys:
        if not isinstance(value, dict) or not isinstance(key, str) or key not in value:
            return None
        value = value[key]
    return value if keys else None


@builtin("get entries(m: context) -> list", "get entries(context: context) -> list", knows_unknown=True)
def _get_entries(evaluation: Evaluation, context: Context) -> list[Context]:
    evaluation.charge_list(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context(entries: list) -> any")
def _context(evaluation: Evaluation, entries: list[Any]) -> Context | None:
    made: Context = {}
    evaluation.charge_list(len(entries))
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            return None
        if entry["key"] in made:
            return None
        made[entry["key"]] = entry["value"]
    return made


@builtin("context put(context: context, key: string, value: any) -> any", knows_unknown=True)
def _context_put(evaluation: Evaluation, context: Context, key: str, value: Any) -> Context:
    evaluation.charge_list(len(context) + 1)
    return {**context, key: value}


@builtin("context put(context: context, keys: list, value: any) -> any")
def _context_put_at(evaluation: Evaluation, context: Context, keys: list[Any], value: Any) -> Context | None:
    if not keys or not isinstance(keys[0], str):
        return None
    evaluation.charge_list(len(context) + 1)
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0], {})
    if not isinstance(inner, dict):
        return None
    changed = _context_put_at(evaluation, inner, keys[1:], value)
    return None if changed is None else {**context, keys[0]: changed}


@builtin("context merge(contexts: list) -> any")
def _context_merge(evaluation: Evaluation, contexts: list[Any]) -> Context | None:
    made: Context = {}
    for context in contexts:
        if not isinstance(context, dict):
            return None
        made.update(context)
        evaluation.charge_list(len(made))
    return made
