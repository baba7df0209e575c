"""API keys: issued with a secret that is shown once, and revoked."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.identity.basis import CREDENTIALS, CREDENTIALS_BASIS
from madang.blocks.identity.credentials import digest_of_secret, new_api_secret
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.models import Account, ApiKey, Realm
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import record

LONGEST_LIFE = timedelta(days=366)
MOST_KEYS = 20
MOST_USES_AN_HOUR = 100_000
_SCOPE = re.compile(r"[a-z][a-z0-9_]*:(read|write)")


@transaction.atomic
def issue_api_key(
    by: Account,
    *,
    label: str,
    scopes: list[str],
    expires_at: datetime,
    hourly_quota: int = 1000,
) -> tuple[ApiKey, str]:
    """Make a key that acts for ``by``; an official's key acts in the role they act in now, and dies with it.

    Args:
        scopes: ``room:read`` or ``room:write``, at least one.
        expires_at: at most 366 days ahead.
        hourly_quota: requests an hour, up to 100,000.

    Returns the key and its secret, which is kept nowhere. Raises PermissionDenied and NotPossible.
    """
    actor = require(by, "identity.issue_api_key")
    now = timezone.now()
    membership = by.acting if by.realm == Realm.STAFF else None
    if by.realm == Realm.STAFF and membership is None:
        raise NotPossible(_("먼저 맡은 역할 가운데 하나를 고르세요. 키는 그 역할로만 일합니다."))
    if not label.strip():
        raise NotPossible(_("무엇에 쓰는 키인지 이름을 적어 주세요."), field="label")
    if not scopes or not all(_SCOPE.fullmatch(scope) for scope in scopes):
        raise NotPossible(_("범위를 하나 이상 고르세요."), field="scopes")
    if not now < expires_at <= now + LONGEST_LIFE:
        raise NotPossible(_("만료일은 오늘 뒤, 1년 안이어야 합니다."), field="expires_at")
    if not 0 < hourly_quota <= MOST_USES_AN_HOUR:
        raise NotPossible(
            _("시간당 한도는 1에서 %(most)s 사이입니다.") % {"most": MOST_USES_AN_HOUR}, field="hourly_quota"
        )
    # One at a time for an account, so that the most keys are counted right.
    Account.objects.select_for_update(no_key=True).get(pk=by.pk)
    if ApiKey.objects.filter(account=by, revoked_at__isnull=True, expires_at__gt=now).count() >= MOST_KEYS:
        raise NotPossible(
            _("쓸 수 있는 키가 이미 %(most)s개입니다. 안 쓰는 키를 폐기하세요.") % {"most": MOST_KEYS}
        )
    prefix, secret = new_api_secret()
    key = ApiKey.objects.create(
        account=by,
        membership=membership,
        label=label.strip()[:100],
        prefix=prefix,
        digest=digest_of_secret(secret),
        scopes=sorted(set(scopes)),
        hourly_quota=hourly_quota,
        created_at=now,
        expires_at=expires_at,
    )
    record(
        "identity.api-key.issued",
        actor=actor,
        subject=f"account:{by.pk}",
        detail={"prefix": prefix, "scopes": key.scopes, "until": expires_at.isoformat()},
        purpose=CREDENTIALS,
        basis=CREDENTIALS_BASIS,
    )
    return key, secret


@transaction.atomic
def revoke_api_key(by: Principal, key: ApiKey) -> None:
    """Let a key open nothing from now on. Raises PermissionDenied, and NotPossible when it was revoked."""
    actor = require(by, "identity.revoke_api_key", key)
    found = ApiKey.objects.select_for_update().get(pk=key.pk)
    if found.revoked_at is not None:
        raise NotPossible(_("이미 폐기한 키입니다."))
    found.revoked_at = timezone.now()
    found.save(update_fields=["revoked_at"])
    key.revoked_at = found.revoked_at
    record(
        "identity.api-key.revoked",
        actor=actor,
        subject=f"account:{found.account_id}",
        detail={"prefix": found.prefix},
        purpose=CREDENTIALS,
        basis=CREDENTIALS_BASIS,
    )
