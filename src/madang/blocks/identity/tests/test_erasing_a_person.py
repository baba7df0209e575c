"""Whoever is erased is nowhere any more: in no table, under no key, in no session; and nobody else is touched."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madang.blocks.identity import actions, queries
from madang.blocks.identity.actions.sign_in import Client as Where
from madang.blocks.identity.erasure import Trace, Whom
from madang.blocks.identity.errors import NotPossible, StillHeld
from madang.blocks.identity.models import Account, Organisation, Person, SignInEvent, SignInOutcome
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM, Actor, record
from madang.blocks.ledger.errors import KeyMissing
from madang.blocks.ledger.models import Outbox, Subject
from madang.blocks.ledger.recording import open_detail
from madang.blocks.rooms import manifest as rooms
from madang.blocks.rooms.manifest import Manifest, Text

NUMBER = "905101-1234567"
WHY = {"purpose": "erase-on-request", "basis": "개인정보 보호법 제36조"}
TRACES = ("김하늘", "KIM HANEUL", "9051011234567", "00012345678", "sky@example.kr", "haneul.kim", "192.0.2.77",
          "SkyBrowser", "1990-11-01", "하늘의 수집기")  # fmt: skip


def whole_database() -> str:
    """Every row of every table as text, like a dump."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [row[0] for row in cursor.fetchall()]
        text = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            text += [row[0] for row in cursor.fetchall()]
    return "\n".join(text)


@pytest.fixture
def person(db: None, client: Client) -> Person:
    """Somebody with everything: contacts, an account, a session, keys, factors, a trail."""
    person = actions.register_person(
        SYSTEM, full_name="김하늘", latin_name="KIM HANEUL", birth_date=date(1990, 11, 1), number=NUMBER
    )
    actions.add_contact(SYSTEM, person, kind="phone", value="000-1234-5678")
    actions.add_contact(SYSTEM, person, kind="email", value="sky@example.kr")
    account = actions.open_citizen_account(
        "haneul.kim", "correct horse battery staple", email="sky@example.kr"
    )
    Account.objects.filter(pk=account.pk).update(person=person)
    account.refresh_from_db()
    EmailAddress.objects.create(user=account, email="sky@example.kr", primary=True)
    TOTP.activate(account, generate_totp_secret())
    actions.issue_api_key(
        account,
        label="하늘의 수집기",
        scopes=["catalogue:read"],
        expires_at=timezone.now() + timedelta(days=1),
    )
    where = Where("192.0.2.77", "SkyBrowser/1.0")
    actions.note_sign_in(account, methods=["password"], client=where)
    actions.note_failure(
        account, realm="citizen", outcome=SignInOutcome.FAILED, methods=["password"], client=where
    )
    sign_in(client, account)
    client.get("/identity/", headers={"user-agent": "SkyBrowser/1.0"}, REMOTE_ADDR="192.0.2.77")
    return person


def test_no_table_holds_anything_of_an_erased_person(person: Person, client: Client) -> None:
    before = whole_database()
    assert [trace for trace in TRACES if trace not in before] == ["9051011234567"], "the number is sealed"
    sealed, mac = (
        bytes(each or b"").hex() for each in (person.resident_number_sealed, person.resident_number_mac)
    )
    assert sealed in before and mac in before
    act = actions.erase_person(SYSTEM, person.pk, **WHY)
    after = whole_database()
    assert not [trace for trace in (*TRACES, sealed, mac) if trace in after]
    assert client.get("/identity/").status_code == 302, "signed out at once"
    assert Outbox.objects.get(pk=Outbox.objects.get(id=act).pk).type == "ledger.subject.erased"


