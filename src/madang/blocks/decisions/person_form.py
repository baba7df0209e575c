"""One test person typed into fields, but for the facts: those are ``forms.FactsForm``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from madang.blocks.decisions import saying
from madang.blocks.decisions.models import TestKind, TestPerson


class PersonForm(forms.Form):
    """One test person but for the facts: who it is, and the result that the law wants."""

    typed_again = ("title_ko", "title_en", "expected", "note")
    KNOWN, NOTHING, OPEN = "known", "nothing", "open"

    key = forms.CharField(
        label=_("코드"), max_length=80, help_text=_("영문자, 숫자, 붙임표. 같은 코드의 사람을 대신합니다.")
    )
    title_ko = forms.CharField(label=_("이름"), max_length=200)
    title_en = forms.CharField(label=_("영문 이름"), max_length=200)
    kind = forms.ChoiceField(label=_("갈래"), choices=TestKind.choices, initial=TestKind.EDGE)
    outcome = forms.ChoiceField(
        label=_("바라는 결과"),
        choices=[(KNOWN, _("아래에 적은 값")), (NOTHING, _("없음")), (OPEN, _("아직 모름"))],
        initial=KNOWN,
        widget=forms.RadioSelect,
    )
    expected = forms.CharField(
        label=_("값"),
        max_length=1000,
        required=False,
        help_text=_("수는 5000, 예와 아니요는 예, 아니요로 적습니다."),
    )
    gone = forms.BooleanField(label=_("이 시험 인물을 끝냅니다"), required=False)
    note = forms.CharField(label=_("까닭"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    @classmethod
    def of(cls, person: TestPerson) -> dict[str, Any]:
        """What the fields hold of a person that stands."""
        found = {name: getattr(person, name) for name in ("key", "title_ko", "title_en", "kind")}
        if person.expected is None:
            return {**found, "outcome": cls.NOTHING}
        if saying.is_unknown(person.expected):
            return {**found, "outcome": cls.OPEN}
        said = {True: gettext("예"), False: gettext("아니요")}
        typed = said[person.expected] if isinstance(person.expected, bool) else str(person.expected)
        return {**found, "outcome": cls.KNOWN, "expected": typed}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("outcome") == self.KNOWN and not data.get("expected") and not data.get("gone"):
            self.add_error("expected", gettext("바라는 값을 적어 주세요."))
        return data

    def row(self, facts: dict[str, Any], open_: list[str]) -> dict[str, Any]:
        """The person as it is proposed; ``open_`` are the facts that are not told. Call on a valid form."""
        data = self.cleaned_data
        if data["gone"]:
            return {"key": data["key"], "gone": True}
        typed = data["expected"].strip()
        said = {gettext("예"): True, gettext("아니요"): False, "true": True, "false": False}
        known = (
            said[typed]
            if typed in said
            else typed.replace(",", "")
            if saying.number_of(typed) is not None
            else typed
        )
        expected = {self.NOTHING: None, self.OPEN: {"unknown": open_}}.get(data["outcome"], known)
        names = ("key", "title_ko", "title_en", "kind")
        return {**{name: data[name] for name in names}, "facts": facts, "expected": expected}


def ask_anyway(form: forms.Form) -> None:
    """Add the box by which test persons are proposed although the rule of today answers something else."""
    form.fields["anyway"] = forms.BooleanField(label=_("지금 규칙과 달라도 냅니다"), required=False)
