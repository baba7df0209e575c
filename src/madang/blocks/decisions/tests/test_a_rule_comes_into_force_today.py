"""The day on which a rule or a table of figures begins or ends is told to whoever listens, once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from procrastinate.contrib.django import app

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import elders_from_70
from madang.blocks.decisions.jobs import tell_turns as job
from madang.blocks.decisions.models import ChangeKind, DatedParameter, DecisionModel, ParameterChange
from madang.blocks.decisions.system import system
from madang.blocks.identity.models import Account
from madang.blocks.ledger.models import Outbox
from madang.blocks.ledger.recording import open_detail

from .conftest import FEE, FIRST, Official, enact, end

JULY, NEXT = date(2027, 7, 1), date(2028, 1, 1)


def told(since: int = 0) -> list[tuple[str, object, str]]:
    """What was told after a position: the event, the version or change, the day."""
    found = []
    for each in Outbox.objects.filter(position__gt=since).order_by("position"):
        name = each.type.removeprefix("decisions.")
        if name.endswith((".came-into-force", "version.ended", "parameter.ended")):
            assert each.type in system.emits
            detail = open_detail(each.id)
            assert detail is not None
            found.append((name, detail.get("version", detail.get("change")), detail["day"]))
    return found


def now() -> int:
    return Outbox.objects.latest("position").position


def test_a_day_that_has_come_is_told_once_in_a_job_of_every_hour(fee: DecisionModel) -> None:
    assert told() == []
    job(timestamp=0)
    assert told() == [("version.came-into-force", 1, FIRST.isoformat())]
    job(timestamp=0)
    assert len(told()) == 1
    assert ("decisions.tell_turns", "7 * * * *") in {
        (task.task.name, task.cron) for task in app.periodic_registry.periodic_tasks.values()
    }


def test_a_change_is_told_on_its_day_and_after_days_off(
    fee: DecisionModel, drafter: Account, reviewer: Account
) -> None:
    enact(fee, drafter, reviewer, elders_from_70(), JULY, NEXT, changed=("age-65",))
    assert actions.tell_turns(JULY - timedelta(days=1)) == 1
    here = now()
    assert actions.tell_turns(JULY) == 2
    assert told(here) == [("version.ended", 1, "2027-07-01"), ("version.came-into-force", 2, "2027-07-01")]
    here = now()
    assert actions.tell_turns(NEXT + timedelta(days=40)) == 2
    assert told(here) == [("version.ended", 2, "2028-01-01"), ("version.came-into-force", 1, "2028-01-01")]
    assert actions.tell_turns(NEXT + timedelta(days=400)) == 0


def test_a_whole_period_that_passed_meanwhile_is_told(
    fee: DecisionModel, drafter: Account, reviewer: Account
) -> None:
    enact(fee, drafter, reviewer, elders_from_70(), JULY, NEXT, changed=("age-65",))
    assert actions.tell_turns(NEXT) == 5
    assert [(name, day) for name, number, day in told() if number == 2] == [
        ("version.came-into-force", "2027-07-01"),
        ("version.ended", "2028-01-01"),
    ]


def test_a_rule_withdrawn_whole_after_it_came_into_force_has_ended_and_the_one_before_holds_again(
    fee: DecisionModel, drafter: Account, reviewer: Account, official: Official
) -> None:
    second = enact(fee, drafter, reviewer, elders_from_70(), FIRST + timedelta(days=90), changed=("age-65",))
    actions.tell_turns()
    here = now()
    end(second, reviewer, official)
    assert actions.tell_turns() == 2
    assert [(name, number) for name, number, _day in told(here)] == [
        ("version.ended", 2),
        ("version.came-into-force", 1),
    ]
    assert actions.tell_turns() == 0


def test_tables_of_figures_are_told(median: DatedParameter, drafter: Account, reviewer: Account) -> None:
    first = median.changes.get()

    def approved(rows: list[tuple[list[str], str]], day: date, kind: str) -> ParameterChange:
        change = actions.propose_parameters(
            drafter, median, rows=rows, valid_from=day, article="고시", kind=kind, note_="개정"
        )
        actions.approve_parameters(reviewer, change)
        return change

    second = approved([(["1"], "3000000")], JULY, ChangeKind.ROWS)
    none = approved([], NEXT, ChangeKind.END)
    assert actions.tell_turns(JULY) == 2
    assert told() == [
        ("parameter.came-into-force", first.pk, "2026-01-01"),
        ("parameter.came-into-force", second.pk, "2027-07-01"),
    ]
    here = now()
    actions.tell_turns(NEXT)
    assert told(here) == [
        ("parameter.ended", first.pk, "2028-01-01"),
        ("parameter.ended", second.pk, "2028-01-01"),
        ("parameter.came-into-force", none.pk, "2028-01-01"),
    ]


@pytest.mark.usefixtures("fee")
def test_the_act_is_about_the_rule(drafter: Account) -> None:
    actions.tell_turns()
    entry = Outbox.objects.get(type="decisions.version.came-into-force")
    detail = open_detail(entry.id)
    assert detail is not None
    assert (detail["model"], len(detail["xml_sha256"])) == (FEE, 64)
    assert entry.subject is not None
