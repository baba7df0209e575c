"""A place in another body is offered: the official takes it or not, and who administers them stays who it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madang.blocks.identity import actions
from madang.blocks.identity.actions.offers import STANDS_FOR
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.models import Account, Membership, Organisation, PlaceOffer
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger.models import Outbox

OFFERS = "identity:offers"


@pytest.fixture
def kim(welfare: Organisation, official: Callable[..., Account]) -> Account:
    account = official("kim", welfare, "clerk")
    TOTP.activate(account, generate_totp_secret())
    return account


@pytest.fixture
def head(welfare: Organisation, official: Callable[..., Account]) -> Account:
    """Administers kim."""
    return official("welfare.head", welfare, "administrator")


@pytest.fixture
def stranger(roads: Organisation, official: Callable[..., Account]) -> Account:
    """Administers the roads and nobody of the welfare."""
    return official("roads.head", roads, "administrator")


def fresh(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


def assign_by_form(by: Account, organisation: Organisation, **more: str) -> str:
    answer = sign_in(Client(), by).post(
        reverse("identity:assign", args=[organisation.code]),
        {"username": "kim", "role": "clerk", "starts_on": timezone.localdate().isoformat(), **more},
        follow=True,
    )
    assert answer.status_code == 200
    return answer.content.decode()


def offer(by: Account, account: Account, organisation: Organisation) -> PlaceOffer:
    return actions.offer_place(by, account, organisation=organisation, role="clerk")


def test_an_administrator_gives_nobody_elses_official_a_place(
    stranger: Account, head: Account, kim: Account, roads: Organisation
) -> None:
    page = assign_by_form(stranger, roads)
    assert "제안했습니다" in page
    assert [each.organisation.code for each in fresh(kim).memberships_now()] == ["haneul.welfare"]
    assert fresh(head).has_perm("identity.administer_account", kim)
    assert not fresh(stranger).has_perm("identity.administer_account", kim)
    with pytest.raises(PermissionDenied):
        actions.assign(stranger, kim, organisation=roads, role="clerk")


def test_the_official_takes_the_place_and_stays_in_the_hands_of_their_own_administrator(
    stranger: Account, head: Account, kim: Account, roads: Organisation
) -> None:
    waiting = offer(stranger, kim, roads)
    browser = sign_in(Client(), kim)
    assert reverse(OFFERS) in browser.get(reverse("identity:home")).content.decode()
    assert "도로과" in browser.get(reverse(OFFERS)).content.decode()
    browser.post(reverse(OFFERS), {"offer": waiting.pk, "answer": "accept"})

    assert {each.organisation.code for each in fresh(kim).memberships_now()} == {
        "haneul.welfare",
        "haneul.roads",
    }
    assert not PlaceOffer.objects.exists()
    assert fresh(head).has_perm("identity.administer_account", kim)
    assert not fresh(stranger).has_perm("identity.administer_account", kim)
    actions.lock(fresh(head), kim, until=timezone.now() + timedelta(days=1), reason="분실")
    for act in (actions.leave, actions.reset_sign_in, actions.unlock):
        with pytest.raises(PermissionDenied):
            act(fresh(stranger), kim)


def test_a_declined_place_is_none(stranger: Account, kim: Account, roads: Organisation) -> None:
    waiting = offer(stranger, kim, roads)
    sign_in(Client(), kim).post(reverse(OFFERS), {"offer": waiting.pk, "answer": "decline"})
    assert not PlaceOffer.objects.exists()
    assert kim.memberships.count() == 1


def test_taking_a_place_asks_for_a_fresh_second_factor(
    stranger: Account, kim: Account, roads: Organisation
) -> None:
    waiting = offer(stranger, kim, roads)
    browser = sign_in(Client(), kim, ago=timedelta(hours=1))
    assert browser.get(reverse(OFFERS)).status_code == 200
    answer = browser.post(reverse(OFFERS), {"offer": waiting.pk, "answer": "accept"})
    assert answer["Location"].startswith(reverse("identity:step_up"))
    assert kim.memberships.count() == 1


def test_nobody_takes_a_place_offered_to_another(
    stranger: Account, kim: Account, roads: Organisation, welfare: Organisation, citizen: Account,
    official: Callable[..., Account],
) -> None:  # fmt: skip
    waiting = offer(stranger, kim, roads)
    other = sign_in(Client(), official("lee", welfare, "clerk"))
    assert "도로과" not in other.get(reverse(OFFERS)).content.decode()
    assert other.post(reverse(OFFERS), {"offer": waiting.pk, "answer": "accept"}).status_code == 404
    assert sign_in(Client(), citizen).get(reverse(OFFERS)).status_code == 403
    assert Client().get(reverse(OFFERS)).status_code == 302
    assert PlaceOffer.objects.exists()
    assert Membership.objects.filter(organisation=roads, role="clerk").count() == 0


def test_who_offered_takes_it_back_and_nobody_else(
    stranger: Account, head: Account, kim: Account, roads: Organisation
) -> None:
    waiting = offer(stranger, kim, roads)
    url = reverse("identity:withdraw_offer", args=[waiting.pk])
    assert sign_in(Client(), head).post(url).status_code == 404
    browser = sign_in(Client(), stranger)
    assert url in browser.get(reverse("identity:organisation", args=[roads.code])).content.decode()
    browser.post(url)
    assert not PlaceOffer.objects.exists()


def test_an_official_without_a_place_is_asked_too(
    stranger: Account, kim: Account, roads: Organisation, administrator: Account
) -> None:
    actions.end_membership(administrator, kim.memberships.get())
    with pytest.raises(PermissionDenied):
        actions.assign(stranger, kim, organisation=roads, role="clerk")
    waiting = offer(stranger, kim, roads)
    sign_in(Client(), kim).post(reverse(OFFERS), {"offer": waiting.pk, "answer": "accept"})
    assert fresh(kim).acting is not None
    assert fresh(stranger).has_perm("identity.administer_account", kim), "their only body administers them"


def test_new_sign_in_means_from_home_open_no_body_but_home(
    stranger: Account, head: Account, kim: Account, roads: Organisation
) -> None:
    """Else whoever administers somebody could come into every body that trusted that somebody."""
    actions.accept_offer(kim, offer(stranger, kim, roads))
    actions.reset_sign_in(fresh(head), kim)
    assert [each.organisation.code for each in fresh(kim).memberships_now()] == ["haneul.welfare"]


def test_a_place_taken_stays_a_guests_when_it_is_moved(
    stranger: Account, head: Account, kim: Account, roads: Organisation
) -> None:
    place = actions.accept_offer(kim, offer(stranger, kim, roads))
    actions.move(fresh(stranger), place, organisation=roads, role="case_officer")
    assert fresh(head).has_perm("identity.administer_account", kim)
    assert not fresh(stranger).has_perm("identity.administer_account", kim)


def test_leaving_home_ends_guest_places_and_offers(
    stranger: Account, head: Account, kim: Account, roads: Organisation
) -> None:
    actions.accept_offer(kim, offer(stranger, kim, roads))
    actions.offer_place(stranger, kim, organisation=roads, role="supervisor")
    actions.leave(fresh(head), kim)
    assert not kim.memberships.not_over().exists()
    assert not PlaceOffer.objects.exists()


def test_an_offer_stands_for_a_while_only(stranger: Account, kim: Account, roads: Organisation) -> None:
    waiting = offer(stranger, kim, roads)
    PlaceOffer.objects.update(offered_at=timezone.now() - STANDS_FOR - timedelta(seconds=1))
    browser = sign_in(Client(), kim)
    assert "도로과" not in browser.get(reverse(OFFERS)).content.decode()
    assert browser.post(reverse(OFFERS), {"offer": waiting.pk, "answer": "accept"}).status_code == 404
    with pytest.raises(NotPossible):
        actions.accept_offer(kim, waiting)
    offer(stranger, kim, roads)
    assert PlaceOffer.objects.standing().count() == 1


@pytest.mark.parametrize("role", ["operator", "auditor"])
def test_no_offer_reaches_farther_than_who_makes_it(
    stranger: Account, kim: Account, roads: Organisation, welfare: Organisation, role: str
) -> None:
    for organisation, code in ((roads, role), (welfare, "clerk")):
        with pytest.raises(PermissionDenied):
            actions.offer_place(stranger, kim, organisation=organisation, role=code)


def test_what_cannot_be_given_cannot_be_offered(
    stranger: Account, kim: Account, roads: Organisation, citizen: Account
) -> None:
    for account, role in ((citizen, "clerk"), (kim, "emperor")):
        with pytest.raises(NotPossible):
            actions.offer_place(stranger, account, organisation=roads, role=role)
    with pytest.raises(NotPossible):
        actions.offer_place(
            stranger, kim, organisation=roads, role="clerk", ends_at=timezone.now() - timedelta(days=1)
        )
    with pytest.raises(NotPossible, match="자기 자신"):
        actions.offer_place(stranger, stranger, organisation=roads, role="clerk")


def test_every_step_is_in_the_ledger(stranger: Account, kim: Account, roads: Organisation) -> None:
    Outbox.objects.all().delete()
    actions.accept_offer(kim, offer(stranger, kim, roads))
    actions.decline_offer(kim, actions.offer_place(stranger, kim, organisation=roads, role="field_officer"))
    actions.withdraw_offer(
        stranger, actions.offer_place(stranger, kim, organisation=roads, role="supervisor")
    )
    assert list(Outbox.objects.order_by("position").values_list("type", flat=True)) == [
        "identity.place.offered",
        "identity.place.accepted",
        "identity.place.offered",
        "identity.place.declined",
        "identity.place.offered",
        "identity.place.withdrawn",
    ]
