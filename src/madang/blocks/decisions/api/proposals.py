"""What all proposals of rules share at the API: who may, how one stands, and steps that notice what changed meanwhile."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from operator import attrgetter
from typing import Any, Literal, TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Field, Header, Schema

from madang.blocks.api.problems import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from madang.blocks.decisions import saying
from madang.blocks.decisions.errors import NotNow, PersonsFail, Unfit
from madang.blocks.decisions.models import (
    DecisionModel,
    Ending,
    ModelVersion,
    ParameterChange,
    PersonsChange,
    Proposal,
)
from madang.blocks.decisions.queries import standing
from madang.blocks.identity.authentication import has_scope
from madang.blocks.identity.models import Account

WRITE, SEE = "decisions:write", "decisions.see_proposals"
LARGEST_ID = 2_000_000_000

T = TypeVar("T")
P = TypeVar("P", bound=Proposal)
IfMatch: str = Header("", alias="If-Match", max_length=200)


class ProposalAnswer(Schema):
    """A draft or proposal as it stands. ``act`` is its last step in the ledger; ``id`` is none of a version."""

    kind: Literal["version", "parameter", "persons", "ending"]
    about: str
    number: int | None = None
    id: int | None = None
    state: str
    valid_from: date | None
    valid_to: date | None
    note: str
    past_reason: str
    review_note: str
    recorded_at: datetime
    proposed_at: datetime | None
    reviewed_at: datetime | None
    act: uuid.UUID | None


class JudgementIn(Schema):
    """A review. ``changed`` names test persons whose expected result the law itself changes: those of a version by
    their key, those of other rules that rest on what is changed as ``MODEL/KEY``.
    """

    judgement: Literal["approve", "refuse"]
    changed: list[str] = Field([], json_schema_extra={"maxItems": 500})
    note: str = Field("", max_length=2000)


class WithdrawalIn(Schema):
    """Why it is taken back."""

    note: str = Field(max_length=2000)


def official(request: HttpRequest, scope: str) -> Account:
    """The caller, whose key has the scope and whose role makes rules."""
    by: Account = request.auth  # type: ignore[attr-defined]
    if not has_scope(by, scope):
        raise Forbidden(
            f"이 키에는 범위 {scope} 이(가) 없습니다. / This key lacks the scope {scope}.", scope=scope
        )
    if not by.has_perm(SEE):
        raise Forbidden("규칙을 만드는 역할이 아닙니다. / Your role makes no rules.")
    return by


def model(by: Account, key: str) -> DecisionModel:
    model = standing.model(key.replace("\x00", ""))
    if model is None or model.organisation_id not in by.reach():
        raise NotFound("이 코드의 규칙이 없습니다. / No rule has this key.")
    return model


def own(by: Account, kind: type[P], about: str, identifier: int, missing: str) -> P:
    """A proposal of one's own bodies, by the path to what it is about; raises NotFound, saying ``missing``."""
    rows = kind._default_manager.select_related(f"{about}__organisation")
    wanted = rows.filter(pk=identifier).first() if 0 < identifier < LARGEST_ID else None
    if wanted is None or attrgetter(about.replace("__", "."))(wanted).organisation_id not in by.reach():
        raise NotFound(missing)
    return wanted


def shown(proposal: Proposal) -> dict[str, Any]:
    what: dict[str, Any]
    match proposal:
        case ModelVersion():
            what = {"kind": "version", "about": proposal.model.key, "number": proposal.number}
        case ParameterChange():
            what = {"kind": "parameter", "about": proposal.parameter.key, "id": proposal.pk}
        case Ending():
            version = proposal.version
            what = {"kind": "ending", "about": version.model.key, "number": version.number, "id": proposal.pk}
        case PersonsChange():
            what = {"kind": "persons", "about": proposal.model.key, "id": proposal.pk}
    names = (
        "state",
        "valid_from",
        "valid_to",
        "note",
        "past_reason",
        "review_note",
        "recorded_at",
        "proposed_at",
        "reviewed_at",
        "act",
    )
    return {**what, **{name: getattr(proposal, name) for name in names}}


def tag(proposal: Proposal) -> str:
    """What changes with each step of a proposal: an ETag."""
    said = f"{type(proposal).__name__} {proposal.pk} {proposal.state} {proposal.act}"
    return f'"{sha256(said.encode()).hexdigest()[:32]}"'


def tagged(response: HttpResponse, proposal: Proposal) -> dict[str, Any]:
    response["ETag"] = tag(proposal)
    return shown(proposal)


def step(
    response: HttpResponse, proposal: Proposal, if_match: str, act: Callable[[], object]
) -> dict[str, Any]:
    """Take a step when the proposal still is what the caller saw (RFC 9110, 13.1.1), and show how it stands then."""
    with transaction.atomic():
        seen = type(proposal)._default_manager.select_for_update().get(pk=proposal.pk)
        if if_match.strip() not in {"", "*"} and tag(seen) not in {
            each.strip() for each in if_match.split(",")
        }:
            raise PreconditionFailed(
                "그 사이에 누가 바꾸었습니다. 다시 읽고 판단해 주세요. / "
                "Somebody has changed it meanwhile. Read it again, then decide."
            )
        done(act)
    proposal.refresh_from_db()
    return tagged(response, proposal)


def reviewed(
    response: HttpResponse,
    proposal: Proposal,
    if_match: str,
    by: Account,
    content: JudgementIn,
    *,
    approve: Callable[..., object],
    refuse: Callable[..., object],
) -> dict[str, Any]:
    """Take a reviewer's step: one of the room's two actions for this kind of proposal."""

    def judge() -> object:
        if content.judgement == "refuse":
            return refuse(by, proposal, note_=content.note)
        return approve(by, proposal, changed=content.changed, note_=content.note)

    return step(response, proposal, if_match, judge)


def done(act: Callable[[], T]) -> T:
    """Do what the room's actions may refuse, as the API says it."""
    try:
        return act()
    except Unfit as error:
        findings = [each.as_data(saying.language()) for each in error.findings]
        more = {"field": error.field} if error.field else {}
        raise Invalid(str(error), **more, **({"findings": findings} if findings else {})) from error
    except PersonsFail as error:
        raise Conflict(str(error), persons=list(error.keys)) from error
    except NotNow as error:
        raise Conflict(str(error)) from error
