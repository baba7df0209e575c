"""Facts as people and programs tell them: read by the kinds that a model declares, refused with a sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from madang_rules.dmn import Engine
from madang_rules.dmn.told import example_of, of_type, refused_in_words
from madang_rules.errors import RulesError
from madang_rules.feel import Evaluation
from madang_rules.feel.types import ANY, BOOLEAN, DATE, NUMBER, STRING, ListType, Type, unnamed
from madang_rules.feel.values.date import parse_date

from madang.blocks.api.parsing import is_unicode
from madang.blocks.decisions.errors import Unfit, UnfitFacts
from madang.blocks.decisions.running import BUDGET, sentence_of
from madang.blocks.decisions.saying import is_number, language, number_of, parts

MAX_FACTS = 200
MAX_FAULTS = 20
"""Facts that do not fit, told at once."""
DEEPEST = 20
"""How deep lists and contexts that somebody tells may lie in one another."""


def typed_facts(engine: Engine, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of JSON or a form as the model's inputs type them; raises Unfit naming each fact that does not fit.

    Numbers may be texts, so that no digit is lost; dates are texts as 2026-03-01. None is a known absence; a fact
    that is left out is unknown.
    """
    if len(facts) > MAX_FACTS:
        raise Unfit(_("사실이 너무 많습니다. %(limit)d개까지 알릴 수 있습니다.") % {"limit": MAX_FACTS})
    inputs = engine.inputs
    found: dict[str, Any] = {}
    faults: list[Unfit] = []
    for name, value in facts.items():
        try:
            if name not in inputs:
                raise Unfit(
                    _("모형에 ‘%(name)s’(이)라는 입력이 없습니다. 있는 것: %(known)s")
                    % {"name": str(name)[:100], "known": ", ".join(inputs)},
                    field=str(name)[:100],
                )
            if is_deep(value):
                raise _does_not_fit(name, too_deep())
            found[name] = _typed(name, value, inputs[name], engine)
        except Unfit as fault:
            if len(faults) == MAX_FAULTS:
                break
            faults.append(fault)
    UnfitFacts.refuse(faults)
    return found


def is_deep(value: Any) -> bool:
    """Whether its lists and contexts lie too deep in one another to be read or shown."""
    return any(deep > DEEPEST for deep, _one in parts(value))


def too_deep() -> str:
    """What is said of it."""
    return _("너무 깊이 겹쳐 있습니다. %(limit)d겹까지 적을 수 있습니다.") % {"limit": DEEPEST}


def _typed(name: str, value: Any, type_: Type, engine: Engine) -> Any:
    behind = unnamed(type_)
    if value is None:
        return None
    if isinstance(behind, ListType) and isinstance(value, list | tuple):
        return [_typed(name, each, behind.item, engine) for each in value]
    made: Any = value
    if behind == NUMBER:
        made = number_of(value)
        if made is None:
            raise no_number(name, type_)
    elif behind == BOOLEAN:
        if not isinstance(value, bool):
            raise _does_not_fit(name, _("예(true)나 아니요(false)로 적어 주세요."))
    elif behind == DATE:
        made = parse_date(value) if isinstance(value, str) else value if isinstance(value, date) else None
        if made is None:
            raise _does_not_fit(name, _("날짜를 2026-03-01처럼 적어 주세요."))
    elif behind == STRING:
        if not isinstance(value, str) or len(value) > 10_000:
            raise _does_not_fit(name, _("글자로 적어 주세요."))
        made = " ".join(value.split())  # a blank too many is no other word
    elif behind is not ANY:
        # Times, durations and contexts are read as the library reads what is told.
        try:
            made = of_type(name, _exact(name, value), type_, Evaluation(BUDGET))
        except RulesError as error:
            raise Unfit(sentence_of(error), field=name) from error
    else:
        made = _exact(name, value)
    how = refused_in_words(type_, made)
    if how is not None:
        raise _does_not_fit(name, how.sentence(language()))
    return made


def _exact(name: str, value: Any) -> Any:
    """What JSON gave with each number as the decimal that it says; raises Unfit for what is none, as NaN."""
    if isinstance(value, list | tuple):
        return [_exact(name, each) for each in value]
    if isinstance(value, dict):
        return {str(each): _exact(name, one) for each, one in value.items()}
    if not is_number(value):
        return value
    made = number_of(value)
    if made is None:
        raise no_number(name)
    return made


def no_number(name: str, type_: Type = NUMBER) -> Unfit:
    """What is told where a number is wanted, with one that the type allows."""
    return _does_not_fit(name, _("수로 적어 주세요. 예: %(example)s.") % {"example": example_of(type_)})


def _does_not_fit(name: str, how: str) -> Unfit:
    return Unfit(_("‘%(name)s’에 적은 값이 맞지 않습니다. %(how)s") % {"name": name, "how": how}, field=name)


def facts_of_json(text: str) -> dict[str, Any]:
    """Facts of a JSON text; raises Unfit with the place of the fault."""
    try:
        found = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        place = f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else "1:1"
        raise Unfit(
            _("JSON으로 읽을 수 없습니다(%(place)s). 따옴표와 쉼표를 확인해 주세요.") % {"place": place}
        ) from error
    if not isinstance(found, dict):
        raise Unfit(_('사실은 {"이름": 값} 꼴로 적어 주세요.'))
    if not is_unicode(found):
        raise Unfit(_("글자의 반쪽(surrogate)이 들어 있습니다. 온전한 글자로 적어 주세요."))
    return found
