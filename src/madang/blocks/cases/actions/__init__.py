"""Every change of a case. Each function is one act: who may, what fits, rows and ledger entry in one transaction."""

from madang.blocks.cases.actions.answering import settle, write_answers
from madang.blocks.cases.actions.beginning import (
    adopt,
    at_desk,
    be_sure,
    begin,
    begin_contact,
    desk_of,
    end_contact,
    open_here,
)
from madang.blocks.cases.actions.codes import continue_code, redeem
from madang.blocks.cases.actions.confirming import confirm
from madang.blocks.cases.actions.moving import possible, take
from madang.blocks.cases.actions.offline import allot, enrol, receive, revoke, settle_offline
from madang.blocks.cases.actions.processes import publish_service
from madang.blocks.cases.actions.suspending import resume, suspend
from madang.blocks.cases.actions.tasks import assign, claim, release

__all__ = [
    "adopt",
    "allot",
    "assign",
    "at_desk",
    "be_sure",
    "begin",
    "begin_contact",
    "claim",
    "confirm",
    "continue_code",
    "desk_of",
    "end_contact",
    "enrol",
    "open_here",
    "possible",
    "publish_service",
    "receive",
    "redeem",
    "release",
    "resume",
    "revoke",
    "settle",
    "settle_offline",
    "suspend",
    "take",
    "write_answers",
]
