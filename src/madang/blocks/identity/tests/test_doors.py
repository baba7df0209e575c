"""Doors of pages: realm, level of assurance, role."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from madang.blocks.identity import actions
from madang.blocks.identity.access import assurance_required, citizen_page, office_page, signed_in
from madang.blocks.identity.assurance import Level
from madang.blocks.identity.models import Account, Organisation, SignInEvent
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM


def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


urlpatterns = [
    path("door/any/", signed_in(_page)),
    path("door/citizen/", citizen_page(_page)),
    path("door/office/", office_page()(_page)),
    path("door/administration/", office_page("identity.see_offices")(_page)),
    path("door/top/", office_page(level=Level.VERIFIED_PASSKEY)(_page)),
    path("door/recent/", signed_in(assurance_required(Level.PASSWORD, within=timedelta(minutes=15))(_page))),
    path("", include("madang.config.urls")),
]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def clerk(welfare: Organisation, official: Callable[..., Account]) -> Account:
    return official("kim", welfare, "clerk")


def visit(client: Client, name: str) -> tuple[int, str]:
    answer = client.get(f"/door/{name}/")
    return answer.status_code, urlsplit(answer.get("Location", "")).path


def test_strangers_are_led_to_the_right_sign_in_page_and_back(db: None, client: Client) -> None:
    answer = client.get("/door/office/?a=1")
    where = urlsplit(answer["Location"])
    assert where.path == reverse("identity:office_sign_in")
    assert parse_qs(where.query) == {"next": ["/door/office/?a=1"]}
    assert visit(client, "citizen") == (302, reverse("account_login"))
    assert visit(client, "any") == (302, reverse("account_login"))


def test_a_realm_never_sees_the_other_ones_pages(citizen: Account, clerk: Account) -> None:
    person, officer = sign_in(Client(), citizen), sign_in(Client(), clerk)
    assert [visit(person, name)[0] for name in ("any", "citizen", "office", "administration")] == [
        200,
        200,
        403,
        403,
    ]
    assert [visit(officer, name)[0] for name in ("any", "citizen", "office", "administration")] == [
        200,
        403,
        200,
        403,
    ]
    assert "직원 계정으로 들어와 있습니다" in officer.get("/door/citizen/").content.decode()


def test_one_human_with_two_accounts_is_two_sessions(clerk: Account, citizen: Account) -> None:
    person = actions.register_person(SYSTEM, full_name="김하늘")
    for account in (clerk, citizen):
        account.person = person
        account.save()
    assert visit(sign_in(Client(), clerk), "citizen")[0] == 403
    assert visit(sign_in(Client(), citizen), "office")[0] == 403


@pytest.mark.parametrize(
    ("level", "office", "top"),
    [(Level.PASSWORD, 302, 302), (Level.TWO_FACTORS, 200, 302), (Level.VERIFIED_PASSKEY, 200, 200)],
)
def test_a_door_asks_for_its_level(
    clerk: Account, client: Client, level: Level, office: int, top: int
) -> None:
    sign_in(client, clerk, level=level)
    assert visit(client, "office")[0] == office
    assert visit(client, "top")[0] == top


def test_a_session_below_the_office_level_holds_no_role_at_all(
    administrator: Account, client: Client
) -> None:
    sign_in(client, administrator, level=Level.PASSWORD)
    assert "기관과 직원" not in client.get(reverse("identity:home")).content.decode()
    sign_in(client, administrator, level=Level.TWO_FACTORS)
    assert "기관과 직원" in client.get(reverse("identity:home")).content.decode()


def test_stepping_up_with_a_code_leads_back(clerk: Account, password: str, client: Client) -> None:
    sign_in(client, clerk, level=Level.PASSWORD)
    secret = generate_totp_secret()
    TOTP.activate(clerk, secret)
    page = client.get(client.get("/door/office/")["Location"]).content.decode()
    link = f"{reverse('mfa_reauthenticate')}?next=%2Fdoor%2Foffice%2F"
    assert link in page
    number = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post(link, {"code": number})["Location"] == "/door/office/"
    assert visit(client, "office")[0] == 200
    assert SignInEvent.objects.filter(account=clerk, outcome="stepped_up", methods="totp").exists()


def test_without_a_second_factor_the_step_up_page_leads_to_enrolment(clerk: Account, client: Client) -> None:
    sign_in(client, clerk, level=Level.PASSWORD)
    page = client.get(client.get("/door/office/")["Location"]).content.decode()
    assert reverse("mfa_activate_totp") in page
    assert reverse("mfa_add_webauthn") in page


def test_an_old_proof_is_asked_for_again(citizen: Account, password: str, client: Client) -> None:
    sign_in(client, citizen, level=Level.PASSWORD)
    assert visit(client, "recent")[0] == 200
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 16 * 60
    session.save()
    where = client.get("/door/recent/")["Location"]
    assert urlsplit(where).path == reverse("identity:step_up")
    assert reverse("account_reauthenticate") in client.get(where).content.decode()
    client.post(reverse("account_reauthenticate"), {"password": password})
    assert visit(client, "recent")[0] == 200


def test_a_temporary_password_has_to_go_first(
    administrator: Account, welfare: Organisation, client: Client
) -> None:
    joined = actions.join(administrator, username="lee.1", organisation=welfare, role="clerk")
    sign_in(client, joined.account)
    assert visit(client, "office") == (302, reverse("account_change_password"))
    answer = client.post(
        reverse("account_change_password") + "?next=/door/office/",
        {
            "oldpassword": joined.password,
            "password1": "두루미 아홉 마리가 난다",
            "password2": "두루미 아홉 마리가 난다",
        },
    )
    assert answer["Location"] == "/door/office/"
    assert visit(client, "office")[0] == 200


def test_a_changed_password_ends_the_other_sessions(citizen: Account, password: str) -> None:
    here, elsewhere = sign_in(Client(), citizen), sign_in(Client(), citizen)
    new = "두루미 아홉 마리가 난다"
    here.post(
        reverse("account_change_password"), {"oldpassword": password, "password1": new, "password2": new}
    )
    assert visit(here, "any")[0] == 200
    assert visit(elsewhere, "any")[0] == 302


def test_with_several_roles_one_is_chosen_and_can_be_changed(
    clerk: Account, welfare: Organisation, roads: Organisation, client: Client
) -> None:
    first = clerk.memberships.get()
    second = actions.assign(SYSTEM, clerk, organisation=roads, role="administrator")
    sign_in(client, clerk)
    assert visit(client, "office") == (302, reverse("identity:choose_role"))
    page = client.get(reverse("identity:choose_role")).content.decode()
    assert "복지과 · 창구 직원" in page
    assert "도로과 · 인사·권한 관리자" in page
    client.post(reverse("identity:choose_role"), {"membership": first.pk})
    assert visit(client, "office")[0] == 200
    assert visit(client, "administration")[0] == 403
    answer = client.post(
        reverse("identity:choose_role"), {"membership": second.pk, "next": "/door/administration/"}
    )
    assert answer["Location"] == "/door/administration/"
    assert visit(client, "administration")[0] == 200


@pytest.mark.parametrize("choice", ["", "0", "x", "999999999999999999999", "-1"])
def test_a_role_that_is_not_ones_own_cannot_be_chosen(
    clerk: Account, administrator: Account, roads: Organisation, client: Client, choice: str
) -> None:
    actions.assign(SYSTEM, clerk, organisation=roads, role="clerk")
    sign_in(client, clerk)
    for wanted in (choice, str(administrator.memberships.get().pk)):
        client.post(reverse("identity:choose_role"), {"membership": wanted})
        assert visit(client, "office") == (302, reverse("identity:choose_role"))


def test_a_role_that_ended_is_gone_with_the_next_click(
    administrator: Account, clerk: Account, client: Client
) -> None:
    sign_in(client, clerk)
    assert visit(client, "office")[0] == 200
    actions.end_membership(administrator, clerk.memberships.get())
    assert visit(client, "office") == (302, reverse("identity:choose_role"))


def test_a_left_officials_session_is_over_with_the_next_click(
    administrator: Account, clerk: Account, client: Client
) -> None:
    sign_in(client, clerk)
    actions.leave(administrator, clerk)
    assert visit(client, "office") == (302, reverse("identity:office_sign_in"))


@override_settings(LANGUAGE_CODE="ko")
def test_pages_behind_doors_are_kept_by_no_cache(citizen: Account, client: Client) -> None:
    sign_in(client, citizen)
    assert "no-store" in client.get("/door/citizen/")["Cache-Control"]
