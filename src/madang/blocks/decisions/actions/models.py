"""A model's life: founded, a version drafted, proposed, approved or refused, withdrawn."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from madang.blocks.decisions.actions import in_force
from madang.blocks.decisions.actions.counting import ask_about_a_proposal
from madang.blocks.decisions.actions.expectations import settle
from madang.blocks.decisions.actions.reviewing import (
    BASIS,
    PROPOSE,
    PURPOSE,
    as_author,
    as_reviewer,
    judged,
    locked,
    not_overtaken,
    note,
    past,
    pseudonym,
    refused,
    term,
    text,
)
from madang.blocks.decisions.errors import NotNow, Unchanged, Unfit
from madang.blocks.decisions.models import Better, DecisionModel, InForce, ModelVersion, State
from madang.blocks.decisions.queries import effects, imports, standing
from madang.blocks.decisions.queries.answers import try_persons
from madang.blocks.decisions.queries.assumptions import fitting, suggested
from madang.blocks.identity.models import Organisation
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import SYSTEM, record


@transaction.atomic
def found(
    by: Principal,
    *,
    key: str,
    title_ko: str,
    title_en: str,
    organisation: Organisation,
    source: str,
    summary_ko: str = "",
    summary_en: str = "",
    decision: str = "",
    better: str = Better.NEITHER,
) -> DecisionModel:
    """Found a model, still without any text. Raises PermissionDenied, and Unfit naming the field."""
    actor = require(by, PROPOSE, organisation)
    if better not in Better.values:
        raise Unfit(_("그런 방향은 없습니다."), field="better")
    made = DecisionModel(
        key=slug(key),
        title_ko=text(title_ko, "title_ko", longest=200),
        title_en=text(title_en, "title_en", longest=200),
        summary_ko=text(summary_ko, "summary_ko", longest=400, needed=False),
        summary_en=text(summary_en, "summary_en", longest=400, needed=False),
        organisation=organisation,
        source=text(source, "source", longest=400),
        decision=text(decision, "decision", longest=200, needed=False),
        better=better,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Unfit(_("이미 쓰고 있는 코드입니다. 다른 코드를 적어 주세요."), field="key") from error
    record(
        "decisions.model.founded",
        actor=actor,
        subject=_subject(made),
        detail={"model": made.key, "organisation": organisation.code},
        purpose=PURPOSE,
        basis=BASIS,
    )
    return made


@transaction.atomic
def draft(by: Principal, model: DecisionModel, *, xml: bytes, note_: str = "") -> ModelVersion:
    """Keep a new text of a model as a draft, when the library finds no error in it.

    What it imports is taken as in force today or next. Raises PermissionDenied, and Unfit with the place of each error
    and its remedy; nothing is kept then.
    """
    actor = as_author(by, model)
    imports.checked(xml, timezone.localdate(), later=True)
    said = text(note_, "note", needed=False)
    _take_namespace(DecisionModel.objects.select_for_update().get(pk=model.pk), xml)
    last = ModelVersion.objects.filter(model=model).aggregate(last=Max("number"))["last"] or 0
    made = ModelVersion(
        model=model,
        number=last + 1,
        xml=xml,
        digest=sha256(xml).digest(),
        note=said,
        drafted_by=pseudonym(by),
    )
    _note("decisions.version.drafted", made, actor)
    return made


@transaction.atomic
def bring(by: Principal, model: DecisionModel, *, xml: bytes, note_: str = "") -> ModelVersion:
    """Draft a text as people and programs bring it: not one that is in force or waits already.

    Raises PermissionDenied, Unchanged, and Unfit as ``draft``.
    """
    as_author(by, model)
    same = standing.of_same_text(model, xml)
    if same is not None:
        raise Unchanged(same)
    return draft(by, model, xml=xml, note_=note_)


@transaction.atomic
def propose(
    by: Principal,
    version: ModelVersion,
    *,
    valid_from: date | None,
    valid_to: date | None = None,
    past_reason: str = "",
    note_: str = "",
    assumed: Mapping[str, Any] | None = None,
) -> uuid.UUID:
    """Ask for a second person's review of a draft, to be in force from a day on. Returns the act's UUID.

    A day in the past needs ``past_reason``: why it holds from then on.
    ``assumed`` are facts taken for everybody when the demo city is asked whom it touches; None: as a test person
    suggests. Raises PermissionDenied, NotNow, and Unfit for a term that cannot be, an assumption that does not fit, or
    a model imported that is not in force on its first day.
    """
    actor = as_author(by, version.model)
    wanted = locked(version, State.DRAFT)
    wanted.valid_from, wanted.valid_to = term(valid_from, valid_to)
    imports.checked(wanted.source_xml, wanted.valid_from)
    if assumed is None:
        wanted.assumed = suggested(wanted, wanted.valid_from)
    else:
        wanted.assumed = fitting(wanted, wanted.valid_from, dict(assumed))
    wanted.note = text(note_ or wanted.note, "note")
    wanted.state = State.PROPOSED
    wanted.proposed_by = pseudonym(by)
    wanted.proposed_at = timezone.now()
    wanted.past_reason = past(wanted.valid_from, past_reason, wanted.proposed_at)
    act = _note("decisions.version.proposed", wanted, actor)
    ask_about_a_proposal(SYSTEM, wanted)
    return act


@transaction.atomic
def approve(
    by: Principal, version: ModelVersion, *, changed: Iterable[str] = (), note_: str = ""
) -> uuid.UUID:
    """Approve a proposal: it is in force from its day on, and what was in force then ends there.

    ``changed`` names the test persons whose expected result the law itself changes: its own by their key, those of
    rules that import it as ``MODEL/KEY``. Raises PermissionDenied for its proposer, NotNow, and PersonsFail when a
    test person fails that is not named (or one named does not).
    """
    wanted = locked(version, State.PROPOSED)
    actor = as_reviewer(by, wanted, wanted.model)
    assert wanted.valid_from is not None
    not_overtaken(wanted)
    model = DecisionModel.objects.select_for_update().get(pk=wanted.model_id)
    _nothing_unseen(wanted)
    _take_namespace(model, wanted.source_xml)
    imports.checked(wanted.source_xml, wanted.valid_from)
    moment = timezone.now()
    wanted.changed_expectations = settle(
        by,
        try_persons(wanted, wanted.valid_from),
        effects.of_import(wanted, wanted.valid_from, wanted.valid_to),
        changed,
        moment,
        wanted,
    )
    judged(wanted, by, State.APPROVED, text(note_, "note", needed=False))
    act = _note("decisions.version.approved", wanted, actor, changed_expectations=wanted.changed_expectations)
    _put_in_force(wanted, wanted.valid_from, wanted.valid_to, moment)
    return act


@transaction.atomic
def refuse(by: Principal, version: ModelVersion, *, note_: str) -> uuid.UUID:
    """Refuse a proposal, with the reason. Raises PermissionDenied, NotNow, and Unfit without a reason."""
    return _note("decisions.version.refused", *refused(by, version, version.model, note_))


@transaction.atomic
def withdraw(by: Principal, version: ModelVersion, *, note_: str) -> uuid.UUID:
    """Take a draft or a proposal back; what was approved ends by a proposal (``endings.propose_ending``).

    Raises PermissionDenied, NotNow and Unfit.
    """
    actor = require(by, "decisions.withdraw", version.model)
    wanted = locked(version, State.DRAFT, State.PROPOSED)
    wanted.review_note = text(note_, "note")
    wanted.state = State.WITHDRAWN
    return _note("decisions.version.withdrawn", wanted, actor)


def _take_namespace(model: DecisionModel, xml: bytes) -> None:
    """Bind the namespace of a text to its (locked) model; raises Unfit where it is another one's or would change."""
    wanted = imports.heading(xml).namespace
    if wanted == model.namespace:
        return
    if model.namespace is not None and model.versions.filter(state=State.APPROVED).exists():
        raise Unfit(
            _(
                "이 모형의 이름공간은 ‘%(namespace)s’입니다. 다른 규칙이 그 이름으로 가져다 쓸 수 있으니 바꾸지 말고 "
                "그대로 적어 주세요."
            )
            % {"namespace": model.namespace},
            field="xml",
        )
    model.namespace = wanted
    try:
        with transaction.atomic():
            model.save(update_fields=["namespace"])
    except IntegrityError as error:
        raise Unfit(
            _("이름공간 ‘%(namespace)s’은(는) 다른 모형의 것입니다. 이 모형의 이름공간을 따로 지어 주세요.")
            % {"namespace": wanted},
            field="xml",
        ) from error


