"""Permissions: what they are made of, and that asking them costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import rules
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madang.blocks.identity import actions
from madang.blocks.identity import predicates as p
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.principal import actor_of, require
from madang.blocks.identity.roles import roles
from madang.blocks.ledger import SYSTEM, Actor, System
from madang.blocks.rooms.manifest import manifests


@pytest.fixture
def clerk(welfare: Organisation, official: Callable[..., Account]) -> Account:
    return official("kim", welfare, "clerk")


def fresh(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


def test_a_hundred_checks_read_memberships_and_reach_once(
    administrator: Account, city: Organisation, welfare: Organisation
) -> None:
    account = fresh(administrator)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        for _time in range(100):
            assert account.has_perm("identity.see_offices")
            assert account.has_perm("identity.manage_members", welfare)
            assert not account.has_perm("catalogue.publish")
    assert len(seen) == 2


def test_has_role_follows_the_role_one_acts_in(clerk: Account, roads: Organisation) -> None:
    actions.assign(SYSTEM, clerk, organisation=roads, role="supervisor")
    account = fresh(clerk)
    assert not p.has_role("clerk")(account)
    first, second = account.memberships_now()
    account.act_as(first)
    assert p.has_role("clerk")(account)
    assert not p.has_role("supervisor")(account)
    account.act_as(second)
    assert p.has_role("clerk", "supervisor")(account)
    assert not p.has_role("clerk")(account)


def test_in_organisation_reaches_down_not_up_nor_sideways(
    clerk: Account, administrator: Account, city: Organisation, welfare: Organisation, roads: Organisation
) -> None:
    assert p.in_organisation(clerk, welfare)
    assert p.in_organisation(clerk, SimpleNamespace(organisation_id=welfare.pk))
    for outside in (city, roads, None, SimpleNamespace(), SimpleNamespace(organisation_id=None)):
        assert not p.in_organisation(clerk, outside)
    assert all(p.in_organisation(administrator, body) for body in (city, welfare, roads))


def test_own_and_person(clerk: Account, citizen: Account) -> None:
    person = actions.register_person(SYSTEM, full_name="김하늘")
    citizen.person = person
    assert p.is_person(citizen, SimpleNamespace(person_id=person.pk))
    assert not p.is_person(citizen, SimpleNamespace(person_id=None))
    assert not p.is_person(clerk, SimpleNamespace(person_id=None))
    assert p.is_own(citizen, citizen)
    assert not p.is_own(citizen, clerk)
    assert not p.is_own(citizen, SimpleNamespace())


def test_realms(clerk: Account, citizen: Account) -> None:
    assert p.is_staff(clerk) and not p.is_citizen(clerk)
    assert p.is_citizen(citizen) and not p.is_staff(citizen)
    for nobody in (AnonymousUser(), None):
        assert not any(
            check(nobody) for check in (p.is_staff, p.is_citizen, p.is_signed_in, p.has_role("clerk"))
        )


def test_every_permission_of_every_room_refuses_strangers_and_the_inactive(clerk: Account) -> None:
    clerk.is_active = False
    names = list(rules.permissions.permissions)
    assert "identity.manage_members" in names
    for name in names:
        assert not rules.has_perm(name, AnonymousUser()), name
        assert not clerk.has_perm(name), name


def test_permissions_that_do_not_exist_are_refused(administrator: Account) -> None:
    assert not administrator.has_perm("identity.everything")
    assert not administrator.has_perms(["identity.see_offices", "identity.everything"])


def test_the_ledgers_actor_never_takes_an_official_for_a_citizen(clerk: Account, citizen: Account) -> None:
    assert (actor_of(clerk).organisation, actor_of(clerk).role) == ("haneul.welfare", "clerk")
    assert (actor_of(citizen).organisation, actor_of(citizen).role) == ("citizen", "citizen")
    clerk.act_as(None)
    assert (actor_of(clerk).organisation, actor_of(clerk).role) == ("unassigned", "unassigned")
    assert clerk.username not in repr(actor_of(clerk))


def test_one_cannot_act_in_somebody_elses_membership(clerk: Account, administrator: Account) -> None:
    with pytest.raises(ValueError, match="another account"):
        clerk.act_as(administrator.memberships.get())


def test_roles_have_titles_in_both_languages_and_codes_are_unique() -> None:
    found = roles()
    assert {"citizen", "clerk", "case_officer", "editor", "operator", "quarantine_reader"} <= set(found)
    assert all(role.title.ko and role.title.en for role in found.values())
    assert len(found) == len({role.code for room in manifests() for role in room.roles})


def test_a_ledger_actor_is_nobody_who_may_do_things(citizen: Account, clerk: Account) -> None:
    """``actor_of(user)`` where ``user`` was meant must not skip the checks."""
    forged = Actor(organisation="madang", role="system")
    for by in (actor_of(citizen), actor_of(clerk), forged):
        with pytest.raises(TypeError):
            require(by, "identity.manage_members")  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            actions.register_person(by, full_name="김하늘")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        System()
    assert require(SYSTEM, "identity.manage_members") is SYSTEM
    assert actor_of(SYSTEM) is SYSTEM
