"""What is typed on the pages of verification."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LABELS = {"name": _("종이에 적힌 성명"), "number": _("종이에 적힌 접수번호")}


class CodeForm(forms.Form):
    """The code as it stands on a paper."""

    code = forms.CharField(
        label=_("진위확인 번호"),
        help_text=_("문서 끝에 있는 16자리입니다. 예: B45H-GHH7-Z06W-7X6B"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class CompareForm(forms.Form):
    """What the paper says, to be compared with what it was made with."""

    def __init__(self, fields: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in fields:
            self.fields[name] = forms.CharField(
                label=LABELS.get(name, name),
                max_length=400,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
