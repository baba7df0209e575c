"""The office through its pages: every act by form, every refusal with a sentence, nothing for others."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madang.blocks.identity import actions
from madang.blocks.identity.forms.office import LISTED
from madang.blocks.identity.models import Account, Membership, Organisation
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM


@pytest.fixture
def office(administrator: Account) -> Client:
    return sign_in(Client(), administrator)


@pytest.fixture
def kim(welfare: Organisation, official: Callable[..., Account]) -> Account:
    return official("kim", welfare, "clerk")


def test_a_new_official_comes_in_with_the_password_shown_once(office: Client, welfare: Organisation) -> None:
    url = reverse("identity:join", args=[welfare.code])
    answer = office.post(
        url, {"username": "Park.1", "role": "clerk", "starts_on": timezone.localdate().isoformat()}
    )
    shown = re.search(r"<code>([a-z2-9]{5}(?:-[a-z2-9]{5}){3})</code>", answer.content.decode())
    assert shown is not None
    browser = Client()
    browser.post(reverse("identity:office_sign_in"), {"login": "park.1", "password": shown[1]})
    page = browser.get("/identity/").content.decode()
    assert "임시 비밀번호를 쓰고 있습니다" in page
    assert "park.1" in office.get(reverse("identity:organisation", args=[welfare.code])).content.decode()


def test_a_form_that_does_not_fit_comes_back_with_a_sentence_and_changes_nothing(
    office: Client, kim: Account, welfare: Organisation
) -> None:
    before = Membership.objects.count()
    url = reverse("identity:join", args=[welfare.code])
    today = timezone.localdate()
    for data, field in (
        ({"username": "kim", "role": "clerk", "starts_on": today}, "username"),
        ({"username": "<script>", "role": "clerk", "starts_on": today}, "username"),
        ({"username": "park.1", "role": "emperor", "starts_on": today}, "role"),
        ({"username": "park.1", "role": "clerk", "starts_on": "31.12.2026x"}, "starts_on"),
        (
            {"username": "park.1", "role": "clerk", "starts_on": today, "ends_on": today - timedelta(days=2)},
            "ends_on",
        ),
    ):
        answer = office.post(url, data)
        assert answer.status_code == 422
        html = answer.content.decode()
        assert f"id_{field}_error" in html or "data-error-summary" in html
        assert "<script>" not in html
    assert Membership.objects.count() == before


def test_move_assign_end_lock_reset_leave(
    office: Client, kim: Account, welfare: Organisation, roads: Organisation
) -> None:
    today = timezone.localdate().isoformat()
    place = kim.memberships.get()
    office.post(
        reverse("identity:move", args=[place.pk]),
        {"organisation": roads.pk, "role": "supervisor", "on": today},
    )
    now = kim.memberships.current().get()
    assert (now.organisation, now.role) == (roads, "supervisor")

    office.post(
        reverse("identity:assign", args=[welfare.code]),
        {"username": "KIM", "role": "auditor", "starts_on": today},
    )
    second = kim.memberships.current().get(role="auditor")
    office.post(reverse("identity:end_membership", args=[second.pk]))
    assert not kim.memberships.current().filter(role="auditor").exists()

    office.post(reverse("identity:lock", args=[kim.pk]), {"days": "3", "reason": "휴대전화 분실"})
    assert Account.objects.get(pk=kim.pk).is_locked
    office.post(reverse("identity:unlock", args=[kim.pk]))
    assert not Account.objects.get(pk=kim.pk).is_locked

    answer = office.post(reverse("identity:reset_sign_in", args=[kim.pk]))
    assert "임시 비밀번호" in answer.content.decode()
    assert Account.objects.get(pk=kim.pk).password_temporary

    office.post(reverse("identity:leave", args=[kim.pk]))
    assert not Account.objects.get(pk=kim.pk).is_active


def test_a_new_body_and_its_new_name(office: Client, city: Organisation) -> None:
    office.post(
        reverse("identity:new_organisation", args=[city.code]),
        {"code": "haneul.tax", "name_ko": "세무과", "name_en": "Tax", "kind": "department"},
    )
    office.post(
        reverse("identity:rename_organisation", args=["haneul.tax"]),
        {"name_ko": "<b>세정과</b>", "name_en": "Revenue"},
    )
    html = office.get(reverse("identity:organisations")).content.decode()
    assert "&lt;b&gt;세정과" in html
    assert "<b>세정과" not in html


def test_what_lies_out_of_reach_is_not_there(
    roads: Organisation,
    kim: Account,
    welfare: Organisation,
    official: Callable[..., Account],
    administrator: Account,
) -> None:
    other = sign_in(Client(), official("roads.head", roads, "administrator"))
    place = kim.memberships.get()
    for name, argument in (
        ("organisation", welfare.code),
        ("new_organisation", welfare.code),
        ("rename_organisation", welfare.code),
        ("join", welfare.code),
        ("assign", welfare.code),
        ("move", place.pk),
        ("end_membership", place.pk),
        ("leave", kim.pk),
        ("reset_sign_in", kim.pk),
        ("lock", kim.pk),
        ("unlock", kim.pk),
        ("organisation", "no-such-body"),
        ("leave", 10**12),
        ("leave", administrator.pk),
    ):
        url = reverse(f"identity:{name}", args=[argument])
        assert other.get(url).status_code == 404, url
        assert other.post(url, {"days": "1", "reason": "x"}).status_code in {404, 405}, url
    assert Account.objects.get(pk=kim.pk).is_active


def test_an_auditor_looks_and_changes_nothing(
    welfare: Organisation, kim: Account, official: Callable[..., Account], administrator: Account
) -> None:
    auditor = sign_in(Client(), official("auditor", welfare, "auditor"))
    html = auditor.get(reverse("identity:organisation", args=[welfare.code])).content.decode()
    assert "kim" in html
    assert reverse("identity:join", args=[welfare.code]) not in html
    assert auditor.get(reverse("identity:join", args=[welfare.code])).status_code == 403
    assert auditor.post(reverse("identity:leave", args=[kim.pk])).status_code == 404


def test_a_move_does_not_reach_out_of_the_movers_tree(
    welfare: Organisation, roads: Organisation, kim: Account, official: Callable[..., Account]
) -> None:
    head = sign_in(Client(), official("head", welfare, "administrator"))
    answer = head.post(
        reverse("identity:move", args=[kim.memberships.get().pk]),
        {"organisation": roads.pk, "role": "clerk", "on": timezone.localdate().isoformat()},
    )
    assert answer.status_code == 422
    assert kim.memberships.current().get().organisation == welfare


def test_in_a_large_tree_a_body_is_told_by_name_or_code(
    office: Client, city: Organisation, kim: Account, roads: Organisation
) -> None:
    for number in range(LISTED):
        actions.create_organisation(
            SYSTEM,
            code=f"haneul.dong{number}",
            name_ko=f"{number}동 주민센터",
            name_en=f"Centre {number}",
            kind="department",
            parent=city,
        )
    url = reverse("identity:move", args=[kim.memberships.get().pk])
    today = timezone.localdate().isoformat()

    def answer(told: str) -> str:
        return office.post(url, {"organisation": told, "role": "supervisor", "on": today}).content.decode()

    assert office.get(url).content.decode().count("<option") < LISTED
    assert "여러 기관이 있습니다" in (many := answer("주민센터"))
    assert "0동 주민센터 (haneul.dong0)" in many
    assert "그런 이름이나 코드가 없습니다" in answer("<b>없는 과</b>")
    assert "그런 이름이나 코드가 없습니다" in answer("100%_")
    assert kim.memberships.current().get().role == "clerk"
    answer("도로과")
    now = kim.memberships.current().get()
    assert (now.organisation, now.role) == (roads, "supervisor")


def test_sessions_can_be_seen_and_ended_one_by_one(citizen: Account, password: str) -> None:
    here, there, third = Client(), Client(), Client()
    for browser, agent in ((here, "Laptop"), (there, "Telephone"), (third, "<i>Kiosk</i>")):
        browser.post(
            reverse("account_login"), {"login": "minsu", "password": password}, headers={"User-Agent": agent}
        )
    html = here.get(reverse("usersessions_list")).content.decode()
    assert "Telephone" in html
    assert "&lt;i&gt;Kiosk" in html
    row = re.search(r'value="(\d+)" id="session-\d+"', html.split("Telephone")[0].rsplit("<tr", 1)[1])
    assert row is not None
    here.post(reverse("identity:end_sessions"), {"which": "chosen", "session": row[1]})
    assert [browser.get("/identity/").status_code for browser in (here, there, third)] == [200, 302, 200]
    here.post(reverse("identity:end_sessions"), {"which": "others"})
    assert [browser.get("/identity/").status_code for browser in (here, third)] == [200, 302]


def test_nobody_ends_somebody_elses_session(citizen: Account, administrator: Account, password: str) -> None:
    victim = Client()
    victim.post(reverse("account_login"), {"login": "minsu", "password": password})
    html = victim.get(reverse("usersessions_list")).content.decode()
    number = re.search(r'name="session" value="(\d+)"', html)
    assert number is not None
    other = sign_in(Client(), administrator)
    other.post(reverse("identity:end_sessions"), {"which": "chosen", "session": number[1]})
    assert victim.get("/identity/").status_code == 200


def test_history_shows_ones_own_attempts_only(
    citizen: Account, administrator: Account, password: str
) -> None:
    Client().post(reverse("account_login"), {"login": "minsu", "password": "wrong"})
    browser = Client()
    browser.post(
        reverse("account_login"), {"login": "minsu", "password": password}, headers={"User-Agent": "Mine"}
    )
    html = browser.get(reverse("identity:history")).content.decode()
    assert "실패" in html
    assert "Mine" in html
    assert "Mine" not in sign_in(Client(), administrator).get(reverse("identity:history")).content.decode()


def test_the_first_administrator_is_made_once(db: None) -> None:
    from madang.blocks.identity.errors import NotPossible

    made = actions.create_first_administrator(
        username="admin", organisation_code="haneul", name_ko="하늘시", name_en="Haneul-si"
    )
    assert made.membership.role == "administrator"
    assert made.account.password_temporary
    with pytest.raises(NotPossible, match="이미 관리자가 있습니다"):
        actions.create_first_administrator(
            username="admin2", organisation_code="haneul", name_ko="하늘시", name_en="Haneul-si"
        )
    assert Organisation.objects.get().parent is None
    joined = actions.join(SYSTEM, username="kim.1", organisation=made.membership.organisation, role="clerk")
    assert joined.account.acting is not None
