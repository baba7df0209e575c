"""A notice is sent: its words are put together once, the ways chosen, the first one begun."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import record
from madang.blocks.ledger.reasons import check_reason
from madang.blocks.notifications.actions.changing import digest, take_next_way
from madang.blocks.notifications.errors import Unfit
from madang.blocks.notifications.models import Notice
from madang.blocks.notifications.recipients import Recipient, ways_of
from madang.blocks.notifications.wording import template as template_of

_OWNER = re.compile(r"[a-z][a-z-]{0,30}:[A-Za-z0-9._-]{1,64}")
LONGEST_KEY = 120


@transaction.atomic
def send(
    by: Principal,
    template: str,
    *,
    to: Recipient,
    data: Mapping[str, Any],
    owner: str,
    purpose: str,
    basis: str,
    language: str = "",
    proof: bool = False,
    organisation: Organisation | None = None,
    key: str | None = None,
    now: datetime | None = None,
) -> Notice:
    """Send a notice to somebody, by the way they wish or else by what reaches them; returns it, waiting.

    Args:
        template: ``ROOM/NAME`` (``wording``).
        data: what the template asks: texts, whole numbers, days and moments.
        owner: what it is about, as a ledger subject (``case:UUID``).
        language: where the recipient wished none.
        proof: the law asks for proof of delivery: a registered letter, or the site with a receipt of reading where they
            wished to be told there. A template may ask for it itself.
        organisation: the body that sends it; the one ``by`` acts in when left out.
        key: the same key is sent once: whoever asks again gets the notice that is there.

    Nothing of it is sent before the transaction commits. Raises PermissionDenied, Unfit naming the field, UnfitReason.
    """
    body = organisation or _acting(by)
    actor = require(by, "notifications.send", body)
    check_reason(purpose, basis)
    if not _OWNER.fullmatch(owner):
        raise Unfit(_("알림이 딸린 곳은 ‘종류:번호’ 꼴이어야 합니다."), "owner")
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise Unfit(_("열쇠말은 %(most)d자까지입니다.") % {"most": LONGEST_KEY}, "key")
    if key is not None and (before := _sent_before(key)) is not None:
        return before
    chosen, moment, wish = template_of(template), now or timezone.now(), to.preference
    spoken = wish.language or language or "ko"
    name = to.name
    content = chosen.rendered(
        data,
        language=spoken,
        name=name,
        organisation=body.name_en if spoken == "en" else body.name_ko,
    )
    proved = proof or chosen.proof
    notice = Notice(
        template=chosen.name,
        version=chosen.version,
        language=spoken,
        person=to.person,
        account=to.account,
        typed=to.typed,
        owner=owner,
        organisation=body,
        name=name,
        content=content,
        ways=[[str(channel), address] for channel, address in ways_of(to, proof=proved)],
        proof=proved,
        large=wish.large,
        purpose=purpose,
        basis=basis,
        key=key,
        changed_at=moment,
        created_at=moment,
    )
    notice.act = record(
        "notifications.notice.made",
        actor=actor,
        subject=str(notice),
        detail={
            "notice": str(notice.pk),
            "template": chosen.name,
            "version": chosen.version,
            "owner": owner,
            "words": digest(content),
            "ways": [channel for channel, _address in notice.ways],
            "proof": proved,
        },
        purpose=purpose,
        basis=basis,
    )
    notice.save(force_insert=True)
    take_next_way(notice, moment)
    return notice


def _sent_before(key: str) -> Notice | None:
    """Return the notice of a key; whoever sends with it at the same time is waited for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"notifications:{key}"])
    return Notice.objects.filter(key=key).first()


def _acting(by: Principal) -> Organisation:
    if isinstance(by, Account) and by.acting is not None:
        return by.acting.organisation
    raise Unfit(_("어느 기관의 알림인지 정해 주세요."), "organisation")
