"""A notice goes by the way its recipient wishes, else by what reaches them; what bounces goes by the next way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from madang.blocks.identity.actions import add_contact, register_person
from madang.blocks.identity.models import Account, Person
from madang.blocks.ledger import SYSTEM
from madang.blocks.notifications import actions
from madang.blocks.notifications.actions import Recipient
from madang.blocks.notifications.errors import NotNow, Unfit
from madang.blocks.notifications.limits import MOST_TRIES, UNREAD
from madang.blocks.notifications.models import Caught, Reason, State
from madang.blocks.notifications.tests.conftest import DATA, NOON, Sent, last, ways
from madang.blocks.notifications.transports.registry import transport

REFUSED = {**DATA, "reason": "사진이 없습니다."}
NIGHT = NOON + timedelta(hours=10)  # 22:00


def test_a_notice_is_caught_once_however_often_its_job_runs(send: Sent) -> None:
    notice = send()
    for _again in range(3):
        actions.bring(last(notice).pk, now=NOON)
    actions.bring_due(now=NOON)
    caught = Caught.objects.get()
    assert (caught.channel, caught.address) == ("email", "haneul@example.org")
    assert "2026-000000123-7" in caught.content["paragraphs"][0] and len(caught.content["paragraphs"]) == 1
    notice.refresh_from_db()
    assert notice.state == State.SENT
    assert [each.state for each in notice.changes.all()] == ["waiting", "sent"]


def test_what_bounces_falls_through_to_the_next_way_down_to_the_letter(send: Sent) -> None:
    notice = send()
    for _way in range(2):
        actions.bring_due(now=NOON)
        actions.report(SYSTEM, last(notice), State.BOUNCED, Reason.REFUSED, now=NOON)
    actions.bring_due(now=NOON)
    assert ways(notice) == [("email", "bounced"), ("sms", "bounced"), ("letter", "waiting")]
    assert last(notice).reason == Reason.PRINTING and last(notice).document is not None
    notice.refresh_from_db()
    assert notice.state == State.WAITING


def test_a_way_that_has_ended_is_not_reported_again(send: Sent) -> None:
    notice = send()
    with pytest.raises(NotNow):
        actions.report(SYSTEM, last(notice), State.BOUNCED, Reason.REFUSED)
    actions.bring_due(now=NOON)
    first = last(notice)
    actions.report(SYSTEM, first, State.BOUNCED, Reason.REFUSED, now=NOON)
    actions.report(SYSTEM, first, State.BOUNCED, Reason.REFUSED, now=NOON)
    assert notice.deliveries.count() == 2
    with pytest.raises(NotNow):
        actions.report(SYSTEM, first, State.DELIVERED, Reason.REPORTED)


def test_without_telephone_and_mail_a_letter_goes_and_an_unverified_one_does_not_count(send: Sent) -> None:
    person = register_person(SYSTEM, full_name="박순자")
    add_contact(SYSTEM, person, kind="phone", value="010-9999-0000")
    add_contact(SYSTEM, person, kind="address", value="하늘시 큰길 2")
    notice = send(to=Recipient.of(person=person))
    assert (last(notice).channel, last(notice).address) == ("letter", "하늘시 큰길 2")


def test_typed_contact_data_reach_a_person_in_no_register(send: Sent) -> None:
    notice = send(to=Recipient.of(name="이바다", phone="010 5555 6666"))
    actions.bring_due(now=NOON)
    assert Caught.objects.get().address == "01055556666"
    with pytest.raises(Unfit):
        Recipient.of(name="이바다")
    with pytest.raises(Unfit) as refused:
        Recipient.of(name="이바다", email="nobody@")
    assert refused.value.field == "email"
    assert notice.person is None


def test_whom_nothing_reaches_is_shown_to_the_office(send: Sent) -> None:
    notice = send(to=Recipient.of(person=register_person(SYSTEM, full_name="최무명")))
    assert (notice.state, notice.reason) == (State.FAILED, Reason.NO_WAY)


@pytest.mark.parametrize("wish", ["sms", "letter", "voice"])
def test_their_wish_comes_first(wish: str, send: Sent, citizen: Account) -> None:
    actions.prefer(citizen, channel=wish)
    assert last(send()).channel == wish


def test_nobody_is_woken_at_night_but_letters_and_mail_do_not_wait(send: Sent, citizen: Account) -> None:
    assert last(send(now=NIGHT)).due_at == NIGHT
    actions.prefer(citizen, channel="sms")
    notice = send(now=NIGHT)
    morning = NOON + timedelta(hours=20)
    assert (last(notice).due_at, last(notice).reason) == (morning, Reason.NIGHT)
    assert actions.bring_due(now=morning - timedelta(seconds=1)) == 1, "the mail only"
    assert actions.bring_due(now=morning) == 1
    actions.prefer(citizen, channel="sms", by_night=True)
    assert last(send(now=NIGHT)).due_at == NIGHT


@pytest.mark.parametrize(("hour", "waits"), [(7, True), (8, False), (20, False), (21, True)])
def test_quiet_hours_end_at_eight_and_begin_at_nine(
    hour: int, waits: bool, send: Sent, citizen: Account
) -> None:
    actions.prefer(citizen, channel="voice")
    at = NOON + timedelta(hours=hour - 12)
    assert (last(send(now=at)).due_at > at) is waits


def test_proof_goes_by_registered_letter(send: Sent, citizen: Account) -> None:
    actions.prefer(citizen, channel="sms")
    notice = send("tests/refused", data=REFUSED)
    assert notice.proof and (last(notice).channel, last(notice).registered) == ("letter", True)


def test_proof_on_the_site_is_for_who_wished_it_and_falls_to_the_letter_unread(
    send: Sent, citizen: Account
) -> None:
    actions.prefer(citizen, channel="inapp")
    notice = send("tests/refused", data=REFUSED)
    actions.bring_due(now=NOON)
    assert ways(notice) == [("inapp", "sent")]
    actions.bring_due(now=NOON + UNREAD - timedelta(seconds=1))
    assert ways(notice) == [("inapp", "sent")]
    actions.bring_due(now=NOON + UNREAD)
    actions.bring_due(now=NOON + UNREAD)
    assert ways(notice) == [("inapp", "failed"), ("letter", "waiting")]
    assert last(notice).registered


def test_who_has_read_gets_no_second_one(send: Sent, citizen: Account) -> None:
    actions.prefer(citizen, channel="sms")
    notice = send(now=NIGHT)
    read = actions.read(citizen, notice, now=NIGHT)
    assert read.state == State.READ and ways(notice) == [("sms", "failed")]
    assert actions.bring_due(now=NIGHT + timedelta(days=1)) == 0
    assert actions.read(citizen, notice, now=NIGHT + timedelta(hours=1)).read_at == read.read_at


def test_the_same_key_is_sent_once(send: Sent) -> None:
    first, second = send(key="event:1"), send(key="event:1")
    assert first.pk == second.pk


def test_an_erased_person_is_told_nothing(person: Person) -> None:
    person.erased_at = NOON
    with pytest.raises(Unfit):
        Recipient.of(person=person)


def test_a_way_that_stays_busy_is_given_up_and_the_next_one_taken(send: Sent, settings: object) -> None:
    settings.NOTIFICATIONS_TRANSPORTS = {"email": "smtp", "sms": "catcher"}  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # type: ignore[attr-defined]
    notice, now = send(), NOON
    for _try in range(MOST_TRIES):
        assert last(notice).channel == "email"
        now = last(notice).due_at
        actions.bring_due(now=now)
    assert now - NOON == timedelta(minutes=1 + 4 + 16 + 64 + 256)
    assert ways(notice)[0] == ("email", "failed") and last(notice).channel == "sms"


def test_a_channel_without_transport_is_absent(send: Sent, settings: object) -> None:
    settings.NOTIFICATIONS_TRANSPORTS = {}  # type: ignore[attr-defined]
    assert last(send()).channel == "letter"


def test_production_refuses_the_catcher(settings: Any) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mode="production")
    settings.NOTIFICATIONS_TRANSPORTS = {"email": "catcher"}
    with pytest.raises(ImproperlyConfigured):
        transport("email")
