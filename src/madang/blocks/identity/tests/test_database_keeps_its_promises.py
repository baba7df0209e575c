"""What the tables themselves refuse, whatever Python thinks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from madang.blocks.identity.models import Account, Membership, Organisation, Person

NOW = timezone.now()


def refused(save: Callable[[], object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        save()


def place(account: Account, organisation: Organisation, role: str, start: int, end: int | None) -> Membership:
    return Membership(
        account=account,
        organisation=organisation,
        role=role,
        starts_at=NOW + timedelta(days=start),
        ends_at=None if end is None else NOW + timedelta(days=end),
    )


@pytest.fixture
def account(db: None) -> Account:
    return Account.objects.create(username="kim", realm="staff")


def test_one_role_in_one_body_has_one_term_at_a_time(account: Account, city: Organisation) -> None:
    place(account, city, "clerk", 0, 10).save()
    refused(place(account, city, "clerk", 9, 20).save, "membership_one_term_at_a_time")
    refused(place(account, city, "clerk", -5, None).save, "membership_one_term_at_a_time")


def test_terms_may_touch_and_other_roles_and_bodies_may_overlap(
    account: Account, city: Organisation, welfare: Organisation
) -> None:
    place(account, city, "clerk", 0, 10).save()
    place(account, city, "clerk", 10, None).save()
    place(account, city, "clerks", 0, 10).save()
    place(account, welfare, "clerk", 0, 10).save()
    place(Account.objects.create(username="lee", realm="staff"), city, "clerk", 0, 10).save()
    assert Membership.objects.count() == 5


def test_a_called_off_term_blocks_nothing(account: Account, city: Organisation) -> None:
    place(account, city, "clerk", 5, 5).save()
    place(account, city, "clerk", 0, 10).save()
    assert [each.ends_at for each in Membership.objects.not_over(NOW)] == [NOW + timedelta(days=10)]


def test_a_term_does_not_end_before_it_begins(account: Account, city: Organisation) -> None:
    # The range itself cannot be built, so PostgreSQL speaks before the constraint does.
    with pytest.raises(Exception, match=r"range lower bound|membership_term"), transaction.atomic():
        place(account, city, "clerk", 5, 4).save()


def test_a_body_is_not_its_own_parent(city: Organisation) -> None:
    refused(
        lambda: Organisation.objects.filter(pk=city.pk).update(parent=city), "organisation_not_its_own_parent"
    )


def test_a_realm_is_citizen_or_staff(db: None) -> None:
    refused(lambda: Account.objects.create(username="x", realm="root"), "account_realm_known")


def test_a_user_name_is_lower_case_and_there_once(account: Account) -> None:
    refused(lambda: Account.objects.create(username="Kim", realm="staff"), "account_username_lower")
    refused(lambda: Account.objects.create(username="kim", realm="citizen"), "username")


def test_a_person_has_one_account_in_each_realm(db: None) -> None:
    person = Person.objects.create(full_name="김하늘")
    Account.objects.create(username="a", realm="citizen", person=person)
    Account.objects.create(username="b", realm="staff", person=person)
    refused(
        lambda: Account.objects.create(username="c", realm="staff", person=person),
        "account_once_a_person_and_realm",
    )


def test_a_resident_number_is_never_kept_without_its_digest(db: None) -> None:
    refused(
        lambda: Person.objects.create(full_name="김하늘", resident_number_sealed=b"x"),
        "person_number_sealed_and_findable",
    )
