from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0004_the_author_is_kept"),
    ]

    operations = [
        migrations.AddField("modelversion", "assumed", models.JSONField(blank=True, default=dict)),
        migrations.AddField("counting", "tries", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("counting", "seen_at", models.DateTimeField(null=True)),
    ]
