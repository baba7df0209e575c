"""Every change that the operator's room makes."""

from madang.systems.operations.actions.backups import mark_demo, note_backup, note_restore
from madang.systems.operations.actions.events import accept_gap, drop_dead_letter, retry_dead_letter
from madang.systems.operations.actions.jobs import cancel_job, retry_job, retry_stalled_jobs
from madang.systems.operations.actions.keys import renew_subject_key, rotate_key
from madang.systems.operations.actions.read_only import begin_read_only, end_read_only
from madang.systems.operations.actions.reading import open_holders, open_quarantine

__all__ = [
    "accept_gap",
    "begin_read_only",
    "cancel_job",
    "drop_dead_letter",
    "end_read_only",
    "mark_demo",
    "note_backup",
    "note_restore",
    "open_holders",
    "open_quarantine",
    "renew_subject_key",
    "retry_dead_letter",
    "retry_job",
    "retry_stalled_jobs",
    "rotate_key",
]
