"""Dated parameters: in force on day D as known on day K, read and written, asked in FEEL, named in the trace."""

from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from madang_rules.dmn import as_data, explain, load
from madang_rules.feel import Evaluation, Unknown, compile_expression
from madang_rules.feel.types import NUMBER
from madang_rules.feel.values import Date, Range
from madang_rules.parameters import (
    Entry,
    Parameter,
    ParameterError,
    Parameters,
    Period,
    Use,
    canonical,
    digest,
    read_csv,
    read_json,
    write_csv,
    write_json,
)
from small_models import decision, definitions, input_data, literal

Y2025, Y2026, Y2027 = Date(2025, 1, 1), Date(2026, 1, 1), Date(2027, 1, 1)
SIZE = (("household size", NUMBER),)


def income(size: Any, value: str, valid: Period, **others: Any) -> Entry:
    at = size if isinstance(size, Range) else Decimal(size)
    return Entry(Decimal(value), valid, at=(at,), source="고시 제2025-1호", mark="checked", **others)


def median() -> Parameter:
    entries = (
        income(1, "2392013", Period(Y2025, Y2026)),
        income(1, "2564238", Period(Y2026, None), known=Period(Date(2025, 8, 1), None)),
        income(2, "3932658", Period(Y2025, Y2026)),
        income(Range(Decimal(7), None, True, False), "9000000", Period(Y2025, None)),
    )
    title = {"ko": "기준 중위소득", "en": "Median income"}
    return Parameter("기준 중위소득", "원", NUMBER, SIZE, entries, title)


def test_the_value_in_force_on_a_day() -> None:
    table = median()
    at = (Decimal(1),)
    assert table.entry(Date(2025, 12, 31), at).value == 2392013  # type: ignore[union-attr]
    assert table.entry(Y2026, at).value == 2564238  # type: ignore[union-attr]
    assert table.entry(Date(2024, 12, 31), at) is None
    assert table.entry(Y2025, (Decimal(11),)).value == 9000000  # type: ignore[union-attr]
    assert table.entry(Y2026, at, known=Date(2025, 7, 31)) is None, "not yet announced"


def test_a_correction_changes_what_is_known_from_its_day_on() -> None:
    first = median()
    wrong = (Decimal(2),)
    corrected = first.corrected(income(2, "3932659", Period(Date(2025, 7, 1), Y2026)), since=Date(2025, 9, 1))
    assert corrected.entry(Date(2025, 8, 1), wrong).value == 3932659  # type: ignore[union-attr]
    assert corrected.entry(Date(2025, 8, 1), wrong, known=Date(2025, 8, 31)).value == 3932658  # type: ignore[union-attr]
    assert corrected.entry(Date(2025, 2, 1), wrong).value == 3932658  # type: ignore[union-attr]
    assert not corrected.gaps()


def test_gaps_are_told() -> None:
    entries = (income(1, "1", Period(Y2025, Date(2025, 12, 31))), income(1, "2", Period(Y2026, None)))
    (gap,) = Parameter("x", "원", NUMBER, SIZE, entries).gaps()
    assert gap.period == Period(Date(2025, 12, 31), Y2026) and gap.at == (Decimal(1),)


@pytest.mark.parametrize(
    ("code", "entry"),
    [
        ("parameter-overlap", income(1, "5", Period(Date(2025, 6, 1), None))),
        ("parameter-overlap", income(Range(Decimal(1), Decimal(2)), "5", Period(Y2025, Y2026))),
        ("parameter-period", income(3, "5", Period(Y2026, Y2025))),
        ("parameter-period", income(3, "5", Period(Y2026, Y2026))),
        ("parameter-dimensions", Entry(Decimal(5), Period(Y2025, None))),
        ("parameter-value", Entry("5", Period(Y2025, None), at=(Decimal(3),))),
        ("parameter-value", Entry(Decimal(5), Period(Y2025, None), at=("3",))),
        ("parameter-mark", Entry(Decimal(5), Period(Y2025, None), at=(Decimal(3),), mark="sure")),  # type: ignore[arg-type]
    ],
)
def test_it_refuses(code: str, entry: Entry) -> None:
    with pytest.raises(ParameterError) as refused:
        median().with_entries([entry])
    assert refused.value.code == code and refused.value.sentence("ko") and refused.value.sentence("en")


def test_reading_and_writing() -> None:
    book = Parameters(
        [median(), Parameter("최저임금", "원/시간", entries=(Entry(Decimal("10030"), Period(Y2025, Y2026)),))]
    )
    again = read_json(write_json(book))
    assert write_json(again) == write_json(book) and digest(again) == digest(book)
    assert again["기준 중위소득"].entry(Y2026, (Decimal(8),)).mark == "checked"  # type: ignore[union-attr]
    from_csv = read_csv(write_csv(book))
    assert write_csv(from_csv) == write_csv(book)
    changed = book.with_parameter(median().with_entries([income(3, "1", Period(Y2025, None))]))
    assert digest(changed) != digest(book)
    assert sha256(canonical(book)).hexdigest() == digest(book)
    assert digest(read_json(canonical(book).decode())) == digest(book)