def slug(value: str) -> str:
    """Check a code; raises Unfit."""
    said = text(value, "key", longest=80)
    try:
        validate_slug(said)
    except ValidationError as error:
        raise Unfit(_("코드는 영문자, 숫자, 붙임표, 밑줄로 적어 주세요."), field="key") from error
    return said


def _put_in_force(version: ModelVersion, first: date, last: date | None, moment: datetime) -> None:
    """Give ``version`` the days from ``first`` to before ``last``."""
    known = InForce.objects.select_for_update().filter(model_id=version.model_id, known_to__isnull=True)
    in_force.clear(list(known), first, last, moment)
    in_force.put(version, first, last, moment)


def _nothing_unseen(version: ModelVersion) -> None:
    """Refuse to take the place of a version that the proposer has not seen: in force since on its first day, or later."""
    assert version.valid_from is not None and version.proposed_at is not None
    model, day = version.model, version.valid_from
    seen, now = (standing.in_force(model, day, known) for known in (version.proposed_at, None))
    if now != seen:
        raise NotNow(_unseen(day, now))
    for taken in standing.overlaid(version):
        reviewed = taken.version.reviewed_at
        if reviewed is not None and reviewed > version.proposed_at:
            raise NotNow(_unseen(taken.valid_from, taken.version))


def _unseen(day: date, version: ModelVersion | None) -> str:
    said = {"day": date_format(day, "SHORT_DATE_FORMAT")}
    if version is None:
        return (
            _(
                "이 안을 낸 뒤에 %(day)s에 시행하던 판이 끝났습니다. 이 안은 이제 없는 판과 견주어 본 것입니다. "
                "반려하고, 지금을 보고 다시 내게 해 주세요."
            )
            % said
        )
    return _(
        "이 안을 낸 뒤에 %(day)s에 시행하는 %(number)s판이 승인되었습니다. 이 안은 그 판을 보지 못하고 덮습니다. "
        "반려하고, 그 판을 보고 다시 내게 해 주세요."
    ) % {**said, "number": version.number}


def _subject(model: DecisionModel) -> str:
    return f"decision-model:{model.key}"


def _note(type: str, version: ModelVersion, actor: Any, **more: Any) -> uuid.UUID:
    return note(
        type,
        version,
        actor,
        _subject(version.model),
        model=version.model.key,
        version=version.number,
        xml_sha256=bytes(version.digest).hex(),
        **more,
    )
