"""The tree of bodies."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from madang.blocks.identity import actions, queries
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Outbox


def below(parent: Organisation, code: str, **more: str) -> Organisation:
    names = {"name_ko": code, "name_en": code, "kind": "department", **more}
    return actions.create_organisation(SYSTEM, code=code, parent=parent, **names)


def test_a_body_cannot_stand_below_itself(city: Organisation, welfare: Organisation) -> None:
    team = below(welfare, "team")
    for parent in (welfare, team):
        with pytest.raises(NotPossible, match="상위 기관이 될 수 없습니다"):
            actions.move_organisation(SYSTEM, welfare, parent=parent)
    welfare.refresh_from_db()
    assert welfare.parent == city


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_close_no_circle() -> None:
    top = actions.create_organisation(
        SYSTEM, code="top", name_ko="위", name_en="Top", kind="city", parent=None
    )
    a, b = below(top, "a"), below(top, "b")
    refusals: list[str] = []
    together = threading.Barrier(2)

    def move(what: Organisation, where: Organisation) -> None:
        try:
            together.wait()
            actions.move_organisation(SYSTEM, what, parent=where)
        except NotPossible as refusal:
            refusals.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=pair) for pair in ((a, b), (b, a))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refusals) == 1
    assert Organisation.objects.ids_below(top.pk) == {top.pk, a.pk, b.pk}


@pytest.mark.parametrize("code", ["", " ", "-a", "a b", "한글", "a/b", "../x", "a?b"])
def test_a_malformed_code_is_refused(city: Organisation, code: str) -> None:
    with pytest.raises(NotPossible) as refusal:
        below(city, code, name_ko="x", name_en="x")
    assert refusal.value.field == "code"


def test_a_taken_code_a_missing_name_and_an_unknown_kind_are_refused(
    city: Organisation, welfare: Organisation
) -> None:
    for change, field in (
        ({"code": welfare.code}, "code"),
        ({"code": "x", "name_en": "  "}, "name_en"),
        ({"code": "x", "kind": "empire"}, "kind"),
    ):
        with pytest.raises(NotPossible) as refusal:
            below(city, **{"name_ko": "x", "name_en": "x", **change})
        assert refusal.value.field == field


def test_a_body_closes_only_when_it_is_empty(
    administrator: Account, welfare: Organisation, official: Callable[..., Account]
) -> None:
    kim = official("kim", welfare, "clerk")
    team = below(welfare, "team")
    day = timezone.localdate() + timedelta(days=30)
    with pytest.raises(NotPossible, match="아래에 남아"):
        actions.close_organisation(administrator, welfare, on=day)
    actions.close_organisation(administrator, team, on=day)
    with pytest.raises(NotPossible, match="자리가 있는 직원"):
        actions.close_organisation(administrator, welfare, on=day)
    actions.leave(administrator, kim)
    actions.close_organisation(administrator, welfare, on=day)
    assert welfare.is_valid_on(day - timedelta(days=1))
    assert not welfare.is_valid_on(day)


def test_nobody_gets_a_place_in_a_closed_body(administrator: Account, welfare: Organisation) -> None:
    day = timezone.localdate() + timedelta(days=1)
    actions.close_organisation(administrator, welfare, on=day)
    later = timezone.now() + timedelta(days=2)
    with pytest.raises(NotPossible, match="없는 기관"):
        actions.join(administrator, username="kim.1", organisation=welfare, role="clerk", starts_at=later)
    with pytest.raises(NotPossible, match="상위 기관"):
        actions.create_organisation(
            administrator,
            code="x",
            name_ko="x",
            name_en="x",
            kind="department",
            parent=welfare,
            valid_from=day,
        )


def test_who_may_found_what(
    administrator: Account,
    city: Organisation,
    welfare: Organisation,
    roads: Organisation,
    official: Callable[..., Account],
) -> None:
    head = official("head", welfare, "administrator")
    clerk = official("clerk", welfare, "clerk")
    names = {"name_ko": "팀", "name_en": "Team", "kind": "department"}
    actions.create_organisation(head, code="team", parent=welfare, **names)
    for by, parent in ((head, roads), (head, city), (clerk, welfare), (administrator, None)):
        with pytest.raises(PermissionDenied):
            actions.create_organisation(by, code="x", parent=parent, **names)
    with pytest.raises(PermissionDenied):
        actions.move_organisation(head, welfare, parent=roads)


def test_a_reader_sees_the_tree_from_their_place_down(
    administrator: Account, welfare: Organisation, roads: Organisation, official: Callable[..., Account]
) -> None:
    team = below(welfare, "haneul.welfare.team")
    official("kim", welfare, "clerk")
    shown = [
        (branch.organisation, branch.depth, branch.members, branch.manageable)
        for branch in queries.organisation_tree(administrator)
    ]
    assert shown == [
        (administrator.acting.organisation, 0, 1, True),
        (roads, 1, 0, True),
        (welfare, 1, 1, True),
        (team, 2, 0, True),
    ]
    auditor = official("auditor", welfare, "auditor")
    assert [(b.organisation, b.depth, b.manageable) for b in queries.organisation_tree(auditor)] == [
        (welfare, 0, False),
        (team, 1, False),
    ]


def test_changes_are_in_the_ledger(
    administrator: Account, city: Organisation, welfare: Organisation, roads: Organisation
) -> None:
    Outbox.objects.all().delete()
    actions.rename_organisation(administrator, welfare, name_ko="돌봄과", name_en="Care")
    actions.move_organisation(administrator, welfare, parent=roads)
    actions.close_organisation(administrator, welfare, on=timezone.localdate() + timedelta(days=1))
    assert list(Outbox.objects.order_by("position").values_list("type", flat=True)) == [
        "identity.organisation.renamed",
        "identity.organisation.moved",
        "identity.organisation.closed",
    ]
