from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q

from madang.blocks.decisions.models.proposal import DayOf

KINDS = {
    "modelversion": "decisions_version",
    "parameterchange": "decisions_parameter_change",
    "personschange": "decisions_persons_change",
}
UNASKED = "까닭을 묻기 전에 낸 안입니다."


def say_that_nobody_was_asked(apps: Any, schema_editor: Any) -> None:
    for name in KINDS:
        rows = apps.get_model("decisions", name).objects.annotate(day=DayOf("proposed_at"))
        rows.filter(valid_from__lt=F("day"), past_reason="").update(past_reason=UNASKED)


def has_reason(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(proposed_at__isnull=True)
        | Q(valid_from__isnull=True)
        | ~Q(past_reason="")
        | Q(valid_from__gte=DayOf("proposed_at")),
        name=f"{name}_past_has_reason",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0006_figures_are_tried_ended_and_replaced"),
    ]

    operations = [
        *(
            migrations.AddField(
                name,
                "past_reason",
                models.TextField(blank=True, default="", verbose_name="지난 날부터 시행하는 까닭"),
            )
            for name in KINDS
        ),
        migrations.RunPython(say_that_nobody_was_asked, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        *(migrations.AddConstraint(name, has_reason(constraint)) for name, constraint in KINDS.items()),
    ]
