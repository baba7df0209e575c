"""Who may do what with rules (library ``rules``)."""

from __future__ import annotations

import rules

from madang.blocks.identity.predicates import has_role, in_organisation

EDITOR, REVIEWER = "rule_editor", "rule_reviewer"

rules.add_perm("decisions.see_proposals", has_role(EDITOR, REVIEWER, "auditor"))
rules.add_perm("decisions.write", has_role(EDITOR, REVIEWER))  # the scope of keys that change rules
rules.add_perm("decisions.draft", has_role(EDITOR))  # the desk; of which body is said below
rules.add_perm("decisions.judge", has_role(REVIEWER))
rules.add_perm("decisions.end", has_role(EDITOR, REVIEWER))
rules.add_perm("decisions.propose", has_role(EDITOR) & in_organisation)
rules.add_perm("decisions.review", has_role(REVIEWER) & in_organisation)
rules.add_perm("decisions.withdraw", has_role(EDITOR, REVIEWER) & in_organisation)
