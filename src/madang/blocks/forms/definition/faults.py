"""What is wrong with a definition that could be read."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from madang_rules.errors import Language, RulesError
from madang_rules.feel import compile_expression
from madang_rules.feel.builtins import BUILTINS
from madang_rules.feel.types import BOOLEAN, DATE, NUMBER, STRING, ListType, Type

from madang.blocks.forms.definition.parts import Definition, Kind, Question
from madang.blocks.forms.errors import Fault

_TYPES: dict[Kind, Type] = {
    Kind.YES_NO: BOOLEAN,
    Kind.DECLARATION: BOOLEAN,
    Kind.DATE: DATE,
    Kind.NUMBER: NUMBER,
    Kind.MONEY: NUMBER,
    Kind.CHOICES: ListType(STRING),
}


def type_of(question: Question) -> Type:
    """The type of FEEL that an answer has."""
    return _TYPES.get(question.kind, STRING)


def types_of(definition: Definition, before: str | None = None) -> dict[str, Type]:
    """Names and types of all answers, or of those asked before the question ``before``."""
    found: dict[str, Type] = {}
    for each in definition.questions:
        if each.name == before:
            break
        found[each.name] = type_of(each)
    return found


def faults_of(definition: Definition) -> list[Fault]:
    """Return every fault, each at the question it belongs to; empty when the definition can be used."""
    faults: list[Fault] = []
    seen: set[str] = set()
    for place, each in enumerate(definition.questions):
        at = f"questions/{place} ({each.name})"
        if each.name in seen:
            faults.append(Fault(at, _("같은 이름의 문항이 앞에 있습니다. 이름을 바꾸어 주세요.")))
        seen.add(each.name)
        faults += [Fault(at, sentence) for sentence in _of_question(definition, each)]
    return faults


def _of_question(definition: Definition, question: Question) -> list[str]:
    said: list[str] = []
    chooses = question.kind in (Kind.CHOICE, Kind.CHOICES)
    if chooses and len(question.choices) < 2:
        said.append(_("고를 것이 둘 이상 있어야 합니다."))
    if not chooses and question.choices:
        said.append(_("고르는 문항이 아니므로 보기를 둘 수 없습니다."))
    if len({each.value for each in question.choices}) < len(question.choices):
        said.append(_("같은 값의 보기가 둘 있습니다."))
    if question.lowest is not None and question.highest is not None and question.lowest > question.highest:
        said.append(_("가장 작은 값이 가장 큰 값보다 큽니다."))
    if question.second_fact and question.kind not in (Kind.DATE, Kind.PHONE, Kind.TEXT, Kind.NAME):
        said.append(_("두 번째 사실은 날짜, 전화번호, 짧은 글이어야 합니다."))
    if question.when is not None:
        said += of_condition(
            question.when,
            types_of(definition, question.name),
            _(
                "조건이 앞에서 묻지 않은 ‘%(name)s’을(를) 읽습니다. 문항의 순서를 바꾸거나 이름을 고쳐 주세요."
            ),
        )
    return said


def of_condition(text: str, names: Mapping[str, Type], otherwise: str) -> list[str]:
    """What is wrong with a condition over these names; ``otherwise`` is said of another ``%(name)s`` that it reads."""
    try:
        compiled = compile_expression(text, names)
    except RulesError as error:
        return [error.sentence(reader_language())]
    unknown = sorted(set(compiled.names) - set(names) - set(BUILTINS))
    return [otherwise % {"name": name} for name in unknown[:1]]


def reader_language() -> Language:
    """The reader's language, as the library of rules names it."""
    return "en" if (get_language() or "ko").startswith("en") else "ko"
