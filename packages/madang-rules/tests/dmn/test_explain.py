"""A person learns which row decided, which condition failed by how much, and on what grounds."""

import json
from decimal import Decimal

import pytest
from madang_rules.dmn import Engine, as_data, explain, load, why_not
from madang_rules.dmn.explain.words import value_in_words
from small_models import decision, definitions, input_data, literal, table

AID = definitions(
    '<knowledgeSource id="law" name="청년기본법" locationURI="https://example.invalid/law"/>',
    input_data("나이", "number"),
    input_data("소득", "number"),
    input_data("거주일", "date"),
    decision(
        "지원",
        table(
            [("나이", "number"), ("소득", "number"), ("거주일", "date")],
            [("", "string", "", '"제외"')],
            [
                ["[19..34]", "< 2500000", '<= date("2026-01-01")', '"전액"', "조례 제3조 제1항"],
                ["[19..39]", "< 4000000", "-", '"반액"', "조례 제3조 제2항"],
            ],
            policy="FIRST",
            annotations=["근거"],
        ),
        inputs=["i_나이", "i_소득", "i_거주일"],
        extra='<authorityRequirement><requiredAuthority href="#law"/></authorityRequirement>',
    ),
    decision("성인", literal("나이 >= 19 and 소득 < 2500000"), inputs=["i_나이", "i_소득"]),
)
FACTS = {"나이": 25, "소득": 2_600_000, "거주일": "x"}


def engine() -> Engine:
    return load(AID)


def facts(**changes: object) -> dict[str, object]:
    import datetime

    return {"나이": 25, "소득": 1_000_000, "거주일": datetime.date(2020, 1, 1)} | changes


def test_the_row_and_the_article_are_told() -> None:
    answer = engine().decide("지원", facts(), trace=True)
    (trace,) = answer.trace
    korean = " ".join(explain(trace, "ko"))
    assert "1행이 맞았습니다" in korean and "2행도 맞지만" in korean
    assert "조례 제3조 제1항" in korean
    assert "‘지원’은" in korean
    assert "청년기본법" in korean
    english = " ".join(explain(trace, "en"))
    assert "Row 1 matched" in english and "1,000,000" in english


def test_a_refusal_tells_the_condition_and_by_how_much() -> None:
    (trace,) = engine().decide("지원", facts(나이=41, 소득=4_100_000), trace=True).trace
    korean = " ".join(explain(trace, "ko"))
    assert "맞은 행이 없습니다" in korean
    assert "2 많음" in korean  # 41 against 39
    assert "100,000 많음" in korean
    english = " ".join(explain(trace, "en"))
    assert "2 above what is wanted (at least 19 and at most 39)" in english
    assert "조건 ‘19 이상 39 이하’보다 2 많음" in korean


def test_a_lesser_result_tells_what_one_condition_kept_it_from() -> None:
    (trace,) = engine().decide("지원", facts(소득=2_600_000), trace=True).trace
    korean = " ".join(explain(trace, "ko"))
    assert "2행이 맞았습니다" in korean
    assert "1행이 맞지 않은 까닭" in korean and "100,000 많음" in korean and "조례 제3조 제1항" in korean
    (full,) = engine().decide("지원", facts(), trace=True).trace
    assert "맞지 않은 까닭" not in " ".join(explain(full, "ko")), "nothing better, nothing kept it"


def test_why_not_the_better_result() -> None:
    import datetime

    (trace,) = (
        engine().decide("지원", facts(소득=2_600_000, 거주일=datetime.date(2026, 1, 11)), trace=True).trace
    )
    assert trace.value == "반액"
    korean = " ".join(why_not(trace, "전액", "ko"))
    assert "100,000 많음" in korean and "10일" in korean and "조례 제3조 제1항" in korean
    english = " ".join(why_not(trace, "전액", "en"))
    assert "10 days later" in english