def test_every_ledger_subject_of_the_person_is_erased_in_one_act(person: Person) -> None:
    account = person.accounts.get()
    subjects = Subject.objects.filter(erased_at=None).count()
    opened = Outbox.objects.get(type="identity.account.opened").id
    assert open_detail(opened) is not None
    actions.erase_person(SYSTEM, person.pk, **WHY)
    assert Subject.objects.filter(erased_at=None).count() == subjects - 2
    assert open_detail(opened) is None
    acts = Outbox.objects.filter(type="ledger.subject.erased")
    assert len({bytes(each.subject or b"") for each in acts}) == 2
    assert all(WHY["basis"].encode() in bytes(each.payload) for each in acts)
    assert all(b'"purpose":"erase-on-request"' in bytes(each.payload) for each in acts)
    for subject in (f"person:{person.pk}", f"account:{account.pk}"):
        with pytest.raises(KeyMissing):
            record("x", actor=SYSTEM, subject=subject, detail={}, purpose="operate", basis="x")


def test_a_person_of_whom_nothing_was_ever_recorded_is_named_in_the_log_too(db: None) -> None:
    """Loaded in bulk, without an entry each: a restore must still learn whom to erase."""
    person = Person.objects.create(full_name="김하늘")
    assert actions.erase_person(SYSTEM, person.pk, **WHY) is not None
    assert Outbox.objects.get(type="ledger.subject.erased").subject is not None


def test_the_tombstone_stays_and_a_second_time_does_nothing(person: Person) -> None:
    actions.erase_person(SYSTEM, person.pk, **WHY)
    entries, rows = Outbox.objects.count(), whole_database()
    assert actions.erase_person(SYSTEM, person.pk, **WHY) is None
    assert (Outbox.objects.count(), whole_database()) == (entries, rows)
    person.refresh_from_db()
    account = person.accounts.get()
    assert person.erased_at is not None and account.erased_at is not None
    assert (account.is_active, account.has_usable_password()) == (False, False)
    assert SignInEvent.objects.filter(account=account).exists(), "what happened when stays, without who"
    with pytest.raises(NotPossible):
        actions.add_contact(SYSTEM, person, kind="phone", value="00012345678")


def test_nobody_else_is_touched(person: Person) -> None:
    other = actions.register_person(SYSTEM, full_name="이바다", number="905101-7654321")
    actions.add_contact(SYSTEM, other, kind="phone", value="000-1234-5678")
    neighbour = actions.open_citizen_account("bada.lee", "correct horse battery staple")
    actions.erase_person(SYSTEM, person.pk, **WHY)
    other.refresh_from_db()
    neighbour.refresh_from_db()
    assert (other.full_name, other.contacts.count(), neighbour.is_active) == ("이바다", 1, True)


def test_an_official_at_work_is_not_erased(
    administrator: Account, welfare: Organisation, official: Callable[..., Account], person: Person
) -> None:
    kim = official("kim", welfare, "clerk")
    Account.objects.filter(pk=kim.pk).update(person=person)
    with pytest.raises(StillHeld, match="퇴직"):
        actions.erase_person(SYSTEM, person.pk, **WHY)
    assert Person.objects.get(pk=person.pk).full_name == "김하늘"
    actions.leave(administrator, Account.objects.get(pk=kim.pk))
    assert actions.erase_person(SYSTEM, person.pk, **WHY)
    assert not {"kim", "haneul.kim"} & set(Account.objects.values_list("username", flat=True))


@pytest.mark.parametrize(
    "why",
    [
        {"purpose": "", "basis": "법"},
        {"purpose": "operate", "basis": "법"},
        {"purpose": "erase-on-request", "basis": " "},
        {"purpose": "erase-on-request", "basis": "김하늘 905101-1234567 의 요구"},
        {"purpose": "erase-on-request", "basis": "010-1234-5678 로 전화함"},
    ],
)
def test_without_a_fit_reason_nothing_is_erased(person: Person, why: dict[str, str]) -> None:
    with pytest.raises(NotPossible) as refusal:
        actions.erase_person(SYSTEM, person.pk, **why)
    assert refusal.value.field in {"purpose", "basis"}
    assert Person.objects.get(pk=person.pk).full_name == "김하늘"


