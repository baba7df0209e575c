"""The lawyer edits cells as cells: typed in, faults at their cell, seen in what they change, saved as a draft."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.blocks.decisions.demo.load import elders_from_70, source_of
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.models import DecisionModel, ModelVersion
from madang.blocks.decisions.sheets import MOST_FIELDS, Sheet
from madang.blocks.identity.models import Account

from .conftest import FEE, RENT

RELIEF, AGE, FEE_COLUMN, ARTICLE = 1, 3, 4, 5
ELDERS, EVERYBODY = 3, 4


def path(model: DecisionModel, number: int = 1, place: int = 1) -> str:
    version = ModelVersion.objects.get(model=model, number=number)
    return f"/decisions/office/versions/{version.pk}/tables/{place}/"


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the form of cells."""
    form = re.search(r'<form method="post" class="ui-form ui-form-wide".*?</form>', page, re.DOTALL)
    assert form is not None
    found = {
        name: unescape(text)
        for name, text in re.findall(
            r'<textarea[^>]* name="(\w+)"[^>]*>\n(.*?)</textarea>', form[0], re.DOTALL
        )
    }
    for tag in re.findall(r"<input[^>]*>", form[0]):
        name, value = re.search(r'name="(\w+)"', tag), re.search(r'value="([^"]*)"', tag)
        assert name is not None
        found[name[1]] = unescape(value[1]) if value else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


def press(desk: Client, at: str, sent: dict[str, str], act: str) -> tuple[int, str, dict[str, str]]:
    answer = desk.post(at, sent | {"do": act})
    page = answer.content.decode()
    return answer.status_code, page, fields(page) if answer.status_code != 302 else {}


def test_one_cell_is_changed_seen_in_what_it_does_and_saved(fee: DecisionModel, desk: Client) -> None:
    version = ModelVersion.objects.get(model=fee, number=1)
    at = path(fee)
    assert at in desk.get(f"/decisions/office/versions/{version.pk}/").content.decode()
    assert at in desk.get("/decisions/office/").content.decode()
    page = desk.get(at).content.decode()
    sent = fields(page)
    assert sent[f"r{ELDERS}c{AGE}"] == ">= 65" and sent[f"r{EVERYBODY}c{FEE_COLUMN}"] == "5000"
    assert "위에서부터 처음 맞는 행" in page, "the hit policy"
    assert 'aria-label="4행, 나이"' in page

    sent[f"r{ELDERS}c{AGE}"] = ">= 70"
    status, page, sent = press(desk, at, sent, "preview")
    assert status == 200 and ModelVersion.objects.filter(model=fee).count() == 1
    assert "무엇이 바뀌는가" in page and "나이: 65 이상" in page and "나이: 70 이상" in page
    assert "65세" in page, "the test person whose result changes"
    assert "재발급 사유: 분실" in page and ">60–69<" in page, "whom it touches, under what is assumed"

    status, page, sent = press(desk, at, sent, "save")
    assert status == 422 and 'id="note_error"' in page, "a draft says why"
    status, _page, _sent = press(desk, at, sent | {"note": "면제 나이를 올린다"}, "save")
    assert status == 302
    made = ModelVersion.objects.get(model=fee, number=2)
    assert (made.state, made.note) == ("draft", "면제 나이를 올린다")
    assert made.source_xml == elders_from_70(), "not a byte else of the file changed"


def test_what_was_changed_after_it_was_seen_is_shown_before_it_is_saved(
    fee: DecisionModel, desk: Client
) -> None:
    at = path(fee)
    sent = fields(desk.get(at).content.decode())
    sent[f"r{EVERYBODY}c{FEE_COLUMN}"] = "6000"
    _status, _page, sent = press(desk, at, sent, "preview")
    sent |= {f"r{EVERYBODY}c{FEE_COLUMN}": "9000", "note": "개정"}
    status, page, sent = press(desk, at, sent, "save")
    assert status == 200 and "9000" in page and ModelVersion.objects.filter(model=fee).count() == 1
    assert press(desk, at, sent, "save")[0] == 302


def test_an_unchanged_table_makes_no_version_and_says_so(fee: DecisionModel, desk: Client) -> None:
    at = path(fee)
    sent = fields(desk.get(at).content.decode())
    status, page, _sent = press(desk, at, sent, "preview")
    assert status == 200 and "바뀐 것이 없습니다" in page and "초안 저장" not in page
    assert press(desk, at, sent | {"note": "그대로", "seen": "?"}, "save")[0] == 200
    assert ModelVersion.objects.filter(model=fee).count() == 1


