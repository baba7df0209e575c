"""Read-only mode: everybody reads, nobody changes, everybody is told why."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import Account
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Detail, LogState, Outbox
from madang.config import read_only
from madang.systems.operations import actions
from madang.systems.operations.errors import NotPossible
from madang.systems.operations.models import ReadOnlyOrder
from madang.systems.operations.queries import standing

REASON, REASON_EN = "밤 10시까지 점검합니다.", "Maintenance until 10 p.m."
ENGLISH = {"Accept-Language": "en"}
PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def fresh_banner() -> Iterator[None]:
    read_only._seen.clear()
    with override("ko"):  # a page of an earlier test may have left another one
        yield
    read_only._seen.clear()


@pytest.fixture
def locked(operator: Account) -> None:
    actions.begin_read_only(operator, reason_ko=REASON, reason_en=REASON_EN)


def test_it_is_begun_and_ended_with_a_ledger_entry_each(operator: Account) -> None:
    begun = actions.begin_read_only(operator, reason_ko=REASON, reason_en=REASON_EN)
    found = standing.read_only()
    assert found is not None and (found.reason, found.automatic) == (REASON, False)
    ended = actions.end_read_only(operator)
    assert standing.read_only() is None
    logged = dict(Outbox.objects.values_list("id", "type"))
    assert (logged[begun], logged[ended]) == ("operations.read-only.begun", "operations.read-only.ended")


@pytest.mark.parametrize("role", ["auditor", "administrator", "clerk"])
def test_only_an_operator_may_switch_it(official: Callable[[str], Account], role: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.begin_read_only(official(role), reason_ko=REASON)
    assert standing.read_only() is None


def test_it_needs_a_reason_and_cannot_begin_twice_or_end_without_having_begun(operator: Account) -> None:
    with pytest.raises(NotPossible):
        actions.end_read_only(operator)
    for reason in ("", "  ", "가" * 301):
        with pytest.raises(NotPossible) as raised:
            actions.begin_read_only(operator, reason_ko=reason)
        assert raised.value.field == "reason_ko"
    actions.begin_read_only(operator, reason_ko=REASON)
    with pytest.raises(NotPossible):
        actions.begin_read_only(operator, reason_ko=REASON)
    assert ReadOnlyOrder.objects.count() == 1


def test_the_database_itself_holds_one_order_at_a_time(db: None) -> None:
    ReadOnlyOrder.objects.create(reason_ko=REASON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadOnlyOrder.objects.create(reason_ko=REASON)


@pytest.mark.parametrize(("language", "reason"), [("ko", REASON), ("en", REASON_EN)])
def test_every_page_says_so_in_the_readers_language(locked: None, language: str, reason: str) -> None:
    page = Client().get("/", headers={"Accept-Language": language})
    assert page.status_code == 200
    assert reason in page.content.decode()


def test_pages_say_nothing_of_it_otherwise(db: None) -> None:
    assert "읽기만 할 수 있습니다" not in Client().get("/").content.decode()


def test_a_change_is_answered_with_the_reason_and_when_to_come_back(
    locked: None, client_of: Callable[[str], Client]
) -> None:
    acts = Detail.objects.count()
    desk = client_of("editor")
    answer = desk.post(reverse("portal:write"), {"title": "새 안내"}, headers=ENGLISH)
    assert (answer.status_code, answer["Retry-After"]) == (503, str(read_only.RETRY_AFTER))
    assert REASON_EN in answer.content.decode()
    created = Detail.objects.count() - acts
    assert created == 1  # the editor's joining above, by the fixture


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_answers_changes_with_problem_details(locked: None, method: str) -> None:
    answer = getattr(Client(), method)("/api/v1/search", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["type"] == "urn:madang:problem:read-only"
    assert REASON in answer.json()["detail"]
    assert answer["Retry-After"] == str(read_only.RETRY_AFTER)


def test_the_api_reads_on(locked: None) -> None:
    assert Client().get("/api/v1/search?q=a").status_code == 200


def test_signing_in_and_out_and_reading_in_another_language_stay_possible(locked: None) -> None:
    citizen = identity.open_citizen_account("minsu", PASSWORD)
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": citizen.username, "password": PASSWORD})
    assert answer.status_code == 302
    assert browser.post(reverse("ui:language"), {"language": "en", "next": "/"}).status_code == 302
    assert browser.post(reverse("account_logout")).status_code == 302


@pytest.mark.parametrize("name", ["account_signup", "account_change_password", "identity:new_api_key"])
def test_new_accounts_passwords_and_keys_wait(locked: None, name: str) -> None:
    assert Client().post(reverse(name), {}).status_code == 503


def test_an_operator_can_end_it_by_the_page(locked: None, desk: Client) -> None:
    assert REASON in desk.get(reverse("operations:read_only")).content.decode()
    answer = desk.post(reverse("operations:end_read_only"), follow=True)
    assert answer.status_code == 200
    assert standing.read_only() is None


def test_the_page_begins_it_and_names_what_is_wrong_with_a_reason(desk: Client) -> None:
    assert desk.post(reverse("operations:read_only"), {"reason_ko": ""}).status_code == 422
    assert standing.read_only() is None
    assert desk.post(reverse("operations:read_only"), {"reason_ko": REASON}).status_code == 302
    assert standing.read_only() is not None


def test_the_ledgers_own_reason_holds_whatever_the_switch_says(operator: Account, desk: Client) -> None:
    LogState.objects.update_or_create(id=1, defaults={"conflict": "gap", "size": 5, "log_size": 9})
    found = standing.read_only()
    assert found is not None and found.automatic
    assert Client().post(reverse("account_signup"), {}).status_code == 503
    with pytest.raises(NotPossible):
        actions.end_read_only(SYSTEM)
    assert reverse("operations:gap") in desk.get(reverse("operations:read_only")).content.decode()
