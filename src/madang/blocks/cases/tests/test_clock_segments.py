"""What pauses, suspends, moves and extends a clock: completion requests, decrees, transfers, extensions."""

import json
from datetime import datetime

import pytest

from madang.blocks.cases.clock import (
    Calendar,
    ClockError,
    ExtensionNotAllowed,
    LineKind,
    Mark,
    Period,
    Rules,
    Segment,
    SegmentKind,
    SegmentWrong,
    deadline,
)
from madang.blocks.cases.clock.calendar import ZONE
from madang.blocks.cases.clock.texts import FOLDER

KOREA = Calendar.korea()
RULES = Rules.standard()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def pause(begins: str, ends: str | None = None, kind=SegmentKind.COMPLETION_FIRST, **more) -> Segment:
    return Segment(kind, at(begins), at(ends) if ends else None, **more)


def extension(told: str, length: str | None = None, **more) -> Segment:
    return Segment(SegmentKind.EXTENSION, at(told), length=Period.parse(length) if length else None, **more)


def due(received: str, period: str, *segments, rules=RULES):
    return deadline(at(received), Period.parse(period), calendar=KOREA, rules=rules, segments=segments)


def test_in_hours_the_time_between_request_and_completion_is_left_out():
    found = due("2026-11-23T10:00", "P1D", pause("2026-11-23T14:00", "2026-11-25T11:00"))
    assert found.due == at("2026-11-25T17:00")
    assert [line.text("ko") for line in found.lines if line.kind is LineKind.PAUSED] == [
        "2026. 11. 23.(월) 14:00–18:00 보완 요구(1차)로 기다림: 세지 않음",
        "2026. 11. 24.(화) 보완 요구(1차)로 기다림: 세지 않음",
        "2026. 11. 25.(수) 09:00–11:00 보완 요구(1차)로 기다림: 세지 않음",
    ]
    assert "pause.completion.hours" in {ground.name for ground in found.leads}


def test_in_days_the_days_of_sending_and_return_are_left_out_too():
    plain = due("2026-11-23T10:00", "P6D")
    paused = due("2026-11-23T10:00", "P6D", pause("2026-11-24T17:50", "2026-11-26T09:05"))
    assert (plain.due, paused.due) == (at("2026-11-30T18:00"), at("2026-12-03T18:00"))
    assert [line.day.day for line in paused.lines if line.kind is LineKind.PAUSED] == [24, 25, 26]
    assert {line.article.ko for line in paused.lines if line.kind is LineKind.PAUSED} == {
        "민원 처리에 관한 법률 시행령 제20조, 행정절차법 시행령 제11조제1호"
    }


def test_the_strict_reading_for_hours_is_a_row_of_the_table(tmp_path):
    table = json.loads((FOLDER / "rules.json").read_text(encoding="utf-8"))
    for row in table:
        if row["name"] == "pause.completion.hours":
            row["value"] = "whole_days"
    (tmp_path / "rules.json").write_text(json.dumps(table), encoding="utf-8")
    strict = Rules.load(tmp_path / "rules.json")
    found = due("2026-11-23T10:00", "P1D", pause("2026-11-24T09:30", "2026-11-25T11:00"), rules=strict)
    assert found.due == at("2026-11-26T10:00")


def test_a_second_request_that_overlaps_the_first_counts_once():
    first, second = (
        pause("2026-11-23T14:00", "2026-11-24T14:00"),
        pause("2026-11-24T10:00", "2026-11-25T10:00", SegmentKind.COMPLETION_SECOND),
    )
    whole = pause("2026-11-23T14:00", "2026-11-25T10:00")
    assert due("2026-11-23T10:00", "P2D", first, second).due == due("2026-11-23T10:00", "P2D", whole).due
    assert due("2026-11-23T10:00", "P2D", second, first).due == due("2026-11-23T10:00", "P2D", whole).due


@pytest.mark.parametrize("period", ["P2D", "P6D", "P1M"])
def test_a_decree_applied_twice_counts_once(period):
    decree = pause(
        "2026-11-25T00:00", "2026-12-02T00:00", SegmentKind.DECREE, article="행정안전부 고시 제2026-1호"
    )
    once, twice = due("2026-11-24T10:00", period, decree), due("2026-11-24T10:00", period, decree, decree)
    assert once == twice
    assert once.due > due("2026-11-24T10:00", period).due
    assert "행정안전부 고시 제2026-1호" in {line.article.ko for line in once.lines}


def test_a_notice_that_was_read_is_no_lead():
    begins, ends = "2026-11-25T00:00", "2026-12-02T00:00"
    lead = due("2026-11-24T10:00", "P2D", pause(begins, ends, SegmentKind.DECREE))
    read = pause(begins, ends, SegmentKind.DECREE, article="행정안전부 고시 제2026-1호", mark=Mark.CHECKED)
    assert [ground.name for ground in lead.leads] == ["pause.decree"]
    assert due("2026-11-24T10:00", "P2D", read).leads == ()