@pytest.mark.parametrize(
    ("row", "column", "typed", "said"),
    [
        (ELDERS, AGE, ">= ", "식이 끝나지 않았습니다"),
        (ELDERS, AGE, '"예순다섯"', "만 나이 형이 아닙니다"),
        (0, 0, '"없는 까닭"', "허용되지 않은 값"),
        (EVERYBODY, FEE_COLUMN, "5000 +", "식이 끝나지 않았습니다"),
        (EVERYBODY, FEE_COLUMN, '"오천"', "number 형이 아닙니다"),
        (EVERYBODY, FEE_COLUMN, "8,000", "쉼표 없이 8000처럼"),
        (ELDERS, AGE, "< 8,000", "‘8 미만 또는 0’(이)라는 뜻입니다. 수 하나라면 쉼표 없이 '< 8000'처럼"),
        (ELDERS, AGE, "[1,000..2,000]", "천 단위 쉼표 없이 '[1000..2000]'처럼"),
        (EVERYBODY, RELIEF, "예", "true라고 적으십시오"),
        (EVERYBODY, RELIEF, "아니요", "false라고 적으십시오"),
        (0, 0, "분실", '"분실"처럼 큰따옴표로'),
    ],
)
def test_a_fault_is_said_in_words_at_its_cell(
    fee: DecisionModel, desk: Client, row: int, column: int, typed: str, said: str
) -> None:
    at = path(fee)
    sent = fields(desk.get(at).content.decode())
    sent[f"r{row}c{column}"] = typed
    status, page, again = press(desk, at, sent, "preview")
    name = f"r{row}c{column}"
    assert status == 422
    error = re.search(rf'id="{name}_error">(.*?)</p>', page)
    assert error is not None and said in unescape(error[1])
    field = re.search(rf'<(?:input|textarea)[^>]*id="{name}"[^>]*>', page)
    assert (
        field is not None
        and f'aria-describedby="{name}_error"' in field[0]
        and 'aria-invalid="true"' in field[0]
    )
    assert f'<a href="#{name}">' in page, "the summary leads there"
    assert again[name].strip() == typed.strip(), "what was typed is still there"
    assert "초안 저장" not in page


def test_the_help_tells_how_a_yes_a_text_and_a_number_are_written(fee: DecisionModel, desk: Client) -> None:
    page = desk.get(path(fee)).content.decode()
    for example in ("true", "false", "&gt;= 65", '"분실"', '"분실", "훼손"'):
        assert f"<code>{example}</code>" in page
    assert "천 단위 쉼표 없이 8000처럼" in page


def test_rows_are_added_moved_and_removed_without_scripts(fee: DecisionModel, desk: Client) -> None:
    at = path(fee)
    sent = fields(desk.get(at).content.decode())
    _status, page, sent = press(desk, at, sent, "add:3")
    assert sent["rows"] == "6" and sent["r3"] == "" and sent["r3c0"] == "-" and sent["r3c4"] == ""
    assert "새 행" in page
    sent |= {"r3c3": "< 19", "r3c4": "2500", "r3c5": "하늘시 제증명 수수료 조례 제5조 제3호"}
    _status, page, sent = press(desk, at, sent, "up:3")
    assert sent["r2c3"] == "< 19" and sent["r3c2"] == "true"
    _status, page, sent = press(desk, at, sent, "down:2")
    _status, page, sent = press(desk, at, sent, "remove:1")
    assert sent["rows"] == "5" and "true" not in (sent["r0c1"], sent["r1c1"])
    status, page, sent = press(desk, at, sent, "preview")
    assert status == 200 and "새로 생김" in page and "없어짐" in page
    assert press(desk, at, sent | {"note": "어린이는 절반"}, "save")[0] == 302
    made = ModelVersion.objects.get(model=fee, number=2)
    table = Sheet(made.source_xml, 1)
    assert [row.texts[AGE] for row in table.rows] == ["-", "-", "< 19", ">= 65", "-"]
    assert table.rows[2].texts[ARTICLE].endswith("제3호")
    assert made.source_xml.count(b"DMNEdge") == source_of(FEE).count(b"DMNEdge"), "the picture is kept"


