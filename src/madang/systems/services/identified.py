"""What the register knows of the applicant: facts that guards of processes may read."""

from __future__ import annotations

from typing import Any

from madang.blocks.cases.models import Case


def facts(case: Case) -> dict[str, Any]:
    """``identified``: somebody proved who the applicant is; ``registered_birth_date``, ISO 8601, null where none is known."""
    person = case.person
    return {
        "identified": person is not None,
        "registered_birth_date": person.birth_date.isoformat() if person and person.birth_date else None,
    }
