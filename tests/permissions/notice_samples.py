"""A notice for whoever may have one; a letter of each body's to be posted and one on its way; something caught."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from madang.blocks.identity.models import Account
from madang.blocks.ledger import SYSTEM
from madang.blocks.notifications import actions
from madang.blocks.notifications.models import Caught, Delivery, Notice
from tests.permissions.people import CITIZEN, City


def notice_samples(city: City) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what stands behind the doors of notices by route, and what is sent there by method and route."""
    now = timezone.now()
    of = {
        reader.account.pk: _notice(city, actions.Recipient.of(account=reader.account), now)
        for reader in city.readers.values()
        if reader.account
    }
    some = of[_account(city, CITIZEN).pk]
    waiting, sent = (_letter(city, f"하늘시 큰길 {number}", now) for number in (1, 2))
    actions.posted(SYSTEM, sent)
    _notice(city, actions.Recipient.of(name="김마당", email="madang@example.org"), now)
    actions.bring_due(now=now + timedelta(seconds=1))
    assert sent.document is not None
    base, mail_room = "notifications/<uuid:identifier>/", "notifications/office/letters/"
    values: dict[str, Any] = {
        **{
            each: lambda own: (of[own.account.pk] if own.account else some).pk
            for each in (base, f"{base}receive/")
        },
        f"{mail_room}<int:letter>/posted/": waiting.pk,
        f"{mail_room}<int:letter>/delivered/": sent.pk,
        f"{mail_room}<int:letter>/returned/": sent.pk,
        "notifications/caught/<int:identifier>/bounce/": Caught.objects.latest("pk").pk,
    }
    return values, {
        "POST notifications/preferences/": {"channel": "letter", "large": "on"},
        f"POST {mail_room}print/": {"letter": waiting.pk},
        f"POST {mail_room}returned/": {"code": sent.document.made.code},
    }


def _notice(city: City, to: actions.Recipient, now: datetime, **more: Any) -> Notice:
    return actions.send(
        SYSTEM,
        "services/lodged",
        to=to,
        data={"service": "주민등록증 재발급", "number": "2026-000000001-0", "moment": now},
        owner="case:walk",
        organisation=city.body,
        purpose="handle-case",
        basis="민원 처리에 관한 법률 제27조",
        now=now,
        **more,
    )


def _letter(city: City, address: str, now: datetime) -> Delivery:
    """A letter that was printed."""
    notice = _notice(city, actions.Recipient.of(name="박순자", address=address), now)
    actions.bring_due(now=now)
    letter = Delivery.objects.get(notice=notice)
    actions.print_letters(SYSTEM, [letter.pk])
    return Delivery.objects.select_related("document__made").get(pk=letter.pk)


def _account(city: City, name: str) -> Account:
    found = city.readers[name].account
    assert found is not None
    return found