def test_only_the_administrator_of_the_whole_site_erases(
    person: Person,
    administrator: Account,
    citizen: Account,
    city: Organisation,
    welfare: Organisation,
    official: Callable[..., Account],
) -> None:
    others = [citizen, official("below", welfare, "administrator"), official("boss", city, "supervisor")]
    for by in others:
        with pytest.raises(PermissionDenied):
            actions.erase_person(by, person.pk, **WHY)
        with pytest.raises(PermissionDenied):
            queries.find_to_erase(by, by_what="phone", value="00012345678")
    assert actions.erase_person(administrator, person.pk, **WHY)


# What another room would keep of people, and what it would do.
kept: dict[uuid.UUID, str] = {}
open_cases: set[uuid.UUID] = set()


def erase_notes(whom: Whom, *, only_look: bool) -> list[Trace]:
    assert whom.person is not None
    note = kept.get(whom.person.pk) if only_look else kept.pop(whom.person.pk, None)
    return [Trace(Text("쪽지", "Notes"), int(note is not None), subjects=(f"note:{whom.person.pk}",))]


def hold_while_a_case_is_open(whom: Whom) -> list[str]:
    return ["처리 중인 민원이 있습니다."] if whom.person and whom.person.pk in open_cases else []


@pytest.fixture
def other_room(monkeypatch: pytest.MonkeyPatch) -> None:
    here = __name__
    room = Manifest(
        name="notes",
        title=Text("쪽지", "Notes"),
        summary=Text("쪽지", "Notes"),
        erasers=(f"{here}:erase_notes",),
        holds=(f"{here}:hold_while_a_case_is_open",),
    )
    monkeypatch.setitem(rooms._registry, "notes", room)


def test_every_room_takes_its_part(person: Person, other_room: None) -> None:
    kept[person.pk] = "하늘에게"
    act = actions.register_person  # an act of that room about its own subject
    del act
    with connection.cursor():
        note = record(
            "notes.note.written",
            actor=Actor("haneul", "clerk"),
            subject=f"note:{person.pk}",
            detail={"to": "김하늘"},
            purpose="handle-case",
            basis="x",
        )
    open_cases.add(person.pk)
    with pytest.raises(StillHeld, match="처리 중인 민원"):
        actions.erase_person(SYSTEM, person.pk, **WHY)
    assert kept and open_detail(note)
    open_cases.clear()
    actions.erase_person(SYSTEM, person.pk, **WHY)
    assert not kept and open_detail(note) is None


def test_a_restored_database_erases_again_whom_the_log_names(person: Person) -> None:
    """The rows of an older backup, the ledger's subjects as its own replay leaves them."""
    account = person.accounts.get()
    rows = [
        Person.objects.filter(pk=person.pk).values().get(),
        Account.objects.filter(pk=account.pk).values().get(),
    ]
    actions.erase_person(SYSTEM, person.pk, **WHY)
    Person.objects.filter(pk=person.pk).update(**rows[0])
    Account.objects.filter(pk=account.pk).update(**rows[1])
    assert "김하늘" in whole_database() and "haneul.kim" in whole_database()
    assert actions.replay_erasures() == 1
    assert not [trace for trace in TRACES if trace in whole_database()]
    assert actions.replay_erasures() == 0


