"""What an account is protected by: password, one-time codes, passkeys, recovery codes. allauth's flows, each
change on record in its own transaction.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import PasswordChangeView
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from madang.blocks.identity import actions, queries
from madang.blocks.identity.access import FRESH, assurance_required, safe_next, signed_in
from madang.blocks.identity.assurance import Level, level_of, mark_user_verified, methods_of
from madang.blocks.identity.views.sign_in import CODES_SHOWN, Rises


def factor_level(request: HttpRequest) -> Level:
    """What a change of an account's factors has to be proved by: the second factor, where there is one.

    Without one nothing more is asked than allauth's own password, so that a first factor can be enrolled.
    """
    if queries.credentials_of(request.user) & {"totp", "webauthn"}:  # type: ignore[arg-type]
        return Level.TWO_FACTORS
    return Level.NONE


class _SignedIn:
    """Anonymous visitors go to sign in, as on every page of ours."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return signed_in(super().dispatch)(request, *args, **kwargs)  # type: ignore[misc]


class _Proved(_SignedIn):
    """A fresh second factor first: allauth's own question is answered by the password alone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        door = assurance_required(factor_level, within=FRESH)(super().dispatch)  # type: ignore[arg-type]
        return signed_in(door)(request, *args, **kwargs)


class _OnRecord(_Proved):
    """Write the change and its ledger entry in one transaction."""

    kind = ""
    change = ""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            actions.note_credential(self.request.user, kind=self.kind, change=self.change)  # type: ignore[attr-defined]
        return answer


class SecurityView(_SignedIn, IndexView):
    """Everything at one glance."""

    template_name = "mfa/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["level"] = level_of(self.request)
        context["methods"] = methods_of(self.request, self.request.user)
        return context


class PasswordView(_Proved, PasswordChangeView):
    """A new password; all other sessions end with the old one."""

    template_name = "account/password_change.html"

    def get_default_success_url(self) -> str:
        return reverse("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            actions.note_password_changed(form.user)
        return answer


class AddTotpView(Rises, _OnRecord, ActivateTOTPView):
    """An authenticator app. Whoever types its code has shown that it is theirs: the session rises with it."""

    template_name = "mfa/totp/activate_form.html"
    kind, change = "totp", "added"

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="totp")
        return answer


class RemoveTotpView(_OnRecord, DeactivateTOTPView):
    """No authenticator app any more."""

    template_name = "mfa/totp/deactivate_form.html"
    kind, change = "totp", "removed"


class AddPasskeyView(Rises, _OnRecord, AddWebAuthnView):
    """A passkey. Its making is a proof of holding it, and says whether it checked its owner."""

    template_name = "mfa/webauthn/add_form.html"
    kind, change = "webauthn", "added"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        selection = context["js_data"]["creation_options"]["publicKey"]["authenticatorSelection"]
        # Kept on the device, so that it signs in without a user name; a device that cannot still serves.
        selection["residentKey"] = "preferred"
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="webauthn")
        if form.owner_checked:
            mark_user_verified(self.request)
        return answer


class RemovePasskeyView(_OnRecord, RemoveWebAuthnView):
    """One passkey less."""

    template_name = "mfa/webauthn/authenticator_confirm_delete.html"
    kind, change = "webauthn", "removed"

    def get_success_url(self) -> str:
        return reverse("mfa_index")


class RenamePasskeyView(_SignedIn, EditWebAuthnView):
    """Another name for a passkey; the account's own words, no change of what protects it."""

    template_name = "mfa/webauthn/edit_form.html"

    def get_success_url(self) -> str:
        return safe_next(self.request, reverse("mfa_index"))


class NewRecoveryCodesView(_OnRecord, GenerateRecoveryCodesView):
    """New recovery codes; the old ones open nothing any more."""

    template_name = "mfa/recovery_codes/generate.html"
    kind, change = "recovery_codes", "replaced"


class RecoveryCodesView(_Proved, ViewRecoveryCodesView):
    """The codes, shown once. In the session that saw them they prove nothing."""

    template_name = "mfa/recovery_codes/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if context["can_view_codes"]:
            shown = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.RECOVERY_CODES)
            self.request.session[CODES_SHOWN] = shown.pk
        return context
