"""Rules made before namespaces were bound, authors kept and days in the past explained are brought up to date, and back."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from madang.blocks.decisions.demo.load import elders_from_70, source_of
from madang.blocks.decisions.models import DecisionModel, ModelVersion, ParameterChange, PersonsChange

from .conftest import FEE, RENT

OLD = [("decisions", "0002_counts_and_signed_figures")]
EDITOR, REVIEWER = uuid.uuid4(), uuid.uuid4()
REVIEWED = {
    "proposed_by": EDITOR, "reviewed_by": REVIEWER, "proposed_at": timezone.now(), "reviewed_at": timezone.now(),
    "state": "approved", "valid_from": "2026-01-01", "note": "옛 안",
}  # fmt: skip


def migrate(target: Any = None) -> Any:
    executor = MigrationExecutor(connection)
    wanted = target or executor.loader.graph.leaf_nodes()
    executor.migrate(wanted)
    return executor.loader.project_state(wanted).apps


@pytest.fixture
def old(transactional_db: None) -> Iterator[Any]:
    """The tables as they were."""
    try:
        yield migrate(OLD)
    finally:
        migrate()


def fill(apps: Any) -> None:
    """Three models of one namespace and one of its own: of two an approved text, of one a draft, of one nothing."""
    body = apps.get_model("identity", "Organisation").objects.create(
        code="x", name_ko="하늘시", name_en="Haneul-si", kind="city"
    )
    named = {"title_ko": "규칙", "title_en": "Rule", "organisation": body, "source": "조례"}
    models, versions = (
        apps.get_model("decisions", "DecisionModel"),
        apps.get_model("decisions", "ModelVersion"),
    )

    def version(key: str, number: int, xml: bytes, **more: Any) -> None:
        model, _made = models.objects.get_or_create(key=key, defaults=named)
        versions.objects.create(model=model, number=number, xml=xml, digest=sha256(xml).digest(), **more)

    version("draft", 1, source_of(FEE), state="draft")
    version("first", 1, source_of(FEE), **REVIEWED)
    version("first", 2, elders_from_70(), **{**REVIEWED, "state": "proposed", "reviewed_by": None})
    version("second", 1, elders_from_70(), **REVIEWED)
    version("other", 1, source_of(RENT), **{**REVIEWED, "state": "refused", "valid_from": "2999-01-01"})
    models.objects.create(key="empty", **named)
    parameter = apps.get_model("decisions", "DatedParameter").objects.create(
        key="p", name="기준", unit="원", dimensions=[], **named
    )
    apps.get_model("decisions", "ParameterChange").objects.create(
        parameter=parameter,
        document=b"{}",
        digest=sha256(b"{}").digest(),
        article="고시",
        mark="lead",
        **REVIEWED,
    )
    apps.get_model("decisions", "PersonsChange").objects.create(
        model=models.objects.get(key="first"), rows=[], **REVIEWED
    )


def test_rows_of_before_are_brought_up_to_date_and_back_and_again(old: Any) -> None:
    fill(old)
    for _turn in range(2):
        migrate()
        bound = dict(DecisionModel.objects.values_list("key", "namespace"))
        assert bound["first"] and bound["other"] and bound["first"] != bound["other"]
        assert bound["draft"] is bound["second"] is bound["empty"] is None
        for kind in (ModelVersion, ParameterChange, PersonsChange):
            for row in kind._default_manager.exclude(proposed_by=None):
                assert row.drafted_by == row.proposed_by == EDITOR
                assert row.past_reason == (
                    "" if str(row.valid_from) == "2999-01-01" else "까닭을 묻기 전에 낸 안입니다."
                )
        assert ModelVersion.objects.get(model__key="draft").drafted_by is None
        assert ParameterChange.objects.get().kind == "rows"
        migrate(OLD)
        assert connection.introspection.table_names().count("decisions_ending") == 0
