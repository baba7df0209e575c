"""Who may do what with forms (library ``rules``)."""

from __future__ import annotations

import rules

from madang.blocks.identity.predicates import has_role, in_organisation

SERVICE_OWNER = "service_owner"

rules.add_perm("forms.publish", has_role(SERVICE_OWNER) & in_organisation)
