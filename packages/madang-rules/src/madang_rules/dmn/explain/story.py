"""The whole answer to "why?": which row, which condition failed by how much, which article of law."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from madang_rules.dmn.explain.atoms import Atom, atoms_of
from madang_rules.dmn.explain.plain import plain
from madang_rules.dmn.explain.rows import Miss, RowMiss, annotations_of, nearest_rows
from madang_rules.dmn.explain.said import Joined, Name, Value
from madang_rules.dmn.explain.wanted import area_in_words
from madang_rules.dmn.explain.words import value_in_words
from madang_rules.dmn.model import Decision, KnowledgeSource
from madang_rules.dmn.tables.table import TableRun
from madang_rules.dmn.trace import DecisionTrace
from madang_rules.errors import Language, Sentence
from madang_rules.feel import BudgetExceeded, Unknown
from madang_rules.feel.conform import unknown_facts

__all__ = ["as_data", "explain", "why_not"]

MAX_ROWS_TOLD = 5
MAX_ROWS_NAMED = 20
_ONE_RESULT = ("UNIQUE", "ANY", "PRIORITY", "FIRST")
MARKS = ("checked", "lead")
"""What an annotation says of its row: somebody has compared it with the law, or nobody has yet."""
_GROUNDS = ("근거", "Grounds", "grounds")
"""Names of the column that tells the article of law: said in the language of the sentence."""


def explain(trace: DecisionTrace, language: Language = "en") -> list[str]:
    """Plain sentences about one decision, in the order a person would ask.

    Where telling needs more than the budget of the question, they end with that.
    """
    said: list[Sentence] = []
    try:
        said.extend(_story(trace))
    except BudgetExceeded as limit:
        said.append(limit)
    return [each.sentence(language) for each in said]


def _story(trace: DecisionTrace) -> Iterable[Sentence]:
    yield Sentence("why-result", name=Name(trace.name, "은/는"), value=Value(trace.value))
    facts = trace.facts
    if facts:
        said = [Joined([Name(name), _seen(name, value)], " = ") for name, value in facts.items()]
        yield Sentence("why-facts", facts=Joined(said))
    for run in trace.tables:
        yield from _table(run)
    if not trace.tables:
        for atom in atoms_of(trace):
            yield _atom(atom)
    if isinstance(trace.value, Unknown) and trace.value.facts:
        yield Sentence("why-unknown", facts=_names(sorted(trace.value.facts)))
    yield from trace.parameters
    yield from trace.reasons
    for source in _authorities(trace):
        place = f" ({source.location})" if source.location else ""
        yield Sentence("why-authority", name=source.name + place)


def _seen(name: str, value: Any) -> Sentence:
    """A value in words; of a fact that nobody told no more than that."""
    return (
        Value(Unknown(frozenset())) if isinstance(value, Unknown) and value.facts == {name} else Value(value)
    )


def _names(names: Sequence[str], pair: str = "") -> Sentence:
    """Names in a row, the Korean particle of `pair` behind the last."""
    return Joined([Name(name, pair if name is names[-1] else "") for name in names])


def _authorities(trace: DecisionTrace) -> Iterable[KnowledgeSource]:
    element = trace.part.element
    if not isinstance(element, Decision):
        return
    for need in element.authority:
        if need.authority is not None:
            source = trace.part.unit.by_id.get(need.authority.href.rpartition("#")[2])
            if isinstance(source, KnowledgeSource):
                yield source


def _table(run: TableRun) -> Iterable[Sentence]:
    deciding = run.deciding
    for row in deciding[:MAX_ROWS_TOLD]:
        conditions = [
            Joined([Name(each.label), Value(value)], " = ")
            for each, value in zip(run.table.inputs, run.values, strict=True)
        ]
        yield Sentence("why-row", row=row + 1, conditions=Joined(conditions))
        yield from _annotations(run, row)
    if len(deciding) > MAX_ROWS_TOLD:
        yield Sentence("why-more-rows", count=len(deciding) - MAX_ROWS_TOLD)
    undecided = run.undecided
    if undecided:
        yield from _undecided(run, undecided)
        return
    behind = [str(row + 1) for row in run.matched if row not in deciding]
    if behind:
        yield Sentence("why-rows-behind", rows=Joined(behind[:MAX_ROWS_TOLD]))
    if run.table.policy not in _ONE_RESULT:
        yield from _open_rows(run, run.open_rules)
    if run.matched and not run.open_rules and run.table.policy in _ONE_RESULT:
        yield from _missed_rows(run, _nearly(run))
    if not run.matched and not run.open_rules:
        yield Sentence("why-no-row")
        if any(output.default is not None for output in run.table.outputs):
            yield Sentence("why-default", value=Value(run.result))
        yield from _missed_rows(run, nearest_rows(run))


def _undecided(run: TableRun, rows: Sequence[int]) -> Iterable[Sentence]:
    """Which of `rows` decides is open: what each hangs on, and what stands if none matches."""
    code = (
        "why-undecided"
        if unknown_facts(run.result, run.telling.again()) is not None
        else "why-undecided-same"
    )
    told = [str(row + 1) for row in rows[:MAX_ROWS_NAMED]] + ["…"] * (len(rows) > MAX_ROWS_NAMED)
    yield Sentence(code, rows=Joined(told))
    yield from _open_rows(run, [row for row in rows if row in run.open_rules])
    for row in run.matched:
        if row in rows:
            yield Sentence("why-row-unless", row=row + 1)
    if run.default_is_open:
        yield Sentence("why-default-unless", value=Value(run.table.default(run.scope, run.telling.again())))


def _open_rows(run: TableRun, rows: Sequence[int]) -> Iterable[Sentence]:
    for miss in nearest_rows(run, rows, MAX_ROWS_TOLD):
        yield Sentence(
            "why-row-open",
            row=miss.row + 1,
            inputs=_names([each.label for each in miss.misses if each.open], "을/를"),
        )


def _nearly(run: TableRun) -> list[RowMiss]:
    """The row of another result that one condition alone kept from deciding, the nearest one, if there is any."""
    others = [row for row in range(len(run.table.source.rules)) if row not in run.matched]
    evaluation = run.telling.again()
    for miss in nearest_rows(run, others, len(others)):
        if len(miss.misses) > 1:
            break
        evaluation.charge(1)
        other = run.table.output(miss.row, run.scope, evaluation)
        if value_in_words(other, "en") != value_in_words(run.result, "en"):
            return [miss]
    return []


def _annotations(run: TableRun, row: int) -> Iterable[Sentence]:
    for name, text in annotations_of(run, row):
        mark, colon, more = text.partition(":")
        if mark.strip().lower() in MARKS:
            more = f"{colon} {more.strip()}" if more.strip() else ""
            yield Sentence(f"why-mark-{mark.strip().lower()}", more=more)
            continue
        yield (
            Sentence("why-annotation-named", name=name, text=text)
            if name and name not in _GROUNDS
            else Sentence("why-annotation", text=text)
        )


def _missed_rows(run: TableRun, missed: Iterable[RowMiss]) -> Iterable[Sentence]:
    for row in missed:
        yield Sentence(
            "why-row-missed", row=row.row + 1, conditions=Joined([_miss(miss) for miss in row.misses], "; ")
        )
        yield from _annotations(run, row.row)


def _miss(miss: Miss) -> Sentence:
    values: dict[str, object] = {
        "name": Name(miss.label, "은/는"),
        "value": Value(miss.value, "으로/로"),
        "wanted": _Wanted(miss),
    }
    if miss.open:
        return Sentence("why-condition-open", **values)
    if miss.margin is None or miss.margin.is_nothing:
        return Sentence("why-condition", **values)
    amount = _Amount(miss.margin)
    return Sentence(f"why-condition-{miss.margin.word}", **values, by=amount)


class _Wanted(Sentence):
    def __init__(self, miss: Miss) -> None:
        super().__init__("")
        self.miss = miss

    def sentence(self, language: Language = "en") -> str:
        return area_in_words(self.miss.area, self.miss.wanted, language)


class _Amount(Sentence):
    def __init__(self, margin: Any) -> None:
        super().__init__("")
        self.margin = margin

    def sentence(self, language: Language = "en") -> str:
        return str(self.margin.in_words(language))


def _atom(atom: Atom) -> Sentence:
    if atom.verdict is True:
        return Sentence("why-atom-met", text=atom.said)
    if isinstance(atom.verdict, Unknown):
        return Sentence("why-atom-open", text=atom.said, facts=_names(sorted(atom.verdict.facts)))
    if atom.margin is not None:
        word = "equal" if atom.margin.is_nothing else atom.margin.word
        value = Value(atom.value, "은/는" if atom.margin.is_nothing else "으로/로")
        by = _Amount(atom.margin)
        return Sentence(f"why-atom-{word}", text=atom.said, value=value, wanted=Value(atom.wanted), by=by)
    return Sentence("why-atom-failed", text=atom.said)


def why_not(trace: DecisionTrace, wanted: Any, language: Language = "en") -> list[str]:
    """Plain sentences about why the decision's tables did not give `wanted` (a FEEL value): the rows that
    would have, and what stood against each. Raises `BudgetExceeded`."""
    said: list[Sentence] = []
    for run in trace.tables:
        rows = [
            row
            for row in range(len(run.table.source.rules))
            if row not in run.matched and _gives(run, row, wanted)
        ]
        said += _missed_rows(run, nearest_rows(run, rows))
    return [each.sentence(language) for each in said]


def _gives(run: TableRun, row: int, wanted: Any) -> bool:
    for output in run.table.outputs:
        is_constant, value = output.constants[row]
        if is_constant and value.__class__ is wanted.__class__ and value == wanted:
            return True
    return False


def as_data(trace: DecisionTrace) -> dict[str, Any]:
    """The trace as plain data (what JSON can hold), rows counted from 1.

    Where telling needs more than the budget of the question, `stopped` says so, and what was not told is empty.
    """
    stopped: list[BudgetExceeded] = []

    def told(work: Callable[[], list[Any]]) -> list[Any]:
        try:
            return work()
        except BudgetExceeded as limit:
            stopped.append(limit)
            return []

    data = {
        "decision": trace.name,
        "namespace": trace.part.unit.namespace,
        "question": getattr(trace.part.element, "question", None),
        "value": plain(trace.value),
        "facts": {name: plain(value) for name, value in trace.facts.items()},
        "depth": trace.depth,
        "tables": [_table_data(run, told) for run in trace.tables],
        "conditions": [] if trace.tables else told(lambda: [_atom_data(atom) for atom in atoms_of(trace)]),
        **({"parameters": [each.as_data() for each in trace.parameters]} if trace.parameters else {}),
        "reasons": [
            {"code": each.code, "ko": each.sentence("ko"), "en": each.sentence("en")}
            for each in trace.reasons
        ],
        "authorities": [{"name": source.name, "location": source.location} for source in _authorities(trace)],
    }
    if stopped:
        data["stopped"] = {"ko": stopped[0].sentence("ko"), "en": stopped[0].sentence("en")}
    return data


def _table_data(run: TableRun, told: Callable[[Callable[[], list[Any]]], list[Any]]) -> dict[str, Any]:
    missed = told(lambda: nearest_rows(run)) if not run.matched and not run.open_rules else []
    return {
        "hit_policy": run.table.policy,
        "aggregation": run.table.aggregation,
        "inputs": [
            {"label": each.label, "value": plain(value)}
            for each, value in zip(run.table.inputs, run.values, strict=True)
        ],
        "result": plain(run.result),
        "matched": [_row_data(run, row) for row in run.matched],
        "deciding": told(lambda: [row + 1 for row in run.deciding]),
        "open": [
            {**_row_data(run, miss.row), "conditions": [_miss_data(each) for each in miss.misses]}
            for miss in told(lambda: nearest_rows(run, run.open_rules, len(run.open_rules)))
        ],
        "nearest": [
            {**_row_data(run, miss.row), "conditions": [_miss_data(each) for each in miss.misses]}
            for miss in missed
        ],
    }


def _row_data(run: TableRun, row: int) -> dict[str, Any]:
    return {
        "row": row + 1,
        "id": run.table.source.rules[row].id,
        "annotations": [{"name": name, "text": text} for name, text in annotations_of(run, row)],
    }


def _miss_data(miss: Miss) -> dict[str, Any]:
    return {
        "column": miss.column + 1,
        "label": miss.label,
        "value": plain(miss.value),
        "wanted": miss.wanted,
        "wanted_in_words": {
            "ko": area_in_words(miss.area, miss.wanted, "ko"),
            "en": area_in_words(miss.area, miss.wanted, "en"),
        },
        "open": miss.open,
        "direction": miss.margin.direction if miss.margin else None,
        "by": plain(miss.margin.by) if miss.margin else None,
    }


def _atom_data(atom: Atom) -> dict[str, Any]:
    return {
        "text": atom.text,
        "met": plain(atom.verdict),
        "value": plain(atom.value),
        "wanted": plain(atom.wanted),
        "direction": atom.margin.direction if atom.margin else None,
        "by": plain(atom.margin.by) if atom.margin else None,
    }
