"""Test persons: run against a model, what they leave untried, and who is missing."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from madang_rules.dmn import Engine, load
from madang_rules.feel import Budget, BudgetExceeded
from madang_rules.feel.values import Date
from madang_rules.persons import (
    UNKNOWN,
    Person,
    PersonError,
    read_persons,
    run,
    suggestions,
    write_persons,
)
from small_models import decision, definitions, input_data, literal, table


def engine() -> Engine:
    rules = table(
        [("age", "number"), ("region", "string"), ("since", "date")],
        [("", "string")],
        [
            ("[19..34]", '"하늘시"', '<= date("2025-01-01")', '"full"', "조례 제5조"),
            ("[19..34]", '"하늘시"', '> date("2025-01-01")', '"half"', "조례 제5조"),
            (">= 65", "-", "-", '"senior"', "조례 제6조"),
            ("< 19", 'not("하늘시")', "-", '"child"', ""),
        ],
        annotations=["article"],
    )
    return load(
        definitions(
            input_data("age", "number"),
            input_data("region", "string"),
            input_data("since", "date"),
            decision("Rent", rules, inputs=["i_age", "i_region", "i_since"], type_ref="string"),
        )
    )


def person(name: str, kind: Any, expected: Any, **facts: Any) -> Person:
    return Person(name, kind, facts, {"Rent": expected})


PERSONS = [
    person("Ha-neul", "accepted", "full", age=Decimal(25), region="하늘시", since=Date(2024, 5, 1)),
    person("Ba-da", "refused", None, age=Decimal(40), region="하늘시", since=Date(2024, 5, 1)),
    person("Sup", "unknown", UNKNOWN, age=Decimal(19), region="하늘시"),
]


def test_persons_who_get_what_they_should() -> None:
    report = run(engine(), PERSONS)
    assert report.differing == [] and len(report.outcomes) == 3


def test_a_changed_expectation_is_told_with_the_trace() -> None:
    wrong = person("Ba-da", "accepted", "full", age=Decimal(40), region="하늘시", since=Date(2024, 5, 1))
    unsettled = person("Sup", "accepted", "full", age=Decimal(19), region="하늘시")
    settled = person("Ha", "unknown", UNKNOWN, age=Decimal(70))
    report = run(engine(), [wrong, unsettled, settled])
    assert [outcome.person.name for outcome in report.differing] == ["Ba-da", "Sup", "Ha"]
    answer = report.differing[0].answer
    assert answer is not None and answer.trace[0].tables


def test_a_fact_that_the_model_has_not_is_a_fault_of_that_person() -> None:
    (outcome,) = run(engine(), [person("X", "edge", None, height=Decimal(2))]).outcomes
    assert outcome.fault is not None and not outcome.agrees


def test_a_person_who_needs_more_than_the_budget_is_a_fault_of_that_person_alone() -> None:
    model = load(
        definitions(
            input_data("n", "number"),
            decision("Sum", literal("sum(for i in 1..n return i)"), inputs=["i_n"], type_ref="number"),
        )
    )
    persons = [Person("much", "edge", {"n": Decimal(10**6)}), Person("little", "edge", {"n": Decimal(3)})]
    much, little = run(model, persons, budget=Budget(steps=1000)).outcomes
    assert isinstance(much.fault, BudgetExceeded) and not much.agrees
    assert little.found == 6


def test_rows_and_bounds_never_tried() -> None:
    (covered,) = run(engine(), PERSONS).tables
    assert covered.rows_never_matched == [1, 2, 3]
    assert covered.rows[0] == ("Ha-neul",)
    missing = {(bound.label, str(bound.value)): bound.missing for bound in covered.bounds_not_tried}
    assert missing == {
        ("age", "19"): ("below",),
        ("age", "34"): ("at",),
        ("age", "65"): ("at", "above"),
        ("since", "2025-01-01"): ("at", "above"),
    }
    for sentence in covered.sentences():
        assert sentence.sentence("ko") and sentence.sentence("en")
    assert covered.as_data()["rows_never_matched"] == [2, 3, 4]


def test_persons_suggested_try_what_was_not_tried() -> None:
    model = engine()
    report = run(model, PERSONS)
    missing = suggestions(model, report)
    (covered,) = run(model, [*PERSONS, *missing]).tables
    assert not covered.rows_never_matched
    assert not covered.bounds_not_tried
    assert all(one.kind == "edge" for one in missing)
    assert run(model, missing).differing == []


def test_reading_and_writing() -> None:
    persons = [
        *PERSONS,
        Person("Lists", "edge", {"xs": [Decimal("1.50"), 'a"b', None, {"k": True}]}, note="말"),
    ]
    assert read_persons(write_persons(persons)) == persons


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[]", "person-format"),
        ("{", "person-format"),
        ('{"format": "madang-persons/1", "persons": [{"name": "a"}]}', "person-format"),
        ('{"format": "madang-persons/1", "persons": [{"name": "a", "kind": "x", "facts": {}}]}', "person-kind"),
        ('{"format": "madang-persons/1", "persons": [{"name": "a", "kind": "edge", "facts": {"n": "1 +"}}]}', "person-value"),
        ('{"format": "madang-persons/1", "persons": [{"name": "a", "kind": "edge", "facts": {"n": "1 + x"}}]}', "person-value"),
        ('{"format": "madang-persons/1", "persons": [{"name": "a", "kind": "edge", "facts": {}}, {"name": "a", "kind": "edge", "facts": {}}]}', "person-twice"),
    ],
)  # fmt: skip
def test_it_refuses(text: str, code: str) -> None:
    with pytest.raises(PersonError) as refused:
        read_persons(text)
    assert refused.value.code == code and refused.value.sentence("ko")


@given(st.text(max_size=100))
def test_text_that_is_no_file_is_refused(text: str) -> None:
    with pytest.raises(PersonError):
        read_persons(text)
