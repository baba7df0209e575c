from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0004_demo_accounts'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='lock_is_sign_in_only',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
