"""From JSON to a definition, or to all faults in it at once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from madang.blocks.forms.definition.faults import faults_of
from madang.blocks.forms.definition.parts import Definition
from madang.blocks.forms.errors import Fault, UnfitDefinition

MAX_BYTES = 500_000
"""Of one definition as JSON."""


def read_definition(data: Any) -> Definition:
    """Return the definition; raises UnfitDefinition with every fault, its place and the way out.

    ``data`` is JSON text or its values.
    """
    if isinstance(data, str | bytes) and len(data) > MAX_BYTES:
        raise UnfitDefinition([Fault("/", _("정의가 너무 큽니다. 500kB까지 올릴 수 있습니다."))])
    try:
        if isinstance(data, str | bytes):
            found = Definition.model_validate_json(data)
        else:
            found = Definition.model_validate(data)
    except ValidationError as error:
        raise UnfitDefinition(reading_faults(error)) from error
    if faults := faults_of(found):
        raise UnfitDefinition(faults)
    return found


def reading_faults(error: ValidationError) -> list[Fault]:
    """What the library found, each at its place, in the reader's language."""
    return [
        Fault("/".join(str(part) for part in each["loc"]) or "/", _sentence(each["type"], each["msg"]))
        for each in error.errors(include_url=False, include_input=False)[:50]
    ]


def _sentence(kind: str, said: str) -> str:
    sentences = {
        "missing": _("꼭 있어야 하는 값이 없습니다. 적어 주세요."),
        "extra_forbidden": _("쓰이지 않는 이름입니다. 철자를 확인하거나 지워 주세요."),
        "json_invalid": _("JSON으로 읽을 수 없습니다. 쉼표와 따옴표를 확인해 주세요."),
        "string_pattern_mismatch": _("이름은 영문 소문자로 시작해 소문자, 숫자, 밑줄(_)로 적습니다."),
        "enum": _("그런 종류는 없습니다. 있는 종류 가운데 하나를 적어 주세요."),
        "literal_error": _("그런 값은 없습니다. 있는 값 가운데 하나를 적어 주세요."),
        "too_short": _("하나 이상 적어 주세요."),
        "too_long": _("너무 많습니다. 나누어 주세요."),
        "string_too_short": _("비워 둘 수 없습니다."),
        "string_too_long": _("너무 깁니다. 줄여 주세요."),
    }
    return sentences.get(kind) or _("값이 맞지 않습니다: %(said)s") % {"said": said}


@lru_cache(maxsize=256)
def read_once(text: str) -> Definition:
    """The definition of a stored version: kept, for a version never changes."""
    return Definition.model_validate_json(text)
