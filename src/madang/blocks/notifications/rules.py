"""Who may do what with notices (library ``rules``). Whose a notice is, ``queries.is_for`` says."""

from __future__ import annotations

import rules

from madang.blocks.identity.predicates import has_role, in_organisation, is_signed_in
from madang.blocks.notifications.transports.registry import is_caught

SENDERS = ("clerk", "phone_agent", "case_officer", "field_officer", "supervisor")
MAIL_ROOM = ("clerk", "supervisor")


@rules.predicate
def catches(account: object) -> bool:
    """Holds where the site catches anything: in a demonstration."""
    return is_caught()


rules.add_perm("notifications.see_own", is_signed_in)
rules.add_perm("notifications.send", has_role(*SENDERS) & in_organisation)
rules.add_perm("notifications.work_in_mail_room", has_role(*MAIL_ROOM))
rules.add_perm("notifications.post", has_role(*MAIL_ROOM) & in_organisation)
rules.add_perm("notifications.report", has_role(*MAIL_ROOM) & in_organisation)
rules.add_perm("notifications.see_caught", has_role("operator"))
rules.add_perm("notifications.see_the_catch", has_role("operator") & catches)
