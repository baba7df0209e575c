"""Who joins, moves and leaves, and what of theirs ends with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from madang.blocks.identity import actions
from madang.blocks.identity.errors import LastAdministrator, NotPossible
from madang.blocks.identity.models import Account, ApiKey, Membership, Organisation
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Outbox


def fresh(account: Account) -> Account:
    """The account as the next request reads it."""
    return Account.objects.get(pk=account.pk)


def test_joining_gives_an_account_a_place_and_a_password_for_once(
    administrator: Account, welfare: Organisation
) -> None:
    joined = actions.join(administrator, username="Kim.Haneul", organisation=welfare, role="case_officer")
    account = fresh(joined.account)
    assert account.username == "kim.haneul"
    assert account.realm == "staff"
    assert account.password_temporary
    assert account.check_password(joined.password)
    assert account.acting is not None
    assert (account.acting.organisation, account.acting.role) == (welfare, "case_officer")


@pytest.mark.parametrize("name", ["ab", "kim haneul", "kim@haneul", "<script>", "_kim", "k" * 65])
def test_joining_refuses_a_malformed_user_name(
    administrator: Account, welfare: Organisation, name: str
) -> None:
    with pytest.raises(NotPossible) as refusal:
        actions.join(administrator, username=name, organisation=welfare, role="clerk")
    assert refusal.value.field == "username"


def test_joining_refuses_a_taken_name_in_either_realm(
    administrator: Account, welfare: Organisation, citizen: Account
) -> None:
    with pytest.raises(NotPossible, match="이미 쓰고 있는 아이디"):
        actions.join(administrator, username=citizen.username.upper(), organisation=welfare, role="clerk")
    assert fresh(citizen).realm == "citizen"


def test_a_citizens_role_and_an_unknown_role_cannot_be_given(
    administrator: Account, welfare: Organisation
) -> None:
    for role in ("citizen", "emperor"):
        with pytest.raises(NotPossible) as refusal:
            actions.join(administrator, username="kim.1", organisation=welfare, role=role)
        assert refusal.value.field == "role"


def test_moving_ends_one_place_and_begins_the_next_at_the_same_moment(
    administrator: Account, welfare: Organisation, roads: Organisation, official: Callable[..., Account]
) -> None:
    kim = official("kim", welfare, "clerk")
    new = actions.move(administrator, kim.memberships.get(), organisation=roads, role="case_officer")
    old = kim.memberships.exclude(pk=new.pk).get()
    assert old.ends_at == new.starts_at
    assert [(each.organisation, each.role) for each in fresh(kim).memberships_now()] == [
        (roads, "case_officer")
    ]


def test_moving_keeps_the_end_of_the_term(
    administrator: Account, welfare: Organisation, roads: Organisation
) -> None:
    end = timezone.now() + timedelta(days=90)
    kim = actions.join(administrator, username="kim", organisation=welfare, role="clerk", ends_at=end).account
    new = actions.move(administrator, kim.memberships.get(), organisation=roads, role="case_officer")
    assert Membership.objects.get(pk=new.pk).ends_at == end


def test_a_term_that_is_over_before_the_day_of_the_move_cannot_move(
    administrator: Account, welfare: Organisation, roads: Organisation
) -> None:
    end = timezone.now() + timedelta(days=90)
    kim = actions.join(administrator, username="kim", organisation=welfare, role="clerk", ends_at=end).account
    with pytest.raises(NotPossible):
        actions.move(administrator, kim.memberships.get(), organisation=roads, role="clerk", at=end)
    assert kim.memberships.get().ends_at == end


def test_a_move_can_be_set_for_later(
    administrator: Account, welfare: Organisation, roads: Organisation, official: Callable[..., Account]
) -> None:
    kim = official("kim", welfare, "clerk")
    day = timezone.now() + timedelta(days=7)
    actions.move(administrator, kim.memberships.get(), organisation=roads, role="clerk", at=day)
    assert [each.organisation for each in fresh(kim).memberships_now()] == [welfare]
    assert [each.organisation for each in kim.memberships.current(day)] == [roads]


def test_leaving_ends_places_sessions_keys_and_sign_in_at_once(
    administrator: Account,
    welfare: Organisation,
    roads: Organisation,
    official: Callable[..., Account],
    client: Client,
) -> None:
    kim = official("kim", welfare, "clerk")
    actions.assign(
        administrator,
        kim,
        organisation=roads,
        role="supervisor",
        starts_at=timezone.now() + timedelta(days=3),
    )
    key, _secret = actions.issue_api_key(
        fresh(kim), label="x", scopes=["catalogue:read"], expires_at=timezone.now() + timedelta(days=1)
    )
    client.force_login(kim, backend="madang.blocks.identity.backends.SignInBackend")
    session = client.session.session_key
    UserSession.objects.create(user=kim, session_key=session, ip="127.0.0.1", user_agent="")

    actions.leave(administrator, kim)

    assert not fresh(kim).is_active
    assert not kim.memberships.not_over().exists()
    assert ApiKey.objects.get(pk=key.pk).revoked_at is not None
    assert not client.session.exists(session)
    assert not UserSession.objects.filter(user=kim).exists()


def test_a_session_that_no_list_knows_ends_too(
    administrator: Account, welfare: Organisation, official: Callable[..., Account], client: Client
) -> None:
    kim = official("kim", welfare, "clerk")
    before = kim.get_session_auth_hash()
    actions.leave(administrator, kim)
    assert fresh(kim).get_session_auth_hash() != before


def test_leaving_does_not_touch_colleagues(
    administrator: Account, welfare: Organisation, official: Callable[..., Account]
) -> None:
    kim, lee = official("kim", welfare, "clerk"), official("lee", welfare, "clerk")
    actions.leave(administrator, kim)
    assert fresh(lee).is_active
    assert fresh(lee).acting is not None
    assert fresh(lee).get_session_auth_hash() == lee.get_session_auth_hash()


def test_nobody_changes_their_own_roles(
    administrator: Account, city: Organisation, welfare: Organisation
) -> None:
    with pytest.raises(NotPossible, match="자기 자신"):
        actions.assign(administrator, administrator, organisation=welfare, role="auditor")
    with pytest.raises(NotPossible, match="자기 자신"):
        actions.end_membership(administrator, administrator.memberships.get())


def test_the_last_administrator_stays(
    administrator: Account, city: Organisation, official: Callable[..., Account]
) -> None:
    with pytest.raises(LastAdministrator):
        actions.leave(SYSTEM, administrator)
    second = official("second", city, "administrator")
    actions.leave(second, administrator)
    with pytest.raises(LastAdministrator):
        actions.end_membership(SYSTEM, second.memberships.get())
    assert second.memberships.current().exists()


def test_an_administrator_reaches_only_the_bodies_below(
    welfare: Organisation, roads: Organisation, city: Organisation, official: Callable[..., Account]
) -> None:
    head = official("welfare.head", welfare, "administrator")
    actions.join(head, username="kim.1", organisation=welfare, role="clerk")
    for place in (roads, city):
        with pytest.raises(PermissionDenied):
            actions.join(head, username="kim.2", organisation=place, role="clerk")
    outsider = official("outsider", roads, "clerk")
    with pytest.raises(PermissionDenied):
        actions.leave(head, outsider)
    both = official("both", welfare, "clerk")
    actions.assign(SYSTEM, both, organisation=roads, role="clerk")
    with pytest.raises(PermissionDenied):
        actions.leave(head, both)


@pytest.mark.parametrize("role", ["clerk", "auditor", "operator", "supervisor", "editor"])
def test_other_roles_change_nobody(
    administrator: Account,
    city: Organisation,
    welfare: Organisation,
    official: Callable[..., Account],
    role: str,
) -> None:
    other = official("other", city, role)
    kim = official("kim", welfare, "clerk")
    before = list(Membership.objects.values_list("pk", "ends_at"))
    for attempt in (
        lambda: actions.join(other, username="kim.2", organisation=welfare, role="clerk"),
        lambda: actions.assign(other, kim, organisation=welfare, role="auditor"),
        lambda: actions.move(other, kim.memberships.get(), organisation=city, role="clerk"),
        lambda: actions.end_membership(other, kim.memberships.get()),
        lambda: actions.leave(other, kim),
        lambda: actions.reset_sign_in(other, kim),
        lambda: actions.lock(other, kim, until=timezone.now() + timedelta(hours=1), reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert list(Membership.objects.values_list("pk", "ends_at")) == before


def test_every_step_is_in_the_ledger(
    administrator: Account, welfare: Organisation, roads: Organisation
) -> None:
    Outbox.objects.all().delete()
    kim = actions.join(administrator, username="kim.1", organisation=welfare, role="clerk").account
    actions.move(administrator, kim.memberships.get(), organisation=roads, role="clerk")
    actions.leave(administrator, kim)
    assert list(Outbox.objects.order_by("position").values_list("type", "organisation", "role")) == [
        ("identity.account.joined", "haneul", "administrator"),
        ("identity.membership.moved", "haneul", "administrator"),
        ("identity.account.left", "haneul", "administrator"),
    ]


def test_a_refused_step_leaves_neither_rows_nor_entry(administrator: Account, welfare: Organisation) -> None:
    Outbox.objects.all().delete()
    with pytest.raises(NotPossible):
        actions.join(administrator, username="kim.1", organisation=welfare, role="emperor")
    assert not Account.objects.filter(username="kim.1").exists()
    assert not Outbox.objects.exists()


@pytest.mark.parametrize("role", ["operator", "auditor", "editor", "quarantine_reader"])
def test_an_administrator_below_cannot_give_a_role_that_reaches_every_body(
    administrator: Account, welfare: Organisation, official: Callable[..., Account], role: str
) -> None:
    below = fresh(official("lee", welfare, "administrator"))
    with pytest.raises(PermissionDenied):
        actions.join(below, username="kim", organisation=welfare, role=role)
    assert not Account.objects.filter(username="kim").exists()
    actions.join(administrator, username="kim", organisation=welfare, role=role)
