"""Forms of the page that says whose account an official's is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.blocks.identity.actions.ties import LONGEST_REASON, NUMBER, PERSON
from madang.blocks.identity.models import Account


def _typed(**more: Any) -> forms.CharField:
    return forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off"}), **more)


class _WithReason(forms.Form):
    reason = forms.CharField(
        label=_("까닭 (이미 등록된 것을 바꿀 때)"), max_length=LONGEST_REASON, required=False
    )


class NumberForm(_WithReason):
    """A staff number."""

    staff_number = _typed(
        label=_("사번"),
        max_length=60,
        help_text=_("인사 기록에 있는 대로 적으세요. 앞의 0도 그대로 적습니다."),
    )

    field_order = ("staff_number", "reason")


class FindPersonForm(forms.Form):
    """The person, by what whoever looks knows already."""

    by_what = forms.ChoiceField(
        label=_("무엇으로 찾을까요"),
        choices=(("number", _("주민등록번호·외국인등록번호")), ("id", _("사람 번호"))),
    )
    value = _typed(label=_("찾을 값"), max_length=60)


class PersonForm(_WithReason):
    """The person that was found."""

    person = forms.UUIDField(widget=forms.HiddenInput)


class UntieForm(forms.Form):
    """What is taken away, and why."""

    what = forms.ChoiceField(label=_("무엇을 풀까요"))
    reason = forms.CharField(label=_("까닭"), max_length=LONGEST_REASON)

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        held = ((PERSON, _("등록된 사람"), account.person_id), (NUMBER, _("사번"), account.staff_number))
        field.choices = [(code, str(words)) for code, words, is_there in held if is_there]
