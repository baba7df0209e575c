"""Acts of the office that reach others, and keys, ask for a second factor proved within 15 minutes."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from madang.blocks.identity import actions
from madang.blocks.identity.assurance import Level
from madang.blocks.identity.models import Account, ApiKey, Organisation
from madang.blocks.identity.testing import sign_in
from madang.blocks.identity.typed import keep_typed

OLD = timedelta(minutes=16)
STEP_UP = reverse("identity:step_up")
JOIN = {"username": "lee.haneul", "email": "lee@haneul.example", "role": "clerk", "starts_on": "2036-01-01"}


@pytest.fixture
def desk(administrator: Account, client: Client) -> Client:
    """An administrator's browser in which the second factor was proved more than 15 minutes ago."""
    return sign_in(client, administrator, ago=OLD)


def asked_again(answer: object) -> bool:
    where = urlsplit(str(answer.get("Location", "")))  # type: ignore[attr-defined]
    return where.path == STEP_UP and parse_qs(where.query).get("within") == ["900"]


def prove(client: Client, account: Account, page: str) -> str:
    """Prove the second factor on the step-up page; returns where that leads."""
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    link = f"{reverse('mfa_reauthenticate')}?next={parse_qs(urlsplit(page).query)['next'][0]}"
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    return str(client.post(link, {"code": code})["Location"])


def test_every_act_on_people_and_bodies_asks(
    desk: Client, welfare: Organisation, official: Callable[..., Account]
) -> None:
    kim = official("kim", welfare, "clerk")
    place = kim.memberships.get()
    pages = [
        *(
            reverse(f"identity:{name}", args=["haneul.welfare"])
            for name in ("new_organisation", "rename_organisation", "join", "assign")
        ),
        *(reverse(f"identity:{name}", args=[place.pk]) for name in ("move", "end_membership")),
        *(
            reverse(f"identity:{name}", args=[kim.pk])
            for name in ("leave", "reset_sign_in", "lock", "unlock")
        ),
    ]
    for page in pages:
        assert asked_again(desk.get(page)), page
        assert asked_again(desk.post(page, {})), page
    kim.refresh_from_db()
    assert kim.is_active and kim.memberships.get().ends_at is None


def test_looking_asks_nothing(desk: Client, welfare: Organisation) -> None:
    assert desk.get(reverse("identity:organisations")).status_code == 200
    assert desk.get(reverse("identity:organisation", args=["haneul.welfare"])).status_code == 200


def test_whoever_may_not_do_it_is_told_so_and_not_asked_to_prove_more(
    welfare: Organisation, official: Callable[..., Account], client: Client
) -> None:
    sign_in(client, official("kim", welfare, "clerk"), ago=OLD)
    assert client.get(reverse("identity:join", args=["haneul.welfare"])).status_code == 403


def test_what_was_typed_before_is_there_again_after_the_proof(
    desk: Client, administrator: Account, welfare: Organisation
) -> None:
    page = reverse("identity:join", args=["haneul.welfare"])
    answer = desk.post(page, JOIN, headers={"referer": f"http://testserver{page}"})
    assert asked_again(answer)
    assert not Account.objects.filter(username="lee.haneul").exists()
    assert "다시 눌러 주세요" in desk.get(answer["Location"]).content.decode()
    assert prove(desk, administrator, answer["Location"]) == page
    html = desk.get(page).content.decode()
    assert 'value="lee.haneul"' in html and "lee@haneul.example" not in html
    assert 'value="clerk" selected' in html and 'value="2036-01-01"' in html
    assert "다시 채웠습니다" in html
    assert 'value="lee.haneul"' not in desk.get(page).content.decode(), "shown once"
    assert desk.post(page, JOIN).status_code == 200
    assert Account.objects.filter(username="lee.haneul").exists()


