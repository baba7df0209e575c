"""Guessing is slowed down, then stopped; the owner is not thrown out by it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from madang.blocks.identity import actions
from madang.blocks.identity.actions.sign_in import FAILURES_UNTIL_LOCK, LOCKED_FOR
from madang.blocks.identity.actions.sign_in import Client as Where
from madang.blocks.identity.authentication import authenticate
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.models import Account, Organisation, SignInEvent, SignInOutcome
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM

NOWHERE = Where(None, "")
FROM_ADDRESS = "이 접속 주소에서 로그인에 실패한 일이 너무 많습니다"
TOO_MANY = "로그인에 여러 번 실패했거나 잠긴 계정입니다"


def attempt(client: Client, login: str, password: str = "wrong", address: str = "192.0.2.1") -> str:
    answer = client.post(
        reverse("account_login"), {"login": login, "password": password}, REMOTE_ADDR=address
    )
    return answer.content.decode()


def said(page: str) -> str:
    """What a page of sign-in says, without what differs from one drawing to the next."""
    return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page)


def fail(account: Account, times: int) -> None:
    for _attempt in range(times):
        actions.note_failure(
            account, realm=account.realm, outcome=SignInOutcome.FAILED, methods=["password"], client=NOWHERE
        )


def fresh(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


def test_the_sixth_wrong_password_within_five_minutes_is_not_even_looked_at(
    citizen: Account, password: str, client: Client
) -> None:
    for number in range(5):
        assert "아이디나 비밀번호가 맞지 않습니다" in attempt(client, "minsu", address=f"192.0.2.{number}")
    assert TOO_MANY in attempt(client, "minsu", password, address="192.0.2.9")
    assert "_auth_user_id" not in client.session


def test_an_unknown_name_is_slowed_down_alike(db: None, client: Client) -> None:
    for number in range(5):
        attempt(client, "nobody", address=f"192.0.2.{number}")
    assert TOO_MANY in attempt(client, "nobody", address="192.0.2.9")


def test_every_spelling_of_a_name_counts_together(citizen: Account, client: Client) -> None:
    for number, login in enumerate(["minsu", "MINSU", "Minsu", "ｍｉｎｓｕ", " minsu "]):
        attempt(client, login, address=f"192.0.2.{number}")
    assert TOO_MANY in attempt(client, "minsu", address="192.0.2.9")


@pytest.mark.parametrize("rounds", [1, 3])
def test_no_answer_tells_that_a_name_and_an_address_belong_together(
    citizen: Account, password: str, client: Client, rounds: int
) -> None:
    """Neither while attempts are slowed down nor when the account is locked (after two rounds)."""
    Account.objects.filter(pk=citizen.pk).update(email="minsu@example.kr")
    other = actions.open_citizen_account("younghee", password, email="younghee@example.kr")
    for _round in range(rounds):
        cache.clear()
        for number in range(5):
            attempt(client, "minsu", address=f"192.0.2.{number}")
    assert fresh(citizen).is_locked == (rounds == 3)
    answers = {
        email: [
            said(attempt(client, email, address=f"192.0.2.{100 + number}")).replace(email, "")
            for number in range(6)
        ]
        for email in ("minsu@example.kr", other.email, "nobody@example.kr")
    }
    assert answers["minsu@example.kr"] == answers[other.email] == answers["nobody@example.kr"]


def test_guesses_by_name_and_by_address_lock_one_account(citizen: Account, client: Client) -> None:
    Account.objects.filter(pk=citizen.pk).update(email="minsu@example.kr")
    for login in ("minsu", "minsu@example.kr"):
        for number in range(5):
            attempt(client, login, address=f"192.0.2.{number}")
    assert fresh(citizen).is_locked


def test_a_right_password_for_a_locked_account_is_answered_like_a_wrong_one(
    citizen: Account, password: str, client: Client
) -> None:
    """Else the lock would only tell the guesser which guess was right."""
    fail(citizen, FAILURES_UNTIL_LOCK)
    right = [said(attempt(client, "minsu", password, address=f"192.0.2.{n}")) for n in range(6)]
    cache.clear()
    wrong = [said(attempt(client, "minsu", "wrong", address=f"192.0.2.{n}")) for n in range(6)]
    assert right == wrong
    assert "들어갈 수 없습니다" in right[0]


def test_an_address_that_stands_for_somebody_costs_one_password_check_like_any_other(
    citizen: Account, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second one could be seen in the time that the answer takes."""
    Account.objects.filter(pk=citizen.pk).update(email="minsu@example.kr")
    checks = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *args, **more: checks.append(1) or encode(*args, **more)
    )
    for login in ("minsu", "minsu@example.kr", "nobody", "nobody@example.kr"):
        checks.clear()
        attempt(client, login)
        assert len(checks) == 1, login


