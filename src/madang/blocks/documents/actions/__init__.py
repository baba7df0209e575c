"""Every change of documents: brought, made, looked through, revoked, held, deleted."""

from madang.blocks.documents.actions.looking import look_at, scan_again
from madang.blocks.documents.actions.making import make, revoke
from madang.blocks.documents.actions.removing import (
    delete,
    delete_of,
    expire,
    hold,
    reap,
    release,
    replay_deletions,
    sweep,
)
from madang.blocks.documents.actions.storing import store

__all__ = [
    "delete",
    "delete_of",
    "expire",
    "hold",
    "look_at",
    "make",
    "reap",
    "release",
    "replay_deletions",
    "revoke",
    "scan_again",
    "store",
    "sweep",
]
