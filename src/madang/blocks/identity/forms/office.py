"""Forms of the office: bodies of the tree, and who holds which role in them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.blocks.identity.credentials import USERNAME_RULE
from madang.blocks.identity.models import Account, Organisation, OrganisationKind
from madang.blocks.identity.models.organisation import OrganisationQuerySet
from madang.blocks.identity.roles import roles

LISTED = 60
"""How many bodies stand in one list; of more, one is told by name."""
NAMED = 8
"""How many are named where a name means several."""


def _staff_roles() -> list[tuple[str, str]]:
    return [(role.code, str(role.title)) for role in roles().values() if role.staff]


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def start_of(day: Any) -> datetime | None:
    """Return midnight at the start of a day here, or None for none and for today (which means: now)."""
    if day is None or day == timezone.localdate():
        return None
    return timezone.make_aware(datetime.combine(day, time.min))


class _RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("역할"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _staff_roles()


class JoinForm(_RoleForm):
    """A new official."""

    username = forms.CharField(label=_("아이디"), max_length=64, help_text=USERNAME_RULE)
    email = forms.EmailField(label=_("전자우편"), required=False)
    starts_on = _day(label=_("시작일"), initial=timezone.localdate)
    ends_on = _day(label=_("마지막 날 (정해진 때만)"), required=False)
    staff_number = forms.CharField(
        label=_("사번"),
        max_length=60,
        required=False,
        help_text=_("누구의 계정인지 알아야 규칙을 내거나 검토할 수 있습니다. 나중에 적어도 됩니다."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    field_order = ("username", "email", "staff_number", "role", "starts_on", "ends_on")
    typed_again = ("username", "role", "starts_on", "ends_on")

    def term(self) -> tuple[datetime | None, datetime | None]:
        """Return start and end: None for "now", the end is the midnight after the last day."""
        last = self.cleaned_data["ends_on"]
        return start_of(self.cleaned_data["starts_on"]), _after(last)


class AssignForm(_RoleForm):
    """One more role for an official who is here already."""

    username = forms.CharField(label=_("직원 아이디"), max_length=64)
    starts_on = _day(label=_("시작일"), initial=timezone.localdate)
    ends_on = _day(label=_("마지막 날 (정해진 때만)"), required=False)

    field_order = ("username", "role", "starts_on", "ends_on")
    typed_again = ("username", "role", "starts_on", "ends_on")

    term = JoinForm.term

    def account(self) -> Account | None:
        """Return the official with that user name, or None."""
        return Account.objects.filter(
            username=self.cleaned_data["username"].strip().lower(), realm="staff"
        ).first()


class NamedBodyField(forms.CharField):
    """A body told by its code or (a part of) its name, where there are too many for a list.

    Attributes:
        bodies: which may be told.
    """

    default_error_messages = {
        "unknown": _("옮길 수 있는 기관 가운데 그런 이름이나 코드가 없습니다."),
        "several": _("여러 기관이 있습니다. 코드를 적어 주세요: %(bodies)s"),
    }

    def __init__(self, *, bodies: OrganisationQuerySet, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bodies = bodies

    def clean(self, value: Any) -> Organisation:
        """Return the one body that is meant; raises ValidationError naming those that may be."""
        told = super().clean(value)
        exact = Q(code=told) | Q(name_ko__iexact=told) | Q(name_en__iexact=told)
        part = Q(name_ko__icontains=told) | Q(name_en__icontains=told)
        for meant in (exact, part):
            found = list(self.bodies.filter(meant).order_by("code")[: NAMED + 1])
            if len(found) == 1:
                return found[0]
            if found:
                more = " …" if len(found) > NAMED else ""
                named = ", ".join(f"{each.name} ({each.code})" for each in found[:NAMED]) + more
                raise forms.ValidationError(self.error_messages["several"], "several", {"bodies": named})
        raise forms.ValidationError(self.error_messages["unknown"], "unknown")


class MoveForm(_RoleForm):
    """Another body, another role, from a day on. Few bodies are listed; of many, one is told by name or code."""

    organisation: forms.Field = forms.ModelChoiceField(
        label=_("옮길 기관"), queryset=Organisation.objects.none()
    )
    on = _day(label=_("옮기는 날"), initial=timezone.localdate)

    field_order = ("organisation", "role", "on")
    typed_again = ("organisation", "role", "on")

    def __init__(self, *args: Any, reach: frozenset[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.valid().filter(pk__in=reach)
        if bodies.count() > LISTED:
            self.fields["organisation"] = NamedBodyField(
                label=_("옮길 기관"), help_text=_("기관의 이름이나 코드를 적어 주세요."), bodies=bodies
            )
            return
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = bodies

    def at(self) -> datetime | None:
        """Return the moment of the move; None for now."""
        return start_of(self.cleaned_data["on"])


class OrganisationForm(forms.Form):
    """A new body."""

    code = forms.CharField(label=_("기관 코드"), max_length=64)
    name_ko = forms.CharField(label=_("한국어 이름"), max_length=200)
    name_en = forms.CharField(label=_("영어 이름"), max_length=200)
    kind = forms.ChoiceField(label=_("종류"), choices=OrganisationKind.choices)

    typed_again = ("code", "name_ko", "name_en", "kind")


class RenameForm(forms.Form):
    """Other names for a body."""

    name_ko = forms.CharField(label=_("한국어 이름"), max_length=200)
    name_en = forms.CharField(label=_("영어 이름"), max_length=200)

    typed_again = ("name_ko", "name_en")


class LockForm(forms.Form):
    """No sign-in for a while."""

    days = forms.IntegerField(label=_("잠글 날 수"), min_value=1, max_value=366, initial=7)
    reason = forms.CharField(label=_("까닭"), max_length=300)

    typed_again = ("days", "reason")

    def until(self) -> datetime:
        """Return when the lock opens by itself."""
        return timezone.now() + timedelta(days=self.cleaned_data["days"])


def _after(day: Any) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