def test_a_condition_in_feel_is_taken_apart() -> None:
    (trace,) = engine().decide("성인", facts(나이=17), trace=True).trace
    korean = explain(trace, "ko")
    assert any("나이 19 이상" in each and "2 모자라" in each for each in korean)
    assert any("소득 2,500,000 미만" in each and "충족." in each for each in korean)


@pytest.mark.parametrize(
    ("logic", "korean", "english"),
    [
        ("소득 * 12 <= 30000000", "소득 × 12 30,000,000 이하", "소득 × 12 at most 30,000,000"),
        ("19 <= 나이", "나이 19 이상", "나이 at least 19"),
        ("나이 between 19 and 34", "나이 19 이상 34 이하", "나이 at least 19 and at most 34"),
        ("나이 in (1, [5..9))", "나이 1 또는 5 이상 9 미만", "나이 1 or at least 5 and less than 9"),
        ('지역 = "하늘시"', '지역 = "하늘시"', '지역 = "하늘시"'),
        ('지역 != "하늘시"', '지역 "하늘시" 말고 다른 값', '지역 anything but "하늘시"'),
        ("소득 / (나이 + 1) < 소득", "소득 ÷ (나이 + 1) 소득 미만", "소득 ÷ (나이 + 1) less than 소득"),
        ("집.방 > 2", "집의 방 2 초과", "방 of 집 more than 2"),
        ("count(가족[나이 > 3]) > 2", "d", "d"),
    ],
)
def test_formulas_are_told_in_words(logic: str, korean: str, english: str) -> None:
    names = ["나이", "소득", "지역", "집", "가족"]
    inputs = [input_data(each, {"나이": "number", "소득": "number"}.get(each, "")) for each in names]
    engine = load(definitions(*inputs, decision("d", literal(logic), inputs=[f"i_{each}" for each in names])))
    (trace,) = engine.decide("d", {"나이": 1}, trace=True).trace
    assert any(each.startswith(f"조건 ‘{korean}’: ") for each in explain(trace, "ko")), explain(trace, "ko")
    assert any(each.startswith(f"Condition “{english}”: ") for each in explain(trace, "en"))
    assert as_data(trace)["conditions"][0]["text"] == logic, "machines read it as it is written"


def test_of_several_conditions_one_that_no_words_say_goes_by_its_place() -> None:
    logic = literal("무주택 and not(수급) and count(가족[item > 3]) > 2")
    inputs = ["무주택", "수급", "가족"]
    engine = load(
        definitions(
            *map(input_data, inputs), decision("자격", logic, inputs=[f"i_{each}" for each in inputs])
        )
    )
    (trace,) = engine.decide("자격", {"무주택": True, "수급": False, "가족": []}, trace=True).trace
    korean, english = explain(trace, "ko"), explain(trace, "en")
    assert "조건 ‘무주택’: 충족." in korean and "조건 ‘수급: 아니요’: 충족." in korean
    assert any(each.startswith("조건 ‘자격의 3번째 조건’: ") for each in korean)
    assert any(each.startswith("Condition “part 3 of 자격”: ") for each in english)


def test_a_table_told_as_a_fact_is_said_as_a_table() -> None:
    engine = load(definitions(input_data("표"), decision("d", literal("count(표)"), inputs=["i_표"])))
    (trace,) = engine.decide("d", {"표": [{"인원": 1, "값": 2}, {"인원": 2, "값": 3}]}, trace=True).trace
    assert "살펴본 값: ‘표’ = 표(2행)." in explain(trace, "ko")
    assert "Values seen: “표” = a table of 2 rows." in explain(trace, "en")
    assert value_in_words([{"a": Decimal(1)}], "en") == "a table of 1 row"
    assert value_in_words([Decimal(1), Decimal(2)], "ko") == "[1, 2]"


