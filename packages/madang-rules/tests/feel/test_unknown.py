"""What unknown facts leave open, and what they do not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from madang_rules.feel import Evaluation, Unknown, compile_expression, compile_unary_tests
from madang_rules.feel.types import BOOLEAN, NUMBER, STRING, ListType
from madang_rules.feel.values import Range


def evaluated(text: str, **facts: Any) -> Any:
    return compile_expression(text, list(facts))(facts, Evaluation())


def number(name: str, *allowed: Any, nullable: bool = False) -> Unknown:
    return Unknown.fact(name, NUMBER, allowed=allowed or None, nullable=nullable)


def truth(name: str) -> Unknown:
    return Unknown.fact(name, BOOLEAN, nullable=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("false and u", False),
        ("u and false", False),
        ("true or u", True),
        ("u or true", True),
        ("if u then 1 else 1", Decimal(1)),
        ("count([n, 1])", Decimal(2)),
        ("some x in [n, 5] satisfies x = 5", True),
        ("every x in [n, 5] satisfies x = 4", False),
        ("[n, 5][2]", Decimal(5)),
        ("{a: n, b: 2}.b", Decimal(2)),
        ("n instance of number", True),
        ("n = null", False),
        ("list contains([n, 5], 5)", True),
        ("[n, 1] = [n, 2]", False),
        ("5 in (n, 5)", True),
        ("age >= 0", True),
        ("age > 200", False),
        ("age in [0..150]", True),
        ("age between 0 and 150", True),
        ("age = 151", False),
        ("size + 1 > 1", True),
        ("size * 2 in (2, 4)", True),
        ('grade in ("a", "b", "c")', True),
        ('upper case(grade) = "D"', False),
        ('string length(grade)', Decimal(1)),
        ("(age < 0) and u", False),
        ("(age < 0) or not(age >= 0)", False),
    ],
)  # fmt: skip
def test_what_is_settled(text: str, expected: Any) -> None:
    facts = {
        "u": truth("u"),
        "n": number("n"),
        "age": number("age", Range(Decimal(0), Decimal(150))),
        "size": number("size", Decimal(1), Decimal(2)),
        "grade": Unknown.fact("grade", STRING, allowed=["a", "b", "c"], nullable=False),
    }
    assert evaluated(text, **facts) == expected


def test_an_open_result_names_the_facts_it_waits_for() -> None:
    answer = evaluated("a and b and c", a=truth("a"), b=True, c=truth("c"))
    assert isinstance(answer, Unknown) and answer.facts == {"a", "c"}
    assert answer.type is BOOLEAN
    answer = evaluated("if p then a else 5", p=truth("p"), a=number("a"))
    assert isinstance(answer, Unknown) and answer.facts == {"p", "a"}


def test_an_open_result_keeps_the_values_it_may_have() -> None:
    answer = evaluated("if p then 10 else 20", p=truth("p"))
    assert answer.values == (Decimal(10), Decimal(20)) and answer.type is NUMBER
    assert evaluated("(if p then 10 else 20) > 5", p=truth("p")) is True


def test_unknown_is_not_null() -> None:
    assert evaluated("x = null", x=None) is True
    assert isinstance(evaluated("x = null", x=Unknown.fact("x")), Unknown)
    assert evaluated("if x = null then 1 else 2", x=None) == 1
    assert isinstance(evaluated("if x = null then 1 else 2", x=Unknown.fact("x")), Unknown)


def test_a_null_that_may_be_keeps_a_comparison_open() -> None:
    answer = evaluated("age >= 0", age=number("age", Range(Decimal(0), Decimal(150)), nullable=True))
    assert isinstance(answer, Unknown) and answer.values == (True, None)
    assert (
        evaluated("if age < 0 then 1 else 2", age=number("age", Range(Decimal(0), Decimal(9)), nullable=True))
        == 2
    )


def test_cells() -> None:
    tests = compile_unary_tests("< 18, > 65")
    assert tests({}, Evaluation(), number("age", Range(Decimal(70), Decimal(90)))) is True
    assert tests({}, Evaluation(), number("age", Range(Decimal(20), Decimal(30)))) is False
    assert isinstance(tests({}, Evaluation(), number("age")), Unknown)
    assert compile_unary_tests("-")({}, Evaluation(), number("age")) is True


def test_lists_of_unknown_length_stay_open() -> None:
    people = Unknown.fact("people", ListType(NUMBER), nullable=False)
    for text in (
        "count(people) > 1",
        "some x in people satisfies x > 1",
        "people[1]",
        "for x in people return 1",
    ):
        assert isinstance(evaluated(text, people=people), Unknown)


def test_an_unknown_is_never_a_truth_of_python() -> None:
    with pytest.raises(TypeError):
        bool(Unknown.fact("x"))


def test_recursion_on_an_unknown_number_ends() -> None:
    text = "{f: function(f, n) if n <= 0 then 0 else f(f, n - 1), r: f(f, n)}.r"
    assert isinstance(evaluated(text, n=number("n")), Unknown)


def test_reasons_of_branches_only_guessed_at_are_not_told() -> None:
    evaluation = Evaluation()
    compile_expression('if p then 1 + "a" else 2', ["p"])({"p": truth("p")}, evaluation)
    assert evaluation.reasons == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("income * 12 <= 36000000", True),
        ("income * -1 <= 0", True),
        ("income / 2 > 2000000", False),
        ("3000000 - income >= 0", True),
        ("income + 1 > 0", True),
        ("(income - 100) * 2 < -200", False),
        ('since + @"P1Y" <= @"2027-12-31"', True),
        ('@"2027-01-01" - since >= @"P1D"', True),
        ('since - @"P1M" >= @"2026-01-01"', False),
        ("income * 12 > 1", None),
        ("income * other > 0", None),
    ],
)
def test_arithmetic_keeps_the_bounds(text: str, expected: bool | None) -> None:
    from madang_rules.feel.types import DATE
    from madang_rules.feel.values import Date

    facts = {
        "income": number("income", Range(Decimal(0), Decimal(3_000_000))),
        "other": number("other"),
        "since": Unknown.fact(
            "since", DATE, allowed=[Range(Date(2025, 1, 1), Date(2026, 1, 31))], nullable=False
        ),
    }
    answer = evaluated(text, **facts)
    assert isinstance(answer, Unknown) if expected is None else answer is expected
