"""Who may do what with cases (library ``rules``). What a step of a process needs stands in the process."""

from __future__ import annotations

from typing import Any

import rules

from madang.blocks.cases.models import Case, Task
from madang.blocks.identity.predicates import has_role, in_organisation
from madang.blocks.identity.rules import acts_for_the_whole_site

SERVE = ("clerk", "phone_agent", "field_officer")
"""Roles that meet people at a desk, on the telephone, at the door."""
EXAMINE = ("case_officer", "supervisor")
"""Roles that open every lodged case of their body."""
WORK = ("clerk", "field_officer", *EXAMINE)
"""Roles for which work may wait."""


@rules.predicate
def is_at_hand(account: Any, about: Any) -> bool:
    """Holds for a lodged case (or its task) when the account's role examines, or the present work is that role's.

    So a clerk opens what waits to be handed over and nothing else, and nobody a draft.
    """
    case = about.case if isinstance(about, Task) else about
    acting = getattr(account, "acting", None)
    if acting is None:
        return False
    if not isinstance(case, Case):  # asked of a thing of the body in general: who examines there
        return acting.role in EXAMINE
    if case.lodged_at is None:
        return False
    task = case.at.task
    return acting.role in EXAMINE or (task is not None and task.role == acting.role)


rules.add_perm("cases.publish", has_role("service_owner") & in_organisation)
rules.add_perm("cases.work", has_role(*WORK))
rules.add_perm("cases.see", has_role(*WORK) & in_organisation & is_at_hand)
rules.add_perm("cases.assign", has_role("supervisor") & in_organisation)
rules.add_perm("cases.suspend", has_role("supervisor") & acts_for_the_whole_site)
rules.add_perm("cases.serve", has_role(*SERVE))
