"""Names with spaces, operators and Hangul are read by what is declared (DMN 1.5, 10.3.1.4)."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from feel import reasons, value, written
from madang_rules.feel import Evaluation, FeelSyntaxError, compile_expression
from madang_rules.feel.types import NUMBER, ContextType, ListType

FACTS: dict[str, Any] = {
    "신청자 나이": 30,
    "가구원 수": 3,
    "월 소득": 2_000_000,
    "profit-and-loss": 7,
    "profit": 100,
    "loss": 1,
    "a+b": 5,
    "a": 2,
    "b": 3,
    "income and assets": 11,
    "income": True,
    "assets": False,
    "days in weekend": [6, 7],
    "다음.값": 8,
    "first  name": "이름",
    "for sale": True,
    "item": 4,
    "date": 9,
    "Year 2026": 12,
    "?": 1,
    "소득(월)": 13,
    "O'Neil": 14,
    "몇 %": 15,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("신청자 나이 >= 19", "true"),
        ("신청자   나이\n* 가구원 수", "90"),
        ("월 소득 / 가구원 수 > 600000", "true"),
        ("profit-and-loss", "7"),
        ("profit - loss", "99"),
        ("profit-loss", "99"),
        ("a+b", "5"),
        ("a + b", "5"),
        ("b+a", "5"),
        ("income and assets", "11"),
        ("income and (assets)", "false"),
        ("for x in days in weekend return x", "[6, 7]"),
        ("다음.값 + 1", "9"),
        ("for sale", "true"),
        ("if for sale then 1 else 2", "1"),
        ("Year 2026 + 1", "13"),
        ("소득(월) + 1", "14"),
        ("O'Neil", "14"),
        ("몇 %", "15"),
        ("date + 1", "10"),
        ('date("2026-01-01").year', "2026"),
        ("{date: 3, r: date + 1}.r", "4"),
        ("{신청 금액: 10, 가산-금액: 2, 합: 신청 금액 + 가산-금액}.합", "12"),
        ("{a: 1, a b: 2, c: a b}.c", "2"),
        ('{"a-b": 3}.a-b', "3"),
        ("{x: {하위 값: 3}}.x.하위 값 + 1", "4"),
        ("for 한 사람 in [1, 2] return 한 사람 * 2", "[2, 4]"),
        ("some 한 사람 in [1, 2] satisfies 한 사람 > 1", "true"),
        ("(function(첫째 값, 둘째-값) 첫째 값 - 둘째-값)(둘째-값: 1, 첫째 값: 5)", "4"),
        ("[{이름: \"가\", 월 급여: 3}, {이름: \"나\", 월 급여: 5}][월 급여 > 4].이름", '["나"]'),
        ("[{a: 1, b: 2}][a = 1].b", "[2]"),
        ("[1, 2, 3][item > 1]", "[2, 3]"),
        ("item", "4"),
        ("string length(\"가나다\")", "3"),
        ("string   length(\"가\")", "1"),
        ("date and time(\"2026-01-01T00:00:00\").hour", "0"),
    ],
)  # fmt: skip
def test_names(text: str, expected: str) -> None:
    assert written(text, FACTS) == expected


def test_a_member_with_an_operator_is_read_by_the_type() -> None:
    names = {"c": ContextType((("실-소득", NUMBER),)), "cs": ListType(ContextType((("실-소득", NUMBER),)))}
    scope = {"c": {"실-소득": 3}, "cs": [{"실-소득": 5}, {"실-소득": 1}]}
    assert compile_expression("c.실-소득 + 1", names)(scope, Evaluation()) == 4
    assert compile_expression("cs[실-소득 > 2].실-소득", names)(scope, Evaluation()) == [5]


def test_a_name_nobody_declared_is_null_with_a_reason() -> None:
    assert value("없는 이름 + 1") is None
    assert "name-unknown" in reasons("없는 이름 + 1")


def test_an_inner_name_hides_the_outer_one() -> None:
    assert written("for a in [1] return a", a=5) == "[1]"
    assert written("{a: 1, f: function(a) a + 1, r: f(10), s: a}", a=5).endswith("r: 11, s: 1}")
    assert written("[{a: 1}, {a: 7}][a > 3]", a=0) == "[{a: 7}]"
    assert written("[{item: 1}, {item: 7}][item > 3]") == "[{item: 7}]"


def test_functions_keep_the_scope_they_are_made_in() -> None:
    assert written("for f in (for i in [1, 2, 3] return function(x) x * i) return f(10)") == "[10, 20, 30]"
    assert written("{k: 2, f: function(x) x * k, r: {k: 100, s: f(3)}.s}.r") == "6"


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [
        ("1 +", 4, "unexpected-end"),
        ("(1", 3, "expected"),
        ("1 2", 3, "unexpected"),
        ('"가', 1, "string-open"),
        ("[1, 2", 6, "expected"),
        ("if 1 then 2", 12, "expected"),
        ("{a: 1, a: 2}", 8, "entry-twice"),
        ("1 instance of 없는형", 15, "type-unknown"),
        ("f(1, b: 2)", 6, "arguments-mixed"),
        ("/* 설명", 1, "comment-open"),
        ('"\\UFFFFFF"', 1, "string-escape"),
        ("a..b", 2, "unexpected"),
        ("", 1, "unexpected-end"),
    ],
)
def test_a_syntax_error_names_place_and_remedy_in_both_languages(text: str, column: int, code: str) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression(text)
    error = refused.value
    assert error.code == code
    assert error.place.line_and_column(text) == (1, column)
    assert error.remedy.sentence("ko") != error.remedy.sentence("en")
    assert error.full_sentence("ko").startswith(f"1번째 줄 {column}번째 글자:")


def test_comments_and_spaces_are_left_out() -> None:
    assert written("1 /* 하나 */ + // 둘\n 2\u3000") == "3"


APART = unicodedata.normalize("NFD", "월 소득")


@pytest.mark.parametrize("declared", ["월 소득", APART])
@pytest.mark.parametrize("written", ["월 소득", APART])
def test_a_name_taken_apart_in_a_formula_is_the_same_name(declared: str, written: str) -> None:
    assert APART != "월 소득"
    rule = compile_expression(f"{written} * 2", [declared])
    assert rule({declared: Decimal(3)}, Evaluation()) == 6


def test_names_that_a_formula_makes_itself_are_composed() -> None:
    for text in (
        f"{{{APART}: 3, 두 배: 월 소득 * 2}}.두 배",
        f"{{월 소득: 3}}.{APART} * 2",
        f"(function({APART}) 월 소득 * 2)(월 소득: 3)",
        f"sum(for {APART} in [1, 2] return 월 소득 * 2)",
    ):
        assert compile_expression(text)({}, Evaluation()) == 6, text
    assert compile_expression(f'"{APART}"')({}, Evaluation()) == APART, "texts stay as they are"
