"""Whether who reads a proposal is another human than those who wrote and proposed it."""

from __future__ import annotations

from madang.blocks.decisions.models import Proposal
from madang.blocks.identity.humans import told_apart
from madang.blocks.identity.models import Account
from madang.blocks.identity.principal import Principal


def told_from_authors(by: Principal, proposal: Proposal) -> bool | None:
    """True for another human than all of its authors, False for one of them, None where nobody can say.

    Whoever was behind an account since the proposal was written counts. The platform itself is nobody's account.
    """
    if not isinstance(by, Account):
        return True
    authors = {each for each in (proposal.drafted_by, proposal.proposed_by) if each is not None}
    found = {told_apart(by.pseudonym, each, proposal.recorded_at) for each in authors}
    return False if False in found else None if None in found else True
