"""All clocks stopped by one act, and let run again: deadlines move, a notice applied twice counts once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madang.blocks.cases import actions
from madang.blocks.cases.actions.clocks import deadline_of
from madang.blocks.cases.actions.suspending import recount
from madang.blocks.cases.errors import NotNow, Unfit
from madang.blocks.cases.models import Case, Suspension, Task
from madang.blocks.cases.parties import By
from madang.blocks.identity.models import Account
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Outbox

NOTICE = "행정안전부고시 제2026-99호"


def test_deadlines_stand_still_and_move(lodged: tuple[By, Case]) -> None:
    _by, case = lodged
    first, now = case.due_at, timezone.now()
    assert first is not None
    made = actions.suspend(SYSTEM, begins=now - timedelta(hours=1), article=NOTICE, reason="불이 났다")
    assert recount() == 1
    case.refresh_from_db()
    assert (case.due_at, Task.objects.get().due_at) == (None, None)
    actions.resume(SYSTEM, made, ends=now + timedelta(days=30))
    assert (recount(), recount()) == (1, 0)
    case.refresh_from_db()
    assert case.due_at is not None and case.due_at > first + timedelta(days=20)
    assert Task.objects.get().due_at == case.due_at
    found = deadline_of(case)
    assert found is not None and any(NOTICE in line for line in found.sentences("ko"))
    assert Outbox.objects.filter(type__startswith="cases.clocks.").count() == 2


def test_a_notice_applied_twice_counts_once(lodged: tuple[By, Case]) -> None:
    begins = timezone.now()
    actions.suspend(SYSTEM, begins=begins, article=NOTICE, reason="불이 났다")
    with pytest.raises(NotNow):
        actions.suspend(SYSTEM, begins=begins, article=NOTICE, reason="불이 났다")
    with pytest.raises(Unfit):
        actions.suspend(SYSTEM, begins=begins, article="", reason="까닭")
    with pytest.raises(Unfit):
        actions.resume(SYSTEM, Suspension.objects.get(), ends=begins - timedelta(hours=1))
    assert Suspension.objects.count() == 1


def test_only_the_topmost_body_stops_all_clocks(official: Callable[..., Account]) -> None:
    for role in ("case_officer", "clerk"):
        with pytest.raises(PermissionDenied):
            actions.suspend(official(role), begins=timezone.now(), article=NOTICE, reason="까닭")
    actions.suspend(official("supervisor"), begins=timezone.now(), article=NOTICE, reason="까닭")
