"""What is noted of backups, restores and the demo city. The work itself is ``madang backup`` and ``restore``."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from madang.blocks.ledger import SYSTEM, record
from madang.systems.operations.basis import OPERATE, OPERATE_BASIS, SAFEGUARD, SAFEGUARD_BASIS
from madang.systems.operations.models import Backup, DemoMark


@transaction.atomic
def note_backup(
    *, name: str, finished_at: datetime, entries: int, lacks: int, size: int, keys_until: datetime
) -> uuid.UUID:
    """Put a backup that was found good on record; for the command ``madang backup``."""
    Backup.objects.create(
        name=name, finished_at=finished_at, entries=entries, lacks=lacks, size=size, keys_until=keys_until
    )
    return record(
        "operations.backup.made",
        actor=SYSTEM,
        subject=None,
        detail={"name": name, "entries": entries, "lacks": lacks, "size": size},
        purpose=SAFEGUARD,
        basis=SAFEGUARD_BASIS,
    )


@transaction.atomic
def note_restore(
    *, name: str, entries: int, lacks: int, erased: int, backup: Mapping[str, Any] | None = None
) -> uuid.UUID:
    """Put on record, in the restored database, that it was restored; for the command ``madang restore``.

    ``backup`` has the fields of the backup it came from: noted after the database was copied, it is in no
    backup's own list, and yet there to be restored again.
    """
    if backup is not None:
        Backup.objects.get_or_create(name=name, defaults=backup)
    return record(
        "operations.backup.restored",
        actor=SYSTEM,
        subject=None,
        detail={"name": name, "entries": entries, "lacks": lacks, "erased": erased},
        purpose=SAFEGUARD,
        basis=SAFEGUARD_BASIS,
    )


@transaction.atomic
def mark_demo() -> None:
    """Mark this database as one that held the demo city; safe to call again."""
    if DemoMark.objects.exists():
        return
    DemoMark.objects.create()
    record(
        "operations.demo.loaded",
        actor=SYSTEM,
        subject=None,
        detail={},
        purpose=OPERATE,
        basis=OPERATE_BASIS,
    )
