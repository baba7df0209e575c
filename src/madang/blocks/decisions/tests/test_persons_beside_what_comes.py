"""Test persons are tried on versions approved for later days too, and of two changes of one person one is refused."""

from __future__ import annotations

import re
import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import elders_from_70
from madang.blocks.decisions.models import DecisionModel, PersonsChange, TestPerson
from madang.blocks.decisions.queries import endings, standing
from madang.blocks.identity.models import Account

from .conftest import FEE, enact
from .test_rules_made_by_machines import Program


@pytest.fixture
def writes(drafter: Account) -> Program:
    return Program(drafter)


@pytest.fixture
def judges(reviewer: Account) -> Program:
    return Program(reviewer)


def elder(fee: DecisionModel, key: str) -> dict[str, Any]:
    """Somebody as old as the one whom the coming version charges."""
    like = next(each for each in standing.persons(fee) if each.key == "age-65")
    names = ("title_ko", "title_en", "kind", "facts", "expected")
    return {**{name: getattr(like, name) for name in names}, "key": key}


def test_who_fails_a_version_that_comes_is_named_or_refused(
    fee: DecisionModel, drafter: Account, reviewer: Account, writes: Program, judges: Program
) -> None:
    row = elder(fee, "elder")
    coming = enact(fee, drafter, reviewer, elders_from_70(), date(2027, 7, 1), changed=("age-65",))
    made = writes("POST", f"/models/{FEE}/persons-changes", {"rows": [row], "note": "더한다"})
    review = f"/persons-changes/{made.json()['id']}/review"
    refused = judges("POST", review, {"judgement": "approve"})
    assert (refused.status_code, refused.json().get("persons")) == (409, ["elder"])
    assert f"{coming.number}판" in refused.json()["detail"] and "2027" in refused.json()["detail"]
    idle = judges("POST", review, {"judgement": "approve", "changed": ["elder", "age-65"]})
    assert (idle.status_code, idle.json()["persons"]) == (409, ["age-65"])
    assert judges("POST", review, {"judgement": "approve", "changed": ["elder"]}).status_code == 200
    stands = TestPerson.objects.get(model=fee, key="elder", known_to=None)
    assert stands.version == coming and stands.expected != row["expected"]
    assert TestPerson.objects.get(model=fee, key="elder", known_to__isnull=False).expected == row["expected"]


def test_who_fails_a_version_that_comes_is_named_on_the_page(
    fee: DecisionModel, drafter: Account, reviewer: Account, judge: Client
) -> None:
    rows = [elder(fee, "elder")]
    enact(fee, drafter, reviewer, elders_from_70(), date(2027, 7, 1), changed=("age-65",))
    change = actions.propose_persons(drafter, fee, rows=rows, note_="더한다")
    page = reverse("decisions:review-persons", args=[change.pk])
    assert re.search(r'<input[^>]* name="changed"[^>]*>', judge.get(page).content.decode())
    unnamed = judge.post(page, {"judgement": "approve"}).content.decode()
    assert "기대를 바꾼 것이면" in unnamed and not TestPerson.objects.filter(key="elder").exists()
    assert judge.post(page, {"judgement": "approve", "changed": ["elder"]}).status_code == 302
    assert TestPerson.objects.filter(key="elder", known_to=None).exists()


def test_the_second_change_of_one_person_is_refused(
    fee: DecisionModel, writes: Program, judges: Program
) -> None:
    row = elder(fee, "elder")
    first, second = (
        writes("POST", f"/models/{FEE}/persons-changes", {"rows": [row], "note": "더한다"}).json()["id"]
        for _ in range(2)
    )
    assert judges("POST", f"/persons-changes/{first}/review", {"judgement": "approve"}).status_code == 200
    again = judges("POST", f"/persons-changes/{second}/review", {"judgement": "approve"})
    assert again.status_code == 409 and "elder" in again.json()["detail"], again.content


@pytest.mark.django_db(transaction=True)
def test_two_changes_approved_at_once_are_one_and_a_sentence(
    fee: DecisionModel, drafter: Account, judges: Program
) -> None:
    row = elder(fee, "elder")
    both = [actions.propose_persons(drafter, fee, rows=[row], note_="더한다") for _ in range(2)]
    start, found = threading.Barrier(2), []

    def judge(change: PersonsChange) -> None:
        try:
            start.wait()
            answer = judges("POST", f"/persons-changes/{change.pk}/review", {"judgement": "approve"})
            found.append(answer.status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=judge, args=(each,)) for each in both]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(found) == [200, 409]


def test_a_backslash_with_zeros_is_text_and_no_forbidden_character(
    fee: DecisionModel, writes: Program
) -> None:
    row = elder(fee, "elder")
    kept = writes(
        "POST", f"/models/{FEE}/persons-changes", {"rows": [{**row, "expected": "\\u0000"}], "note": "x"}
    )
    assert kept.status_code == 201, kept.content
    assert PersonsChange.objects.get(pk=kept.json()["id"]).rows[0]["expected"] == "\\u0000"
    for wrong in ("\x00", {"\x00": 1}, ["a\x00"]):
        answer = writes(
            "POST", f"/models/{FEE}/persons-changes", {"rows": [{**row, "expected": wrong}], "note": "x"}
        )
        assert answer.status_code == 422 and "쓸 수 없는 글자" in answer.json()["detail"]


def test_who_is_named_expects_today_what_was_proposed(
    fee: DecisionModel, drafter: Account, reviewer: Account, writes: Program, judges: Program
) -> None:
    old = next(each for each in standing.persons(fee) if each.key == "lost")
    row = {**elder(fee, "age-65"), "key": old.key}
    coming = enact(fee, drafter, reviewer, elders_from_70(), date(2027, 7, 1), changed=("age-65",))
    made = writes("POST", f"/models/{FEE}/persons-changes", {"rows": [row], "note": "고친다"})
    review = f"/persons-changes/{made.json()['id']}/review"
    assert judges("POST", review, {"judgement": "approve", "changed": [old.key]}).status_code == 200
    before = {now.key: before.expected for now, before in endings.expected_again(coming)}
    assert before[old.key] == row["expected"]
