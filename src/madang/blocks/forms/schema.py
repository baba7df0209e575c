"""A form for machines: JSON Schema (2020-12) of its answers."""

from __future__ import annotations

from typing import Any

from madang.blocks.forms.definition import Definition, Kind, Question
from madang.blocks.forms.values import LONGEST

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(definition: Definition, language: str = "ko") -> dict[str, Any]:
    """Return the schema of an object of answers. Conditions of questions are told as ``x-when`` (FEEL)."""
    return {
        "$schema": DIALECT,
        "title": definition.title.in_language(language),
        "type": "object",
        "properties": {each.name: _property(each, language) for each in definition.questions},
        "required": [each.name for each in definition.questions if each.required and each.when is None],
        "additionalProperties": False,
    }


def _property(question: Question, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {"title": question.label.in_language(language), **_type(question)}
    if question.help:
        found["description"] = question.help.in_language(language)
    if question.when:
        found["x-when"] = question.when
    if not question.required:
        return {"anyOf": [found, {"type": "null"}]}
    return found


def _type(question: Question) -> dict[str, Any]:
    match question.kind:
        case Kind.YES_NO:
            return {"type": "boolean"}
        case Kind.DECLARATION:
            return {"const": True} if question.required else {"type": "boolean"}
        case Kind.CHOICE:
            return {"enum": [each.value for each in question.choices]}
        case Kind.CHOICES:
            values = [each.value for each in question.choices]
            return {"type": "array", "items": {"enum": values}, "uniqueItems": True, "minItems": 1}
        case Kind.DATE:
            return {"type": "string", "format": "date"}
        case Kind.MONEY:
            return {"type": "integer", "minimum": max(question.lowest or 0, 0)}
        case Kind.NUMBER:
            return {"type": "string", "pattern": r"^-?[0-9]{1,20}(\.[0-9]{1,10})?$"}
        case Kind.FILE:
            return {"type": "string", "format": "uuid"}
        case _:
            return {
                "type": "string",
                "minLength": 1,
                "maxLength": question.longest or LONGEST[question.kind],
            }
