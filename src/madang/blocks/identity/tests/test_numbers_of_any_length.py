"""Where a number is asked for, no text is an error of ours: thousands of digits, other scripts' digits, none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.testing import sign_in

ODD = ["9" * 5000, "9" * 30, "²", "٣", "-1", "1e3", "0x1", " 1 2", "１", "", "\x00"]


@pytest.fixture
def desk(administrator: Account, client: Client) -> Client:
    return sign_in(client, administrator)


@pytest.mark.parametrize("odd", ODD, ids=lambda text: ascii(text)[:12])
def test_a_role_that_is_no_number_is_refused_with_a_sentence(desk: Client, odd: str) -> None:
    answer = desk.post(reverse("identity:choose_role"), {"membership": odd}, follow=True)
    assert answer.status_code == 200
    assert "지금 맡고 있는 역할이 아닙니다" in answer.content.decode()


@pytest.mark.parametrize("odd", ODD, ids=lambda text: ascii(text)[:12])
def test_a_session_that_is_no_number_ends_nothing(desk: Client, odd: str) -> None:
    answer = desk.post(reverse("identity:end_sessions"), {"session": [odd]}, follow=True)
    assert answer.status_code == 200
    assert "끊을 접속을 고르지 않았습니다" in answer.content.decode()


@pytest.mark.parametrize("odd", ODD, ids=lambda text: ascii(text)[:12])
def test_step_up_takes_any_level_and_time(desk: Client, odd: str) -> None:
    answer = desk.get(reverse("identity:step_up"), {"level": odd, "within": odd})
    assert answer.status_code in {200, 302}


@pytest.mark.parametrize("odd", ["9" * 5000, "9" * 30, "²", "٣"], ids=lambda text: ascii(text)[:12])
@pytest.mark.parametrize(
    "place",
    [
        "memberships/{}/move/",
        "memberships/{}/end/",
        "accounts/{}/leave/",
        "accounts/{}/lock/",
        "accounts/{}/reset/",
    ],
)
def test_an_address_with_such_a_number_leads_nowhere(desk: Client, place: str, odd: str) -> None:
    assert desk.get("/identity/office/" + place.format(odd)).status_code == 404


@pytest.mark.parametrize("odd", ["9" * 5000, "9" * 30, "²"], ids=lambda text: ascii(text)[:12])
def test_own_things_with_such_a_number_are_not_there(desk: Client, odd: str) -> None:
    assert desk.post(f"/identity/keys/{odd}/revoke/").status_code == 404
    assert desk.get(f"/identity/security/passkeys/{odd}/name/").status_code in {302, 404}


@pytest.mark.parametrize("odd", ODD, ids=lambda text: ascii(text)[:12])
def test_forms_of_the_office_say_which_number_does_not_fit(
    desk: Client, welfare: Organisation, official: Callable[..., Account], odd: str
) -> None:
    kim = official("kim", welfare, "clerk")
    lock = desk.post(reverse("identity:lock", args=[kim.pk]), {"days": odd, "reason": "x"})
    place = reverse("identity:move", args=[kim.memberships.get().pk])
    move = desk.post(place, {"organisation": odd, "role": "clerk", "on": odd})
    assert (lock.status_code, move.status_code) in {(422, 422), (302, 422)}
    key = desk.post(
        reverse("identity:new_api_key"),
        {"label": "x", "scopes": "catalogue:read", "days": odd, "hourly_quota": odd},
    )
    assert key.status_code == 422