def test_another_host_name_does_not_start_a_new_count(citizen: Account, client: Client) -> None:
    for number in range(5):
        attempt(client, "minsu", address=f"192.0.2.{number}")
    answer = client.post(
        reverse("account_login"), {"login": "minsu", "password": "wrong"}, HTTP_HOST="127.0.0.1"
    )
    assert TOO_MANY in answer.content.decode()


def test_one_address_is_slowed_down_over_all_accounts_and_told_that_it_is_the_address(
    db: None, client: Client, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed_address": "10/5m/ip"}
    answers = [attempt(client, f"name{number}") for number in range(11)]
    assert all(FROM_ADDRESS not in answer and TOO_MANY not in answer for answer in answers[:10])
    assert FROM_ADDRESS in answers[10] and TOO_MANY not in answers[10]
    assert FROM_ADDRESS not in attempt(client, "name11", address="192.0.2.2")


def test_an_office_behind_one_address_is_not_shut_out_by_some_who_forgot_their_passwords(
    citizen: Account, password: str
) -> None:
    for name in ("one", "two", "three"):
        for _attempt in range(30):
            assert FROM_ADDRESS not in attempt(Client(), name)
    browser = Client()
    attempt(browser, "minsu", password)
    assert "_auth_user_id" in browser.session


def test_a_right_password_does_not_use_attempts_up(citizen: Account, password: str) -> None:
    for _round in range(7):
        browser = Client()
        attempt(browser, "minsu", password)
        assert "_auth_user_id" in browser.session


def test_ten_failures_within_an_hour_lock_the_account(
    citizen: Account, password: str, client: Client
) -> None:
    fail(citizen, FAILURES_UNTIL_LOCK - 1)
    assert not fresh(citizen).is_locked
    fail(citizen, 1)
    locked_until = fresh(citizen).locked_until
    assert locked_until is not None
    assert timedelta(0) < locked_until - timezone.now() <= LOCKED_FOR
    assert "들어갈 수 없습니다" in attempt(client, "minsu", password)
    assert "_auth_user_id" not in client.session
    outcomes = list(
        SignInEvent.objects.filter(account=citizen).order_by("id").values_list("outcome", flat=True)
    )
    assert outcomes == ["failed"] * FAILURES_UNTIL_LOCK + ["locked", "refused"]


def test_after_a_lock_the_count_begins_anew(citizen: Account) -> None:
    fail(citizen, FAILURES_UNTIL_LOCK)
    Account.objects.filter(pk=citizen.pk).update(locked_until=timezone.now())
    fail(citizen, FAILURES_UNTIL_LOCK - 1)
    assert not fresh(citizen).is_locked


def test_a_good_sign_in_ends_the_count(citizen: Account) -> None:
    fail(citizen, FAILURES_UNTIL_LOCK - 1)
    actions.note_sign_in(citizen, methods=["password"], client=NOWHERE)
    fail(citizen, FAILURES_UNTIL_LOCK - 1)
    assert not fresh(citizen).is_locked


def test_old_failures_do_not_count(citizen: Account) -> None:
    fail(citizen, FAILURES_UNTIL_LOCK - 1)
    SignInEvent.objects.update(happened_at=timezone.now() - timedelta(hours=1, seconds=1))
    fail(citizen, 1)
    assert not fresh(citizen).is_locked


def test_guessing_does_not_throw_the_owner_out(citizen: Account, client: Client) -> None:
    sign_in(client, citizen)
    fail(citizen, FAILURES_UNTIL_LOCK)
    assert client.get("/identity/").status_code == 200


def test_guessing_does_not_stop_the_owners_programs(citizen: Account) -> None:
    """A lock for guessing closes sign-in only; one that the office sets closes everything."""
    _key, secret = actions.issue_api_key(
        citizen, label="수집기", scopes=["catalogue:read"], expires_at=timezone.now() + timedelta(days=1)
    )
    request = RequestFactory().get("/", headers={"Authorization": f"Bearer {secret}"})
    fail(citizen, FAILURES_UNTIL_LOCK)
    assert fresh(citizen).is_locked
    assert authenticate(request) == citizen
    actions.lock(SYSTEM, fresh(citizen), until=timezone.now() + timedelta(days=1), reason="x")
    assert authenticate(request) is None
    actions.unlock(SYSTEM, fresh(citizen))
    assert authenticate(request) == citizen


def test_guessing_codes_does_not_shorten_the_offices_lock(citizen: Account) -> None:
    until = timezone.now() + timedelta(days=7)
    actions.lock(SYSTEM, citizen, until=until, reason="x")
    fail(citizen, FAILURES_UNTIL_LOCK)
    assert fresh(citizen).locked_until == until


def test_wrong_codes_count_like_wrong_passwords(
    welfare: Organisation, official: Callable[..., Account], password: str, client: Client
) -> None:
    kim = official("kim", welfare, "clerk")
    TOTP.activate(kim, generate_totp_secret())
    client.post(reverse("identity:office_sign_in"), {"login": "kim", "password": password})
    for _attempt in range(FAILURES_UNTIL_LOCK):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
        cache.clear()
    assert fresh(kim).is_locked


def test_an_administrators_lock_ends_sessions_and_opens_again(
    administrator: Account, welfare: Organisation, official: Callable[..., Account], client: Client
) -> None:
    kim = official("kim", welfare, "clerk")
    sign_in(client, kim)
    actions.lock(administrator, kim, until=timezone.now() + timedelta(days=1), reason="lost telephone")
    assert client.get("/identity/").status_code == 302
    actions.unlock(administrator, kim)
    assert not fresh(kim).is_locked
    with pytest.raises(NotPossible):
        actions.unlock(administrator, kim)


def test_a_citizens_account_is_no_administrators_business(administrator: Account, citizen: Account) -> None:
    with pytest.raises(PermissionDenied):
        actions.lock(administrator, citizen, until=timezone.now() + timedelta(days=1), reason="x")
    actions.lock(SYSTEM, citizen, until=timezone.now() + timedelta(days=1), reason="x")
    assert fresh(citizen).is_locked


def test_a_lock_between_password_and_second_step_ends_that_sign_in(
    administrator: Account,
    welfare: Organisation,
    official: Callable[..., Account],
    password: str,
    client: Client,
) -> None:
    kim = official("kim", welfare, "clerk")
    secret = generate_totp_secret()
    TOTP.activate(kim, secret)
    client.post(reverse("identity:office_sign_in"), {"login": "kim", "password": password})
    actions.lock(administrator, kim, until=timezone.now() + timedelta(days=1), reason="lost telephone")
    code = format_hotp_value(hotp_value(secret, int(time.time() // 30)))
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" not in client.session


def test_wrong_old_passwords_count_and_are_in_ones_history(
    citizen: Account, password: str, client: Client
) -> None:
    sign_in(client, citizen)
    form = {"password1": "new horse battery staple", "password2": "new horse battery staple"}
    for _attempt in range(5):
        answer = client.post(reverse("account_change_password"), {"oldpassword": "wrong", **form})
        assert "지금 쓰는 비밀번호가 맞지 않습니다" in answer.content.decode()
    assert SignInEvent.objects.filter(account=citizen, outcome=SignInOutcome.FAILED).count() == 5
    answer = client.post(reverse("account_change_password"), {"oldpassword": password, **form})
    assert TOO_MANY in answer.content.decode()
    cache.clear()
    for _attempt in range(5):
        client.post(reverse("account_change_password"), {"oldpassword": "wrong", **form})
    assert fresh(citizen).is_locked
    assert fresh(citizen).check_password(password)
    assert client.get(reverse("identity:history")).content.decode().count("실패") == 10


def test_a_right_password_at_the_confirmation_is_no_failure(
    citizen: Account, password: str, client: Client
) -> None:
    sign_in(client, citizen)
    for _attempt in range(12):
        answer = client.post(reverse("account_reauthenticate"), {"password": password})
        assert answer.status_code == 302
    assert not SignInEvent.objects.filter(outcome=SignInOutcome.FAILED).exists()


def test_wrong_passwords_at_the_confirmation_are_slowed_down_and_nobody_outside_does_it(
    citizen: Account, password: str, client: Client
) -> None:
    for number in range(5):
        attempt(Client(), "minsu", address=f"192.0.2.{number}")
    sign_in(client, citizen)
    assert client.post(reverse("account_reauthenticate"), {"password": password}).status_code == 302
    for _attempt in range(4):
        page = client.post(reverse("account_reauthenticate"), {"password": "wrong"}).content.decode()
        assert "비밀번호가 맞지 않습니다" in page
    client.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert TOO_MANY in client.post(reverse("account_reauthenticate"), {"password": "x"}).content.decode()