def test_a_mark_is_told_in_words_of_the_reader() -> None:
    logic = table(
        [("x", "number")], [("o", "number")], [["1", "2", "제1조", "lead"], ["2", "3", "", "Checked: 김"]],
        annotations=["근거", "확인"],
    )  # fmt: skip
    engine = load(definitions(input_data("x", "number"), decision("d", logic, inputs=["i_x"])))
    (trace,) = engine.decide("d", {"x": 1}, trace=True).trace
    assert "확인 여부: 확인 전." in explain(trace, "ko") and not any(
        "lead" in each for each in explain(trace, "ko")
    )
    assert "Compared with the law: not yet checked." in explain(trace, "en")
    (trace,) = engine.decide("d", {"x": 2}, trace=True).trace
    assert "확인 여부: 확인함: 김." in explain(trace, "ko")
    (trace,) = engine.decide("d", {}, unknown="unknown", trace=True).trace
    assert "살펴본 값: ‘x’ = 모름." in explain(trace, "ko"), "its own name is said once"


def test_what_is_unknown_is_told_with_the_facts_that_settle_it() -> None:
    (trace,) = engine().decide("지원", {"나이": 25}, unknown="unknown", trace=True).trace
    korean = " ".join(explain(trace, "ko"))
    assert "‘소득’" in korean and "알아야" in korean
    assert "모름" in korean


def test_reasons_of_null_are_part_of_the_story() -> None:
    (trace,) = engine().decide("성인", {"나이": "열일곱"}, trace=True, strict=False).trace
    assert trace.value is None or trace.value is False
    answer = engine().decide("성인", {}, trace=True)
    assert answer.reasons


def test_the_trace_is_data_that_json_can_hold() -> None:
    answer = engine().decide(None, facts(나이=41), trace=True)
    for trace in answer.trace:
        data = as_data(trace)
        assert json.loads(json.dumps(data, ensure_ascii=False)) == data
    data = as_data(answer.trace[0])
    assert data["tables"][0]["nearest"][0]["conditions"][0]["by"] == "2"
    assert data["authorities"] == [{"name": "청년기본법", "location": "https://example.invalid/law"}]


def test_no_trace_unless_asked_for() -> None:
    assert engine().decide("지원", facts()).trace == ()


def test_rows_of_tables_in_called_functions_are_told_too() -> None:
    text = definitions(
        '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic><formalParameter name="n"/>'
        + table([("n", "number")], [("", "string")], [["< 5", '"low"'], [">= 5", '"high"']])
        + "</encapsulatedLogic></businessKnowledgeModel>",
        decision("d", literal("f(7)"), knowledge=["f"]),
    )
    (trace,) = load(text).decide("d", {}, trace=True).trace
    assert any("Row 2 matched" in each for each in explain(trace))


def test_particles_follow_the_last_sound() -> None:
    from madang_rules.dmn.explain.words import particle

    assert [
        particle(each, "은/는") for each in ("소득", "나이", "제3조", "A형", "10", "2", "CPU", "ABS", "FIRM")
    ] == [
        "소득은",
        "나이는",
        "제3조는",
        "A형은",
        "10은",
        "2는",
        "CPU는",
        "ABS는",
        "FIRM은",
    ]
    assert [particle(each, "으로/로") for each in ("서울", "집", "나무", "1", "3")] == [
        "서울로",
        "집으로",
        "나무로",
        "1로",
        "3으로",
    ]


LIMITS = definitions(
    input_data("소득", "number"),
    input_data("가구원", "number"),
    input_data("신청일", "date"),
    decision("기준", literal("가구원 * 1000000 / 3"), inputs=["i_가구원"]),
    decision("대상", literal("소득 < 기준 and 신청일 >= @\"2026-03-01\""),
             inputs=["i_소득", "i_신청일"], decisions=["기준"]),
    decision(
        "표",
        table(
            [("소득", "number"), ("가구원", "number"), ("신청일", "date")],
            [("", "string")],
            [["<= 기준", 'not(2, 3)', '[@"2026-03-01"..@"2026-04-01")', '"대상"', "조례 제3조"]],
            annotations=["근거"],
        ),
        inputs=["i_소득", "i_가구원", "i_신청일"],
        decisions=["기준"],
    ),
)  # fmt: skip
TOLD = {"소득": 2_600_000, "가구원": 2, "신청일": "2026-02-27"}


