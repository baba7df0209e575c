"""Every placeholder is checked when a template is read, missing values are refused, numbers are read in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.blocks.notifications.errors import BadTemplate, Unfit
from madang.blocks.notifications.limits import SMS_BYTES
from madang.blocks.notifications.speech import aloud, english, korean
from madang.blocks.notifications.tests.conftest import DATA
from madang.blocks.notifications.wording import all_templates, measured, read, template

WORDS: dict[str, Any] = {
    "title": "{what} 알림",
    "paragraphs": ["{name} 님, {what}입니다.", "{more}"],
    "sms": "{what}",
    "voice": "{what}입니다.",
    "push": "알림",
}
TOLD: dict[str, Any] = {"version": 1, "needs": ["what"], "takes": ["more"], "ko": WORDS, "en": WORDS}


def rendered(data: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return read("tests/x", {**TOLD, **changes}).rendered(
        data, language="ko", name="김하늘", organisation="하늘시청"
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ko": {**WORDS, "title": "{waht}"}}, "waht"),
        ({"ko": {**WORDS, "sms": "{more}"}}, "more"),
        ({"ko": {**WORDS, "title": "{more}"}}, "more"),
        ({"ko": {**WORDS, "voice": "{what.__class__}"}}, "brace"),
        ({"ko": {**WORDS, "voice": "{what!r}"}}, "brace"),
        ({"ko": {**WORDS, "push": "{0}"}}, "brace"),
        ({"ko": {**WORDS, "push": ""}}, "push"),
        ({"ko": {**WORDS, "paragraphs": "글"}}, "list"),
        ({"ko": {**WORDS, "fax": "글"}}, "fax"),
        ({"en": None}, "'en'"),
        ({"needs": ["what", "idle"]}, "idle"),
        ({"needs": ["what", "name"]}, "twice"),
        ({"needs": ["what", "more"]}, "twice"),
        ({"version": 0}, "version"),
        ({"surprise": 1}, "surprise"),
        ({"spoken": {"other": "digits"}}, "other"),
    ],
)
def test_a_template_with_a_mistake_is_refused_with_its_place(changes: dict[str, Any], said: str) -> None:
    told = {key: value for key, value in {**TOLD, **changes}.items() if value is not None}
    with pytest.raises(BadTemplate, match=said):
        read("tests/x", told)


@pytest.mark.parametrize("data", [{}, {"what": ""}, {"what": " \u200b "}, {"what": None}])
def test_missing_values_are_refused(data: dict[str, Any]) -> None:
    with pytest.raises(Unfit) as refused:
        rendered(data)
    assert refused.value.field == "what"


@pytest.mark.parametrize("value", [["목록"], {"a": 1}, 1.5, True, "가" * 4_001])
def test_what_no_notice_can_say_is_refused(value: Any) -> None:
    with pytest.raises(Unfit):
        rendered({"what": value})


def test_unknown_values_and_templates_are_refused() -> None:
    with pytest.raises(Unfit, match="other"):
        rendered({"what": "일", "other": "x"})
    with pytest.raises(Unfit):
        template("tests/none")


def test_a_paragraph_goes_without_what_may_be_missing() -> None:
    assert rendered({"what": "일"})["letter"]["paragraphs"] == ["김하늘 님, 일입니다."]
    assert len(rendered({"what": "일", "more": "또"})["letter"]["paragraphs"]) == 2


def test_what_a_value_says_is_never_a_placeholder_or_a_header() -> None:
    said = rendered({"what": "{name}\r\nBcc: x@example.org"})
    assert said["email"]["title"] == "{name} Bcc: x@example.org 알림"
    assert "김하늘" not in said["sms"]["text"]


def test_numbers_and_days_are_written_as_people_write_them() -> None:
    assert rendered({"what": 5000})["sms"]["text"] == "5,000"
    assert rendered({"what": date(2026, 1, 5)})["sms"]["text"] == "2026년 1월 5일"


def test_a_text_message_says_whether_it_is_a_long_one() -> None:
    assert measured("가" * 45) == {"text": "가" * 45, "bytes": SMS_BYTES, "kind": "SMS"}
    assert measured("가" * 45 + ".")["kind"] == "LMS"
    assert measured("😀")["text"] == "?"
    with pytest.raises(Unfit):
        measured("가" * 1_001)


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ("수수료 5,000원", "ko", "수수료 오천 원"),
        ("60일 안에", "ko", "육십일 안에"),
        ("6월 10일", "ko", "유월 십일"),
        ("10월", "ko", "시월"),
        ("18:01", "ko", "오후 여섯 시 일 분"),
        ("00:30", "ko", "오전 열두 시 삼십 분"),
        ("010-1234-5678", "ko", "공 일 공, 일 이 삼 사, 오 육 칠 팔"),
        ("12,345,678원", "ko", "천이백삼십사만 오천육백칠십팔 원"),
        ("10000", "ko", "일 공 공 공 공"),
        ("10,000원", "ko", "만 원"),
        ("6개월, 3개, 21명", "ko", "육 개월, 세 개, 스물한 명"),
        ("3.5cm", "ko", "삼 점 오cm"),
        ("5,000 won", "en", "five thousand won"),
        ("09:05", "en", "nine oh five"),
        ("02-123", "en", "oh two, one two three"),
    ],
)
def test_numbers_are_read_in_words(written: str, language: str, said: str) -> None:
    assert aloud(written, language) == said


@given(st.text(max_size=200), st.sampled_from(["ko", "en"]))
def test_no_digit_is_left_whatever_is_read(text: str, language: str) -> None:
    assert not any(each.isascii() and each.isdigit() for each in aloud(text, language))


@given(st.integers(min_value=1, max_value=10**16 - 1))
def test_different_numbers_are_said_differently(number: int) -> None:
    assert korean(number) != korean(number - 1)
    if number < 10**15:
        assert english(number) != english(number - 1)


def test_a_number_of_a_case_is_read_digit_by_digit(db: None) -> None:
    voice = template("tests/lodged").rendered(DATA, language="ko", name="김하늘", organisation="하늘시청")[
        "voice"
    ]
    assert voice["text"].endswith("접수번호는 이 공 이 육, 공 공 공 공 공 공 일 이 삼, 칠입니다.")


def test_every_template_of_this_site_can_be_used() -> None:
    assert len(all_templates()) >= 10
