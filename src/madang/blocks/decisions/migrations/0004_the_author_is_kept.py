from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q


def name_authors(apps: Any, schema_editor: Any) -> None:
    """Who proposed is the only author that was kept until now."""
    for name in ("ModelVersion", "ParameterChange", "PersonsChange"):
        apps.get_model("decisions", name).objects.update(drafted_by=F("proposed_by"))


def no_author(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(reviewed_by__isnull=True) | Q(drafted_by__isnull=True) | ~Q(reviewed_by=F("drafted_by")),
        name=f"{name}_not_its_author",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0003_a_namespace_belongs_to_one_model"),
    ]

    operations = [
        migrations.AddField("modelversion", "drafted_by", models.UUIDField(editable=False, null=True)),
        migrations.AddField("parameterchange", "drafted_by", models.UUIDField(editable=False, null=True)),
        migrations.AddField("personschange", "drafted_by", models.UUIDField(editable=False, null=True)),
        migrations.RunPython(name_authors, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint("modelversion", no_author("decisions_version")),
        migrations.AddConstraint("parameterchange", no_author("decisions_parameter_change")),
        migrations.AddConstraint("personschange", no_author("decisions_persons_change")),
    ]