def test_a_refusal_names_the_amount_that_was_wanted() -> None:
    trace = load(LIMITS).decide("대상", TOLD, trace=True).trace[-1]
    korean, english = (" ".join(explain(trace, language)) for language in ("ko", "en"))
    assert "2,600,000으로 약 666,666.666667보다 약 1,933,333.333333 많아 충족하지 않음" in korean
    assert "2,600,000 is about 1,933,333.333333 above about 666,666.666667" in english
    assert "2026-02-27로 2026-03-01보다 2일 일러" in korean
    first = as_data(trace)["conditions"][0]
    assert first["wanted"] == "666666.6666666666666666666666666667"  # the data keep all digits
    assert first["value"] == "2600000"


def test_a_cell_that_compares_with_another_decision_is_told_with_its_amount() -> None:
    trace = load(LIMITS).decide("표", TOLD, trace=True).trace[-1]
    (korean,) = [each for each in explain(trace, "ko") if "1행이 맞지 않은" in each]
    assert "‘소득’은 2,600,000으로 조건 ‘약 666,666.666667 이하’보다 약 1,933,333.333333 많음" in korean
    assert "‘가구원’은 2로 조건 ‘2, 3 말고 다른 값’에 맞지 않음" in korean
    assert "조건 ‘2026-03-01부터 2026-04-01 전날까지’보다 2일 이름" in korean
    (english,) = [each for each in explain(trace, "en") if "Row 1 did not match" in each]
    assert "anything but 2, 3" in english and "from 2026-03-01 and before 2026-04-01" in english
    assert "Grounds: 조례 제3조." in explain(trace, "en")
    assert "근거" not in " ".join(explain(trace, "en"))


def test_the_bound_itself_is_not_missed_by_nothing() -> None:
    engine = load(definitions(input_data("x", "number"), decision("d", literal("x > 19"), inputs=["i_x"])))
    (trace,) = engine.decide("d", {"x": 19}, trace=True).trace
    assert "조건 ‘x 19 초과’: 19는 바로 그 경계여서 충족하지 않음." in explain(trace, "ko")
    assert "Condition “x more than 19”: not met, 19 is just the bound." in explain(trace, "en")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1500000", "1,500,000"),
        ("-1234.50", "-1,234.50"),
        ("0", "0"),
        ("0.333333333333333333333333333333", "약 0.333333"),
        ("2.0000000000", "2"),
        ("0.0000001234567", "약 0.000000123457"),
        ("999999.9999999", "약 1,000,000"),
        ("1E+40", "1 × 10^40"),
        ("-1.23456789E+6000", "약 -1.23457 × 10^6000"),
        ("1E-100", "1 × 10^-100"),
    ],
)
def test_numbers_are_told_as_people_read_them(number: str, words: str) -> None:
    assert value_in_words(Decimal(number), "ko") == words
    assert value_in_words(Decimal(number), "en") == words.replace("약", "about")


def _of_a_table(policy: str, rows: list[list[str]], output: tuple[str, ...] = ("o", "number")) -> Engine:
    return load(
        definitions(
            input_data("age", "number"),
            input_data("lost", "boolean"),
            decision(
                "fee",
                table(
                    [("lost", "boolean"), ("age", "number")],
                    [output],
                    rows,
                    policy=policy,
                    annotations=["근거"],
                ),
                inputs=["i_age", "i_lost"],
            ),
        )
    )


FEES = [
    ["-", ">= 65", "0", "가"],
    ["false", "< 19", "0", "나"],
    ["true", "< 19", "10", "다"],
    ["-", "-", "50", "라"],
]


