"""From JSON to a process, or to all faults in it at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from madang.blocks.cases.errors import UnfitProcess
from madang.blocks.cases.process.faults import faults_of
from madang.blocks.cases.process.parts import Process
from madang.blocks.forms.definition import MAX_BYTES, Definition
from madang.blocks.forms.definition.reading import reading_faults
from madang.blocks.forms.errors import Fault


def read_process(
    data: Any, *, form: Definition, roles: Iterable[str], facts: Iterable[str] = (), acts: Iterable[str] = ()
) -> Process:
    """Return the process; raises UnfitProcess with every fault, its place and the way out.

    Args:
        data: JSON text or its values.
        form: the form it names, whose answers guards read.
        roles: codes of the roles that exist on this site.
        facts: names that the systems of this site tell of a case (``fee_paid``).
        acts: codes of registered effects.
    """
    if isinstance(data, str | bytes) and len(data) > MAX_BYTES:
        raise UnfitProcess([Fault("/", _("절차가 너무 큽니다. 500kB까지 올릴 수 있습니다."))])
    try:
        if isinstance(data, str | bytes):
            found = Process.model_validate_json(data)
        else:
            found = Process.model_validate(data)
    except ValidationError as error:
        raise UnfitProcess(reading_faults(error)) from error
    if faults := faults_of(found, form, frozenset(roles), frozenset(facts), frozenset(acts)):
        raise UnfitProcess(faults)
    return found


@lru_cache(maxsize=256)
def read_once(text: str) -> Process:
    """The process of a stored version: kept, for a version never changes."""
    return Process.model_validate_json(text)