def test_a_month_is_lengthened_by_the_days_that_a_decree_takes():
    decree = pause("2026-11-25T00:00", "2026-12-02T00:00", SegmentKind.DECREE)
    assert due("2026-11-24T10:00", "P1M").due == at("2026-12-23T18:00")
    assert due("2026-11-24T10:00", "P1M", decree).due == at("2026-12-30T18:00")


def test_an_open_pause_leaves_no_moment_due_and_tells_what_remains():
    hours = due("2026-11-23T10:00", "P1D", pause("2026-11-23T14:00"))
    assert hours.due is None and hours.lapses is None
    assert hours.remaining(at("2027-06-01T10:00")).said("ko") == "5시간"
    assert hours.on_time(at("2030-01-01T00:00")) and not hours.is_late(at("2030-01-01T00:00"))
    assert hours.sentences("ko")[-2] == "기한: 시계가 멈춰 있어 아직 정해지지 않음. 남은 시간 5시간"
    days = due("2026-11-23T10:00", "P7D", pause("2026-11-25T14:00"))
    assert days.due is None and days.remaining(at("2026-12-25T10:00")).amount == 5
    assert days.lines[-1].text("ko") == "2026. 11. 25.(수)부터 보완 요구(1차)로 기다림: 시계가 멈춰 있음"
    month = due("2026-11-23T10:00", "P1M", pause("2026-11-25T14:00"))
    assert month.due is None and month.remaining(at("2026-12-25T10:00")).amount == 28


def test_a_pause_that_opens_after_the_moment_due_does_not_save_a_late_case():
    found = due("2026-11-23T10:00", "P1D", pause("2026-11-24T10:00"))
    assert found.due == at("2026-11-24T10:00")
    assert due("2026-11-23T10:00", "P1D", pause("2026-11-24T09:59")).due is None


def test_a_pause_before_the_receipt_changes_nothing():
    early = pause("2026-11-20T10:00", "2026-11-23T09:30", SegmentKind.TRANSFER)
    assert due("2026-11-23T10:00", "P1D", early) == due("2026-11-23T10:00", "P1D")


def test_a_transfer_leaves_out_the_time_on_the_way_and_does_not_begin_anew():
    way = pause("2026-11-23T11:00", "2026-11-24T11:00", SegmentKind.TRANSFER, actor="2026-city-7")
    hours = due("2026-11-23T10:00", "P1D", way)
    assert hours.due == at("2026-11-25T10:00")
    assert {line.actor for line in hours.lines if line.kind is LineKind.PAUSED} == {"2026-city-7"}
    # In days only a day wholly on the way is left out.
    assert due("2026-11-23T10:00", "P6D", way).due == at("2026-11-30T18:00")
    long = pause("2026-11-23T11:00", "2026-11-25T09:00", SegmentKind.TRANSFER)
    assert due("2026-11-23T10:00", "P6D", long).due == at("2026-12-01T18:00")


def test_an_extension_adds_up_to_the_same_length_again():
    assert due("2026-11-23T10:00", "P1D", extension("2026-11-23T16:00")).due == at("2026-11-25T10:00")
    assert due("2026-11-23T10:00", "P1D", extension("2026-11-23T16:00", "PT3H")).due == at("2026-11-24T14:00")
    assert due("2026-11-23T10:00", "P10D", extension("2026-11-30T10:00", "P4D")).due == at("2026-12-10T18:00")
    assert due("2026-11-24T10:00", "P1M", extension("2026-12-01T10:00", "P2W")).due == at("2027-01-06T18:00")
    for period, length in (
        ("P1D", "PT9H"),
        ("P10D", "P11D"),
        ("P10D", "P2W"),
        ("P1M", "P32D"),
        ("P1D", "P1W"),
    ):
        with pytest.raises(ExtensionNotAllowed):
            due("2026-11-23T10:00", period, extension("2026-11-23T16:00", length))


def test_an_extension_is_told_in_its_place_with_its_reason():
    found = due("2026-11-23T10:00", "P1D", extension("2026-11-23T16:00", reason="현장 확인"))
    assert [line.text("ko") for line in found.lines if line.day.day == 23][-1] == (
        "2026. 11. 23.(월) 처리기간을 8시간 늘림: 현장 확인"
    )
    assert found.sentences("ko")[1] == "처리기간: 1일 = 8시간 (근무시간)"
    assert (found.basic, found.total) == (480, 960)


def test_a_second_extension_needs_consent_and_there_is_no_third():
    one, two = extension("2026-11-23T16:00"), extension("2026-11-24T16:00")
    with pytest.raises(ExtensionNotAllowed, match="consent"):
        due("2026-11-23T10:00", "P1D", one, two)
    agreed = extension("2026-11-24T16:00", consent=True)
    assert due("2026-11-23T10:00", "P1D", agreed, one).due == at("2026-11-26T10:00")
    with pytest.raises(ExtensionNotAllowed, match="2 times at most"):
        due("2026-11-23T10:00", "P1D", one, agreed, extension("2026-11-25T16:00", consent=True))