def _told(engine: Engine, facts: dict[str, object]) -> tuple[str, str, dict[str, object]]:
    (trace,) = engine.decide("fee", facts, unknown="unknown", trace=True).trace
    return " ".join(explain(trace, "ko")), " ".join(explain(trace, "en")), as_data(trace)["tables"][0]


def test_a_row_that_matches_behind_rows_still_open_is_not_said_to_decide() -> None:
    korean, english, data = _told(_of_a_table("FIRST", FEES), {})
    assert "행이 맞았습니다" not in korean and "근거: 라" not in korean
    assert "어느 행으로 정해질지 아직 모릅니다. 될 수 있는 행: 1, 2, 3, 4." in korean
    assert "4행은 나머지 행이 모두 맞지 않을 때 쓰입니다." in korean
    assert "1행이 맞는지는 ‘age’" in korean
    assert "Possible rows: 1, 2, 3, 4." in english and "matched" not in english
    assert "Row 4 decides if none of the others matches." in english
    assert "must be known: “age”, “lost”" in english
    assert data["deciding"] == []


def test_rows_that_can_no_longer_decide_are_not_told() -> None:
    rows = [
        ["true", "-", "10", "가"],
        ["-", "> 18", "20", "나"],
        ["-", "-", "30", "다"],
        ["-", "> 60", "40", "라"],
    ]
    korean, _, _ = _told(_of_a_table("FIRST", rows), {"lost": False})
    assert "될 수 있는 행: 2, 3." in korean and "4행" not in korean and "1행" not in korean
    decided, _, data = _told(_of_a_table("FIRST", rows), {"lost": True})
    assert "1행이 맞았습니다" in decided and "될 수 있는" not in decided and data["deciding"] == [1]
    assert "알아야" not in decided, "rows behind it do not count, whatever they come to"


def test_rows_of_the_same_result_are_said_to_give_it_either_way() -> None:
    rows = [["true", "-", "10", "가"], ["-", "-", "10", "나"]]
    korean, english, _ = _told(_of_a_table("FIRST", rows), {})
    assert "결과는 같습니다. 될 수 있는 행: 1, 2." in korean and "the result is the same" in english


def test_rows_still_open_of_a_priority_and_of_a_unique_table() -> None:
    rows = [["true", "-", "10", "가"], ["-", "> 18", "20", "나"], ["-", "-", "10", "다"]]
    by_rank = _of_a_table("PRIORITY", rows, ("o", "number", "20,10"))
    korean, _, data = _told(by_rank, {"lost": True})
    assert "될 수 있는 행: 2, 1." in korean and "1행은 나머지" in korean and data["deciding"] == []
    alone = [["true", "-", "10", "가"], ["false", "< 19", "20", "나"], ["false", ">= 19", "30", "다"]]
    korean, _, data = _told(_of_a_table("UNIQUE", alone), {"lost": True})
    assert "1행이 맞았습니다" in korean and data["deciding"] == [1]
    korean, _, data = _told(_of_a_table("UNIQUE", alone), {"lost": False})
    assert "될 수 있는 행: 2, 3." in korean and data["deciding"] == []


def test_the_default_is_told_where_no_row_may_match() -> None:
    korean, english, _ = _told(_of_a_table("FIRST", FEES[:1], ("o", "number", "", "7")), {})
    assert "맞는 행이 없으면 기본값 7입니다." in korean and "the default stands: 7" in english
    korean, _, _ = _told(
        _of_a_table("FIRST", [*FEES[:1], ["-", "< 65", "1", ""]], ("o", "number", "", "7")), {"lost": True}
    )
    assert "기본값" in korean, "the age may be null"
    collected, _, _ = _told(_of_a_table("COLLECT", FEES), {})
    assert "4행이 맞았습니다" in collected and "1행이 맞는지는" in collected
