"""Tags of this system's templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _

from madang.blocks.cases.actions.moving import Possible
from madang.blocks.cases.models import Case, Step
from madang.blocks.cases.models.contact import ChannelName
from madang.systems.services.tracking import Line, line_of
from madang.systems.services.views.doors import Door

register = template.Library()


@register.simple_tag
def door_url(door: Door, page: str, case: Case, **more: Any) -> str:
    """The address of a page of a case behind a door."""
    return door.url(page, case, **more)


@register.simple_tag
def step_title(step: Step) -> str:
    """What a step is called: by the process, or one of those that every process has."""
    own = {
        "begin": _("신청을 시작함"),
        "code": _("이어하기 번호 받음"),
        "continue": _("다른 곳에서 이어감"),
        "confirm": _("신청인이 확인함"),
    }
    return own.get(step.name) or str(step.title)


@register.filter
def won(amount: int) -> str:
    """An amount in won with commas: 5,000."""
    return f"{amount:,}"


@register.filter
def percent(share: float) -> str:
    """A share as whole percent: 87%."""
    return f"{share:.0%}"


@register.filter
def channel(name: str) -> str:
    """What a channel is called."""
    return str(ChannelName(name).label) if name in ChannelName.values else ""


@register.simple_tag
def line(case: Case) -> Line:
    """The case as a line of states."""
    return line_of(case)


@register.filter
def unanswered(rows: Iterable[Mapping[str, Any]]) -> int:
    """How many questions are without an answer."""
    return sum(1 for each in rows if each["answer"] is None and not each["hidden"])


@dataclass(frozen=True)
class Steps:
    """The steps that somebody may take: ready now, not yet (with why), and those that end the case."""

    ready: list[Possible]
    later: list[Possible]
    ending: list[Possible]


@register.filter
def sorted_steps(possible: Iterable[Possible]) -> Steps:
    """What leads on comes first; what ends the case stands apart."""
    all_of_them = list(possible)
    ending = [
        each
        for each in all_of_them
        if "close" in each.transition.effects and "lodge" not in each.transition.effects
    ]
    onward = [each for each in all_of_them if each not in ending]
    beside = [each for each in onward if each.transition.to in each.transition.sources]
    return Steps(
        [each for each in onward if not each.refused],
        [each for each in onward if each.refused and each not in beside],
        [each for each in ending if not each.refused],
    )
