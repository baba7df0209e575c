"""What proposals do, told to programs: to test persons, to rules that rest on them, to the demo city."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from madang_rules.errors import RulesError
from ninja import Schema

from madang.blocks.api.authentication import caller
from madang.blocks.api.problems import Invalid
from madang.blocks.decisions import running
from madang.blocks.decisions.api.changes import NO_CHANGE
from madang.blocks.decisions.api.proposals import official, own
from madang.blocks.decisions.api.reading import READ, invalid, router
from madang.blocks.decisions.api.versions import version_of
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.models import ModelVersion, ParameterChange
from madang.blocks.decisions.queries import counted, effects, standing
from madang.blocks.decisions.queries import figures as figures_of
from madang.blocks.decisions.queries.answers import Tried, try_persons


class FigureEffect(Schema):
    """One figure from a day on, now and as proposed; null where there is none."""

    keys: str
    day: date
    before: str | None
    after: str | None


class PersonEffect(Schema):
    """A test person who gets another result than now, or than is expected.

    ``name`` is by what a reviewer names them; ``before`` is null where no version answers for them now.
    """

    name: str
    before: Any
    after: Any
    expected: Any
    to_be_named: bool


class RuleEffect(Schema):
    """A rule that rests on what is proposed, asked on a day; the test persons who get another result, by their name."""

    model: str
    version: int
    day: date
    persons: list[PersonEffect]


class FiguresEffect(Schema):
    """What proposed figures do."""

    figures: list[FigureEffect]
    rules: list[RuleEffect]


class CityEffect(Schema):
    """The count of the whole demo city: how it stands, against which version on which day, and what came out.

    ``outdated``: another version is in force on the day since it was counted.
    """

    state: str
    before: int
    day: date
    outdated: bool
    assumed: dict[str, Any]
    result: dict[str, Any] | None


class VersionEffect(Schema):
    """What a version does on its first day (a draft: today), beside the version in force then.

    ``rules`` are those that import its model; ``city`` is null where nobody has counted.
    """

    day: date
    before: int | None
    persons: list[PersonEffect]
    rules: list[RuleEffect]
    city: CityEffect | None


@router.get(
    "/models/{key}/versions/{number}/effect",
    auth=caller,
    response=VersionEffect,
    summary="What a version does: whom it changes, rules that import it, what the demo city was counted to",
)
def version_effect(request: HttpRequest, key: str, number: int) -> dict[str, Any]:
    found = version_of(official(request, READ), key, number)
    day = found.valid_from or timezone.localdate()
    current = standing.in_force(found.model, day)
    try:
        before = {each.person.key: each for each in try_persons(current, day)} if current else {}
        persons = [
            _person(each.person.key, before.get(each.person.key), each)
            for each in try_persons(found, day)
            if not each.well or (each.person.key in before and before[each.person.key].differs(each))
        ]
        rules = effects.of_import(found, day, found.valid_to)
    except Unfit as error:
        raise invalid(error) from error
    return {
        "day": day,
        "before": current.number if current else None,
        "persons": persons,
        "rules": [_rule(each) for each in rules],
        "city": _city(found),
    }


@router.get(
    "/parameter-changes/{identifier}/effect",
    auth=caller,
    response=FiguresEffect,
    summary="What proposed figures do: figures before and after, rules that read them, whom they change",
)
def figures_effect(request: HttpRequest, identifier: int) -> dict[str, Any]:
    wanted = own(official(request, READ), ParameterChange, "parameter", identifier, NO_CHANGE)
    try:
        lines, rules = figures_of.changes(wanted), effects.of_figures(wanted)
    except RulesError as error:
        raise Invalid(running.sentence_of(error), field="rows") from error
    return {"figures": [asdict(each) for each in lines], "rules": [_rule(each) for each in rules]}


def _rule(effect: effects.Effect) -> dict[str, Any]:
    return {
        "model": effect.version.model.key,
        "version": effect.version.number,
        "day": effect.day,
        "persons": [_person(effect.name(new), old, new) for old, new in effect.changed],
    }


def _person(name: str, old: Tried | None, new: Tried) -> dict[str, Any]:
    return {
        "name": name,
        "before": old.value if old else None,
        "after": new.value,
        "expected": new.person.expected,
        "to_be_named": not new.well,
    }


def _city(version: ModelVersion) -> dict[str, Any] | None:
    count, outdated = counted.of_proposal(version)
    if count is None:
        return None
    return {
        "state": count.state,
        "before": count.before.number,
        "day": count.day,
        "outdated": outdated,
        "assumed": count.assumed,
        "result": count.result,
    }
