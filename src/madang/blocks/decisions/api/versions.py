"""Versions of models made by machines: drafted, proposed, reviewed by a second person, withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema, Status

from madang.blocks.api.authentication import caller
from madang.blocks.api.problems import Invalid, NotFound
from madang.blocks.decisions import actions, running
from madang.blocks.decisions.api.proposals import (
    LARGEST_ID,
    WRITE,
    IfMatch,
    JudgementIn,
    ProposalAnswer,
    WithdrawalIn,
    done,
    model,
    official,
    reviewed,
    shown,
    step,
    tagged,
)
from madang.blocks.decisions.api.reading import READ, router
from madang.blocks.decisions.models import Better, ModelVersion
from madang.blocks.decisions.queries import standing
from madang.blocks.identity.models import Account, Organisation


class ModelIn(Schema):
    """A model to be founded, still without text. ``organisation`` is the code of a body."""

    key: str = Field(max_length=80)
    title_ko: str = Field(max_length=200)
    title_en: str = Field(max_length=200)
    summary_ko: str = Field("", max_length=400)
    summary_en: str = Field("", max_length=400)
    source: str = Field(max_length=400)
    organisation: str = Field(max_length=64)
    decision: str = Field("", max_length=200)
    better: Better = Better.NEITHER


class Founded(Schema):
    """What was founded."""

    key: str


class VersionDraftIn(Schema):
    """A text of a model."""

    xml: str = Field(max_length=running.MAX_XML)
    note: str = Field("", max_length=2000)


class TermIn(Schema):
    """From which day a draft is to be in force, and until before which. A day in the past needs ``past_reason``."""

    valid_from: date
    valid_to: date | None = None
    past_reason: str = Field("", max_length=2000)
    note: str = Field("", max_length=2000)


class ProposalIn(TermIn):
    """The term of a draft.

    ``assumed`` are facts taken for everybody when the demo city is asked whom it touches; without it those of a test
    person are taken.
    """

    assumed: dict[str, Any] | None = Field(None, json_schema_extra={"maxProperties": 200})


@router.get(
    "/proposals",
    auth=caller,
    response=list[ProposalAnswer],
    summary="Drafts and proposals of one's own bodies",
)
def proposals(request: HttpRequest) -> list[dict[str, Any]]:
    by = official(request, READ)
    return [shown(each) for kind in standing.open_proposals(by).values() for each in kind]


@router.post("/models", auth=caller, response={201: Founded}, summary="Found a model")
def found(request: HttpRequest, content: ModelIn) -> Status[dict[str, str]]:
    by = official(request, WRITE)
    data = content.dict()
    body = Organisation.objects.filter(code=data.pop("organisation").replace("\x00", "")).first()
    if body is None:
        raise Invalid("이 코드의 기관이 없습니다. / No body has this code.", field="organisation")
    made = done(lambda: actions.found(by, organisation=body, **data))
    return Status(201, {"key": made.key})


@router.post("/models/{key}/versions", auth=caller, response={201: ProposalAnswer}, summary="Draft a version")
def draft(
    request: HttpRequest, response: HttpResponse, key: str, content: VersionDraftIn
) -> Status[dict[str, Any]]:
    by = official(request, WRITE)
    wanted = model(by, key)
    xml = content.xml.encode("utf-8", errors="replace")
    made = done(lambda: actions.bring(by, wanted, xml=xml, note_=content.note))
    return Status(201, tagged(response, made))


@router.get(
    "/models/{key}/versions/{number}/proposal",
    auth=caller,
    response=ProposalAnswer,
    summary="How a version stands",
)
def version(request: HttpRequest, response: HttpResponse, key: str, number: int) -> dict[str, Any]:
    return tagged(response, version_of(official(request, READ), key, number))


@router.post(
    "/models/{key}/versions/{number}/propose",
    auth=caller,
    response=ProposalAnswer,
    summary="Ask for a second person's review",
)
def propose(
    request: HttpRequest,
    response: HttpResponse,
    key: str,
    number: int,
    content: ProposalIn,
    if_match: str = IfMatch,
) -> dict[str, Any]:
    by = official(request, WRITE)
    wanted = version_of(by, key, number)
    term = content.dict()
    note = term.pop("note")
    return step(response, wanted, if_match, lambda: actions.propose(by, wanted, **term, note_=note))


@router.post(
    "/models/{key}/versions/{number}/review",
    auth=caller,
    response=ProposalAnswer,
    summary="Review a proposed version",
)
def review(
    request: HttpRequest,
    response: HttpResponse,
    key: str,
    number: int,
    content: JudgementIn,
    if_match: str = IfMatch,
) -> dict[str, Any]:
    by = official(request, WRITE)
    return reviewed(
        response,
        version_of(by, key, number),
        if_match,
        by,
        content,
        approve=actions.approve,
        refuse=actions.refuse,
    )


@router.post(
    "/models/{key}/versions/{number}/withdraw",
    auth=caller,
    response=ProposalAnswer,
    summary="Take a draft or a proposed version back",
)
def withdraw(
    request: HttpRequest,
    response: HttpResponse,
    key: str,
    number: int,
    content: WithdrawalIn,
    if_match: str = IfMatch,
) -> dict[str, Any]:
    by = official(request, WRITE)
    wanted = version_of(by, key, number)
    return step(response, wanted, if_match, lambda: actions.withdraw(by, wanted, note_=content.note))


def version_of(by: Account, key: str, number: int) -> ModelVersion:
    wanted = standing.version(model(by, key), number, by) if 0 < number < LARGEST_ID else None
    if wanted is None:
        raise NotFound("이 번호의 판이 없습니다. / No version has this number.")
    return wanted
