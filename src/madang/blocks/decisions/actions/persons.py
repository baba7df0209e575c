"""Test persons: a set proposed, run, reviewed. One changed is a new row; the old one stays with its end."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from madang.blocks.decisions import saying, telling
from madang.blocks.decisions.actions.expectations import expect, none_idle
from madang.blocks.decisions.actions.models import slug
from madang.blocks.decisions.actions.reviewing import (
    as_author,
    as_reviewer,
    judged,
    locked,
    note,
    pseudonym,
    refused,
    taken_back,
    text,
)
from madang.blocks.decisions.errors import Contradicts, NotNow, PersonsFail, Unfit
from madang.blocks.decisions.models import (
    DecisionModel,
    InForce,
    ModelVersion,
    PersonsChange,
    State,
    TestKind,
    TestPerson,
)
from madang.blocks.decisions.queries import standing
from madang.blocks.decisions.queries.answers import Tried, ready, try_persons
from madang.blocks.decisions.queries.proposed_persons import (
    approved_measure,
    as_persons,
    contradictions,
    day_of,
    measure_of,
)
from madang.blocks.identity.principal import Principal

MOST_PERSONS = 500
LONGEST_FACTS = 20_000
MOST_TOLD = 10
"""Test persons who contradict the rule and are told one by one."""


@transaction.atomic
def propose_persons(
    by: Principal,
    model: DecisionModel,
    *,
    rows: Sequence[Mapping[str, Any]],
    note_: str,
    anyway: bool = True,
) -> PersonsChange:
    """Propose test persons: {key, title_ko, title_en, kind, facts, expected}, or {key, gone: true} to end one.

    What is told of each must be facts of the version in force today (else the newest approved, else the newest text).
    Raises PermissionDenied, Unfit naming the person that does not fit, and Contradicts, where they are not proposed
    ``anyway``, when the rule of today answers something else than they expect.
    """
    actor = as_author(by, model)
    moment = timezone.now()
    fitting = _fitting(model, _checked(rows))
    if not anyway:
        _agreeing(model, fitting)
    made = PersonsChange(
        model=model,
        rows=fitting,
        note=text(note_, "note"),
        valid_from=timezone.localdate(moment),
        state=State.PROPOSED,
        drafted_by=pseudonym(by),
        proposed_by=pseudonym(by),
        proposed_at=moment,
    )
    _note("decisions.persons.proposed", made, actor)
    return made


@transaction.atomic
def approve_persons(
    by: Principal, change: PersonsChange, *, changed: Iterable[str] = (), note_: str = ""
) -> uuid.UUID:
    """Approve test persons when the version in force today (else the newest approved) gives each what is expected.

    ``changed`` names those to whom a version approved for a later day gives something else: they expect it from now
    on, as if they had stood when that version was approved. Raises PermissionDenied for their proposer, NotNow, also
    where one of them was changed since they were proposed, and PersonsFail. A model that has no approved version yet
    takes them unrun: its first version must satisfy them.
    """
    wanted = locked(change, State.PROPOSED)
    actor = as_reviewer(by, wanted, wanted.model)
    DecisionModel.objects.select_for_update().get(pk=wanted.model_id)
    _nothing_unseen(wanted)
    moment = timezone.now()
    persons = as_persons(wanted.model, wanted.rows)
    for person in persons:
        person.known_from = moment
    measure = approved_measure(wanted.model)
    if measure is not None:
        failing = [each for each in try_persons(measure, day_of(measure), persons) if not each.well]
        if failing:
            first = failing[0]
            raise PersonsFail(
                _("%(who)s: 기대 %(expected)s, 결과 %(value)s. 시험 인물이나 모형을 고쳐 주세요.")
                % {
                    "who": first.person.title,
                    "expected": first.expected_in_words,
                    "value": first.value_in_words,
                },
                [each.person.key for each in failing],
            )
    later = _later(wanted.model, measure, persons, sorted(set(changed)))
    judged(wanted, by, State.APPROVED, text(note_, "note", needed=False))
    act = _note("decisions.persons.approved", wanted, actor)
    keys = [row["key"] for row in wanted.rows]
    TestPerson.objects.filter(model=wanted.model, key__in=keys, known_to__isnull=True).update(known_to=moment)
    TestPerson.objects.bulk_create(persons)
    just_after = moment + timedelta(microseconds=1)  # how they stood before is found by when that ended
    for each, version in later:
        expect(each.person, each.value, just_after, version=version)
    return act


@transaction.atomic
def refuse_persons(by: Principal, change: PersonsChange, *, note_: str) -> uuid.UUID:
    """Refuse test persons, with the reason. Raises PermissionDenied, NotNow, Unfit."""
    return _note("decisions.persons.refused", *refused(by, change, change.model, note_))


@transaction.atomic
def withdraw_persons(by: Principal, change: PersonsChange, *, note_: str) -> uuid.UUID:
    """Take proposed test persons back. Raises PermissionDenied, NotNow, Unfit."""
    return _note("decisions.persons.withdrawn", *taken_back(by, change, change.model, note_))


def _nothing_unseen(change: PersonsChange) -> None:
    """Refuse test persons over others of the same key that their proposer has not seen: changed or ended since."""
    since = Q(known_from__gt=change.proposed_at) | Q(known_to__gt=change.proposed_at)
    keys = [row["key"] for row in change.rows]
    if other := TestPerson.objects.filter(since, model=change.model_id, key__in=keys).first():
        raise NotNow(
            _(
                "이 안을 낸 뒤에 시험 인물 ‘%(key)s’이(가) 바뀌었습니다. 이 안은 그것을 보지 못하고 덮어씁니다. 반려하고, "
                "지금을 보고 다시 내게 해 주세요."
            )
            % {"key": other.key}
        )


def fail_later(change: PersonsChange) -> list[Tried]:
    """Those of the proposed persons to whom a version approved for a later day gives something else: to be named."""
    persons = as_persons(change.model, change.rows)
    failing, _last = _tried_later(change.model, approved_measure(change.model), persons)
    return [each for each, _row in failing.values()]


def _tried_later(
    model: DecisionModel, measure: ModelVersion | None, persons: list[TestPerson]
) -> tuple[dict[str, tuple[Tried, InForce]], list[tuple[Tried, ModelVersion]]]:
    """Who fails first where, by key, and what the last version gives each."""
    today = timezone.localdate()
    failing: dict[str, tuple[Tried, InForce]] = {}
    last: list[tuple[Tried, ModelVersion]] = []
    for row in standing.periods(model):
        if row.valid_from <= today or row.version == measure:
            continue
        last = [(each, row.version) for each in try_persons(row.version, row.valid_from, persons)]
        for each, _version in last:
            if not each.well and (each.fault or each.person.key not in failing):
                failing[each.person.key] = (each, row)
    return failing, last


def _later(
    model: DecisionModel, measure: ModelVersion | None, persons: list[TestPerson], named: Sequence[str]
) -> list[tuple[Tried, ModelVersion]]:
    """Try persons on the versions approved for later days; return those named to whom the last gives something else.

    Raises PersonsFail when somebody fails there who is not named, when one named does not, or cannot be asked at all.
    """
    failing, last = _tried_later(model, measure, persons)
    if wrong := [key for key, (each, _row) in failing.items() if each.fault or key not in named]:
        first, row = failing[wrong[0]]
        raise PersonsFail(
            _(
                "%(day)s에 시행하는 %(number)s판에서 %(who)s: 기대 %(expected)s, 결과 %(value)s. 그 판이 기대를 바꾼 것이면 "
                "한 사람씩 표시하고, 아니면 시험 인물을 고쳐 주세요."
            )
            % {
                "day": date_format(row.valid_from, "SHORT_DATE_FORMAT"),
                "number": row.version.number,
                "who": first.person.title,
                "expected": first.expected_in_words,
                "value": first.value_in_words,
            },
            wrong,
        )
    none_idle(failing, named)
    return [(each, version) for each, version in last if not each.well]


def read_persons(typed: str) -> list[Mapping[str, Any]]:
    """Read test persons as JSON: a list; raises Unfit with the place of the fault."""
    if len(typed) > 1_000_000:
        raise Unfit(
            _("글이 너무 깁니다. %(limit)d자까지 적을 수 있습니다.") % {"limit": 1_000_000}, field="rows"
        )
    found = telling.facts_of_json(f'{{"rows": {typed or "[]"}}}')["rows"]
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Unfit(
            _('시험 인물은 [{"key": …, "facts": {…}, "expected": …}] 꼴로 적어 주세요.'), field="rows"
        )
    return found


def _checked(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if not 1 <= len(rows) <= MOST_PERSONS:
        raise Unfit(
            _("시험 인물을 1명에서 %(limit)d명까지 적어 주세요.") % {"limit": MOST_PERSONS}, field="rows"
        )
    made: dict[str, dict[str, Any]] = {}
    for row in rows:
        typed = row.get("key")
        key = slug(str(typed) if isinstance(typed, str | int) else "")
        if key in made:
            raise Unfit(_("시험 인물 ‘%(key)s’이(가) 두 번 있습니다.") % {"key": key}, field="rows")
        if telling.is_deep([*row.values()]):
            raise _said_of(key, telling.too_deep())
        if row.get("gone") is True:
            made[key] = {"key": key, "gone": True}
            continue
        if row.get("kind") not in TestKind.values:
            raise Unfit(
                _("시험 인물 ‘%(key)s’의 갈래(kind)는 %(kinds)s 가운데 하나입니다.")
                % {"key": key, "kinds": ", ".join(TestKind.values)},
                field="rows",
            )
        facts = row.get("facts")
        if not isinstance(facts, dict) or "expected" not in row:
            raise Unfit(
                _("시험 인물 ‘%(key)s’에 사실(facts)과 기대하는 결과(expected)를 적어 주세요.")
                % {"key": key},
                field="rows",
            )
        for name in ("facts", "expected"):
            if any(
                saying.is_number(one) and saying.number_of(one) is None
                for _deep, one in saying.parts(row[name])
            ):
                raise _said_of(key, str(telling.no_number(name)))
        content = json.dumps([facts, row["expected"]], ensure_ascii=False, default=str)
        if any(
            isinstance(one, str) and "\x00" in one for _deep, one in saying.parts([facts, row["expected"]])
        ):
            raise _said_of(key, _("쓸 수 없는 글자가 들어 있습니다."))
        if len(content) > LONGEST_FACTS:
            raise Unfit(_("시험 인물 ‘%(key)s’의 내용이 너무 깁니다.") % {"key": key}, field="rows")
        plain = json.loads(content)
        made[key] = {
            "key": key,
            "title_ko": text(str(row.get("title_ko", "")), "rows", longest=200),
            "title_en": text(str(row.get("title_en", "")), "rows", longest=200),
            "kind": row["kind"],
            "facts": plain[0],
            "expected": plain[1],
        }
    return list(made.values())


def _fitting(model: DecisionModel, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Check what is told of test persons, by name and kind; raises Unfit naming the person and the fact."""
    measure = measure_of(model)
    if measure is None:
        return rows
    try:
        prepared = ready(measure, day_of(measure))
    except Unfit:
        return rows  # a model that it imports is not in force yet: they are tried when they are reviewed
    for row in rows:
        try:
            prepared.facts(row.get("facts", {}))
        except Unfit as error:
            raise _said_of(row["key"], str(error)) from error
    return rows


def _agreeing(model: DecisionModel, rows: list[dict[str, Any]]) -> None:
    if found := contradictions(model, rows):
        said = "; ".join(
            _("%(who)s: 기대 %(expected)s, 규칙의 답 %(value)s")
            % {
                "who": each.person.title,
                "expected": each.expected_in_words,
                "value": each.value_in_words,
            }
            for each in found[:MOST_TOLD]
        )
        raise Contradicts(
            _(
                "지금 규칙과 다릅니다(%(count)d명). %(said)s. 규칙이 이대로인 동안에는 승인되지 않습니다. 그래도 내려면 "
                "표시하고 다시 보내 주세요."
            )
            % {"count": len(found), "said": said}
        )


def _said_of(key: str, said: str) -> Unfit:
    return Unfit(_("시험 인물 ‘%(key)s’: %(said)s") % {"key": key, "said": said}, field="rows")


def _note(type: str, change: PersonsChange, actor: Any) -> uuid.UUID:
    return note(
        type,
        change,
        actor,
        f"decision-model:{change.model.key}",
        model=change.model.key,
        persons=[row["key"] for row in change.rows],
        rows_sha256=sha256(json.dumps(change.rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest(),
    )
