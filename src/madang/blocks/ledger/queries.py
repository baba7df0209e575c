"""Reading the ledger: where an act stands, its receipt, the state of the log."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from madang_verify.checkpoint import Checkpoint

from madang.blocks.ledger.errors import NotLogged
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.log import LogIdentity, LogReader
from madang.blocks.ledger.models import Delivery, Entry, Outbox


def log_identity() -> LogIdentity:
    """Return the name and keys of this installation's log."""
    return LogIdentity(origin=settings.MADANG_LOG_ORIGIN, keys=key_store())


def log_reader() -> LogReader:
    """Return a reader of this installation's log."""
    return LogReader(settings.ENVIRONMENT.log, log_identity())


@dataclass(frozen=True)
class Standing:
    """Where an act stands: acknowledged and waiting (``index`` None), or logged at ``index``."""

    id: uuid.UUID
    index: int | None


def standing(identifier: uuid.UUID) -> Standing | None:
    """Return where an act stands, None when there is no such act."""
    index = Entry.objects.filter(id=identifier).values_list("index", flat=True).first()
    if index is not None:
        return Standing(identifier, index)
    if Outbox.objects.filter(id=identifier).exists():
        return Standing(identifier, None)
    return None


def receipt(identifier: uuid.UUID) -> bytes:
    """Return the receipt (C2SP tlog-proof) of an act; raises NotLogged while it waits or when unknown."""
    found = standing(identifier)
    if found is None:
        raise NotLogged(_("이 번호의 기록이 없습니다. 번호를 다시 확인해 주세요."))
    if found.index is None:
        raise NotLogged(_("접수는 끝났고 기록을 기다리고 있습니다. 잠시 뒤 다시 열어 주세요."))
    return log_reader().receipt(found.index)


def wait_until_logged(identifier: uuid.UUID, seconds: float) -> int:
    """Return the act's index once its entry is durable; raises NotLogged after ``seconds``.

    For acts that must not go on before their entry stands: the release of evidence.
    """
    end = time.monotonic() + seconds
    while True:
        found = standing(identifier)
        if found and found.index is not None:
            return found.index
        if time.monotonic() >= end:
            raise NotLogged(f"act {identifier} was not logged within {seconds} s; is the sequencer running?")
        time.sleep(0.01)


def checkpoint() -> Checkpoint:
    """Return the newest checkpoint of the log."""
    return log_reader().checkpoint()


def waiting() -> int:
    """Return the number of acts acknowledged and not logged yet."""
    return Outbox.objects.count()


def dead_letters() -> list[Delivery]:
    """Return deliveries given up, oldest first."""
    return list(Delivery.objects.filter(state=Delivery.DEAD).order_by("index", "listener"))


def sequencer_health() -> str | None:
    """Return None when acts are being logged, or what is wrong: the oldest act has waited too long."""
    from django.db import connection

    from madang.blocks.ledger.sequencer import ADVISORY_LOCK

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = %s AND granted",
            [ADVISORY_LOCK],
        )
        if cursor.fetchone()[0] == 0:
            return _("기록 순서기가 멈춰 있습니다. 접수는 계속되고 영수증은 뒤에 나옵니다.")
    return None