def test_a_row_that_moved_is_told(fee: DecisionModel, desk: Client) -> None:
    at = path(fee)
    sent = fields(desk.get(at).content.decode())
    _status, _page, sent = press(desk, at, sent, f"up:{EVERYBODY}")
    status, page, _sent = press(desk, at, sent, "preview")
    assert status == 200 and "자리를 옮김" in page
    assert "5행은 앞서는 행들이 모두 가려 쓰이지 않습니다" in page, "what the checker warns of is told, too"


def test_who_only_reviews_and_who_is_elsewhere_edits_nothing(
    fee: DecisionModel, judge: Client, client: Client
) -> None:
    assert judge.get(path(fee)).status_code == 403
    assert client.get(path(fee)).status_code in (302, 403)


def test_there_is_a_bound_and_the_file_stays_the_second_way(fee: DecisionModel, desk: Client) -> None:
    row = re.search(rb'<rule id="elders">.*?</rule>', source_of(FEE), re.DOTALL)
    assert row is not None
    rows = b"".join(row[0].replace(b"elders", b"e%d" % each) for each in range(MOST_FIELDS // 8 + 1))
    with pytest.raises(Unfit, match="칸이 너무 많아"):
        Sheet(source_of(FEE).replace(row[0], rows), 1)
    answer = desk.get(path(fee, place=7), follow=True)
    assert "그런 결정표가 없습니다" in answer.content.decode() and "DMN XML" in answer.content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"rows": "many"},
        {"rows": "99999999999999", "r0": "0"},
        {"rows": "-4"},
        {"rows": "2", "r0": "0", "r1": "0"},
        {"rows": "1", "r0": "12345678901234567890"},
        {"rows": "1", "r0": "²"},
    ],
)
@pytest.mark.parametrize("act", ["preview", "save", "up:0", "add:99999", "remove:-1", "down:²", "?"])
def test_what_no_browser_would_send_breaks_nothing(
    fee: DecisionModel, desk: Client, sent: dict[str, str], act: str
) -> None:
    assert desk.post(path(fee), sent | {"do": act}).status_code in (200, 422)
    assert ModelVersion.objects.filter(model=fee).count() == 1


TEXTS = st.sampled_from(
    ["-", ">= 65", '"분실"', "true", "5000", '조례 제5조 <제1호> & "둘"', "]]>", "가\n나"]
)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), TEXTS), max_size=6), st.permutations(range(5))
)
@settings(max_examples=60, deadline=None)
def test_cells_come_back_as_typed_whatever_the_order(edits: Any, order: list[int]) -> None:
    sheet = Sheet(source_of(FEE), 1)
    for row, column, text in edits:
        sheet.rows[row].texts[column] = text
    sheet.rows = [sheet.rows[place] for place in order]
    wanted = [list(each.texts) for each in sheet.rows]
    again = Sheet(sheet.written(), 1)
    assert [each.texts for each in again.rows] == wanted
    assert not again.is_changed and again.written() == sheet.written()


def test_a_model_with_several_decisions_offers_each_table(
    rent: DecisionModel, drafter: Account, desk: Client
) -> None:
    version = ModelVersion.objects.get(model=rent, number=1)
    page = desk.get(f"/decisions/office/versions/{version.pk}/").content.decode()
    places = re.findall(rf"/versions/{version.pk}/tables/(\d+)/", page)
    assert places
    for place in places:
        sheet = Sheet(source_of(RENT), int(place))
        assert not sheet.is_changed and sheet.written() == source_of(RENT)
        assert desk.get(path(rent, place=int(place))).status_code == 200


def test_a_text_brought_unchanged_is_no_new_version_and_says_so(fee: DecisionModel, desk: Client) -> None:
    at = f"/decisions/office/models/{FEE}/draft/"
    page = desk.get(at).content.decode()
    text = re.search(r'<textarea[^>]*name="xml"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert text is not None
    # A browser sends line ends of its own.
    sent = {"xml": unescape(text[1]).replace("\n", "\r\n"), "note": "그대로"}
    answer = desk.post(at, sent, follow=True)
    assert "글자 하나 다르지 않아 새 판을 만들지 않았습니다" in answer.content.decode()
    assert ModelVersion.objects.filter(model=fee).count() == 1
    changed = {"xml": elders_from_70().decode(), "note": "개정"}
    assert desk.post(at, changed).status_code == 302
    answer = desk.post(at, changed, follow=True)
    assert "2판과(와) 글자 하나 다르지 않아" in answer.content.decode()
    assert ModelVersion.objects.filter(model=fee).count() == 2
