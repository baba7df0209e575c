"""Jobs of the queue: tried again, cancelled."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.models import ProcrastinateJob

from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import SYSTEM, Actor, record
from madang.systems.operations.basis import OPERATE, OPERATE_BASIS
from madang.systems.operations.errors import NotPossible
from madang.systems.operations.queries.health import WORKER_SILENT

PERMISSION = "operations.manage_jobs"


@transaction.atomic
def retry_job(by: Principal, identifier: int) -> uuid.UUID:
    """Put a failed job back into its queue, to be done now. Raises PermissionDenied and NotPossible."""
    actor = require(by, PERMISSION)
    job = _locked(identifier)
    if job.status != "failed":
        raise NotPossible(_("실패한 일감만 다시 시킬 수 있습니다."))
    queue.job_manager.retry_job_by_id(identifier, retry_at=timezone.now())
    return _note("operations.job.retried", actor, job)


@transaction.atomic
def cancel_job(by: Principal, identifier: int) -> uuid.UUID:
    """Take a waiting job out of its queue, or ask a running one to stop (it ends where it can).

    Raises PermissionDenied, and NotPossible for a job that is over.
    """
    actor = require(by, PERMISSION)
    job = _locked(identifier)
    if not queue.job_manager.cancel_job_by_id(identifier, abort=True):
        raise NotPossible(_("이미 끝난 일감입니다."))
    return _note("operations.job.cancelled", actor, job)


@transaction.atomic
def retry_stalled_jobs() -> int:
    """Put jobs back whose worker died in the middle of them; return how many. Jobs are safe to run twice."""
    silent = Q(worker=None) | Q(worker__last_heartbeat__lt=timezone.now() - WORKER_SILENT)
    stalled = list(ProcrastinateJob.objects.select_for_update(of=("self",)).filter(silent, status="doing"))
    for job in stalled:
        queue.job_manager.retry_job_by_id(job.pk, retry_at=timezone.now())
        _note("operations.job.retried", SYSTEM, job)
    return len(stalled)


def _locked(identifier: int) -> ProcrastinateJob:
    job = ProcrastinateJob.objects.select_for_update(of=("self",)).filter(pk=identifier).first()
    if job is None:
        raise NotPossible(_("그런 일감이 없습니다. 이미 끝나 지워졌을 수 있습니다."))
    return job


def _note(type: str, actor: Actor, job: ProcrastinateJob) -> uuid.UUID:
    return record(
        type,
        actor=actor,
        subject=None,
        detail={"job": job.pk, "task": job.task_name, "attempts": job.attempts, "was": job.status},
        purpose=OPERATE,
        basis=OPERATE_BASIS,
    )