def test_the_office_finds_sees_and_erases_with_a_receipt(person: Person, administrator: Account) -> None:
    desk = sign_in(Client(), administrator)
    find = reverse("identity:find_to_erase")
    page = reverse("identity:erase_person", args=[person.pk])
    for by_what, value in (
        ("number", NUMBER),
        ("phone", "000 1234 5678"),
        ("email", "Sky@example.kr"),
        ("username", "Haneul.Kim"),
        ("id", str(person.pk)),
    ):
        assert page in desk.post(find, {"by_what": by_what, "value": value}).content.decode(), by_what
    assert (
        "찾은 사람이 없습니다" in desk.post(find, {"by_what": "phone", "value": "0009999"}).content.decode()
    )
    assert desk.post(find, {"by_what": "number", "value": "x"}).status_code == 422
    seen = desk.get(page).content.decode()
    assert "연락처: 2" in seen and "접속기록" in seen and "백업" in seen
    assert Outbox.objects.filter(type="identity.person.erasure-seen").exists()
    assert desk.post(page, {**WHY}).status_code == 422, "not sure"
    assert desk.post(page, {**WHY, "basis": "905101-1234567", "sure": "on"}).status_code == 422
    assert Person.objects.get(pk=person.pk).full_name == "김하늘"
    done = desk.post(page, {**WHY, "sure": "on"}).content.decode()
    act = Outbox.objects.filter(type="ledger.subject.erased").order_by("position").first()
    assert act is not None and reverse("ledger:receipt", args=[act.id]) in done
    assert Person.objects.get(pk=person.pk).full_name == ""
    assert "이미 지웠습니다" in desk.get(page).content.decode()


def test_erasing_asks_for_the_second_factor_again_and_keeps_no_number(
    person: Person, administrator: Account
) -> None:
    desk = sign_in(Client(), administrator, ago=timedelta(minutes=16))
    for page in (
        reverse("identity:find_to_erase"),
        reverse("identity:erase_person", args=[person.pk]),
        reverse("identity:erase_account", args=[1]),
    ):
        answer = desk.post(page, {"by_what": "number", "value": NUMBER})
        assert answer.status_code == 302 and reverse("identity:step_up") in answer["Location"], page
        assert NUMBER not in str(dict(desk.session)), page


def test_an_account_without_a_person_is_erased_by_itself(citizen: Account, administrator: Account) -> None:
    desk = sign_in(Client(), administrator)
    page = reverse("identity:erase_account", args=[citizen.pk])
    found = desk.post(reverse("identity:find_to_erase"), {"by_what": "username", "value": "minsu"})
    assert page in found.content.decode()
    assert desk.post(page, {**WHY, "sure": "on"}).status_code == 200
    assert not Account.objects.filter(username="minsu").exists()


def test_a_citizen_closes_their_own_account(citizen: Account, client: Client, password: str) -> None:
    sign_in(client, citizen)
    other = sign_in(Client(), citizen)
    page = reverse("identity:close_account")
    seen = client.get(page).content.decode()
    assert "지우는 것" in seen and "남는 것" in seen
    assert page in client.get(reverse("identity:home")).content.decode()
    done = client.post(page)
    act = Outbox.objects.get(type="ledger.subject.erased")
    assert reverse("ledger:receipt", args=[act.id]) in done.content.decode()
    assert "_auth_user_id" not in client.session
    assert other.get("/identity/").status_code == 302
    assert not Account.objects.filter(username="minsu").exists()
    assert "minsu" not in whole_database()
    actions.open_citizen_account("minsu", password)


def test_what_the_office_keeps_of_the_person_stays_when_they_close_the_account(
    person: Person, client: Client
) -> None:
    assert "따로 있어 남습니다" in client.get(reverse("identity:close_account")).content.decode()
    client.post(reverse("identity:close_account"))
    person.refresh_from_db()
    assert person.full_name == "김하늘" and person.contacts.count() == 2
    assert person.accounts.get().erased_at is not None


def test_closing_asks_for_proof_and_is_for_citizens(
    citizen: Account, administrator: Account, client: Client
) -> None:
    sign_in(client, citizen, ago=timedelta(minutes=16))
    assert reverse("identity:step_up") in client.post(reverse("identity:close_account"))["Location"]
    assert Account.objects.filter(username="minsu", is_active=True).exists()
    assert sign_in(Client(), administrator).post(reverse("identity:close_account")).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.close_account(administrator)
