"""What protects an account changes only with a ledger entry in the same transaction."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from madang.blocks.identity import actions
from madang.blocks.identity.models import Account
from madang.blocks.identity.tests.test_signing_in import code
from madang.blocks.ledger.models import Outbox


def types() -> list[str]:
    return list(Outbox.objects.order_by("position").values_list("type", flat=True))


@pytest.fixture
def browser(citizen: Account, password: str) -> Client:
    """A citizen who has just confirmed their password."""
    client = Client()
    client.post(reverse("account_login"), {"login": "minsu", "password": password})
    client.post(reverse("account_reauthenticate"), {"password": password})
    Outbox.objects.all().delete()
    return client


def add_totp(browser: Client) -> str:
    browser.get(reverse("mfa_activate_totp"))
    secret: str = browser.session["mfa.totp.secret"]
    answer = browser.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def test_an_authenticator_app_comes_with_recovery_codes_shown_once(browser: Client, citizen: Account) -> None:
    add_totp(browser)
    assert types() == ["identity.credential.added"]
    first = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert first.count("<li><code>") == 10
    again = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert "<li><code>" not in again
    assert "2단계" in browser.get(reverse("mfa_index")).content.decode()


def test_a_wrong_code_adds_nothing(browser: Client, citizen: Account) -> None:
    browser.get(reverse("mfa_activate_totp"))
    answer = browser.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "번호가 맞지 않습니다" in answer.content.decode()
    assert not Authenticator.objects.exists()
    assert types() == []


def test_new_recovery_codes_and_removal_are_on_record(browser: Client, citizen: Account) -> None:
    add_totp(browser)
    Outbox.objects.all().delete()
    browser.post(reverse("mfa_generate_recovery_codes"))
    browser.post(reverse("mfa_deactivate_totp"))
    assert types() == ["identity.credential.replaced", "identity.credential.removed"]
    assert not Authenticator.objects.filter(user=citizen).exists()


def test_a_new_password_is_on_record(browser: Client, citizen: Account, password: str) -> None:
    new = "두루미 아홉 마리가 난다"
    browser.post(
        reverse("account_change_password"), {"oldpassword": password, "password1": new, "password2": new}
    )
    assert types() == ["identity.password.changed"]
    assert Account.objects.get(pk=citizen.pk).check_password(new)


@pytest.mark.parametrize(
    "wrong", [{"oldpassword": "x"}, {"password2": "x"}, {"password1": "x", "password2": "x"}]
)
def test_a_password_that_does_not_fit_changes_nothing(
    browser: Client, citizen: Account, password: str, wrong: dict[str, str]
) -> None:
    new = "두루미 아홉 마리가 난다"
    data = {"oldpassword": password, "password1": new, "password2": new, **wrong}
    assert "data-error-summary" in browser.post(reverse("account_change_password"), data).content.decode()
    assert types() == (["identity.sign-in.failed"] if "oldpassword" in wrong else [])
    assert Account.objects.get(pk=citizen.pk).check_password(password)


def test_without_its_entry_the_change_does_not_happen(
    browser: Client, citizen: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger refuses (here: its key store is gone); the credential must not be there either."""
    from madang.blocks.ledger import keys, recording
    from madang.blocks.ledger.errors import KeyMissing

    browser.get(reverse("mfa_activate_totp"))
    secret = browser.session["mfa.totp.secret"]

    class Gone:
        def macs(self, *_: Any) -> list[bytes]:
            raise KeyMissing("gone")

    monkeypatch.setattr(recording, "key_store", Gone)
    browser.raise_request_exception = False
    assert browser.post(reverse("mfa_activate_totp"), {"code": code(secret)}).status_code == 503
    monkeypatch.setattr(recording, "key_store", keys.key_store)
    assert not Authenticator.objects.exists()
    assert types() == []


def test_reset_takes_everything_from_somebody_who_lost_it(
    administrator: Account, browser: Client, citizen: Account
) -> None:
    staff = actions.join(
        administrator, username="kim.1", organisation=administrator.acting.organisation, role="clerk"
    )
    Authenticator.objects.create(user=staff.account, type="totp", data={"secret": "x"})
    password = actions.reset_sign_in(administrator, staff.account)
    account = Account.objects.get(pk=staff.account.pk)
    assert account.check_password(password)
    assert not account.check_password(staff.password)
    assert account.password_temporary
    assert not Authenticator.objects.filter(user=account).exists()
    assert "identity.account.reset" in types()
