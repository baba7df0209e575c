"""Programs at the door: an API key in the header ``Authorization: Bearer mdg_…``."""

from __future__ import annotations

import hmac
import re
from datetime import datetime, timedelta

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.api.problems import TooMany
from madang.blocks.identity.credentials import KEY_MARK, PREFIX_LENGTH, digest_of_secret
from madang.blocks.identity.errors import QuotaExceeded
from madang.blocks.identity.models import Account, ApiKey, Realm

_BEARER = re.compile(rf"Bearer ({KEY_MARK}_([0-9a-f]{{{PREFIX_LENGTH}}})_[A-Za-z0-9_-]{{43}})", re.IGNORECASE)


def authenticate(request: HttpRequest, *, at: datetime | None = None) -> Account | None:
    """Return the account for which the request's API key acts, or None when there is no good key.

    The account acts in the key's membership and no other, and carries the key as ``api_key``. One use is
    counted. Raises QuotaExceeded when the key's hourly quota is used up.
    """
    match = _BEARER.fullmatch(request.headers.get("Authorization", "").strip())
    if match is None:
        return None
    now = at or timezone.now()
    key = (
        ApiKey.objects.select_related("account", "membership__organisation")
        .filter(prefix=match[2].lower())
        .first()
    )
    if key is None or not hmac.compare_digest(bytes(key.digest), digest_of_secret(match[1])):
        return None
    account = key.account
    if not key.is_usable(now) or not account.may_come_in or account.is_closed_to_programs:
        return None
    membership = key.membership
    if membership is not None and not membership.holds_at(now):
        return None
    if account.realm == Realm.STAFF and membership is None:
        return None
    count_use(key, now)
    account.act_as(membership)
    account.api_key = key
    return account


def api_caller(request: HttpRequest) -> Account | None:
    """Return the API's caller; raises TooMany (429) when the key's quota is used up."""
    try:
        return authenticate(request)
    except QuotaExceeded as error:
        raise TooMany(str(error), retry_after=error.retry_after) from error


def count_use(key: ApiKey, now: datetime) -> None:
    """Count one use of the key in this hour; raises QuotaExceeded when it is one too many."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO identity_apikeyuse (key_id, hour, count) VALUES (%s, %s, 1) "
            "ON CONFLICT (key_id, hour) DO UPDATE SET count = identity_apikeyuse.count + 1 "
            "WHERE identity_apikeyuse.count < %s RETURNING count",
            [key.pk, hour, key.hourly_quota],
        )
        if cursor.fetchone() is None:
            wait = int((hour + timedelta(hours=1) - now).total_seconds()) + 1
            raise QuotaExceeded(
                _("이 키의 시간당 한도 %(quota)s회를 다 썼습니다. 다음 시간에 다시 하세요.")
                % {"quota": key.hourly_quota},
                retry_after=wait,
            )


def has_scope(account: Account, scope: str) -> bool:
    """Whether the account may use ``scope`` (``room:read`` or ``room:write``) through the door it came by.

    Somebody signed in with a browser is bound by their role alone; a key by its scopes too.
    """
    key = account.api_key
    return key is None or scope in key.scopes
