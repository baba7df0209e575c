"""Who may do what with listings (library ``rules``)."""

from __future__ import annotations

import rules

from madang.blocks.identity.predicates import has_role, in_organisation

editor = has_role("editor")

rules.add_perm("catalogue.write", editor)  # the desk; what may be changed from it is said by the next two
rules.add_perm("catalogue.change", editor & in_organisation)
rules.add_perm("catalogue.publish", editor & in_organisation)
rules.add_perm("catalogue.import", has_role("editor") | has_role("operator"))
rules.add_perm("catalogue.read_quarantine", has_role("quarantine_reader"))
