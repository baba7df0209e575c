"""What rooms above give to cases, by their manifests: facts that guards read, and effects of steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madang.blocks.cases.models import Case, Step
from madang.blocks.cases.parties import By
from madang.blocks.rooms.manifest import load, manifests


def facts_of(case: Case, wanted: frozenset[str]) -> dict[str, Any]:
    """What the systems know of a case (``fee_settled``), by name; asked only where one of ``wanted`` is theirs."""
    found: dict[str, Any] = {}
    for room in manifests():
        for names, path in room.case_facts.items():
            if wanted & set(names.split()):
                found.update(load(path)(case))
    return found


def fact_names() -> frozenset[str]:
    """The names that guards may read beside the answers."""
    return frozenset(name for room in manifests() for names in room.case_facts for name in names.split())


def act_names() -> frozenset[str]:
    """The codes of effects that steps may name."""
    return frozenset(name for room in manifests() for name in room.case_acts)


def act(name: str, case: Case, step: Step) -> None:
    """Do a registered effect in the running transaction."""
    for room in manifests():
        if path := room.case_acts.get(name):
            load(path)(case, step)
            return
    raise LookupError(name)


class OfflineRefused(Exception):
    """A system cannot take what a device brought beside the answers; the text is for the reader."""


def offline(by: By, case: Case, extras: Mapping[str, Any]) -> None:
    """Hand what a device brought beside the answers (money taken, a photo) to the systems that know it.

    Raises OfflineRefused for what none of them knows.
    """
    left = dict(extras)
    for room in manifests():
        for name, path in room.case_extras.items():
            if name in left:
                load(path)(by, case, left.pop(name))
    if left:
        raise OfflineRefused(", ".join(sorted(left)))
