"""Figures and test persons made by machines: proposed, reviewed by a second person, withdrawn."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from madang_rules.errors import RulesError
from ninja import Field, Schema, Status

from madang.blocks.api.authentication import caller
from madang.blocks.api.problems import Invalid, NotFound
from madang.blocks.decisions import actions, running
from madang.blocks.decisions.api.proposals import (
    READ,
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
from madang.blocks.decisions.api.reading import router
from madang.blocks.decisions.api.versions import TermIn
from madang.blocks.decisions.models import ChangeKind, DatedParameter, Mark, ParameterChange, PersonsChange
from madang.blocks.decisions.queries import effects
from madang.blocks.decisions.queries import figures as figures_of
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


class FigureEffect(Schema):
    """One figure from a day on, now and as proposed; null where there is none."""

    keys: str
    day: date
    before: str | None
    after: str | None


class RuleEffect(Schema):
    """A rule that reads the figures, asked on a day; the test persons who get another result, by their name."""

    model: str
    version: int
    day: date
    persons: list[dict[str, Any]]


class FiguresEffect(Schema):
    """What proposed figures do."""

    figures: list[FigureEffect]
    rules: list[RuleEffect]


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


@router.get(
    "/parameter-changes/{identifier}/effect",
    auth=caller,
    response=FiguresEffect,
    summary="What proposed figures do: figures before and after, rules that read them, whom they change",
)
def figures_effect(request: HttpRequest, identifier: int) -> dict[str, Any]:
    wanted = _change(official(request, READ), identifier)
    try:
        lines, rules = figures_of.changes(wanted), effects.of_figures(wanted)
    except RulesError as error:
        raise Invalid(running.sentence_of(error), field="rows") from error
    return {
        "figures": [asdict(each) for each in lines],
        "rules": [
            {
                "model": each.version.model.key,
                "version": each.version.number,
                "day": each.day,
                "persons": [
                    {
                        "name": each.name(new),
                        "before": old.value,
                        "after": new.value,
                        "expected": new.person.expected,
                        "to_be_named": not new.well,
                    }
                    for old, new in each.changed
                ],
            }
            for each in rules
        ],
    }


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
    response={201: ProposalAnswer},
    summary="Propose test persons",
)
def propose_persons(
    request: HttpRequest, response: HttpResponse, key: str, content: PersonsIn
) -> Status[dict[str, Any]]:
    by = official(request, WRITE)
    wanted = model(by, key)
    made = done(lambda: actions.propose_persons(by, wanted, rows=content.rows, note_=content.note))
    return Status(201, tagged(response, made))


@router.get(
    "/persons-changes/{identifier}",
    auth=caller,
    response=ProposalAnswer,
    summary="How proposed test persons stand",
)
def persons(request: HttpRequest, response: HttpResponse, identifier: int) -> dict[str, Any]:
    return tagged(response, _persons(official(request, READ), identifier))


@router.post(
    "/persons-changes/{identifier}/review",
    auth=caller,
    response=ProposalAnswer,
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
    return reviewed(
        response,
        _persons(by, identifier),
        if_match,
        by,
        content,
        approve=actions.approve_persons,
        refuse=actions.refuse_persons,
    )


@router.post(
    "/persons-changes/{identifier}/withdraw",
    auth=caller,
    response=ProposalAnswer,
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
    return step(response, wanted, if_match, lambda: actions.withdraw_persons(by, wanted, note_=content.note))


def _change(by: Account, identifier: int) -> ParameterChange:
    return own(by, ParameterChange, "parameter", identifier, NO_CHANGE)


def _persons(by: Account, identifier: int) -> PersonsChange:
    return own(by, PersonsChange, "model", identifier, NO_CHANGE)
