"""Compiled decision tables to the exported form: every cell text of a column once, and which row has which."""

from __future__ import annotations

from typing import Any

from madang_rules.dmn.tables.cells import constants_of
from madang_rules.dmn.tables.column import Cell
from madang_rules.dmn.tables.policy import bits
from madang_rules.dmn.tables.table import Input, Output, Table
from madang_rules.export.tables import NULL_CODES, Tables
from madang_rules.feel import CompiledExpression, CompiledUnaryTests, compile_unary_tests
from madang_rules.feel.types import NamedType

__all__ = ["export_table"]

_BROKEN = -1 - NULL_CODES.index("expression-broken")
_MISSING = -1 - NULL_CODES.index("expression-missing")
_LANGUAGE = -1 - NULL_CODES.index("expression-language")


def export_table(table: Table, names: tuple[str, ...], tables: Tables) -> dict[str, Any]:
    """Return a table as data; `names` are those declared around it."""
    source = table.source
    return {
        "policy": table.policy,
        "aggregation": table.aggregation,
        "rules": len(source.rules),
        "inputs": [_input(each, len(source.rules), names, tables) for each in table.inputs],
        "outputs": [_output(table, index, names, tables) for index in range(len(table.outputs))],
        "ids": [rule.id for rule in source.rules],
        "columns": [clause.name or "" for clause in source.annotations],
        "notes": [_notes(rule) for rule in source.rules],
    }


def _notes(rule: Any) -> list[str]:
    """The annotations of a rule by column; behind them its description, where DMN 1.1 keeps them."""
    texts = [(each.text or "").strip() for each in rule.annotations]
    description = (rule.description or "").strip()
    return [*texts, "", description] if description and not any(texts) else texts


def _expression(
    compiled: Any, text: str | None, language: bool, names: tuple[str, ...], tables: Tables
) -> int:
    if isinstance(compiled, CompiledExpression):
        return tables.expression(compiled.node, names)
    if text is None or not text.strip():
        return _MISSING
    return _LANGUAGE if language else _BROKEN


def _input(each: Input, rules: int, names: tuple[str, ...], tables: Tables) -> dict[str, Any]:
    rows = [-1] * rules
    cells = []
    for index, cell in enumerate(each.column.cells):
        cells.append([_cell(cell, names, tables), int(cell.area is not None), tables.string(cell.text)])
        for rule in bits(cell.rules):
            rows[rule] = index
    allowed = None
    if isinstance(each.values, CompiledUnaryTests):
        allowed = constants_of(each.values.node)
    elif isinstance(each.type, NamedType):
        allowed = each.type.possible
    return {
        "label": each.label,
        "expression": _expression(each.expression, each.text, False, names, tables),
        "type": -1 if each.type is None else tables.type(each.type),
        "cells": cells,
        "rows": rows,
        "values": tables.tests(each.values.node, names)
        if isinstance(each.values, CompiledUnaryTests)
        else -1,
        "allowed": None if allowed is None else [tables.value(one) for one in allowed],
    }


def _cell(cell: Cell, names: tuple[str, ...], tables: Tables) -> int:
    tests = cell.tests
    if isinstance(tests, CompiledUnaryTests):
        return tables.tests(tests.node, names)
    if cell.area is None:
        return _BROKEN
    # Cells of the commonest forms hold constants only and are compiled when first needed.
    return tables.tests(compile_unary_tests(cell.text).node, names)


def _output(table: Table, index: int, names: tuple[str, ...], tables: Tables) -> dict[str, Any]:
    each: Output = table.outputs[index]
    entries = []
    for rule, compiled, (is_constant, value) in zip(
        table.source.rules, each.entries, each.constants, strict=True
    ):
        if is_constant:
            entries.append(tables.value(value))
            continue
        entry = rule.outputs[index] if index < len(rule.outputs) else None
        text = None if entry is None else entry.text
        entries.append(_expression(compiled, text, False, names, tables))
    clause = table.source.outputs[index]
    default = (
        None
        if each.default is None
        else _expression(each.default, clause.default.text if clause.default else None, False, names, tables)
    )
    return {
        "name": each.name,
        "type": -1 if each.type is None else tables.type(each.type),
        "entries": entries,
        "default": default,
        "order": None if each.order is None else [tables.value(one) for one in each.order],
    }
