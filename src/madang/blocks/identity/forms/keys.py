"""The form for a new API key."""

from __future__ import annotations

from datetime import datetime, timedelta

import rules
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from madang.blocks.identity.models import Account
from madang.blocks.rooms.manifest import manifests

LIVES = ((7, _("7일")), (30, _("30일")), (90, _("90일")), (365, _("1년")))


def scopes(account: Account) -> list[tuple[str, str]]:
    """Return (scope, words) for what an account may read and write of every room that has an API.

    Where a room has the permission ``room.read`` or ``room.write``, only those who hold it get the scope offered.
    """
    found = []
    for room in manifests():
        for verb, words in (("read", gettext("%(room)s: 읽기")), ("write", gettext("%(room)s: 쓰기"))):
            permission = f"{room.name}.{verb}"
            if room.api and (not rules.perm_exists(permission) or account.has_perm(permission)):
                found.append((f"{room.name}:{verb}", words % {"room": room.title}))
    return found


class ApiKeyForm(forms.Form):
    """What the key is for, what it may do, how long and how often."""

    label = forms.CharField(label=_("이름"), max_length=100, help_text=_("어디에 쓰는 키인지 적으세요."))
    scopes = forms.MultipleChoiceField(label=_("범위"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(label=_("쓸 수 있는 기간"), choices=LIVES, coerce=int, initial=90)
    hourly_quota = forms.IntegerField(
        label=_("시간당 한도(회)"), min_value=1, max_value=100_000, initial=1000
    )

    typed_again = ("label", "scopes", "days", "hourly_quota")

    def __init__(self, *args: object, account: Account, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = scopes(account)

    def expires_at(self) -> datetime:
        """Return when the key shall end."""
        return timezone.now() + timedelta(days=self.cleaned_data["days"])
