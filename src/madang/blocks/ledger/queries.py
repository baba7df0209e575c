"""Reading the ledger: where an act stands, its receipt, the state of the log."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import BigIntegerField, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from madang_verify.checkpoint import Checkpoint

from madang.blocks.ledger import following
from madang.blocks.ledger.entry import from_microseconds
from madang.blocks.ledger.errors import Conflict, LedgerError, NotLogged, Trouble
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.log import PURPOSE, LogIdentity, LogReader
from madang.blocks.ledger.models import Delivery, Entry, LogState, Outbox
from madang.blocks.ledger.recording import SUBJECT_KEY_PURPOSE, SUBJECT_PURPOSE
from madang.blocks.ledger.sequencer import ADVISORY_LOCK

KEY_PURPOSES = (PURPOSE, SUBJECT_PURPOSE, SUBJECT_KEY_PURPOSE)
"""The purposes whose keys the ledger cannot do without."""

_PATIENCE_SECONDS = 10
_compared: set[tuple[Path, str]] = set()

log = structlog.get_logger(__name__)


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
    # One statement, so one moment: between two an act may leave the outbox unseen in both.
    logged = Entry.objects.filter(id=identifier).values_list("index")
    waits = Value(None, output_field=BigIntegerField())
    waiting = Outbox.objects.filter(id=identifier).annotate(waits=waits).values_list("waits")
    found = logged.union(waiting, all=True).order_by().first()
    return Standing(identifier, found[0]) if found else None


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


def dead_letters() -> QuerySet[Delivery]:
    """Return deliveries given up, oldest first. There may be any number: ask for a part of them."""
    return Delivery.objects.filter(state=Delivery.DEAD).order_by("index", "listener")


@dataclass(frozen=True)
class LostAct:
    """An act that the log holds and the database lacks."""

    index: int
    id: uuid.UUID
    type: str
    organisation: str
    role: str
    logged_at: datetime


def gap(limit: int | None = None) -> list[LostAct]:
    """Return the acts that the log holds and the database lacks, oldest first, at most ``limit``.

    Empty when the two agree. Raises LogDamaged, KeyMissing.
    """
    return list(islice(_lost_acts(), limit))


def read_only_reason() -> str | None:
    """Return why nothing may be written on this site now, for the reader to see, or None. One look-up.

    The database lacks acts that were acknowledged (it is older than the log), or it is another site's. The
    first call of a process compares the two itself, so that a restored site does not serve before it is known.
    """
    _compare_once()
    row = LogState.objects.filter(id=1).values_list("conflict", "size", "log_size").first()
    if row is None:
        return None
    conflict, size, log_size = row
    if conflict == Conflict.GAP:
        return _(
            "데이터베이스가 오래된 사본에서 복구되어 지금은 보기만 할 수 있습니다. "
            "기록 %(size)d번부터 %(last)d번까지 가운데 없는 행위가 있어 담당자가 확인하고 있습니다."
        ) % {"size": size, "last": log_size - 1}
    if conflict == Conflict.TWO_HISTORIES:
        return _("데이터베이스와 기록이 서로 달라 지금은 보기만 할 수 있습니다. 담당자가 확인하고 있습니다.")
    return None


def missing_keys() -> list[str]:
    """Return the purposes whose keys the ledger needs and this installation has not."""
    return [purpose for purpose in KEY_PURPOSES if not key_store().versions(purpose)]


def sequencer_health() -> str | None:
    """Return None when acts are being logged, or a sentence that says what is wrong and what goes on."""
    state = LogState.objects.filter(id=1).first() or LogState()
    if state.conflict == Conflict.LOG_OLDER:
        return _(
            "기록이 데이터베이스보다 오래되었습니다(%(log)d < %(size)d). 기록을 사본에서 복구해 주세요. "
            "접수는 계속되고 영수증은 뒤에 나옵니다."
        ) % {"log": state.log_size, "size": state.size}
    if reason := read_only_reason():
        return reason
    if trouble := _trouble(state.trouble):
        return trouble
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.classid = 0"
            " AND l.objid = %s AND l.granted),"
            " (SELECT extract(epoch FROM clock_timestamp() - recorded_at) FROM ledger_outbox"
            " ORDER BY position LIMIT 1)",
            [ADVISORY_LOCK],
        )
        sequencers, seconds = cursor.fetchone()
    if not sequencers:
        return _("기록 순서기가 멈춰 있습니다. 접수는 계속되고 영수증은 뒤에 나옵니다.")
    if seconds is not None and seconds > _PATIENCE_SECONDS:
        return _("행위가 %(seconds)d초째 기록되지 않고 있습니다. 접수는 계속되고 영수증은 뒤에 나옵니다.") % {
            "seconds": seconds
        }
    return None


def delivery_health() -> str | None:
    """Return None when listeners hear of events, or a sentence: dead letters, or a worker that stands."""
    dead = Delivery.objects.filter(state=Delivery.DEAD).count()
    if dead:
        return ngettext(
            "전달하지 못한 사건이 %(count)d건 있습니다. 다시 보내거나 이유를 적고 버려 주세요.",
            "전달하지 못한 사건이 %(count)d건 있습니다. 다시 보내거나 이유를 적고 버려 주세요.",
            dead,
        ) % {"count": dead}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_delivery WHERE state = 'pending' AND due_at < now() - interval '1 minute'"
        )
        late = cursor.fetchone()[0]
    if late:
        return _("사건 %(count)d건이 1분 넘게 전달을 기다립니다. 일꾼이 돌고 있는지 확인해 주세요.") % {
            "count": late
        }
    return None


def _lost_acts() -> Iterator[LostAct]:
    reader = log_reader()
    for entry in following.lacking(reader, following.state().size, reader.size()):
        yield LostAct(
            index=entry.index,
            id=entry.id,
            type=entry.type,
            organisation=entry.organisation,
            role=entry.role,
            logged_at=from_microseconds(entry.logged_at),
        )


def _compare_once() -> None:
    """Compare database and log the first time this process asks, and tell the site what is found."""
    place = (settings.ENVIRONMENT.log, connection.settings_dict["NAME"])
    if place in _compared:
        return
    try:
        conflict = following.compare(log_reader())
    except (LedgerError, OSError) as error:
        # A log that cannot be read stops no lodging; the sequencer's health check tells it.
        log.warning("ledger.not_compared", reason=str(error))
        return
    _compared.add(place)
    if conflict:
        following.note_conflict(conflict)


def _trouble(code: str) -> str | None:
    later = _("접수는 계속되고 영수증은 뒤에 나옵니다.")
    sentences = {
        Trouble.DISK: _("기록을 쓸 수 없습니다. 디스크의 남은 자리와 쓰기 권한을 확인해 주세요."),
        Trouble.KEYS: _("기록에 서명할 열쇠가 없습니다. 열쇠를 사본에서 복구해 주세요."),
        Trouble.LOG: _(
            "기록 파일이 손상되었습니다. madang-verify log 로 어느 파일인지 확인하고 복구해 주세요."
        ),
        Trouble.LOCKED: _("다른 순서기가 기록 폴더를 쓰고 있습니다. 하나만 켜 주세요."),
    }
    return f"{sentences[Trouble(code)]} {later}" if code else None
