"""A case's deadline: set when it is lodged, still while the applicant is asked, told day by day."""

from __future__ import annotations

from collections.abc import Callable

from madang.blocks.cases import actions, queries
from madang.blocks.cases.actions.clocks import deadline_of
from madang.blocks.cases.models import Case
from madang.blocks.cases.parties import By
from madang.blocks.identity.models import Account


def test_the_clock_starts_stops_and_runs_on(
    lodged: tuple[By, Case], official: Callable[..., Account]
) -> None:
    by, case = lodged
    officer = official("case_officer")
    first = case.due_at
    assert first is not None and first > case.lodged_at
    (task,) = queries.queue(officer)
    assert task.due_at == first
    actions.take(actions.at_desk(officer), case, "ask", reason="성명을 확인해 주세요")
    case = Case.objects.get(pk=case.pk)
    assert case.due_at is None
    (segment,) = case.segments.all()
    assert (segment.kind, segment.ends, segment.article) == (
        "completion_first",
        None,
        "민원 처리에 관한 법률 제22조",
    )
    found = deadline_of(case)
    assert found is not None and found.due is None
    actions.take(by, case, "complete")
    case = Case.objects.get(pk=case.pk)
    assert case.due_at is not None and case.due_at >= first
    told = deadline_of(case)
    assert told is not None
    assert len(told.sentences("ko")) > 3 and len(told.sentences("en")) > 3


def test_a_draft_has_no_deadline(drafted: tuple[By, Case]) -> None:
    _by, case = drafted
    assert (case.due_at, deadline_of(case)) == (None, None)
