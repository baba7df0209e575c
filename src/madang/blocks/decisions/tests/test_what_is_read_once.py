"""What a page or a question costs: test persons are run once for the same law, and only imported texts are read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import persons_of, source_of
from madang.blocks.decisions.models import DatedParameter, DecisionModel, ModelVersion
from madang.blocks.decisions.queries import answers, imports
from madang.blocks.identity.models import Account

from .conftest import FEE, enact
from .test_models_import_models import base, charge, using  # noqa: F401

TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Each run of test persons, noted and then done."""
    found: list[Any] = []
    real = answers.run

    def noted(*args: Any, **kwargs: Any) -> Any:
        found.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(answers, "run", noted)
    monkeypatch.setattr(answers, "_reports", answers._Reports())
    return found


def test_test_persons_are_run_once_for_the_same_law_and_anew_when_it_changes(
    fee: DecisionModel, drafter: Account, reviewer: Account, client: Client, runs: list[Any]
) -> None:
    for path in ("", "persons/", "versions/1/"):
        assert client.get(f"/decisions/models/{FEE}/{path}").status_code == 200
    # A version's own page reads it on its first day, which is another day than today.
    assert len(runs) == 2
    person = {**persons_of(FEE)[0], "key": "new", "title_ko": "새로 온 사람"}
    change = actions.propose_persons(drafter, fee, rows=[person], note_="더 시험한다")
    actions.approve_persons(reviewer, change)
    runs.clear()
    assert "새로 온 사람" in client.get(f"/decisions/models/{FEE}/persons/").content.decode()
    assert len(runs) == 1, "another person"
    runs.clear()
    text = source_of(FEE).replace(b"</definitions>", b"<!-- 2 --></definitions>")
    enact(fee, drafter, reviewer, text, timezone.localdate())
    client.get(f"/decisions/models/{FEE}/")
    assert len(runs) == 1, "another text, run when it was approved"


def test_other_figures_of_the_day_are_another_report(
    rent: DecisionModel, median: DatedParameter, drafter: Account, reviewer: Account, runs: list[Any]
) -> None:
    version = ModelVersion.objects.get(model=rent)
    before = answers.trial(version, TOMORROW)
    answers.trial(version, TOMORROW)
    assert len(runs) == 1
    median.values.all().delete()
    after = answers.trial(version, TOMORROW)
    assert len(runs) == 2
    assert [each.value for each in before.tried] != [each.value for each in after.tried]


def test_faults_are_tried_again_and_few_reports_are_kept(fee: DecisionModel) -> None:
    reports = answers._Reports()
    found = answers.trial(ModelVersion.objects.get(model=fee), TOMORROW)
    for number in range(answers.KEPT + 5):
        reports.keep(bytes([number]), found)
    assert reports.get(bytes([0])) is None and reports.get(bytes([answers.KEPT])) is found


def test_a_question_reads_the_texts_that_are_imported_and_no_others(
    fee: DecisionModel,
    rent: DecisionModel,
    base: DecisionModel,  # noqa: F811
    using: DecisionModel,  # noqa: F811
    client: Client,
) -> None:
    imports._kept.cache_clear()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert charge(client, "2026-05-31") == "500.0"
    assert imports._kept.cache_info().currsize == 2, "the rule and what it imports"
    inforce = [each["sql"] for each in seen if 'FROM "decisions_inforce"' in each["sql"]]
    assert inforce and all(
        '"decisions_inforce"."model_id" =' in each or '"namespace" =' in each for each in inforce
    )
