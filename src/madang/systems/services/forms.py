"""Forms beside the questions of services."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ContinueForm(forms.Form):
    """A continue code and the second fact."""

    code = forms.CharField(
        label=_("이어하기 번호"),
        max_length=40,
        help_text=_("아홉 자리 숫자입니다. 두 자리씩 읽어 드린 그대로 적습니다."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    fact = forms.CharField(
        label=_("확인할 것"),
        max_length=200,
        help_text=_("번호를 받을 때 안내받은 것을 적습니다. 보통 생년월일입니다. 보기: 1982-05-14"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PersonForm(forms.Form):
    """Who stands there: the number on their card, and how it was checked."""

    number = forms.CharField(
        label=_("주민등록번호 또는 외국인등록번호"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    how = forms.ChoiceField(
        label=_("확인한 방법"),
        choices=[
            ("id_card", _("신분증을 보고")),
            ("fingerprint", _("지문으로")),
            ("questions", _("전화로 묻고 답하여")),
        ],
    )