def test_an_extension_told_after_the_period_has_passed_has_no_effect():
    found = due("2026-11-23T10:00", "P1D", extension("2026-11-24T10:01"))
    assert found.due == at("2026-11-24T10:00") and found.total == 480
    assert found.lines[-1].text("ko") == "2026. 11. 24.(화) 기간이 지난 뒤의 연장: 세지 않음"
    assert due("2026-11-23T10:00", "P1D", extension("2026-11-24T10:00")).due == at("2026-11-25T10:00")
    # In days the whole last day is still in time; and a clock that stands still has not lapsed.
    assert due("2026-11-23T10:00", "P6D", extension("2026-11-30T23:00")).total == 12
    assert (
        due("2026-11-23T10:00", "P1D", pause("2026-11-24T09:00"), extension("2026-12-24T09:00")).total == 960
    )


def test_segments_that_cannot_be_are_refused():
    with pytest.raises(SegmentWrong, match="before it begins"):
        pause("2026-11-24T10:00", "2026-11-24T09:00")
    with pytest.raises(SegmentWrong, match="zone"):
        Segment(SegmentKind.DECREE, datetime(2026, 11, 24))
    with pytest.raises(SegmentWrong, match="no end"):
        Segment(SegmentKind.EXTENSION, at("2026-11-24T10:00"), at("2026-11-25T10:00"))
    with pytest.raises(SegmentWrong, match="only an extension"):
        pause("2026-11-24T10:00", length=Period.parse("P1D"))
    with pytest.raises(ClockError, match="before the receipt"):
        due("2026-11-24T10:00", "P1D", extension("2026-11-23T10:00"))


@pytest.mark.parametrize("kind", [kind for kind in SegmentKind if kind is not SegmentKind.EXTENSION])
@pytest.mark.parametrize("period", ["P2D", "P8D", "P2W"])
def test_every_kind_of_pause_has_a_name_an_article_and_an_effect(kind, period):
    paused = due("2026-11-24T10:00", period, pause("2026-11-25T00:00", "2026-11-28T00:00", kind))
    assert paused.due > due("2026-11-24T10:00", period).due
    lines = [line for line in paused.lines if line.kind is LineKind.PAUSED]
    assert lines and all(line.article.ko and line.text("ko") != line.text("en") for line in lines)


def test_a_receipt_on_a_day_that_is_paused_shows_the_hours_after_it_only():
    found = due("2026-11-24T10:00", "P1D", pause("2026-11-23T00:00", "2026-11-25T00:00", SegmentKind.DECREE))
    assert [line.text("ko") for line in found.lines if line.kind is LineKind.PAUSED] == [
        "2026. 11. 24.(화) 10:00–12:00 고시에 따른 정지: 세지 않음",
        "2026. 11. 24.(화) 13:00–18:00 고시에 따른 정지: 세지 않음",
    ]


def test_the_second_extension_too_is_no_longer_than_the_period_itself():
    one = extension("2026-11-23T16:00")
    with pytest.raises(ExtensionNotAllowed, match="longer"):
        due("2026-11-23T10:00", "P1D", one, extension("2026-11-24T16:00", "PT16H", consent=True))
    with pytest.raises(ExtensionNotAllowed, match="longer"):
        due("2026-11-23T10:00", "P10D", one, extension("2026-11-24T16:00", "P20D", consent=True))


def test_an_end_that_moves_onto_a_paused_day_moves_on():
    plain = due("2026-11-27T10:00", "P1M")
    assert plain.due == at("2026-12-28T18:00")  # from Saturday 26 Dec
    paused = due("2026-11-27T10:00", "P1M", pause("2026-12-28T00:00", "2026-12-30T00:00", SegmentKind.DECREE))
    assert paused.due == at("2026-12-30T18:00")
    assert due("2026-11-27T10:00", "P1M", pause("2026-12-28T00:00", kind=SegmentKind.DECREE)).due is None


def test_pauses_that_follow_one_another_in_a_month_are_told_apart():
    found = due(
        "2026-11-23T10:00",
        "P1M",
        pause("2026-11-25T00:00", "2026-11-27T00:00", SegmentKind.DECREE),
        pause("2026-11-27T00:00", "2026-12-01T00:00", SegmentKind.HEARING),
    )
    assert [line.text("ko") for line in found.lines] == [
        "2026. 11. 23.(월) – 2026. 11. 24.(화): 2일 (합계 2일)",
        "2026. 11. 25.(수) – 2026. 11. 26.(목) 고시에 따른 정지: 세지 않음",
        "2026. 11. 27.(금) – 2026. 11. 30.(월) 의견 청취: 세지 않음",
        "2026. 12. 1.(화) – 2026. 12. 28.(월): 28일 (합계 30일)",
    ]
