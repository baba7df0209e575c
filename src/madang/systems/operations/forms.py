"""What an operator fills in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.systems.operations.actions.read_only import LONGEST_REASON


class ReadOnlyForm(forms.Form):
    """Why nothing can be changed for a while."""

    reason_ko = forms.CharField(
        label=_("까닭"),
        max_length=LONGEST_REASON,
        help_text=_("모든 화면에 그대로 나옵니다. 예: 오늘 밤 10시까지 점검합니다."),
    )
    reason_en = forms.CharField(label=_("까닭(영어)"), max_length=LONGEST_REASON, required=False)


class RotateForm(forms.Form):
    """Confirm a new version of a key."""

    confirmation = forms.CharField(
        label=_("열쇠 이름"), max_length=100, help_text=_("확인을 위해 위의 열쇠 이름을 그대로 적어 주세요.")
    )


class ReasonForm(forms.Form):
    """Why an event is given up, or a gap accepted."""

    reason = forms.CharField(label=_("까닭"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
