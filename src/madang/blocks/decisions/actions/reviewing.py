"""The steps that every proposal takes: asked for review, reviewed by a second person, withdrawn."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from madang.blocks.decisions.errors import NotNow, Unfit
from madang.blocks.decisions.models import Proposal, State
from madang.blocks.decisions.queries.authors import told_from_authors
from madang.blocks.identity.models import Account
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import Actor, record

PROPOSE = "decisions.propose"
PURPOSE = "make-rules"
PAST = "make-rules-for-the-past"
"""The purpose that stands in the public log where the first day lay in the past."""
BASIS = "법제업무 운영규정 제4조"
LONGEST_NOTE = 2000
FARTHEST_DAY = date(2200, 1, 1)

P = TypeVar("P", bound=Proposal)


def pseudonym(by: Principal) -> uuid.UUID | None:
    """By what a person stands in rows of rules; None for the platform itself."""
    return by.pseudonym if isinstance(by, Account) else None


def locked(proposal: P, *states: State) -> P:
    """Return the proposal as it is now, locked; raises NotNow unless it is in one of ``states``."""
    found: P = type(proposal)._default_manager.select_for_update().get(pk=proposal.pk)
    if found.state not in states:
        raise NotNow(
            _("지금은 할 수 없는 일입니다. 이 안은 ‘%(state)s’ 상태입니다.")
            % {"state": State(found.state).label}
        )
    return found


def term(valid_from: date | None, valid_to: date | None) -> tuple[date, date | None]:
    """Check a term; raises Unfit."""
    if valid_from is None:
        raise Unfit(_("언제부터 시행할지 날짜를 적어 주세요."), field="valid_from")
    if not date(1900, 1, 1) <= valid_from < FARTHEST_DAY or (valid_to and valid_to >= FARTHEST_DAY):
        raise Unfit(_("1900년부터 2199년까지의 날짜를 적어 주세요."), field="valid_from")
    if valid_to is not None and valid_to <= valid_from:
        raise Unfit(_("효력이 끝나는 날은 시행일보다 뒤여야 합니다."), field="valid_to")
    return valid_from, valid_to


def past(day: date, reason: str, moment: datetime) -> str:
    """Check the reason why something proposed at ``moment`` holds from ``day`` on; raises Unfit where it needs one."""
    if day >= timezone.localdate(moment):
        return ""
    if not reason.strip():
        raise Unfit(
            _(
                "%(day)s은(는) 지난 날입니다. 그날부터 이미 내린 결정과 달라질 수 있습니다. 지난 날부터 시행하는 까닭을 "
                "적어 확인해 주세요."
            )
            % {"day": date_format(day, "SHORT_DATE_FORMAT")},
            field="past_reason",
        )
    return text(reason, "past_reason")


def not_overtaken(proposal: Proposal) -> None:
    """Raise NotNow where the first day has passed since it was proposed, so that nobody said why it is in the past."""
    assert proposal.valid_from is not None
    if proposal.valid_from < timezone.localdate() and not proposal.past_reason:
        raise NotNow(
            _(
                "검토를 기다리는 사이에 시행일(%(day)s)이 지났습니다. 반려하고, 새 날을 정해 다시 내게 해 주세요."
            )
            % {"day": date_format(proposal.valid_from, "SHORT_DATE_FORMAT")}
        )


def text(value: str, field: str, *, longest: int = LONGEST_NOTE, needed: bool = True) -> str:
    """Check a text that somebody wrote; raises Unfit."""
    said = value.strip()
    if needed and not said:
        raise Unfit(_("비어 있습니다. 적어 주세요."), field=field)
    if len(said) > longest:
        raise Unfit(
            _("글이 너무 깁니다. %(limit)d자까지 적을 수 있습니다.") % {"limit": longest}, field=field
        )
    if "\x00" in said:
        raise Unfit(_("쓸 수 없는 글자가 들어 있습니다."), field=field)
    return said


def as_author(by: Principal, about: Any, permission: str = PROPOSE) -> Actor:
    """Return the actor of a draft or proposal; raises PermissionDenied, also where nobody knows whose account it is."""
    actor = require(by, permission, about)
    _known(by)
    return actor


def as_reviewer(by: Principal, proposal: Proposal, about: Any) -> Actor:
    """Return the actor of a review; raises PermissionDenied for who wrote or proposed it.

    Neither another role nor another account of the same human helps, and who cannot be told from the authors is taken
    for one of them.
    """
    actor = require(by, "decisions.review", about)
    _known(by)
    found = told_from_authors(by, proposal)
    if found is False:
        raise PermissionDenied(_("자기가 낸 안은 자기가 검토할 수 없습니다. 다른 검토자에게 부탁해 주세요."))
    if found is None:
        raise PermissionDenied(_not_told_apart())
    return actor


def closed_to(by: Principal, proposal: Proposal) -> str:
    """Why a reader may not judge it, whatever their role: a sentence to be shown in place of the form; or nothing."""
    if not isinstance(by, Account):
        return ""
    if by.pseudonym in {proposal.drafted_by, proposal.proposed_by}:
        return _("낸 사람은 검토할 수 없습니다. 다른 사람이 판단합니다.")
    if not by.is_known:
        return unknown_account()
    found = told_from_authors(by, proposal)
    if found is False:
        return _(
            "이 안은 같은 사람의 다른 계정으로 냈습니다. 두 계정을 한 사람으로 보므로 이 계정으로도 검토할 수 없습니다. "
            "다른 사람이 판단합니다."
        )
    return _not_told_apart() if found is None else ""


def _not_told_apart() -> str:
    return _(
        "이 안을 낸 사람과 다른 사람인지 알 수 없어 검토할 수 없습니다. 두 계정에 모두 등록된 사람이나 같은 기관의 "
        "사번이 있어야 합니다. 기관의 관리자에게 ‘기관과 직원’에서 등록해 달라고 하거나, 안을 거두고 다시 내 주세요."
    )


def _known(by: Principal) -> None:
    if isinstance(by, Account) and not by.is_known:
        raise PermissionDenied(unknown_account())


def unknown_account() -> str:
    """What somebody is told whose account nobody has tied to a human."""
    return _(
        "누구의 계정인지 등록되어 있지 않아 규칙을 내거나 검토할 수 없습니다. 소속 기관의 관리자에게 ‘기관과 직원’에서 이 계정의 "
        "사람이나 사번을 등록해 달라고 하세요."
    )


def judged(proposal: Proposal, by: Principal, state: State, note: str) -> None:
    """Set what a review sets."""
    proposal.state = state
    proposal.reviewed_by = pseudonym(by)
    proposal.reviewed_at = timezone.now()
    proposal.review_note = note


def note(type: str, proposal: Proposal, actor: Actor, subject: str, **detail: Any) -> uuid.UUID:
    """Write the act to the ledger, and its number on the proposal; saves the proposal."""
    proposal.act = record(
        type,
        actor=actor,
        subject=subject,
        detail={
            **detail,
            "state": str(proposal.state),
            "valid_from": proposal.valid_from.isoformat() if proposal.valid_from else None,
            "valid_to": proposal.valid_to.isoformat() if proposal.valid_to else None,
            "past_reason": proposal.past_reason,
        },
        purpose=PAST if proposal.past_reason else PURPOSE,
        basis=BASIS,
    )
    proposal.save()
    return proposal.act


def refused(by: Principal, proposal: P, about: Any, note_: str) -> tuple[P, Actor]:
    """Refuse a proposal about something, with the reason. Raises PermissionDenied, NotNow, Unfit."""
    wanted = locked(proposal, State.PROPOSED)
    actor = as_reviewer(by, wanted, about)
    judged(wanted, by, State.REFUSED, text(note_, "note"))
    return wanted, actor


def taken_back(by: Principal, proposal: P, about: Any, note_: str) -> tuple[P, Actor]:
    """Take a proposal back that nobody has judged. Raises PermissionDenied, NotNow, Unfit."""
    actor = require(by, "decisions.withdraw", about)
    wanted = locked(proposal, State.PROPOSED)
    wanted.review_note = text(note_, "note")
    wanted.state = State.WITHDRAWN
    return wanted, actor
