"""What a transport is: it takes one parcel and says what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from madang.blocks.documents.models import Document
from madang.blocks.notifications.models import Delivery, Reason, State


@dataclass(frozen=True)
class Parcel:
    """One notice for one address.

    Attributes:
        reference: the same for every try: a transport that knows it already has sent it.
        content: the words of this channel.
    """

    delivery: Delivery
    reference: str
    address: str
    name: str
    language: str
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Handed:
    """The transport has taken it.

    Attributes:
        state: ``sent``; ``waiting`` where somebody has still to do something (a letter to be printed).
        reference: by which the transport will speak of it.
    """

    state: State = State.SENT
    reason: Reason = Reason.HANDED
    reference: str = ""
    document: Document | None = None


class Later(Exception):
    """It did not go now, and may go later."""


class Never(Exception):
    """It will not go this way, however often it is tried."""

    def __init__(self, reason: Reason, *, bounced: bool = True) -> None:
        self.reason, self.bounced = reason, bounced
        super().__init__(reason)


class Transport(Protocol):
    """One way. ``carry`` runs inside the transaction that holds the delivery's row."""

    name: str

    def carry(self, parcel: Parcel) -> Handed:
        """Take a parcel; raises Later and Never."""
        ...
