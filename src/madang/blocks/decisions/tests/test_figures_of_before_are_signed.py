"""Tables of figures proposed before they were signed get their document in the migration."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from madang.blocks.decisions.models import ParameterChange

OLD = [("decisions", "0001_initial")]


@pytest.mark.django_db(transaction=True)
def test_an_old_table_has_the_document_that_a_new_one_would_have() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(OLD)
    try:
        apps = executor.loader.project_state(OLD).apps
        body = apps.get_model("identity", "Organisation").objects.create(
            code="x", name_ko="하늘시", name_en="Haneul-si", kind="city"
        )
        parameter = apps.get_model("decisions", "DatedParameter").objects.create(
            key="p",
            name="기준",
            title_ko="기준",
            title_en="Base",
            organisation=body,
            unit="원",
            dimensions=["인원"],
            source="고시",
        )
        row: Any = apps.get_model("decisions", "ParameterChange").objects.create(
            parameter=parameter,
            rows=[{"keys": ["1"], "value": "2564238"}, {"keys": ["10"], "value": "9.5"}],
            valid_from="2026-01-01",
            article="고시",
            mark="lead",
            state="draft",
        )
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        now = ParameterChange.objects.get(pk=row.pk)
        assert [(keys, f"{value:f}") for keys, value in now.rows] == [(["1"], "2564238"), (["10"], "9.5")]
        assert sha256(now.source_json).hexdigest() == now.digest_hex
        now.delete()
    finally:
        last = MigrationExecutor(connection)
        last.migrate(last.loader.graph.leaf_nodes())
