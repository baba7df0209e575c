"""Who may do what with listings (library ``rules``)."""

from __future__ import annotations

import rules

from madang.blocks.identity.predicates import has_role

rules.add_perm("catalogue.write", has_role("editor"))
rules.add_perm("catalogue.publish", has_role("editor"))
rules.add_perm("catalogue.import", has_role("editor") | has_role("operator"))
rules.add_perm("catalogue.read_quarantine", has_role("quarantine_reader"))
