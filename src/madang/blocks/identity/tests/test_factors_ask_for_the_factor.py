"""What protects an account changes only after the second factor it has; a password alone is not asked twice."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from madang.blocks.identity.assurance import Level
from madang.blocks.identity.models import Account
from madang.blocks.identity.testing import sign_in
from madang.blocks.identity.tests.test_signing_in import code

STEP_UP = reverse("identity:step_up")
FACTOR_PAGES = [
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "account_change_password",
]


@pytest.fixture
def secret(administrator: Account) -> str:
    """The secret of the administrator's authenticator app; there are recovery codes, too, not yet shown."""
    found: str = generate_totp_secret()
    TOTP.activate(administrator, found)
    RecoveryCodes.activate(administrator)
    return found


@pytest.fixture
def stale(administrator: Account, secret: str, password: str, client: Client) -> Client:
    """A session whose proofs are old, in the hands of somebody who knows the password and nothing else."""
    sign_in(client, administrator, ago=timedelta(minutes=16))
    client.post(reverse("account_reauthenticate"), {"password": password})
    return client


def asked(answer: object) -> bool:
    return urlsplit(str(answer.get("Location", ""))).path == STEP_UP  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", FACTOR_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_password_alone_changes_no_factor(stale: Client, name: str, method: str) -> None:
    before = list(Authenticator.objects.order_by("pk").values_list("pk", "data"))
    assert asked(getattr(stale, method)(reverse(name)))
    assert list(Authenticator.objects.order_by("pk").values_list("pk", "data")) == before


def test_the_password_alone_removes_no_passkey(stale: Client, administrator: Account) -> None:
    key = Authenticator.objects.create(user=administrator, type="webauthn", data={"name": "x"})
    assert asked(stale.post(reverse("mfa_remove_webauthn", args=[key.pk])))
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_the_password_alone_does_not_change_itself(
    stale: Client, administrator: Account, password: str
) -> None:
    new = "두루미 아홉 마리가 난다"
    data = {"oldpassword": password, "password1": new, "password2": new}
    assert asked(stale.post(reverse("account_change_password"), data))
    assert Account.objects.get(pk=administrator.pk).check_password(password)


def test_with_the_code_everything_is_open_again(stale: Client, secret: str) -> None:
    page = reverse("mfa_generate_recovery_codes")
    answer = stale.post(f"{reverse('mfa_reauthenticate')}?next={page}", {"code": code(secret)})
    assert answer["Location"] == page
    for name in ("mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        assert stale.get(reverse(name)).status_code == 200, name
    assert stale.post(page)["Location"] == reverse("mfa_view_recovery_codes")


def test_codes_that_a_session_was_shown_do_not_raise_it(
    administrator: Account, secret: str, password: str, client: Client
) -> None:
    sign_in(client, administrator)
    client.post(reverse("account_reauthenticate"), {"password": password})
    client.get(reverse("mfa_view_recovery_codes"))
    codes = Authenticator.objects.get(user=administrator, type="recovery_codes").wrap().get_unused_codes()
    session = client.session
    for each in session["account_authentication_methods"]:
        each["at"] -= 16 * 60
    session.save()
    answer = client.post(reverse("mfa_reauthenticate"), {"code": codes[0]})
    assert "이 로그인에서 받은 복구 번호" in answer.content.decode()
    assert asked(client.get(reverse("mfa_generate_recovery_codes")))
    other = sign_in(Client(), administrator, ago=timedelta(minutes=16))
    assert other.post(reverse("mfa_reauthenticate"), {"code": codes[1]}).status_code == 302


def test_without_a_second_factor_the_password_suffices_to_enrol_one(
    citizen: Account, password: str, client: Client
) -> None:
    sign_in(client, citizen, level=Level.PASSWORD, ago=timedelta(minutes=16))
    client.post(reverse("account_reauthenticate"), {"password": password})
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "account_change_password"):
        assert client.get(reverse(name)).status_code == 200, name
