"""Every change of state in identity: one function an act. Each writes its ledger entry in its transaction."""

from madang.blocks.identity.actions.accounts import (
    create_first_administrator,
    lock,
    note_password_changed,
    open_citizen_account,
    reset_sign_in,
    unlock,
)
from madang.blocks.identity.actions.api_keys import issue_api_key, revoke_api_key
from madang.blocks.identity.actions.erasing import (
    close_account,
    erase_account,
    erase_person,
    replay_erasures,
)
from madang.blocks.identity.actions.members import Joined, assign, end_membership, join, leave, move
from madang.blocks.identity.actions.offers import accept_offer, decline_offer, offer_place, withdraw_offer
from madang.blocks.identity.actions.organisations import (
    close_organisation,
    create_organisation,
    move_organisation,
    rename_organisation,
)
from madang.blocks.identity.actions.people import add_contact, register_person, verify_contact
from madang.blocks.identity.actions.sessions import choose_role, end_sessions
from madang.blocks.identity.actions.sign_in import note_credential, note_failure, note_sign_in, note_sign_out
from madang.blocks.identity.actions.ties import refused_number, tie_number, tie_person, untie

__all__ = [
    "Joined",
    "accept_offer",
    "add_contact",
    "assign",
    "choose_role",
    "close_account",
    "close_organisation",
    "create_first_administrator",
    "create_organisation",
    "decline_offer",
    "end_membership",
    "end_sessions",
    "erase_account",
    "erase_person",
    "issue_api_key",
    "join",
    "leave",
    "lock",
    "move",
    "move_organisation",
    "note_credential",
    "note_failure",
    "note_password_changed",
    "note_sign_in",
    "note_sign_out",
    "offer_place",
    "open_citizen_account",
    "refused_number",
    "register_person",
    "rename_organisation",
    "replay_erasures",
    "reset_sign_in",
    "revoke_api_key",
    "tie_number",
    "tie_person",
    "unlock",
    "untie",
    "verify_contact",
    "withdraw_offer",
]
