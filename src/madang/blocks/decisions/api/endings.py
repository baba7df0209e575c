"""Versions ended by machines: proposed, reviewed by a second person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema, Status

from madang.blocks.api.authentication import caller
from madang.blocks.decisions import actions
from madang.blocks.decisions.api.proposals import (
    WRITE,
    IfMatch,
    JudgementIn,
    ProposalAnswer,
    WithdrawalIn,
    done,
    official,
    own,
    reviewed,
    step,
    tagged,
)
from madang.blocks.decisions.api.reading import READ, router
from madang.blocks.decisions.api.versions import version_of
from madang.blocks.decisions.models import Ending
from madang.blocks.identity.models import Account


class EndingIn(Schema):
    """From which day on a version ends; without one it is withdrawn whole. A day in the past needs ``past_reason``."""

    from_day: date | None = None
    past_reason: str = Field("", max_length=2000)
    note: str = Field(max_length=2000)


@router.post(
    "/models/{key}/versions/{number}/endings",
    auth=caller,
    response={201: ProposalAnswer},
    summary="Propose that a version ends",
)
def propose_ending(
    request: HttpRequest, response: HttpResponse, key: str, number: int, content: EndingIn
) -> Status[dict[str, Any]]:
    by = official(request, WRITE)
    wanted = version_of(by, key, number)
    told = content.dict()
    made = done(lambda: actions.propose_ending(by, wanted, note_=told.pop("note"), **told))
    return Status(201, tagged(response, made))


@router.get("/endings/{identifier}", auth=caller, response=ProposalAnswer, summary="How an ending stands")
def ending(request: HttpRequest, response: HttpResponse, identifier: int) -> dict[str, Any]:
    return tagged(response, _ending(official(request, READ), identifier))


@router.post("/endings/{identifier}/review", auth=caller, response=ProposalAnswer, summary="Review an ending")
def review_ending(
    request: HttpRequest,
    response: HttpResponse,
    identifier: int,
    content: JudgementIn,
    if_match: str = IfMatch,
) -> dict[str, Any]:
    by = official(request, WRITE)
    return reviewed(
        response,
        _ending(by, identifier),
        if_match,
        by,
        content,
        approve=actions.approve_ending,
        refuse=actions.refuse_ending,
    )


@router.post(
    "/endings/{identifier}/withdraw",
    auth=caller,
    response=ProposalAnswer,
    summary="Take a proposed ending back",
)
def withdraw_ending(
    request: HttpRequest,
    response: HttpResponse,
    identifier: int,
    content: WithdrawalIn,
    if_match: str = IfMatch,
) -> dict[str, Any]:
    by = official(request, WRITE)
    wanted = _ending(by, identifier)
    return step(response, wanted, if_match, lambda: actions.withdraw_ending(by, wanted, note_=content.note))


def _ending(by: Account, identifier: int) -> Ending:
    return own(
        by, Ending, "version__model", identifier, "이 번호의 안이 없습니다. / No proposal has this id."
    )
