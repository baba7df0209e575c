"""Who may do what with cases (library ``rules``). What a step of a process needs stands in the process."""

from __future__ import annotations

import rules

from madang.blocks.identity.predicates import has_role, in_organisation

SERVE = ("clerk", "phone_agent", "field_officer")
"""Roles that meet people at a desk, on the telephone, at the door."""
DESK = ("clerk", "phone_agent", "field_officer", "case_officer", "supervisor")

rules.add_perm("cases.publish", has_role("service_owner") & in_organisation)
rules.add_perm("cases.work", has_role(*DESK))
rules.add_perm("cases.see", has_role(*DESK) & in_organisation)
rules.add_perm("cases.assign", has_role("supervisor") & in_organisation)
rules.add_perm("cases.serve", has_role(*SERVE))
