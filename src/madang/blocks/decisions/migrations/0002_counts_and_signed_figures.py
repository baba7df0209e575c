from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from madang_rules.parameters import Parameters, canonical

from madang.blocks.decisions.queries.figures import table


def write_documents(apps: Any, schema_editor: Any) -> None:
    """Write each proposed table as the document that is signed from now on."""
    for change in apps.get_model("decisions", "ParameterChange").objects.select_related("parameter"):
        rows = [
            (
                row["keys"],
                Decimal(row["value"]),
                change.valid_from,
                change.valid_to,
                change.article,
                change.mark,
            )
            for row in change.rows
        ]
        change.document = canonical(Parameters([table(change.parameter, rows)]))
        change.digest = sha256(change.document).digest()
        change.save(update_fields=["document", "digest"])


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Counting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.BinaryField(max_length=32, unique=True)),
                ("day", models.DateField()),
                ("assumed", models.JSONField(default=dict)),
                ("people", models.PositiveIntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("waiting", "기다림"),
                            ("counting", "세는 중"),
                            ("done", "다 셈"),
                            ("failed", "세지 못함"),
                        ],
                        default="waiting",
                    ),
                ),
                ("done", models.PositiveSmallIntegerField(default=0)),
                ("result", models.JSONField(null=True)),
                ("fault", models.JSONField(null=True)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="countings",
                        to="decisions.modelversion",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="decisions.modelversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "counting", "done", "failed"])),
                        name="decisions_counting_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("result__isnull", True)),
                            _connector="OR",
                        ),
                        name="decisions_counting_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done__lte", 100)), name="decisions_counting_done"
                    ),
                ],
            },
        ),
        migrations.AddField("parameterchange", "document", models.BinaryField(null=True)),
        migrations.AddField("parameterchange", "digest", models.BinaryField(max_length=32, null=True)),
        migrations.RunPython(write_documents, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("parameterchange", "document", models.BinaryField()),
        migrations.AlterField("parameterchange", "digest", models.BinaryField(max_length=32)),
        migrations.RemoveField("parameterchange", "rows"),
        migrations.AddConstraint(
            "parameterchange",
            models.CheckConstraint(
                condition=models.Q(
                    (
                        "digest",
                        models.Func(
                            models.F("document"), function="sha256", output_field=models.BinaryField()
                        ),
                    )
                ),
                name="decisions_parameter_change_digest",
            ),
        ),
    ]
