"""What one ledger entry says, and its bytes in the log.

An entry is canonical JSON (keys sorted, no white space, UTF-8) without personal data: who acted in which
role (as a pseudonym), what, on which subject (keyed hash), why (purpose and legal basis), the digest of the
details, ``happened_at`` and ``logged_at`` in microseconds since 1970 (UTC).
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, final

from madang_verify.tiles import MAX_ENTRY

from madang.blocks.ledger.errors import EntryTooLarge

# The sequencer adds ',"logged_at":<16 digits>'; the outbox leaves that much room.
LOGGED_AT_ROOM = 32
MAX_PAYLOAD = MAX_ENTRY - LOGGED_AT_ROOM
_LOGGED_AT_PLACE = b',"purpose":'


@dataclass(frozen=True)
class Actor:
    """Who acted, without a name.

    Attributes:
        organisation: code of the body acted for; ``citizen`` for people acting for themselves.
        role: role code held there.
        pseudonym: stable pseudonym, resolvable by an auditor only; empty for machines.
    """

    organisation: str
    role: str
    pseudonym: str = ""


@final
class System(Actor):
    """The platform itself, when no person acts. There is one, ``SYSTEM``; no other can be made.

    Actions that check permissions let it do everything, so it is a type of its own: an ``Actor`` made from an
    account never passes for it.
    """

    def __new__(cls) -> System:
        if "SYSTEM" in globals():
            raise TypeError("the platform acts as ledger.SYSTEM; nothing else does")
        return super().__new__(cls)

    def __init__(self) -> None:
        super().__init__(organisation="madang", role="system")

    def __copy__(self) -> System:
        return self

    def __deepcopy__(self, _memo: object) -> System:
        return self


SYSTEM = System()


@dataclass(frozen=True)
class Event:
    """One logged act as its listeners receive it.

    Attributes:
        index: place in the log, from 0.
        id: the act's UUID.
        subject: keyed hash of the subject (32 bytes) or None.
        detail: the decrypted details, or None when the subject's key has been erased.
    """

    index: int
    id: uuid.UUID
    type: str
    subject: bytes | None
    organisation: str
    role: str
    logged_at: datetime
    detail: dict[str, Any] | None


def canonical(value: Any) -> bytes:
    """Return canonical JSON bytes: keys sorted, no white space, UTF-8, no NaN."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def microseconds(moment: datetime) -> int:
    """Return whole microseconds since 1970-01-01 UTC of an aware time."""
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def from_microseconds(value: int) -> datetime:
    """Return the aware UTC time of microseconds since 1970."""
    return datetime.fromtimestamp(value // 1_000_000, UTC).replace(microsecond=value % 1_000_000)


def payload(
    *,
    id: uuid.UUID,
    type: str,
    actor: Actor,
    subject: bytes | None,
    purpose: str,
    basis: str,
    detail: bytes,
    happened_at: datetime,
) -> bytes:
    """Return the entry's bytes before it is logged; raises EntryTooLarge."""
    data = canonical(
        {
            "actor": {"org": actor.organisation, "role": actor.role, "who": actor.pseudonym},
            "basis": basis,
            "detail": detail.hex(),
            "happened_at": microseconds(happened_at),
            "id": str(id),
            "purpose": purpose,
            "subject": subject.hex() if subject else None,
            "type": type,
            "v": 1,
        }
    )
    if len(data) > MAX_PAYLOAD:
        raise EntryTooLarge(
            f"this entry has {len(data):,} bytes; a log entry holds at most {MAX_PAYLOAD:,}. "
            "Put texts into the details: only their digest is logged."
        )
    return data


def with_logged_at(data: bytes, logged_at: int) -> bytes:
    """Return the final entry: ``payload`` bytes with ``logged_at`` (microseconds) in its sorted place.

    The place is found as text: quotes inside JSON strings are escaped, and no key of ``actor`` is called
    ``purpose``, so the pattern stands exactly once at the top level.
    """
    return data.replace(_LOGGED_AT_PLACE, b',"logged_at":%d,"purpose":' % logged_at, 1)
