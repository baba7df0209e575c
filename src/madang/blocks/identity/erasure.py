"""Erasing a person: what each room does for it. The act itself is ``actions.erase_person``.

A room whose rows tell something of a person names in its manifest

    erasers=("madang.systems.permits.erasing:erase_files",)
    holds=("madang.systems.permits.erasing:open_cases",)

An **eraser** takes a :class:`Whom` and says what the room holds, as :class:`Trace`; called with ``only_look=False``
it also takes it away, in the running transaction. It writes no ledger entry (the erasure is one act), names the
room's own ledger subjects about the person, and may be called again: for somebody erased already it finds nothing.
It is called again by every restore of an older backup.

A **hold** takes a :class:`Whom` and returns sentences saying why the person's rows must stay for now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from madang.blocks.identity.models import Account, Person
from madang.blocks.rooms.manifest import Text, load, manifests


@dataclass(frozen=True)
class Whom:
    """Whose traces go: a person with all their accounts, or single accounts, whose person stays or is not known."""

    person: Person | None
    accounts: tuple[Account, ...]

    @property
    def subjects(self) -> list[str]:
        """Names of the ledger's subjects that this room writes about them, the person first."""
        people = [f"person:{self.person.pk}"] if self.person else []
        return [*people, *(f"account:{each.pk}" for each in self.accounts)]

    @property
    def is_erased(self) -> bool:
        """Whether all their rows here are tombstones already."""
        rows: list[Person | Account] = [*self.accounts, *([self.person] if self.person else [])]
        return all(each.erased_at is not None for each in rows)


@dataclass(frozen=True)
class Trace:
    """Something that a room holds of somebody.

    Attributes:
        what: in words.
        count: how many.
        stays: why it is kept, without what tells who it was; None for what goes.
        subjects: the room's ledger subjects whose keys go with it.
    """

    what: Text
    count: int
    stays: Text | None = None
    subjects: tuple[str, ...] = ()


def of_person(person: Person) -> Whom:
    """Return a person with all their accounts."""
    return Whom(person, tuple(person.accounts.order_by("id")))


def of_account(account: Account) -> Whom:
    """Return one account alone."""
    return Whom(None, (account,))


def traces(whom: Whom, *, only_look: bool = True) -> list[Trace]:
    """Return what all rooms hold; with ``only_look=False`` it is gone afterwards."""
    return [trace for erase in _named("erasers") for trace in erase(whom, only_look=only_look) if trace.count]


def held(whom: Whom) -> list[str]:
    """Return why somebody's rows must stay for now; empty when they may go."""
    return [sentence for hold in _named("holds") for sentence in hold(whom)]


def _named(attribute: str) -> list[Callable[..., Any]]:
    return [load(path) for room in manifests() for path in getattr(room, attribute)]
