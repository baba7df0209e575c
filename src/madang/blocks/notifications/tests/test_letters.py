"""Letters: a tagged PDF whose address shows through the window, printed in a batch, posted, returned."""

from __future__ import annotations

import io
import json
from typing import Any

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from pypdf import PdfReader

from madang.blocks.documents import queries as documents
from madang.blocks.identity.actions import create_organisation
from madang.blocks.identity.actions.members import assign, new_account
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Outbox
from madang.blocks.ledger.recording import open_details
from madang.blocks.notifications import actions
from madang.blocks.notifications.actions import Recipient
from madang.blocks.notifications.errors import Missing, NotNow, Unfit
from madang.blocks.notifications.models import Delivery, Notice, Reason, State
from madang.blocks.notifications.tests.conftest import DATA, NOON, WHY, Sent, last, ways

ADDRESS = "하늘시 큰길 1, 101호"
MILLIMETRE = 72 / 25.4
REFUSED = {**DATA, "reason": "사진이 없습니다."}
ROOM = "/notifications/office/letters/"


def letter(send: Sent, template: str = "tests/lodged", **more: Any) -> Delivery:
    """A letter that waits to be printed."""
    notice = send(template, to=Recipient.of(name="박순자", address=ADDRESS), **more)
    actions.bring_due(now=NOON)
    return last(notice)


def pdf_of(found: Delivery) -> bytes:
    assert found.document is not None
    return documents.fetch(SYSTEM, found.document, **WHY).data


@pytest.mark.parametrize("large", [False, True])
def test_the_address_stands_in_the_window_whatever_the_print(
    large: bool, send: Sent, citizen: Account
) -> None:
    actions.prefer(citizen, channel="letter", large=large)
    notice = send()
    actions.bring_due(now=NOON)
    page = pypdfium2.PdfDocument(pdf_of(last(notice)))[0]
    words = page.get_textpage()
    for word in (ADDRESS[:8], "김하늘 귀하"):
        found = words.search(word).get_next()
        assert found is not None, word
        left, bottom, right, top = _box(words, *found)
        height = page.get_height()
        assert left >= 20 * MILLIMETRE and right <= 105 * MILLIMETRE
        assert height - top >= 45 * MILLIMETRE and height - bottom <= 90 * MILLIMETRE
    reader = PdfReader(io.BytesIO(pdf_of(last(notice))))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True


def test_the_longest_address_and_name_are_not_cut_off(send: Sent) -> None:
    address, name = "하늘시 " + "가" * 390 + " 끝", "이" * 198 + "름끝"
    notice = send(to=Recipient.of(name=name, address=address))
    actions.bring_due(now=NOON)
    page = pypdfium2.PdfDocument(pdf_of(last(notice)))[0]
    words = page.get_textpage()
    found = words.search("끝 귀하").get_next()
    assert found is not None
    _left, bottom, _right, _top = _box(words, *found)
    assert page.get_height() - bottom <= 90 * MILLIMETRE


def _box(words: Any, start: int, count: int) -> tuple[float, float, float, float]:
    boxes = [words.get_charbox(each) for each in range(start, start + count)]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def test_the_paper_tells_a_stranger_with_its_code_nothing(send: Sent) -> None:
    found = letter(send, "tests/refused", data=REFUSED)
    assert found.document is not None
    page = Client().get(f"/documents/verify/{found.document.made.code}/").content.decode()
    assert "알림 편지" in page
    for secret in ("박순자", "큰길", "주민등록증", "사진이"):
        assert secret not in page


def test_a_sign_that_the_font_lacks_does_not_lose_the_notice(send: Sent) -> None:
    notice = send(to=Recipient.of(name="ꙮ", address="ꙮ", phone="01012345678"))
    actions.bring_due(now=NOON)
    actions.report(SYSTEM, last(notice), State.BOUNCED, Reason.REFUSED, now=NOON)
    actions.bring_due(now=NOON)
    notice.refresh_from_db()
    assert ways(notice)[-1] == ("letter", "failed")
    assert (notice.state, notice.reason) == (State.FAILED, Reason.NO_FURTHER_WAY)


