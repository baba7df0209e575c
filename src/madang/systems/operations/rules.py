"""Who may do what in the operator's room (library ``rules``). Found by its module name."""

from __future__ import annotations

import rules

from madang.blocks.identity.predicates import has_role

operator = has_role("operator")
looks_on = has_role("operator", "auditor")

rules.add_perm("operations.see", has_role("operator", "auditor", "administrator"))
rules.add_perm("operations.see_jobs", looks_on)
rules.add_perm("operations.manage_jobs", operator)
rules.add_perm("operations.settle_dead_letter", operator)
rules.add_perm("operations.see_keys", looks_on)
rules.add_perm("operations.rotate_key", operator)
rules.add_perm("operations.see_roles", has_role("operator", "auditor", "administrator"))
rules.add_perm("operations.see_holders", has_role("auditor", "administrator"))
rules.add_perm("operations.see_backups", looks_on)
rules.add_perm("operations.set_read_only", operator)
rules.add_perm("operations.accept_gap", operator)
rules.add_perm("operations.see_imports", has_role("operator", "auditor", "editor", "quarantine_reader"))
rules.add_perm("operations.open_quarantine", has_role("quarantine_reader"))
