from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import madang.blocks.decisions.models.proposal


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0007_a_day_in_the_past_has_a_reason'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.TextField(choices=[('draft', '초안'), ('proposed', '검토 요청'), ('approved', '승인'), ('refused', '반려'), ('withdrawn', '철회')], default='draft', verbose_name='상태')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='시행일')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='효력이 끝나는 날')),
                ('note', models.TextField(blank=True, default='', verbose_name='까닭')),
                ('past_reason', models.TextField(blank=True, default='', verbose_name='지난 날부터 시행하는 까닭')),
                ('drafted_by', models.UUIDField(editable=False, null=True)),
                ('proposed_by', models.UUIDField(editable=False, null=True)),
                ('reviewed_by', models.UUIDField(editable=False, null=True)),
                ('review_note', models.TextField(blank=True, default='', verbose_name='검토 의견')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='적은 때')),
                ('proposed_at', models.DateTimeField(editable=False, null=True, verbose_name='검토를 요청한 때')),
                ('reviewed_at', models.DateTimeField(editable=False, null=True, verbose_name='검토한 때')),
                ('act', models.UUIDField(editable=False, null=True)),
                ('whole', models.BooleanField(verbose_name='처음부터 거둠')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endings', to='decisions.modelversion')),
            ],
            options={
                'verbose_name': '규칙을 끝내는 안',
                'ordering': ['-recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'proposed', 'approved', 'refused', 'withdrawn'])), name='decisions_ending_state_known'), models.CheckConstraint(condition=models.Q(('reviewed_by__isnull', True), ('proposed_by__isnull', True), models.Q(('reviewed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='decisions_ending_second_person'), models.CheckConstraint(condition=models.Q(('reviewed_by__isnull', True), ('drafted_by__isnull', True), models.Q(('reviewed_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='decisions_ending_not_its_author'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'refused']), _negated=True), ('reviewed_at__isnull', False), _connector='OR'), name='decisions_ending_reviewed'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['proposed', 'approved']), _negated=True), ('valid_from__isnull', False), _connector='OR'), name='decisions_ending_has_day'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='decisions_ending_period'), models.CheckConstraint(condition=models.Q(('proposed_at__isnull', True), ('valid_from__isnull', True), models.Q(('past_reason', ''), _negated=True), ('valid_from__gte', madang.blocks.decisions.models.proposal.DayOf('proposed_at')), _connector='OR'), name='decisions_ending_past_has_reason')],
            },
        ),
    ]
