"""Tags of this system's templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from madang.blocks.cases.models import Case, Step
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
        "begin": _("시작"),
        "code": _("이어하기 번호 받음"),
        "continue": _("다른 곳에서 이어감"),
        "confirm": _("신청인이 확인함"),
    }
    return own.get(step.name) or str(step.title)
