"""The demo city's part of identity: loaded once, signs in, and opens nothing in production."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import madang_city
import pytest
from django.conf import settings as site
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from madang.blocks.identity import actions, demo, queries, resident_number
from madang.blocks.identity.authentication import authenticate
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.models import Account, Membership, Organisation, Person
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Outbox

WHY = {"purpose": "handle-case", "basis": "민원 처리에 관한 법률 제10조"}


@pytest.fixture
def haneul(db: None) -> madang_city.City:
    demo.load(300)
    return madang_city.generate(300)


def office_sign_in(name: str) -> Client:
    browser = Client()
    browser.post(reverse("identity:office_sign_in"), {"login": name, "password": demo.PASSWORD})
    browser.post(reverse("mfa_authenticate"), {"code": demo.code(name)})
    return browser


def production(settings: Any) -> None:
    settings.ENVIRONMENT = replace(site.ENVIRONMENT, mode="production")


def test_everybody_is_there_once_whoever_calls_twice(haneul: madang_city.City) -> None:
    counts = haneul.counts()
    assert demo.load(300) == "already there"
    assert Person.objects.count() == counts["persons"]
    assert Organisation.objects.count() == counts["bodies"]
    assert Account.objects.filter(realm="staff").count() == counts["officials"]
    assert (
        Outbox.objects.filter(type__in=["identity.people.loaded", "identity.officials.loaded"]).count() == 2
    )


def test_people_are_found_by_number_and_by_telephone(haneul: madang_city.City) -> None:
    someone = next(each for each in haneul.persons() if each.mobile)
    found = queries.find_by_number(SYSTEM, someone.resident_number, **WHY)
    assert found is not None
    assert (found.pk, found.full_name) == (demo.person_uuid(someone.person_id), someone.name)
    assert found in queries.find_by_contact(SYSTEM, kind="phone", value=str(someone.mobile), **WHY)


def test_terms_of_officials_end_as_the_city_says(haneul: madang_city.City) -> None:
    today = timezone.localdate()
    gone = {
        each.staff_number.lower() for each in haneul.officials() if each.term_end and each.term_end < today
    }
    held = set(Membership.objects.current().values_list("account__username", flat=True))
    assert gone
    assert not gone & held
    assert not Account.objects.filter(username__in=gone, is_active=True).exists()


def test_every_printed_sign_in_works(haneul: madang_city.City) -> None:
    names = {name for _role, name, _password in demo.sign_ins()}
    assert names == {each.login.partition("@")[0] for each in haneul.characters()}
    for role, name, password in demo.sign_ins():
        if role == "citizen":
            browser = Client()
            browser.post(reverse("account_login"), {"login": name, "password": password})
        else:
            browser = office_sign_in(name)
        assert "_auth_user_id" in browser.session, name
        assert browser.get("/identity/").status_code == 200


def test_the_operator_chooses_between_roles_and_administers_the_city(haneul: madang_city.City) -> None:
    browser = office_sign_in("operator")
    assert browser.get(reverse("identity:organisations"))["Location"].startswith(
        reverse("identity:choose_role")
    )
    account = Account.objects.get(username="operator")
    place = account.memberships.get(role="administrator")
    browser.post(reverse("identity:choose_role"), {"membership": place.pk})
    assert "정보통신과" in browser.get(reverse("identity:organisations")).content.decode()


def test_codes_are_for_the_demos_officials_only(haneul: madang_city.City, settings: Any) -> None:
    assert len(demo.code("clerk")) == 6
    for name in ("citizen", "nobody"):
        with pytest.raises(LookupError):
            demo.code(name)
    production(settings)
    with pytest.raises(LookupError):
        demo.code("clerk")


def test_in_production_no_demo_account_opens_anything(haneul: madang_city.City, settings: Any) -> None:
    citizen = Account.objects.get(username="citizen")
    _key, secret = actions.issue_api_key(
        citizen, label="x", scopes=["catalogue:read"], expires_at=timezone.now() + timedelta(days=1)
    )
    running = Client()
    running.post(reverse("account_login"), {"login": "citizen", "password": demo.PASSWORD})
    assert running.get("/identity/").status_code == 200
    officer = office_sign_in("operator")

    production(settings)

    assert running.get("/identity/").status_code == 302
    assert officer.get("/identity/").status_code == 302
    browser = Client()
    browser.post(reverse("account_login"), {"login": "citizen", "password": demo.PASSWORD})
    assert "_auth_user_id" not in browser.session
    assert authenticate(RequestFactory().get("/", headers={"Authorization": f"Bearer {secret}"})) is None
    with pytest.raises(RuntimeError, match="production"):
        demo.load(300)


def test_in_production_no_invented_number_is_taken(settings: Any) -> None:
    assert resident_number.normalise("905101-1234567") == "9051011234567"
    production(settings)
    with pytest.raises(NotPossible, match="날짜"):
        resident_number.normalise("905101-1234567")
    assert resident_number.normalise("900101-1234567") == "9001011234567"
    for wrong in ("901301-1234567", "900132-1234567", "900001-1234567"):
        with pytest.raises(NotPossible):
            resident_number.normalise(wrong)
