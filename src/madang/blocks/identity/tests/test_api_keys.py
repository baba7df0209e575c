"""API keys: the secret is shown once, and opens what it may, as often as it may."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from madang.blocks.identity import actions
from madang.blocks.identity.authentication import authenticate, has_scope
from madang.blocks.identity.errors import NotPossible, QuotaExceeded
from madang.blocks.identity.models import Account, ApiKey, ApiKeyUse, Organisation
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger.models import Outbox

SCOPES = ["catalogue:read"]


def later(days: int = 30) -> Any:
    return timezone.now() + timedelta(days=days)


def caller(secret: str) -> Account | None:
    return authenticate(RequestFactory().get("/", headers={"Authorization": f"Bearer {secret}"}))


def issue(account: Account, **more: Any) -> tuple[ApiKey, str]:
    return actions.issue_api_key(
        account, **{"label": "수집기", "scopes": SCOPES, "expires_at": later(), **more}
    )


@pytest.fixture
def clerk(welfare: Organisation, official: Callable[..., Account]) -> Account:
    return official("kim", welfare, "clerk")


def test_a_key_opens_as_its_account(citizen: Account) -> None:
    key, secret = issue(citizen)
    found = caller(secret)
    assert found == citizen
    assert found is not None
    assert found.api_key == key
    assert has_scope(found, "catalogue:read")
    assert not has_scope(found, "catalogue:write")


def test_nothing_kept_is_the_secret(citizen: Account) -> None:
    _key, secret = issue(citizen)
    kept = ApiKey.objects.values_list("prefix", "digest", "label").get()
    assert secret not in repr(kept)
    assert secret.split("_", 2)[2] not in repr(kept)
    assert len(bytes(kept[1])) == 32


@pytest.mark.parametrize(
    "change", [lambda s: s[:-1] + ("A" if s[-1] != "A" else "B"), str.upper, str.swapcase]
)
def test_a_secret_that_differs_opens_nothing(citizen: Account, change: Callable[[str], str]) -> None:
    _key, secret = issue(citizen)
    assert caller(change(secret)) is None


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer mdg__", "Bearer " + "a" * 10_000, "Bearer mdg_'--_x"],
)
def test_other_headers_open_nothing(db: None, header: str) -> None:
    assert authenticate(RequestFactory().get("/", headers={"Authorization": header})) is None


def test_an_officials_key_acts_in_the_role_it_was_made_in(clerk: Account, roads: Organisation) -> None:
    from madang.blocks.ledger import SYSTEM

    _key, secret = issue(clerk)
    actions.assign(SYSTEM, clerk, organisation=roads, role="administrator")
    found = caller(secret)
    assert found is not None
    assert found.acting is not None
    assert found.acting.role == "clerk"
    assert not found.has_perm("identity.see_offices")


def test_an_officials_key_needs_a_role(clerk: Account) -> None:
    clerk.act_as(None)
    with pytest.raises(NotPossible, match="역할"):
        issue(clerk)


def test_a_key_dies_with_its_role_its_account_a_lock_and_its_time(
    administrator: Account, citizen: Account, clerk: Account
) -> None:
    _key, secret = issue(clerk)
    actions.end_membership(administrator, clerk.memberships.get())
    assert caller(secret) is None

    key, secret = issue(citizen)
    Account.objects.filter(pk=citizen.pk).update(locked_until=later(1))
    assert caller(secret) is None
    Account.objects.filter(pk=citizen.pk).update(locked_until=None, is_active=False)
    assert caller(secret) is None
    Account.objects.filter(pk=citizen.pk).update(is_active=True)
    assert caller(secret) is not None
    request = RequestFactory().get("/", headers={"Authorization": f"Bearer {secret}"})
    assert authenticate(request, at=key.expires_at) is None
    actions.revoke_api_key(citizen, key)
    assert caller(secret) is None


def test_a_key_ends_by_the_clock_with_its_roles_term(clerk: Account) -> None:
    _key, secret = issue(clerk)
    membership = clerk.memberships.get()
    membership.ends_at = later(1)
    membership.save()
    request = RequestFactory().get("/", headers={"Authorization": f"Bearer {secret}"})
    assert authenticate(request, at=later(1) - timedelta(minutes=5)) is not None
    assert authenticate(request, at=later(1) + timedelta(minutes=5)) is None


def test_the_quota_holds_for_an_hour(citizen: Account) -> None:
    key, secret = issue(citizen, hourly_quota=3)
    request = RequestFactory().get("/", headers={"Authorization": f"Bearer {secret}"})
    hour = timezone.now().replace(minute=30, second=0, microsecond=0)
    for _use in range(3):
        assert authenticate(request, at=hour) is not None
    with pytest.raises(QuotaExceeded) as refusal:
        authenticate(request, at=hour)
    assert refusal.value.retry_after == 30 * 60 + 1
    assert ApiKeyUse.objects.get(key=key).count == 3
    assert authenticate(request, at=hour + timedelta(minutes=30)) is not None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"label": "  "}, "label"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["catalogue:read", "everything"]}, "scopes"),
        ({"expires_at": timezone.now()}, "expires_at"),
        ({"expires_at": later(367)}, "expires_at"),
        ({"hourly_quota": 0}, "hourly_quota"),
        ({"hourly_quota": 100_001}, "hourly_quota"),
    ],
)
def test_a_key_with_wrong_particulars_is_not_made(
    citizen: Account, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(NotPossible) as refusal:
        issue(citizen, **wrong)
    assert refusal.value.field == field
    assert not ApiKey.objects.exists()


def test_there_is_an_end_to_the_number_of_keys(citizen: Account) -> None:
    keys = [issue(citizen)[0] for _number in range(20)]
    with pytest.raises(NotPossible, match="20"):
        issue(citizen)
    actions.revoke_api_key(citizen, keys[0])
    issue(citizen)


def test_nobody_revokes_somebody_elses_key(citizen: Account, clerk: Account, client: Client) -> None:
    key, secret = issue(citizen)
    with pytest.raises(PermissionDenied):
        actions.revoke_api_key(clerk, key)
    sign_in(client, clerk)
    assert client.post(reverse("identity:revoke_api_key", args=[key.pk])).status_code == 404
    assert caller(secret) is not None


def test_the_page_shows_the_secret_once(citizen: Account, client: Client) -> None:
    sign_in(client, citizen)
    answer = client.post(
        reverse("identity:new_api_key"),
        {"label": "수집기", "scopes": SCOPES, "days": "30", "hourly_quota": "1000"},
    )
    found = re.search(r"mdg_[0-9a-f]{10}_[A-Za-z0-9_-]{43}", answer.content.decode())
    assert found is not None
    assert "no-store" in answer["Cache-Control"]
    assert caller(found[0]) == citizen
    assert found[0] not in client.get(reverse("identity:api_keys")).content.decode()
    client.post(reverse("identity:revoke_api_key", args=[ApiKey.objects.get().pk]))
    assert caller(found[0]) is None


def test_issue_and_revocation_are_in_the_ledger(citizen: Account) -> None:
    Outbox.objects.all().delete()
    key, _secret = issue(citizen)
    actions.revoke_api_key(citizen, key)
    assert list(Outbox.objects.order_by("position").values_list("type", flat=True)) == [
        "identity.api-key.issued",
        "identity.api-key.revoked",
    ]
