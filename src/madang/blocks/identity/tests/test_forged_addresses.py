"""What a stranger writes into forwarding headers counts for nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from madang.blocks.identity.models import Account, SignInEvent
from madang.blocks.identity.proxies import TrustedProxies, TrustedProxyMiddleware
from madang.config.environment import ConfigurationError, read_environment

OURS = TrustedProxies(["10.0.0.0/8", "2001:db8::/32"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.9.9.9, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db9::7]:4711", "2001:db9::7"),
        ("10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, <script>", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("2001:db8::1", "198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_client_is_the_first_that_is_not_ours(peer: str, forwarded: str, client: str) -> None:
    assert OURS.client_of(peer, forwarded) == client


def test_a_unix_socket_is_trusted_when_it_is_listed() -> None:
    assert TrustedProxies(["unix"]).client_of("", "198.51.100.1") == "198.51.100.1"


def seen_behind(settings: Any, proxies: tuple[str, ...], **meta: str) -> dict[str, str]:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, trusted_proxies=proxies)
    seen: dict[str, str] = {}

    def view(request: HttpRequest) -> HttpResponse:
        seen.update({name: value for name, value in request.META.items() if isinstance(value, str)})
        return HttpResponse()

    TrustedProxyMiddleware(view)(RequestFactory().get("/", **meta))
    return seen


FORGED = {
    "HTTP_X_FORWARDED_FOR": "198.51.100.1",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_REAL_IP": "198.51.100.1",
    "HTTP_FORWARDED": "for=198.51.100.1",
}


def test_a_strangers_headers_are_dropped(settings: Any) -> None:
    seen = seen_behind(settings, ("10.0.0.0/8",), REMOTE_ADDR="203.0.113.9", **FORGED)
    assert seen["REMOTE_ADDR"] == "203.0.113.9"
    assert not set(FORGED) & set(seen)


def test_a_trusted_proxys_headers_stay(settings: Any) -> None:
    seen = seen_behind(settings, ("10.0.0.0/8",), REMOTE_ADDR="10.1.2.3", **FORGED)
    assert seen["REMOTE_ADDR"] == "198.51.100.1"
    assert seen["HTTP_X_FORWARDED_PROTO"] == "https"


def test_forged_addresses_do_not_evade_the_limit_and_stand_in_no_record(
    db: None, client: Client, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed_address": "10/5m/ip"}
    for number in range(11):
        answer = client.post(
            reverse("account_login"),
            {"login": f"name{number}", "password": "wrong"},
            REMOTE_ADDR="203.0.113.9",
            HTTP_X_FORWARDED_FOR=f"198.51.100.{number}",
            HTTP_X_REAL_IP=f"198.51.100.{number}",
        )
    assert "이 접속 주소에서 로그인에 실패한 일이 너무 많습니다" in answer.content.decode()
    assert set(SignInEvent.objects.values_list("ip_address", flat=True)) == {"203.0.113.9"}


def test_the_sign_in_trail_names_the_client_behind_our_proxy(
    settings: Any, citizen: Account, password: str
) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, trusted_proxies=("10.0.0.0/8",))
    Client().post(
        reverse("account_login"),
        {"login": "minsu", "password": password},
        REMOTE_ADDR="10.0.0.1",
        HTTP_X_FORWARDED_FOR="6.6.6.6, 198.51.100.77",
    )
    assert SignInEvent.objects.get(account=citizen).ip_address == "198.51.100.77"


def test_a_list_that_cannot_be_read_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADANG_TRUSTED_PROXIES", "10.0.0.0/8, my-proxy")
    with pytest.raises(ConfigurationError, match="my-proxy"):
        read_environment()
    monkeypatch.setenv("MADANG_TRUSTED_PROXIES", "10.0.0.0/8, unix")
    assert read_environment().trusted_proxies == ("10.0.0.0/8", "unix")