def test_all_entries_of_a_day() -> None:
    table = Parameter("median", "won", NUMBER, SIZE, (
        Entry(Decimal(1), Period(Y2025, Y2026), at=(Decimal(1),)),
        Entry(Decimal(2), Period(Y2026, None), at=(Decimal(1),)),
        Entry(Decimal(3), Period(Y2025, None), at=(Range(Decimal(2), None, True, False),)),
    ))  # fmt: skip
    assert [int(entry.value) for entry in table.entries_on(Y2026)] == [2, 3]
    corrected = table.corrected(Entry(Decimal(9), Period(Y2026, None), at=(Decimal(1),)), Y2027)
    assert {int(entry.value) for entry in corrected.entries_on(Y2026)} == {9, 3}
    assert {int(entry.value) for entry in corrected.entries_on(Y2026, Y2026)} == {2, 3}


@pytest.mark.parametrize(
    "text",
    ["\r0", "parameter,value,from\nx,1,2025-01-01,9", "parameter,value,from\n,1,2025-01-01", "parameter,value\nx,1", "parameter,value,from\nx"],
)  # fmt: skip
def test_a_csv_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ParameterError):
        read_csv(text)


@given(st.text(max_size=200))
def test_text_that_is_no_file_is_refused(text: str) -> None:
    for read in (read_json, read_csv):
        with pytest.raises(ParameterError):
            read(text)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 10), st.integers(0, 20)), min_size=1, max_size=6),
    st.integers(-1, 31),
    st.integers(-1, 31),
)
def test_corrections_never_change_what_was_known_before(
    corrections: list[tuple[int, int, int]], day: int, known: int
) -> None:
    def at(days: int) -> Date:
        found = Date.from_days(20000 + days)
        assert found is not None
        return found

    table = Parameter("x")
    history: list[tuple[int, int, int, int]] = []
    for since, (start, length, _) in enumerate(sorted(corrections, key=lambda one: one[2])):
        entry = Entry(Decimal(since), Period(at(start), at(start + length)))
        table = table.corrected(entry, at(since))
        history.append((since, start, start + length, since))
    expected = None
    for since, start, end, value in history:
        if since <= known and start <= day < end:
            expected = value
    found = table.entry(at(day), (), at(known))
    assert (None if found is None else found.value) == expected


def test_in_an_expression_each_use_is_recorded() -> None:
    book = Parameters([median()])
    uses: list[Use] = []
    scope = {**book.context(Date(2026, 3, 1), uses=uses), "size": Decimal(1), "income": Decimal(1_000_000)}
    names = [*book.types, "size", "income"]
    assert compile_expression("income <= 기준 중위소득(size) * 0.5", names)(scope, Evaluation()) is True
    assert [use.entry.value for use in uses] == [Decimal(2564238)]
    assert "2,564,238 원: 2026년 1월 1일부터, 근거" in uses[0].sentence("ko") and "고시 제2025-1호" in uses[
        0
    ].sentence("en")
    earlier = compile_expression('기준 중위소득 on(date("2025-05-01"), 2)', names)
    assert earlier(scope, Evaluation()) == Decimal(3932658)
    evaluation = Evaluation()
    assert compile_expression("기준 중위소득(3)", names)(scope, evaluation) is None
    assert evaluation.reasons[0].code == "parameter-missing"
    assert all(evaluation.reasons[0].sentence(language) for language in ("ko", "en"))


def test_an_unknown_dimension_leaves_the_values_it_may_have() -> None:
    book = Parameters([median()])
    size = Unknown.fact("size", NUMBER, allowed=[Decimal(1), Decimal(2)], nullable=False)
    scope = {**book.context(Date(2025, 3, 1)), "size": size}
    found = compile_expression("기준 중위소득(size)", [*book.types, "size"])(scope, Evaluation())
    assert found.allowed == (Decimal(2392013), Decimal(3932658))
    assert (
        compile_expression("기준 중위소득(size) > 1000000", [*book.types, "size"])(scope, Evaluation())
        is True
    )


def test_a_decision_tells_which_parameter_it_used() -> None:
    model = definitions(
        input_data("size", "number"),
        input_data("parameters"),
        decision(
            "Limit",
            literal("parameters.기준 중위소득(size) * 0.5"),
            inputs=["i_size", "i_parameters"],
            type_ref="number",
        ),
    )
    facts = {"size": 1, "parameters": Parameters([median()]).context(Date(2026, 3, 1))}
    answer = load(model).decide("Limit", facts, trace=True)
    assert answer.value == Decimal("1282119.0")
    (trace,) = answer.trace
    assert as_data(trace)["parameters"][0]["value"] == "2564238"
    assert any("고시 제2025-1호" in sentence for sentence in explain(trace, "ko"))


@pytest.mark.parametrize(
    ("first", "end", "korean", "english"),
    [
        (Date(2026, 1, 1), Date(2027, 1, 1), "2026년 1월 1일부터 2026년 12월 31일까지", "from 1 January 2026 to 31 December 2026"),
        (Date(2026, 3, 1), None, "2026년 3월 1일부터", "since 1 March 2026"),
        (None, Date(2024, 3, 1), "2024년 2월 29일까지", "until 29 February 2024"),
        (None, None, "언제나", "always"),
    ],
)  # fmt: skip
def test_a_period_in_words_names_its_last_day(
    first: Date | None, end: Date | None, korean: str, english: str
) -> None:
    assert Period(first, end).in_words("ko") == korean
    assert Period(first, end).in_words("en") == english
