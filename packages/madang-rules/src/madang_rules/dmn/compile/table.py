"""Decision tables → closures with look-up by column (DMN 1.5, chapter 8 and 10.3.2.10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madang_rules.dmn.compile.site import Compiled, Names, Site, null_because
from madang_rules.dmn.model import DecisionTable, InputClause, OutputClause, UnaryTests
from madang_rules.dmn.tables.area import Area
from madang_rules.dmn.tables.cells import area_of, area_of_value, constants_of, simple_area, simple_value
from madang_rules.dmn.tables.column import Cell, Column, Tests
from madang_rules.dmn.tables.policy import HIT_POLICIES
from madang_rules.dmn.tables.table import Input, Output, Table
from madang_rules.dmn.typing import normal_name
from madang_rules.dmn.values import conversion
from madang_rules.feel import CompiledUnaryTests, Evaluation, FeelSyntaxError, NameTable, compile_unary_tests
from madang_rules.feel.syntax.nodes import INPUT
from madang_rules.feel.types import NamedType, Type

__all__ = ["compile_table"]


def compile_table(table: DecisionTable, names: Names, site: Site) -> Compiled:
    """The closure of `table`: a `Table`, which also explains and checks itself."""
    return _TableCompiler(table, names, site).compile()


MAX_SIZE = 800_000_000
"""Bits (100 MB) that look-up in one table may take: 10,000 rules with four columns of different cells each."""


class _TableCompiler:
    def __init__(self, table: DecisionTable, names: Names, site: Site) -> None:
        self.table = table
        self.names = names
        self.site = site
        self.table_of_names = NameTable(names)
        self.types_known = site.types.known(site.unit)
        self.literals: dict[str, Compiled] = {}
        self.constants: dict[str, tuple[bool, Any]] = {}

    def compile(self) -> Compiled:
        table = self.table
        policy = " ".join(table.hit_policy.split()).upper()
        if policy not in HIT_POLICIES:
            self.site.report("hit-policy-unknown", table, policy=table.hit_policy)
            policy = "UNIQUE"
        if table.aggregation and table.aggregation not in ("SUM", "COUNT", "MIN", "MAX"):
            self.site.report("aggregation-unknown", table, aggregation=table.aggregation)
        if table.aggregation and len(table.outputs) > 1:
            self.site.report("aggregation-outputs", table, aggregation=table.aggregation)
        self._check_cells()
        if self._size() > MAX_SIZE:
            self.site.report("table-too-large", table, rules=len(table.rules))
            return null_because("table-too-large", rules=len(table.rules))
        inputs = [self._input(clause, index) for index, clause in enumerate(table.inputs)]
        outputs = [self._output(clause, index) for index, clause in enumerate(table.outputs)]
        names = [each.name for each in outputs]
        if len(names) > 1 and len(set(names)) != len(names):
            self.site.report("output-names", table)
        compiled = Table(table, policy, inputs, outputs, self.site.within)
        self.site.tables.append((self.site.unit, compiled))
        return compiled

    def _size(self) -> int:
        """How many bits look-up would need: rules times different cells, over all columns."""
        rules = self.table.rules
        columns = range(len(self.table.inputs))
        different = sum(len({rule.inputs[i].text for rule in rules if i < len(rule.inputs)}) for i in columns)
        return 2 * different * len(rules)

    def _check_cells(self) -> None:
        """Report rules with too few or too many cells."""
        table = self.table
        for index, rule in enumerate(table.rules):
            self.site.rule = index + 1
            if len(rule.inputs) != len(table.inputs):
                self.site.report("row-inputs", rule, cells=len(rule.inputs), columns=len(table.inputs))
            if len(rule.outputs) != len(table.outputs):
                self.site.report("row-outputs", rule, cells=len(rule.outputs), columns=len(table.outputs))
            if table.annotations and len(rule.annotations) > len(table.annotations):
                self.site.report(
                    "annotation-count", rule, cells=len(rule.annotations), columns=len(table.annotations)
                )
        self.site.rule = None

    def _input(self, clause: InputClause, index: int) -> Input:
        site = self.site
        site.clause = index + 1
        text = clause.expression.text if clause.expression is not None else None
        language = clause.expression.expression_language if clause.expression is not None else None
        expression = site.literal(text, clause.expression or clause, self.table_of_names, language)
        type_ = None
        if clause.expression is not None:
            type_ = site.type(clause.expression.type_ref, clause.expression)
        tested = type_ or self._named_type(text)
        values, allowed = self._values(clause.values, tested)
        column = Column(self._cells(index, tested))
        site.clause = None
        label = clause.label or (text or "").strip()
        return Input(
            label, (text or "").strip(), expression, type_, column, values, allowed, conversion(type_)
        )

    def _named_type(self, text: str | None) -> Type | None:
        return self.names.get(normal_name(text)) if text else None

    def _values(self, tests: UnaryTests | None, type_: Type | None) -> tuple[Tests | None, Area | None]:
        """The test of allowed values, and their area where it is one; else those of the type."""
        if tests is not None and tests.text is not None and tests.text.strip():
            compiled = self._tests(tests.text, tests, type_)
            return compiled, None if compiled is None else _area_of_constants(constants_of(compiled.node))
        if isinstance(type_, NamedType) and type_.possible is not None:
            return None, _area_of_constants(type_.possible)
        return None, None

    def _cells(self, index: int, type_: Type | None) -> list[Cell]:
        rules_of: dict[str, int] = {}
        first: dict[str, tuple[int, UnaryTests]] = {}
        for number, rule in enumerate(self.table.rules):
            if index >= len(rule.inputs):
                continue
            entry = rule.inputs[index]
            text = entry.text if entry.text is not None and entry.text.strip() else "-"
            if text in rules_of:
                rules_of[text] |= 1 << number
            else:
                rules_of[text] = 1 << number
                first[text] = (number, entry)
        return [self._cell(text, rules, *first[text], type_) for text, rules in rules_of.items()]

    def _cell(self, text: str, rules: int, number: int, entry: UnaryTests, type_: Type | None) -> Cell:
        area = simple_area(text)
        if area is not None:
            return Cell(text, rules, area, self._later(text, type_))
        self.site.rule = number + 1
        compiled = None
        if self.site.is_feel(entry.expression_language, entry):
            compiled = self._tests(text, entry, type_)
        self.site.rule = None
        if compiled is None:
            return Cell(text, rules, None, _broken)
        area = None if {"date", "duration"} & self.names.keys() else area_of(compiled.node)
        return Cell(text, rules, area, compiled)

    def _later(self, text: str, type_: Type | None) -> Tests:
        """Tests compiled when first asked: look-up answers for nearly all values."""
        made: list[Tests] = []

        def tests(scope: Mapping[str, Any], evaluation: Evaluation, value: Any) -> Any:
            if not made:
                made.append(self._compiled_tests(text, type_))
            return made[0](scope, evaluation, value)

        return tests

    def _compiled_tests(self, text: str, type_: Type | None) -> CompiledUnaryTests:
        return compile_unary_tests(text, self.table_of_names, types=self.types_known, input_type=type_)

    def _tests(self, text: str, element: UnaryTests, type_: Type | None) -> CompiledUnaryTests | None:
        self.site.clock.look()
        try:
            compiled = self._compiled_tests(text, type_)
        except FeelSyntaxError as fault:
            self.site.report_syntax(fault, element)
            return None
        names = {**self.table_of_names.types, INPUT: type_}
        self.site.check(compiled.node, element, names, None)
        self.site.report_thousands(text, element, area_of(compiled.node), lists=True)
        return compiled

    def _output(self, clause: OutputClause, index: int) -> Output:
        site = self.site
        site.clause = len(self.table.inputs) + index + 1
        type_ = site.type(clause.type_ref, clause)
        wanted = type_ or self._type_of_only_output()
        entries: list[Compiled] = []
        constants: list[tuple[bool, Any]] = []
        for number, rule in enumerate(self.table.rules):
            entry = rule.outputs[index] if index < len(rule.outputs) else None
            site.rule = number + 1
            text = entry.text if entry is not None else None
            language = entry.expression_language if entry is not None else None
            compiled, constant = self._entry(text, entry or rule, language, wanted)
            entries.append(compiled)
            constants.append(constant)
        site.rule = None
        default = None
        if clause.default is not None and clause.default.text is not None and clause.default.text.strip():
            default = site.literal(
                clause.default.text,
                clause.default,
                self.table_of_names,
                clause.default.expression_language,
                wanted,
            )
        order: tuple[Any, ...] | None = None
        allowed: CompiledUnaryTests | None = None
        if clause.values is not None and clause.values.text is not None and clause.values.text.strip():
            allowed = self._tests(clause.values.text, clause.values, type_)
            order = None if allowed is None else constants_of(allowed.node)
        elif isinstance(type_, NamedType):
            order = type_.possible
        elif (
            len(self.table.outputs) == 1
            and self.site.root is self.table
            and isinstance(site.result, NamedType)
        ):
            order = site.result.possible
        site.clause = None
        name = normal_name(clause.name or "") or normal_name(clause.label or "")
        if not name and len(self.table.outputs) > 1:
            site.report("output-name-missing", clause, column=index + 1)
            name = f"output {index + 1}"
        name = name or normal_name(self.table.output_label or "")
        return Output(name, type_, entries, constants, default, order, allowed, conversion(type_))

    def _type_of_only_output(self) -> Type | None:
        """What the decision is declared to be, where that is one cell of the one output column."""
        policy = " ".join(self.table.hit_policy.split()).upper()
        gives_one = len(self.table.outputs) == 1 and policy in ("UNIQUE", "FIRST", "ANY", "PRIORITY")
        return self.site.result if gives_one and self.site.root is self.table else None

    def _entry(
        self, text: str | None, element: Any, language: str | None, type_: Type | None
    ) -> tuple[Compiled, tuple[bool, Any]]:
        key = text or ""
        known = self.literals.get(key)
        if known is not None and not language:
            return known, self.constants[key]
        constant = simple_value(key) if not language else (False, None)
        compiled = (
            _constant(constant[1])
            if constant[0]
            else self.site.literal(text, element, self.table_of_names, language, type_)
        )
        self.literals[key] = compiled
        self.constants[key] = constant
        return compiled, constant


def _constant(value: Any) -> Compiled:
    return lambda _scope, _evaluation: value


def _broken(_scope: Mapping[str, Any], evaluation: Evaluation, _value: Any) -> Any:
    return evaluation.record("expression-broken")


def _area_of_constants(values: tuple[Any, ...] | None) -> Area | None:
    if not values:
        return None
    area: Area | None = None
    for value in values:
        one = area_of_value(value)
        area = one if area is None or one is None else area.united(one)
        if area is None:
            return None
    return area
