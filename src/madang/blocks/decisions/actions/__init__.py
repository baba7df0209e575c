"""Every change of rules: proposed by one person, reviewed by another, in force on a day."""

from madang.blocks.decisions.actions.counting import ask_the_city
from madang.blocks.decisions.actions.endings import (
    approve_ending,
    propose_ending,
    refuse_ending,
    withdraw_ending,
)
from madang.blocks.decisions.actions.models import approve, bring, draft, found, propose, refuse, withdraw
from madang.blocks.decisions.actions.parameters import (
    approve_parameters,
    found_parameter,
    propose_parameters,
    refuse_parameters,
    withdraw_parameters,
)
from madang.blocks.decisions.actions.persons import (
    approve_persons,
    propose_persons,
    refuse_persons,
    withdraw_persons,
)
from madang.blocks.decisions.actions.turning import tell_turns

__all__ = [
    "approve",
    "approve_ending",
    "approve_parameters",
    "approve_persons",
    "ask_the_city",
    "bring",
    "draft",
    "found",
    "found_parameter",
    "propose",
    "propose_ending",
    "propose_parameters",
    "propose_persons",
    "refuse",
    "refuse_ending",
    "refuse_parameters",
    "refuse_persons",
    "tell_turns",
    "withdraw",
    "withdraw_ending",
    "withdraw_parameters",
    "withdraw_persons",
]
