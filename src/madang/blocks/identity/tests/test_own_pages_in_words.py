"""One's own pages speak of people and devices in words that their owner knows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from madang.blocks.identity import actions
from madang.blocks.identity.actions.sign_in import Client as Where
from madang.blocks.identity.assurance import Level
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.templatetags.identity import browser_name
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM

ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-S918N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("words", "short"),
    [
        (ANDROID, "Chrome, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25.0 Chrome/121 Safari/537.36",
            "Samsung Internet, Android",
        ),
        ("python-requests/2.32", "python-requests"),
        ("", "–"),
    ],
)
def test_a_browser_in_two_words(words: str, short: str) -> None:
    assert browser_name(words) == short


def test_history_and_sessions_name_the_browser_and_keep_its_own_words_at_hand(
    citizen: Account, client: Client, password: str
) -> None:
    actions.note_sign_in(citizen, methods=["password"], client=Where("192.0.2.1", ANDROID))
    client.post(
        reverse("account_login"), {"login": "minsu", "password": password}, headers={"user-agent": ANDROID}
    )
    for page in ("identity:history", "usersessions_list"):
        html = client.get(reverse(page), headers={"accept-language": "en"}).content.decode()
        assert f"<summary>Chrome, Android</summary>{ANDROID}" in html, page
        assert not re.search(r"</t[dh]><t[dh]", html), f"{page}: columns run together when read as text"
    history = client.get(reverse("identity:history"), headers={"accept-language": "en"}).content.decode()
    assert ">Outcome<" in history and "Results" not in history


def test_the_page_calls_people_by_their_names(citizen: Account, client: Client) -> None:
    sign_in(client, citizen)
    assert "<h1" in (html := client.get("/identity/").content.decode()) and "minsu" in html
    Account.objects.filter(pk=citizen.pk).update(person=actions.register_person(SYSTEM, full_name="김하늘"))
    html = client.get("/identity/").content.decode()
    assert re.search(r"<h1[^>]*>김하늘</h1>", html) and "시민 계정: minsu" in html


def test_whoever_holds_several_roles_is_asked_which_when_they_come_in(
    welfare: Organisation,
    roads: Organisation,
    official: Callable[..., Account],
    client: Client,
    password: str,
) -> None:
    kim = official("kim", welfare, "clerk")
    where = client.post(reverse("identity:office_sign_in"), {"login": "kim", "password": password})
    assert where["Location"] == reverse("identity:home")
    actions.assign(SYSTEM, kim, organisation=roads, role="supervisor")
    other = Client()
    where = other.post(reverse("identity:office_sign_in"), {"login": "kim", "password": password})
    assert where["Location"] == reverse("identity:choose_role")
    step_up = other.get(where["Location"])["Location"]
    assert step_up.startswith(reverse("identity:step_up")) and "role" in step_up, "and back to the choice"
    sign_in(other, kim)
    html = other.get(reverse("identity:home")).content.decode()
    assert "역할 고르기" in html and "없음" not in html


@pytest.mark.parametrize("page", ["account_login", "identity:office_sign_in"])
def test_the_sign_in_page_says_what_to_do_when_the_password_is_forgotten(
    client: Client, db: None, page: str
) -> None:
    html = client.get(reverse(page)).content.decode()
    assert "비밀번호를 잊으셨나요?" in html and "tel:" in html


def test_only_scopes_that_the_account_may_use_are_offered(
    citizen: Account, city: Organisation, official: Callable[..., Account]
) -> None:
    def offered(account: Account) -> set[str]:
        level = Level.TWO_FACTORS if account.realm == "staff" else Level.PASSWORD
        html = sign_in(Client(), account, level=level).get(reverse("identity:new_api_key")).content.decode()
        return set(re.findall(r'name="scopes" value="([^"]+)"', html))

    assert "catalogue:read" in offered(citizen) and "catalogue:write" not in offered(citizen)
    assert "catalogue:write" in offered(official("lee", city, "editor"))
    assert "catalogue:write" not in offered(official("kim", city, "clerk"))
