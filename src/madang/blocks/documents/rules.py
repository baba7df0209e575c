"""Who may do what with documents (library ``rules``). Who may read one, ``queries.may_read`` says."""

from __future__ import annotations

import rules

from madang.blocks.identity.predicates import has_role, in_organisation, is_signed_in

rules.add_perm("documents.store", is_signed_in)
rules.add_perm(
    "documents.make",
    has_role("clerk", "phone_agent", "case_officer", "field_officer", "supervisor") & in_organisation,
)
rules.add_perm("documents.revoke", has_role("case_officer", "supervisor") & in_organisation)
rules.add_perm("documents.hold", has_role("supervisor", "auditor"))
