from __future__ import annotations

from typing import Any

from django.db import migrations, models

from madang.blocks.decisions.queries.imports import heading


def bind(apps: Any, schema_editor: Any) -> None:
    """Give each namespace to the model founded first of those that had a text of it approved, else drafted."""
    versions = apps.get_model("decisions", "ModelVersion")
    taken: set[str] = set()
    for approved in (True, False):
        for model in apps.get_model("decisions", "DecisionModel").objects.filter(namespace=None).order_by("pk"):
            texts = versions.objects.filter(model=model).order_by("-number")
            text = (texts.filter(state="approved") if approved else texts).first()
            if text is None:
                continue
            namespace = heading(bytes(text.xml)).namespace
            if namespace not in taken:
                taken.add(namespace)
                model.namespace = namespace
                model.save(update_fields=["namespace"])


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0002_counts_and_signed_figures"),
    ]

    operations = [
        migrations.AddField(
            "decisionmodel",
            "namespace",
            models.TextField(editable=False, null=True, verbose_name="이름공간"),
        ),
        migrations.RunPython(bind, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            "decisionmodel",
            "namespace",
            models.TextField(editable=False, null=True, unique=True, verbose_name="이름공간"),
        ),
    ]
