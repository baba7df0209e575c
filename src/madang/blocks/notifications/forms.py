"""Forms of notices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.blocks.notifications.actions.preferring import WISHES
from madang.blocks.notifications.models import Channel

_WISHES = {
    "": _("알아서: 가장 먼저 닿는 길로"),
    Channel.INAPP: _("이 누리집에서만 (일주일 안에 읽지 않으면 다른 길로)"),
    Channel.EMAIL: _("전자우편"),
    Channel.SMS: _("문자"),
    Channel.VOICE: _("전화로 읽어 주기"),
    Channel.LETTER: _("편지"),
}


class PreferenceForm(forms.Form):
    """How somebody wants to be told."""

    channel = forms.ChoiceField(
        label=_("어떻게 알려 드릴까요?"),
        required=False,
        choices=[(each, _WISHES[each]) for each in WISHES],
        widget=forms.RadioSelect,
        help_text=_("이 길로 닿지 않으면 다른 길로, 마지막에는 편지로 알려 드립니다."),
    )
    language = forms.ChoiceField(
        label=_("어느 말로 알려 드릴까요?"),
        required=False,
        choices=[("", _("민원마다 다르게")), ("ko", "한국어"), ("en", "English")],
    )
    large = forms.BooleanField(label=_("편지를 큰 글자로 받기"), required=False)
    by_night = forms.BooleanField(label=_("밤 9시부터 아침 8시까지도 문자와 전화 받기"), required=False)


class CodeForm(forms.Form):
    """The code at the end of a letter."""

    code = forms.CharField(
        label=_("편지의 진위확인 번호"),
        max_length=200,
        help_text=_("편지 끝의 16자리입니다. QR을 읽어 넣어도 됩니다."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class TrackingForm(forms.Form):
    """The number that the post gave a registered letter."""

    tracking = forms.CharField(required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tracking"].label = _("등기 번호")
