"""``next`` leads to paths of this site and nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from madang.blocks.identity.access import is_own_path
from madang.blocks.identity.models import Account
from madang.blocks.identity.testing import sign_in

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://localhost:9999/",
    "http://testserver/identity/",
    "/\t/evil.example/",
    "\x00//evil.example",
    " //evil.example",
    "evil.example",
]
HERE = "/identity/history/?page=2"


@pytest.mark.parametrize("url", ELSEWHERE)
def test_it_is_no_own_path(url: str) -> None:
    assert not is_own_path(url)


def test_it_is_an_own_path() -> None:
    assert is_own_path(HERE)
    assert is_own_path("/")


@pytest.mark.parametrize("url", ELSEWHERE)
def test_after_signing_in(citizen: Account, password: str, client: Client, url: str) -> None:
    answer = client.post(reverse("account_login"), {"login": "minsu", "password": password, "next": url})
    assert answer["Location"] == "/identity/"


@pytest.mark.parametrize("url", ELSEWHERE)
def test_when_signed_in_already_and_after_a_step_up(citizen: Account, client: Client, url: str) -> None:
    sign_in(client, citizen)
    for page in ("account_login", "identity:step_up"):
        assert client.get(reverse(page), {"next": url, "level": "1"})["Location"] == "/identity/"


@pytest.mark.parametrize("url", ELSEWHERE)
def test_after_confirming_and_after_signing_out(
    citizen: Account, password: str, client: Client, url: str
) -> None:
    sign_in(client, citizen)
    answer = client.post(reverse("account_reauthenticate"), {"password": password, "next": url})
    assert answer["Location"] == "/identity/"
    assert client.post(reverse("account_logout"), {"next": url})["Location"] == "/"


def test_own_paths_are_followed(citizen: Account, password: str, client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": "minsu", "password": password, "next": HERE})
    assert answer["Location"] == HERE
    assert client.get(reverse("identity:step_up"), {"next": HERE, "level": "1"})["Location"] == HERE
