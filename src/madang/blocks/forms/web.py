"""Questions as a form of the web: one a page or all, the same fields for kiosk and counter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from madang.blocks.forms.definition import Kind, Question
from madang.blocks.forms.errors import UnfitAnswer
from madang.blocks.forms.values import NO, YES, value_of


class QuestionForm(forms.Form):
    """The questions given, in a channel's wording; ``values`` holds the answers once it is valid.

    ``answers`` are the present values, shown again.
    """

    def __init__(
        self,
        questions: Iterable[Question],
        *args: Any,
        channel: str = "web",
        answers: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.questions = tuple(questions)
        self.values: dict[str, Any] = {}
        shown = {
            each.name: _shown(each, answers[each.name])
            for each in self.questions
            if answers and each.name in answers
        }
        kwargs["initial"] = shown
        super().__init__(*args, **kwargs)
        for each in self.questions:
            self.fields[each.name] = field_of(each, channel)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for each in self.questions:
            if each.kind == Kind.FILE or each.name in self.errors:
                continue
            raw = data.get(each.name)
            try:
                self.values[each.name] = value_of(each, "on" if raw is True else raw)
            except UnfitAnswer as error:
                self.add_error(each.name, str(error))
        return data


def field_of(question: Question, channel: str) -> forms.Field:
    """The field of Django that asks this question. Its own checks are few: ``value_of`` says what fits."""
    shared: dict[str, Any] = {
        "label": str(question.asked_as(channel)),
        "help_text": str(question.help) if question.help else "",
        "required": False,
    }
    match question.kind:
        case Kind.CHOICE:
            return forms.ChoiceField(
                **shared,
                widget=forms.RadioSelect,
                choices=[(each.value, str(each.label)) for each in question.choices],
            )
        case Kind.CHOICES:
            return forms.MultipleChoiceField(
                **shared,
                widget=forms.CheckboxSelectMultiple,
                choices=[(each.value, str(each.label)) for each in question.choices],
            )
        case Kind.YES_NO:
            return forms.ChoiceField(
                **shared, widget=forms.RadioSelect, choices=[(YES, _("예")), (NO, _("아니요"))]
            )
        case Kind.DECLARATION:
            return forms.BooleanField(**shared)
        case Kind.LONG_TEXT:
            return forms.CharField(**shared, widget=forms.Textarea(attrs={"rows": 5}))
        case Kind.DATE if channel in ("phone", "kiosk"):  # typed as it is said, and by a keypad
            return forms.CharField(**shared, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
        case Kind.DATE:
            return forms.CharField(**shared, widget=forms.DateInput(attrs={"type": "date"}))
        case Kind.NUMBER | Kind.MONEY:
            return forms.CharField(**shared, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
        case Kind.PHONE:
            return forms.CharField(
                **shared, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
            )
        case Kind.FILE:
            return forms.FileField(**shared)
        case Kind.NAME:
            return forms.CharField(**shared, widget=forms.TextInput(attrs={"autocomplete": "name"}))
        case _:
            return forms.CharField(**shared)


def _shown(question: Question, value: Any) -> Any:
    if value is None:
        return ""
    if question.kind == Kind.YES_NO:
        return YES if value else NO
    return value
