from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0005_assumptions_and_signs_of_counts"),
    ]

    operations = [
        migrations.AddField(
            "parameterchange", "changed_expectations", models.JSONField(blank=True, default=list)
        ),
        migrations.AddField(
            "parameterchange",
            "kind",
            models.TextField(
                choices=[
                    ("rows", "적은 칸만 고침: 다른 칸은 그대로"),
                    ("whole", "표 전체를 바꿈: 적지 않은 칸은 끝남"),
                    ("end", "값을 모두 끝냄"),
                ],
                default="rows",
                verbose_name="고치는 범위",
            ),
        ),
        migrations.AddField(
            "testperson",
            "figures",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="decisions.parameterchange",
            ),
        ),
        migrations.AddField(
            "counting",
            "figures",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="countings",
                to="decisions.parameterchange",
            ),
        ),
        migrations.AddConstraint(
            "parameterchange",
            models.CheckConstraint(
                condition=models.Q(("kind__in", ["rows", "whole", "end"])),
                name="decisions_parameter_change_kind",
            ),
        ),
    ]