def test_the_mail_room_prints_a_batch_and_marks_it_posted_and_returned(send: Sent, clerk: Account) -> None:
    browser = sign_in(Client(), clerk)
    first, second = letter(send), letter(send, "tests/refused", data=REFUSED)
    assert "등기" in browser.get(ROOM).content.decode()
    printed = browser.post(f"{ROOM}print/", {"letter": [first.pk, second.pk]})
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages)
    assert printed["Content-Type"] == "application/pdf" and "사진이 없습니다." in text

    browser.post(f"{ROOM}{first.pk}/posted/")
    refused = browser.post(f"{ROOM}{second.pk}/posted/", follow=True).content.decode()
    assert "등기 번호를 적어 주세요" in refused
    browser.post(f"{ROOM}{second.pk}/posted/", {"tracking": "12345-6789-0123"})
    for each in (first, second):
        each.refresh_from_db()
    assert (first.state, second.state, second.tracking) == ("sent", "sent", "1234567890123")
    assert second.document is not None
    code = second.document.made.code
    browser.post(f"{ROOM}{second.pk}/delivered/")
    second.refresh_from_db()
    assert (second.state, second.reason) == ("delivered", "reported")
    browser.post(f"{ROOM}returned/", {"code": f"http://localhost:8400/documents/verify/{code}/"})
    second.refresh_from_db()
    assert (second.state, second.reason) == ("bounced", "returned")
    unreached = browser.get(f"{ROOM}?show=unreached").content.decode()
    assert "tests/refused" in unreached and "박순자" not in unreached
    assert "박순자" not in browser.get(f"{ROOM}?show=sent").content.decode()


def test_a_letter_is_posted_only_once_and_only_printed(send: Sent, clerk: Account) -> None:
    found = letter(send)
    with pytest.raises(NotNow):
        actions.posted(SYSTEM, found)
    with pytest.raises(NotNow):
        actions.returned(SYSTEM, found)
    for none in ([], range(1, 300)):
        with pytest.raises(Unfit):
            actions.print_letters(SYSTEM, list(none))
    actions.print_letters(SYSTEM, [found.pk])
    actions.print_letters(SYSTEM, [found.pk])
    actions.posted(SYSTEM, found)
    with pytest.raises(NotNow):
        actions.posted(SYSTEM, found)
    with pytest.raises(NotNow):
        actions.print_letters(SYSTEM, [found.pk])


def test_another_bodys_mail_room_finds_no_letter(send: Sent, body: Organisation) -> None:
    other = create_organisation(
        SYSTEM, code="sea", name_ko="바다시", name_en="Bada", kind="city", parent=None
    )
    account = new_account("other-room", realm="staff", password="a-long-password-1")
    place = assign(SYSTEM, account, organisation=other, role="clerk")
    account = Account.objects.get(pk=account.pk)
    found = letter(send)
    account.act_as(place)
    with pytest.raises(Missing):
        actions.print_letters(account, [found.pk])
    browser = sign_in(Client(), account)
    assert browser.post(f"{ROOM}{found.pk}/posted/").status_code == 404
    assert f'letter" value="{found.pk}"' not in browser.get(ROOM).content.decode()
    assert found.document is not None
    assert browser.get(f"/documents/{found.document.pk}/").status_code == 404


def test_nothing_of_a_person_is_in_the_ledger_but_digests(send: Sent, clerk: Account) -> None:
    found = letter(send, "tests/refused", data=REFUSED)
    actions.print_letters(SYSTEM, [found.pk])
    actions.posted(SYSTEM, found, tracking="123")
    acts = Outbox.objects.filter(type__startswith="notifications.")
    assert {each.type.rpartition(".")[2] for each in acts} == {"made", "printed", "sent"}
    told = json.dumps(list(open_details([each.id for each in acts]).values()), ensure_ascii=False)
    for secret in ("박순자", "큰길", "사진", "재발급", DATA["number"]):
        assert secret not in told


def test_a_citizen_sends_nothing(citizen: Account, body: Organisation) -> None:
    with pytest.raises(PermissionDenied):
        actions.send(
            citizen,
            "tests/lodged",
            to=Recipient.of(account=citizen),
            data=DATA,
            owner="case:1",
            organisation=body,
            **WHY,
        )
    assert not Notice.objects.exists()
