"""Ending what is in force: wholly, so that its days go back, or from a day on, so that no rule follows."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.decisions.actions import in_force
from madang.blocks.decisions.actions.expectations import expect, settle
from madang.blocks.decisions.actions.reviewing import (
    as_author,
    as_reviewer,
    judged,
    locked,
    not_overtaken,
    note,
    past,
    pseudonym,
    refused,
    taken_back,
    term,
    text,
)
from madang.blocks.decisions.errors import NotNow, Unfit
from madang.blocks.decisions.models import DecisionModel, Ending, InForce, ModelVersion, State
from madang.blocks.decisions.queries import effects, endings, imports
from madang.blocks.identity.principal import Principal


@transaction.atomic
def propose_ending(
    by: Principal,
    version: ModelVersion,
    *,
    from_day: date | None = None,
    past_reason: str = "",
    note_: str,
) -> Ending:
    """Propose that a version ends from a day on; without one, or on its first, that it is withdrawn whole.

    A day in the past needs ``past_reason``. Raises PermissionDenied, NotNow and Unfit.
    """
    actor = as_author(by, version.model, "decisions.withdraw")
    wanted = locked(version, State.APPROVED)
    if Ending.objects.filter(version=wanted, state=State.PROPOSED).exists():
        raise NotNow(_("이 판을 끝내자는 안이 이미 검토를 기다립니다."))
    rows = _rows(wanted)
    first = rows[0].valid_from
    whole = from_day is None or from_day <= first
    day = first if from_day is None or whole else term(from_day, None)[0]
    if all(each.valid_to is not None and each.valid_to <= day for each in rows):
        raise Unfit(_("이 판은 그날 이미 효력이 없습니다. 더 이른 날을 적어 주세요."), field="from_day")
    moment = timezone.now()
    made = Ending(
        version=wanted,
        whole=whole,
        valid_from=day,
        past_reason=past(day, past_reason, moment),
        note=text(note_, "note"),
        state=State.PROPOSED,
        drafted_by=pseudonym(by),
        proposed_by=pseudonym(by),
        proposed_at=moment,
    )
    _note("decisions.ending.proposed", made, actor)
    return made


@transaction.atomic
def approve_ending(
    by: Principal, ending: Ending, *, changed: Iterable[str] = (), note_: str = ""
) -> uuid.UUID:
    """Approve that a version ends.

    Withdrawn whole it gives its days back to what would be in force without it, and test persons expect again what
    they did before it. ``changed`` names those, own and of rules that import it, who get something else even so, as
    ``models.approve`` takes them. Raises PermissionDenied for who proposed it, NotNow, also where a rule in force
    uses it, and PersonsFail.
    """
    wanted = locked(ending, State.PROPOSED)
    version = wanted.version
    actor = as_reviewer(by, wanted, version.model)
    not_overtaken(wanted)
    DecisionModel.objects.select_for_update().get(pk=version.model_id)
    version = locked(version, State.APPROVED)
    rows = _rows(version)
    assert wanted.valid_from is not None
    if wanted.whole and rows[0].valid_from != wanted.valid_from:
        raise NotNow(_("그 사이에 이 판의 시행 기간이 바뀌었습니다. 반려하고, 다시 내게 해 주세요."))
    using = imports.importers(version, max(wanted.valid_from, timezone.localdate()))
    moment = timezone.now()
    back = endings.given_back(version) if wanted.whole else []
    again = endings.expected_again(version) if wanted.whole else []
    own, touched = effects.of_ending(version) if wanted.whole else ([], [])
    in_force.clear(rows, wanted.valid_from, None, moment)
    for other, first, last in back:
        in_force.put(other, first, last, moment)
    _still_there(using)
    named = settle(by, own, touched, changed, moment, None)
    stays = {*named, *(f"{version.model.key}/{key}" for key in named)}
    again = [pair for pair in again if f"{pair[0].model.key}/{pair[0].key}" not in stays]
    for person, before in again:
        expect(person, before.expected, moment, version=before.version, figures=before.figures)
    judged(wanted, by, State.APPROVED, text(note_, "note", needed=False))
    restored = sorted(f"{person.model.key}/{person.key}" for person, _before in again)
    act = _note(
        "decisions.ending.approved", wanted, actor, restored_expectations=restored, changed_expectations=named
    )
    if wanted.whole:
        version.state = State.WITHDRAWN
    version.act = act
    version.save(update_fields=["state", "act"])
    return act


@transaction.atomic
def refuse_ending(by: Principal, ending: Ending, *, note_: str) -> uuid.UUID:
    """Let a version stay in force, with the reason. Raises PermissionDenied, NotNow, Unfit."""
    return _note("decisions.ending.refused", *refused(by, ending, ending.version.model, note_))


@transaction.atomic
def withdraw_ending(by: Principal, ending: Ending, *, note_: str) -> uuid.UUID:
    """Take the proposal back. Raises PermissionDenied, NotNow, Unfit."""
    return _note("decisions.ending.withdrawn", *taken_back(by, ending, ending.version.model, note_))


def _rows(version: ModelVersion) -> list[InForce]:
    rows = endings.days_of(version)
    if not rows:
        raise NotNow(_("이 판은 이제 어느 날에도 시행되지 않습니다."))
    return rows


def _still_there(using: Iterable[tuple[ModelVersion, date]]) -> None:
    for each, day in using:
        try:
            imports.checked(each.source_xml, day)
        except Unfit as error:
            raise NotNow(
                _("‘%(title)s’ 규칙이 이 모형을 가져다 씁니다. 그 규칙을 먼저 고치거나 거두어 주세요.")
                % {"title": each.model.title}
            ) from error


def _note(type: str, ending: Ending, actor: Any, **more: Any) -> uuid.UUID:
    model = ending.version.model
    return note(
        type,
        ending,
        actor,
        f"decision-model:{model.key}",
        model=model.key,
        version=ending.version.number,
        xml_sha256=ending.version.digest_hex,
        whole=ending.whole,
        **more,
    )
