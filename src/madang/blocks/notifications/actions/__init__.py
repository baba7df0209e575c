"""Every change of notices: sent, brought, what became of them, letters printed and posted, read, wishes."""

from madang.blocks.notifications.actions.bringing import bring, bring_due, report
from madang.blocks.notifications.actions.keeping import forget, throw_away
from madang.blocks.notifications.actions.letters import delivered, posted, print_letters, returned
from madang.blocks.notifications.actions.preferring import prefer
from madang.blocks.notifications.actions.reading import read
from madang.blocks.notifications.actions.sending import send
from madang.blocks.notifications.recipients import Recipient

__all__ = [
    "Recipient",
    "bring",
    "bring_due",
    "delivered",
    "forget",
    "posted",
    "prefer",
    "print_letters",
    "read",
    "report",
    "returned",
    "send",
    "throw_away",
]