def test_what_was_typed_on_one_page_does_not_show_on_another_nor_later(
    desk: Client, administrator: Account, welfare: Organisation
) -> None:
    page = reverse("identity:join", args=["haneul.welfare"])
    answer = desk.post(page, JOIN, headers={"referer": f"http://testserver{page}"})
    session = desk.session
    session["identity_typed"]["at"] -= 3600
    session.save()
    prove(desk, administrator, answer["Location"])
    assert "lee.haneul" not in desk.get(reverse("identity:assign", args=["haneul.welfare"])).content.decode()
    assert "lee.haneul" not in desk.get(page).content.decode()


def test_a_form_too_large_to_keep_is_simply_asked_for_again(desk: Client, welfare: Organisation) -> None:
    page = reverse("identity:join", args=["haneul.welfare"])
    assert asked_again(desk.post(page, {**JOIN, "username": "x" * 100_000}))
    assert "identity_typed" not in desk.session


@pytest.mark.parametrize("number", ["905101-1234567", "901212\u20131234567", "90 12 12 1 234567"])
def test_only_what_a_form_names_is_kept_and_never_a_number_or_a_password(
    desk: Client, welfare: Organisation, number: str
) -> None:
    """The session lies in the database in plain text."""
    page = reverse("identity:join", args=["haneul.welfare"])
    desk.post(page, {**JOIN, "username": number, "password": "geheim", "other": "x"})
    assert desk.session["identity_typed"]["fields"].keys() == {"role", "starts_on"}
    for page in (reverse("identity:leave", args=[1]), reverse("identity:unlock", args=[1])):
        desk.post(page, {"anything": "x"})
        assert "identity_typed" not in desk.session


def test_a_form_that_names_a_secret_is_a_mistake(rf: RequestFactory, client: Client) -> None:
    request = rf.post("/", {"password": "geheim"})
    request.session = client.session
    for name in ("password", "new_password1", "client_secret", "resident_number"):
        with pytest.raises(ValueError, match=name):
            keep_typed(request, [name])


def test_an_officials_key_asks_for_the_second_factor(
    welfare: Organisation, official: Callable[..., Account], client: Client
) -> None:
    kim = official("kim", welfare, "clerk")
    sign_in(client, kim, ago=OLD)
    answer = client.get(reverse("identity:new_api_key"))
    assert asked_again(answer) and "level=2" in answer["Location"]
    sign_in(client, kim)
    assert client.get(reverse("identity:new_api_key")).status_code == 200


@pytest.mark.parametrize(("second_factor", "level"), [(False, "level=1"), (True, "level=2")])
def test_a_citizens_key_asks_for_the_best_they_have(
    citizen: Account, client: Client, second_factor: bool, level: str
) -> None:
    if second_factor:
        TOTP.activate(citizen, generate_totp_secret())
    sign_in(client, citizen, level=Level.TWO_FACTORS if second_factor else Level.PASSWORD, ago=OLD)
    answer = client.get(reverse("identity:new_api_key"))
    assert asked_again(answer) and level in answer["Location"]
    sign_in(client, citizen, level=Level.PASSWORD)
    assert asked_again(client.get(reverse("identity:new_api_key"))) == second_factor


def test_taking_a_key_away_asks_too(citizen: Account, client: Client) -> None:
    key, _secret = actions.issue_api_key(
        citizen, label="x", scopes=["catalogue:read"], expires_at=timezone.now() + timedelta(days=1)
    )
    sign_in(client, citizen, level=Level.PASSWORD, ago=OLD)
    assert asked_again(client.post(reverse("identity:revoke_api_key", args=[key.pk])))
    assert ApiKey.objects.get().revoked_at is None
    sign_in(client, citizen, level=Level.PASSWORD)
    client.post(reverse("identity:revoke_api_key", args=[key.pk]))
    assert ApiKey.objects.get().revoked_at is not None


def test_a_fresh_sign_in_is_a_fresh_proof(
    administrator: Account, welfare: Organisation, client: Client
) -> None:
    sign_in(client, administrator)
    page = reverse("identity:join", args=["haneul.welfare"])
    assert client.get(page).status_code == 200
