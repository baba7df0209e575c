"""Figures and test persons made by machines: proposed, reviewed by a second person, withdrawn."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema, Status

from madang.blocks.api.authentication import caller
from madang.blocks.api.problems import NotFound
from madang.blocks.decisions import actions
from madang.blocks.decisions.api.proposals import (
    WRITE,
    IfMatch,
    JudgementIn,
    ProposalAnswer,
    WithdrawalIn,
    done,
    model,
    official,
    own,
    reviewed,
    step,
    tagged,
)
from madang.blocks.decisions.api.reading import READ, router
from madang.blocks.decisions.api.versions import TermIn
from madang.blocks.decisions.models import ChangeKind, DatedParameter, Mark, ParameterChange, PersonsChange
from madang.blocks.decisions.queries import proposed_persons
from madang.blocks.identity.models import Account

MOST_ROWS = 1_000
NO_CHANGE = "이 번호의 개정안이 없습니다. / No proposal has this id."


class FigureIn(Schema):
    """One row of figures: a key for each dimension of the parameter, and the figure with all its digits."""

    keys: list[str] = Field([], json_schema_extra={"maxItems": 10})
    value: str = Field(max_length=60)


class FiguresIn(TermIn):
    """A table of figures; of kind ``whole`` it ends those that it does not name, of kind ``end`` it has no rows and ends all."""

    rows: list[FigureIn] = Field([], json_schema_extra={"maxItems": MOST_ROWS})
    kind: ChangeKind = ChangeKind.ROWS
    article: str = Field(max_length=400)
    mark: Mark = Mark.LEAD


class PersonBefore(Schema):
    """Who stands under the same key; of a change that was judged, who stood when it was proposed."""

    title_ko: str
    title_en: str
    kind: str
    facts: dict[str, Any]
    expected: Any


class PersonLine(Schema):
    """A proposed test person: beside whom it replaces (null: it is new), and what the rule of today answers.

    ``gone``: the one who stands ends. ``contradicts``: the rule of today answers something else than is expected, and
    as long as it does the change is not approved.
    """

    key: str
    gone: bool
    title_ko: str | None
    title_en: str | None
    kind: str | None
    facts: dict[str, Any] | None
    expected: Any
    before: PersonBefore | None
    answer: Any
    problem: str
    contradicts: bool


class PersonsAnswer(ProposalAnswer):
    """Proposed test persons as they stand."""

    persons: list[PersonLine]


class PersonsIn(Schema):
    """Test persons: ``key``, ``title_ko``, ``title_en``, ``kind``, ``facts``, ``expected``; or ``key`` and ``gone``."""

    rows: list[dict[str, Any]] = Field(json_schema_extra={"maxItems": MOST_ROWS})
    note: str = Field(max_length=2000)


@router.post(
    "/parameters/{key}/changes", auth=caller, response={201: ProposalAnswer}, summary="Propose figures"
)
def propose_figures(
    request: HttpRequest, response: HttpResponse, key: str, content: FiguresIn
) -> Status[dict[str, Any]]:
    by = official(request, WRITE)
    parameter = DatedParameter.objects.filter(key=key.replace("\x00", "")).first()
    if parameter is None or parameter.organisation_id not in by.reach():
        raise NotFound("이 코드의 기준값이 없습니다. / No dated parameter has this key.")
    made = done(
        lambda: actions.propose_parameters(
            by,
            parameter,
            rows=[(each.keys, each.value) for each in content.rows],
            valid_from=content.valid_from,
            valid_to=content.valid_to,
            article=content.article,
            mark=content.mark,
            kind=content.kind,
            past_reason=content.past_reason,
            note_=content.note,
        )
    )
    return Status(201, tagged(response, made))


@router.get(
    "/parameter-changes/{identifier}",
    auth=caller,
    response=ProposalAnswer,
    summary="How proposed figures stand",
)
def figures(request: HttpRequest, response: HttpResponse, identifier: int) -> dict[str, Any]:
    return tagged(response, _change(official(request, READ), identifier))


@router.post(
    "/parameter-changes/{identifier}/review", auth=caller, response=ProposalAnswer, summary="Review figures"
)
def review_figures(
    request: HttpRequest,
    response: HttpResponse,
    identifier: int,
    content: JudgementIn,
    if_match: str = IfMatch,
) -> dict[str, Any]:
    by = official(request, WRITE)
    return reviewed(
        response,
        _change(by, identifier),
        if_match,
        by,
        content,
        approve=actions.approve_parameters,
        refuse=actions.refuse_parameters,
    )


@router.post(
    "/parameter-changes/{identifier}/withdraw",
    auth=caller,
    response=ProposalAnswer,
    summary="Take figures back",
)
def withdraw_figures(
    request: HttpRequest,
    response: HttpResponse,
    identifier: int,
    content: WithdrawalIn,
    if_match: str = IfMatch,
) -> dict[str, Any]:
    by = official(request, WRITE)
    wanted = _change(by, identifier)
    return step(
        response, wanted, if_match, lambda: actions.withdraw_parameters(by, wanted, note_=content.note)
    )


@router.post(
    "/models/{key}/persons-changes",
    auth=caller,
    response={201: PersonsAnswer},
    summary="Propose test persons",
)
def propose_persons(
    request: HttpRequest, response: HttpResponse, key: str, content: PersonsIn
) -> Status[dict[str, Any]]:
    by = official(request, WRITE)
    wanted = model(by, key)
    made = done(lambda: actions.propose_persons(by, wanted, rows=content.rows, note_=content.note))
    return Status(201, {**tagged(response, made), **_lines(made)})


@router.get(
    "/persons-changes/{identifier}",
    auth=caller,
    response=PersonsAnswer,
    summary="How proposed test persons stand",
)
def persons(request: HttpRequest, response: HttpResponse, identifier: int) -> dict[str, Any]:
    found = _persons(official(request, READ), identifier)
    return {**tagged(response, found), **_lines(found)}


@router.post(
    "/persons-changes/{identifier}/review",
    auth=caller,
    response=PersonsAnswer,
    summary="Review test persons",
)
def review_persons(
    request: HttpRequest,
    response: HttpResponse,
    identifier: int,
    content: JudgementIn,
    if_match: str = IfMatch,
) -> dict[str, Any]:
    by = official(request, WRITE)
    wanted = _persons(by, identifier)
    answer = reviewed(
        response,
        wanted,
        if_match,
        by,
        content,
        approve=actions.approve_persons,
        refuse=actions.refuse_persons,
    )
    return {**answer, **_lines(wanted)}


@router.post(
    "/persons-changes/{identifier}/withdraw",
    auth=caller,
    response=PersonsAnswer,
    summary="Take test persons back",
)
def withdraw_persons(
    request: HttpRequest,
    response: HttpResponse,
    identifier: int,
    content: WithdrawalIn,
    if_match: str = IfMatch,
) -> dict[str, Any]:
    by = official(request, WRITE)
    wanted = _persons(by, identifier)
    answer = step(
        response, wanted, if_match, lambda: actions.withdraw_persons(by, wanted, note_=content.note)
    )
    return {**answer, **_lines(wanted)}


def _change(by: Account, identifier: int) -> ParameterChange:
    return own(by, ParameterChange, "parameter", identifier, NO_CHANGE)


def _persons(by: Account, identifier: int) -> PersonsChange:
    return own(by, PersonsChange, "model", identifier, NO_CHANGE)


def _lines(change: PersonsChange) -> dict[str, Any]:
    return {"persons": [_line(each) for each in proposed_persons.lines(change)]}


def _line(line: proposed_persons.Line) -> dict[str, Any]:
    names = ("title_ko", "title_en", "kind", "facts", "expected")
    return {
        "key": line.key,
        "gone": line.person is None,
        **{name: getattr(line.person, name, None) for name in names},
        "before": {name: getattr(line.before, name) for name in names} if line.before else None,
        "answer": line.tried.value if line.tried else None,
        "problem": line.tried.fault if line.tried else "",
        "contradicts": line.contradicts,
    }
