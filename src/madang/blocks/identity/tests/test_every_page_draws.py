"""Every page of identity draws, in both languages, for those who may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from madang.blocks.identity import actions
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM

OWN = [
    "identity:home",
    "identity:choose_role",
    "identity:history",
    "identity:api_keys",
    "identity:new_api_key",
    "usersessions_list",
    "mfa_index",
    "account_change_password",
    "account_logout",
]


def page(client: Client, url: str, language: str = "ko") -> str:
    answer = client.get(url, headers={"Accept-Language": language})
    assert answer.status_code == 200, (url, answer.status_code, answer.get("Location"))
    html = answer.content.decode()
    assert f'<html lang="{language}"' in html
    assert html.count("<h1") == 1
    assert "style=" not in html
    assert " on" + "click=" not in html
    return html


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_before_signing_in(db: None, client: Client, language: str) -> None:
    for name in ("account_login", "identity:office_sign_in", "account_signup", "account_inactive"):
        page(client, reverse(name), language)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", OWN)
def test_ones_own_pages(citizen: Account, client: Client, name: str, language: str) -> None:
    page(sign_in(client, citizen), reverse(name), language)


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_enrolment_asks_for_the_password_first_and_then_draws(
    citizen: Account, password: str, client: Client, name: str
) -> None:
    client.post(reverse("account_login"), {"login": citizen.username, "password": password})
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    page(client, answer["Location"])
    answer = client.post(answer["Location"], {"password": password})
    assert answer["Location"] == reverse(name)
    page(client, reverse(name))


def test_pages_of_somebody_with_a_second_factor(citizen: Account, client: Client) -> None:
    TOTP.activate(citizen, generate_totp_secret())
    sign_in(client, citizen)
    page(client, reverse("mfa_reauthenticate"))
    page(client, reverse("mfa_index"))
    page(client, reverse("identity:step_up") + "?level=3")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_of_the_office(
    administrator: Account,
    welfare: Organisation,
    roads: Organisation,
    official: Callable[..., Account],
    client: Client,
    language: str,
) -> None:
    kim = official("kim", welfare, "clerk")
    lee = actions.join(SYSTEM, username="lee", organisation=roads, role="clerk").account
    offer = actions.offer_place(SYSTEM, lee, organisation=welfare, role="supervisor")
    actions.tie_number(SYSTEM, kim, "hs-1")
    sign_in(client, administrator)
    code = [welfare.code]
    for name, args in [
        ("identity:organisations", []),
        ("identity:organisation", code),
        ("identity:new_organisation", code),
        ("identity:rename_organisation", code),
        ("identity:join", code),
        ("identity:assign", code),
        ("identity:move", [kim.memberships.get().pk]),
        ("identity:end_membership", [kim.memberships.get().pk]),
        ("identity:leave", [kim.pk]),
        ("identity:reset_sign_in", [kim.pk]),
        ("identity:lock", [kim.pk]),
        ("identity:unlock", [kim.pk]),
        ("identity:whose", [kim.pk]),
        ("identity:withdraw_offer", [offer.pk]),
    ]:
        page(client, reverse(name, args=args), language)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_of_places_offered(
    welfare: Organisation,
    roads: Organisation,
    official: Callable[..., Account],
    client: Client,
    language: str,
) -> None:
    kim = official("kim", welfare, "clerk")
    sign_in(client, kim)
    page(client, reverse("identity:offers"), language)
    day = timezone.now() + timedelta(days=40)
    actions.offer_place(
        SYSTEM, kim, organisation=roads, role="clerk", starts_at=day, ends_at=day + timedelta(days=9)
    )
    page(client, reverse("identity:offers"), language)


def test_a_body_of_many_is_shown_in_pages(
    administrator: Account, welfare: Organisation, client: Client
) -> None:
    for number in range(53):
        actions.join(SYSTEM, username=f"kim.{number:02}", organisation=welfare, role="clerk")
    sign_in(client, administrator)
    url = reverse("identity:organisation", args=[welfare.code])
    first, second = page(client, url), page(client, url + "?page=2")
    assert "kim.49" in first and "kim.50" not in first
    assert "kim.52" in second and "kim.49" not in second


def test_the_tree_names_bodies_in_the_readers_language(
    administrator: Account, welfare: Organisation, client: Client
) -> None:
    sign_in(client, administrator)
    assert "복지과" in page(client, reverse("identity:organisations"))
    assert "Welfare" in page(client, reverse("identity:organisations"), "en")


def test_an_official_without_a_role_is_told_so(
    administrator: Account, welfare: Organisation, official: Callable[..., Account], client: Client
) -> None:
    kim = official("kim", welfare, "clerk")
    actions.end_membership(administrator, kim.memberships.get())
    assert "지금 맡은 역할이 없습니다" in page(sign_in(client, kim), reverse("identity:choose_role"))


def test_no_page_of_ours_is_left_to_allauth() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {"account_login", "mfa_index", "usersessions_list"} <= names
    assert not names & {"account_email", "account_reset_password", "account_set_password"}


def test_a_tree_of_many_bodies_is_shown_in_pages(
    administrator: Account, city: Organisation, client: Client
) -> None:
    for number in range(104):
        code = f"haneul.x{number:03}"
        actions.create_organisation(
            SYSTEM, code=code, name_ko=code, name_en=code, kind="department", parent=city
        )
    sign_in(client, administrator)
    url = reverse("identity:organisations")
    first, second = page(client, url), page(client, url + "?page=2")
    assert "haneul.x098" in first and "haneul.x099" not in first
    assert "haneul.x103" in second and "haneul.x098" not in second


def test_many_sessions_and_spent_keys_are_shown_in_pages(
    citizen: Account, password: str, client: Client
) -> None:
    until = timezone.now() + timedelta(days=1)
    for number in range(53):
        key, _secret = actions.issue_api_key(
            citizen, label=f"key-{number:02}", scopes=["catalogue:read"], expires_at=until
        )
        actions.revoke_api_key(citizen, key)
        Client().post(reverse("account_login"), {"login": "minsu", "password": password})
    sign_in(client, citizen)
    keys, sessions = reverse("identity:api_keys"), reverse("usersessions_list")
    assert "key-52" in page(client, keys) and "key-02" not in page(client, keys)
    assert "key-02" in page(client, keys + "?page=2")
    shown = [page(client, sessions + asked).count('name="session"') for asked in ("", "?page=2")]
    assert shown[0] == 50 and shown[1] >= 3
