"""How the platform is: each room's checks, processes, queues, log, disk."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from madang.blocks.ledger import queries as ledger
from madang.blocks.ledger.errors import LedgerError
from madang.blocks.ledger.models import Delivery, Outbox
from madang.blocks.ledger.sequencer import ADVISORY_LOCK
from madang.blocks.rooms.manifest import load, manifests
from madang.systems.operations.models import Backup

LEAST_FREE = 1024**3  # bytes of the home's disk: below this an operator should act
WORKER_SILENT = timedelta(seconds=30)  # three heartbeats
LATE_BACKUP = timedelta(hours=36)  # a nightly one failed and somebody had the morning to mend it

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Check:
    """One room's finding about itself.

    Attributes:
        trouble: a sentence saying what is wrong, or None when it is well.
        milliseconds: how long it took to find out.
    """

    room: str
    title: str
    name: str
    trouble: str | None
    milliseconds: float


def checks() -> list[Check]:
    """Return every check of every room, in order of the rooms. A check that breaks is itself a finding."""
    found = []
    for room in manifests():
        for name, path in room.health.items():
            began = time.perf_counter()
            trouble = _outcome(f"{room.name}.{name}", load(path))
            spent = round((time.perf_counter() - began) * 1000, 1)
            found.append(Check(room.name, str(room.title), name, trouble, spent))
    return found


def _outcome(name: str, check: Callable[[], str | None]) -> str | None:
    try:
        return check()
    except DatabaseError:
        raise
    except Exception:
        log.exception("health.check_broken", check=name)
        return _("이 점검 자체가 실패했습니다. 로그에서 health.check_broken을 찾아보세요.")


def disk_health() -> str | None:
    """Health check: None while the home's disk has room."""
    free = shutil.disk_usage(settings.ENVIRONMENT.home).free
    if free >= LEAST_FREE:
        return None
    return _("디스크에 %(free)s MB만 남았습니다. 로그와 오래된 백업을 옮기거나 디스크를 늘리세요.") % {
        "free": f"{free // 1024**2:,}"
    }


def worker_health() -> str | None:
    """Health check: None while a worker gives signs of life."""
    latest = ProcrastinateWorker.objects.aggregate(latest=Max("last_heartbeat"))["latest"]
    if latest is not None and timezone.now() - latest < WORKER_SILENT:
        return None
    return _("일꾼이 멈춰 있습니다. 접수는 계속되고, 알림처럼 기다릴 수 있는 일은 일꾼이 켜지면 이어집니다.")


def backup_health() -> str | None:
    """Health check: None when the last backup is fresh; demo mode needs none."""
    if not settings.ENVIRONMENT.production:
        return None
    last = Backup.objects.first()
    if last is not None and timezone.now() - last.finished_at < LATE_BACKUP:
        return None
    return _("%(hours)s시간 안에 끝난 백업이 없습니다. madang backup을 살펴보세요.") % {
        "hours": int(LATE_BACKUP.total_seconds() // 3600)
    }


@dataclass(frozen=True)
class Process:
    """One process of the site that the database knows.

    Attributes:
        name: ``sequencer`` or ``worker``.
        known_as: words by which it is found elsewhere: what PostgreSQL calls its connection, the queue its worker.
        since: when it began (sequencer) or gave its last sign of life (worker).
    """

    name: str
    known_as: str
    since: datetime


def processes() -> list[Process]:
    """Return the sequencer at work and the workers that gave a sign of life lately."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.pid, coalesce(a.backend_start, now()) FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid) "
            "WHERE l.locktype = 'advisory' AND l.classid = 0 AND l.objid = %s AND l.granted "
            "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [ADVISORY_LOCK],
        )
        found += [
            Process("sequencer", _("PostgreSQL 연결 %(pid)s") % {"pid": pid}, since)
            for pid, since in cursor.fetchall()
        ]
    lively = ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - WORKER_SILENT)
    found += [
        Process("worker", _("%(number)s번 일꾼") % {"number": each.pk}, each.last_heartbeat)
        for each in lively.order_by("pk")
    ]
    return found


@dataclass(frozen=True)
class Queues:
    """What waits.

    Attributes:
        outbox: acts acknowledged and not logged yet.
        oldest_act: when the oldest of them was acknowledged.
        jobs: queue → state → number.
        oldest_job: when the job that waits longest was put into its queue.
        pending, dead: deliveries of events still to be heard, and given up.
    """

    outbox: int
    oldest_act: datetime | None
    jobs: dict[str, dict[str, int]]
    oldest_job: datetime | None
    pending: int
    dead: int


def queues() -> Queues:
    """Return what waits in the outbox, in the job queues and for listeners."""
    counted: dict[str, dict[str, int]] = {}
    for queue, status, number in (
        ProcrastinateJob.objects.values_list("queue_name", "status")
        .annotate(number=Count("pk"))
        .order_by("queue_name", "status")
    ):
        counted.setdefault(queue, {})[status] = number
    due = ProcrastinateJob.objects.filter(
        Q(scheduled_at=None) | Q(scheduled_at__lte=timezone.now()), status="todo"
    )
    oldest = due.aggregate(deferred=Min("procrastinateevent__at"))["deferred"]
    states = dict(Delivery.objects.values_list("state").annotate(number=Count("pk")))
    return Queues(
        outbox=ledger.waiting(),
        oldest_act=Outbox.objects.order_by("position").values_list("recorded_at", flat=True).first(),
        jobs=counted,
        oldest_job=oldest,
        pending=states.get(Delivery.PENDING, 0),
        dead=states.get(Delivery.DEAD, 0),
    )


@dataclass(frozen=True)
class Storage:
    """What lies where, in bytes; entries of the log, None when it cannot be read (``trouble`` says why)."""

    entries: int | None
    trouble: str
    database: int
    free: int
    total: int


def storage() -> Storage:
    """Return sizes of the log, the database and the home's disk."""
    entries: int | None = None
    trouble = ""
    try:
        entries = ledger.checkpoint().size
    except (LedgerError, OSError) as error:
        trouble = str(error)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (database,) = cursor.fetchone()
    disk = shutil.disk_usage(settings.ENVIRONMENT.home)
    return Storage(entries, trouble, database, disk.free, disk.total)
