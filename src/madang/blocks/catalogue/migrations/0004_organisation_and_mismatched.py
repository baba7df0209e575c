import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0003_extends_and_merged"),
        ("identity", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.organisation",
                verbose_name="맡은 기관",
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="mismatched",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="listing",
            name="withdrawn_because",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="importrun",
            name="mismatched",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
