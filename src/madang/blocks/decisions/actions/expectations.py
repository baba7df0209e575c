"""What test persons expect: guarded at an approval, changed where its reviewer says that the law changed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from madang.blocks.decisions.errors import PersonsFail
from madang.blocks.decisions.models import ModelVersion, ParameterChange, TestPerson
from madang.blocks.decisions.queries.answers import Tried
from madang.blocks.decisions.queries.effects import Effect, not_ours
from madang.blocks.decisions.queries.effects import failing as failing_by
from madang.blocks.identity.principal import Principal


def settle(
    by: Principal,
    own: Sequence[Tried],
    effects: Sequence[Effect],
    changed: Iterable[str],
    moment: datetime,
    cause: ModelVersion | ParameterChange | None,
) -> list[str]:
    """Let those expect what now comes out who were named, and return their names.

    ``own`` are a version's test persons, named by their key; ``effects`` those of the rules that rest on what is
    changed, named ``MODEL/KEY``. Raises PersonsFail when somebody fails that is not named, when one named does not,
    or cannot be asked at all; and PermissionDenied when one belongs to a rule of a body that ``by`` does not act for.
    """
    if theirs := not_ours(by, effects):
        raise PermissionDenied(not_asked(theirs))
    failing = {each.person.key: each for each in own if not each.well} | failing_by(effects)
    named = sorted(set(changed))
    _all_named(failing, named)
    last = {each.version.model_id: each for each in effects}  # they come in order of day
    standing = {each.name(new): new for each in last.values() for _old, new in each.pairs}
    for name in named:
        found = standing.get(name, failing[name])
        if found.fault or failing[name].fault:
            raise PersonsFail(found.fault or failing[name].fault, [name])
        if not found.well:  # else only a version that ends before the last day gives something else
            expect(
                found.person,
                found.value,
                moment,
                version=cause if isinstance(cause, ModelVersion) else None,
                figures=cause if isinstance(cause, ParameterChange) else None,
            )
    return named


def not_asked(theirs: Sequence[Effect]) -> str:
    """Why a change waits that lets test persons of other bodies' rules fail, and what to do; nothing where none does."""
    if not theirs:
        return ""
    rules = {each.version.model: each.version.model.organisation for each in theirs}
    return _(
        "이 안으로 다른 기관의 시험 인물이 기대와 다른 결과를 받습니다: %(rules)s. 무엇을 기대할지는 그 기관이 정합니다. 두 기관 "
        "위의 기관에 검토를 부탁하거나, 그 기관이 그 시험 인물을 먼저 끝내고 시행한 뒤 새 기대로 다시 적게 해 주세요."
    ) % {"rules": ", ".join(f"{model.title} ({body.name})" for model, body in rules.items())}


def _all_named(failing: Mapping[str, Tried], named: Sequence[str]) -> None:
    if unnamed := sorted(set(failing) - set(named)):
        first = failing[unnamed[0]]
        raise PersonsFail(
            _(
                "시험 인물 %(count)d명의 결과가 기대와 다릅니다(%(first)s: 기대 %(expected)s, 결과 %(value)s). "
                "법이 바뀌어 기대가 달라진 것이면 한 사람씩 표시하고, 아니면 안을 고쳐 주세요."
            )
            % {
                "count": len(unnamed),
                "first": first.person.title,
                "expected": first.expected_in_words,
                "value": first.value_in_words,
            },
            unnamed,
        )
    none_idle(failing, named)


def none_idle(failing: Iterable[str], named: Iterable[str]) -> None:
    """Raise PersonsFail where somebody is named whose result does not change."""
    if idle := sorted(set(named) - set(failing)):
        raise PersonsFail(
            _("결과가 달라지지 않은 시험 인물을 표시했습니다: %(keys)s") % {"keys": ", ".join(idle)}, idle
        )


def expect(
    old: TestPerson,
    expected: Any,
    moment: datetime,
    *,
    version: ModelVersion | None = None,
    figures: ParameterChange | None = None,
) -> None:
    """Let a test person expect something else from now on; the old expectation stays, with its end."""
    old.known_to = moment
    old.save(update_fields=["known_to"])
    TestPerson.objects.create(
        model_id=old.model_id,
        key=old.key,
        title_ko=old.title_ko,
        title_en=old.title_en,
        kind=old.kind,
        facts=old.facts,
        expected=expected,
        known_from=moment,
        version=version,
        figures=figures,
    )
