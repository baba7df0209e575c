"""Coming in and going out: two realms, one set of steps."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.views import AccountInactiveView, LoginView, LogoutView, ReauthenticateView, SignupView
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateCodeView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from madang.blocks.identity.access import SIGN_IN_PAGES
from madang.blocks.identity.errors import IdentityError
from madang.blocks.identity.models import Realm

PASSKEY_SIGN_IN_PAGES = {
    Realm.CITIZEN: "mfa_login_webauthn",
    Realm.STAFF: "identity:office_passkey_sign_in",
}

CODES_SHOWN = "identity_codes_shown"
"""Session key: which set of recovery codes this session was shown."""


class _OfRealm:
    """Tell the adapter which realm's door this is."""

    realm = Realm.CITIZEN

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.identity_realm = self.realm  # type: ignore[attr-defined]
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class SignInView(_OfRealm, LoginView):
    """User name and password, or a passkey."""

    template_name = "account/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        other = Realm.STAFF if self.realm == Realm.CITIZEN else Realm.CITIZEN
        return {
            **context,
            "realm": self.realm.value,
            "other_url": reverse(SIGN_IN_PAGES[other]),
            "passkey_url": reverse(PASSKEY_SIGN_IN_PAGES[self.realm]),
        }


class PasskeySignInView(_OfRealm, LoginWebAuthnView):
    """A passkey alone; asks it to check its owner."""

    def form_invalid(self, form: Any) -> HttpResponse:
        for message in form.errors.get("credential", []):
            messages.error(self.request, message)
        return HttpResponseRedirect(reverse(SIGN_IN_PAGES[self.realm]))


class SecondStepView(AuthenticateView):
    """The code or passkey after the password."""

    template_name = "mfa/authenticate.html"


class SignUpView(SignupView):
    """A citizen's new account."""

    template_name = "account/signup.html"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.user, _answer = form.try_save(self.request)
        except IdentityError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            answer: HttpResponse = self.form_invalid(form)
            return answer
        record_authentication(self.request, self.user, method="password", username=self.user.username)
        try:
            done: HttpResponse = complete_signup(
                self.request, user=self.user, redirect_url=self.get_success_url()
            )
        except ImmediateHttpResponse as stop:
            return stop.response
        return done


class SignOutView(LogoutView):
    """Leave; by a form only, so that no picture on another site signs anybody out."""

    template_name = "account/logout.html"


class InactiveView(AccountInactiveView):
    """An account that somebody ended."""

    template_name = "account/account_inactive.html"


class Rises:
    """The session that has proved more gets another key: a cookie known from before rises with nobody."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        self.request.session.cycle_key()  # type: ignore[attr-defined]
        return answer


class ConfirmPasswordView(Rises, ReauthenticateView):
    """The password once more."""

    template_name = "account/reauthenticate.html"


class ConfirmCodeView(Rises, ReauthenticateCodeView):
    """The one-time code once more."""

    template_name = "mfa/reauthenticate.html"

    def form_valid(self, form: Any) -> HttpResponse:
        if form.authenticator.pk == self.request.session.get(CODES_SHOWN):
            form.add_error(
                "code", _("이 로그인에서 받은 복구 번호로는 확인할 수 없습니다. 앱의 번호를 넣어 주세요.")
            )
            refused: HttpResponse = self.form_invalid(form)
            return refused
        return super().form_valid(form)


class ConfirmPasskeyView(Rises, ReauthenticateWebAuthnView):
    """The passkey once more; here it must check its owner, or the session would not rise to level 3."""

    template_name = "mfa/webauthn/reauthenticate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["js_data"]["request_options"]["publicKey"]["userVerification"] = "required"
        state = webauthn.get_state()
        if state is not None:
            webauthn.set_state({**state, "user_verification": "required"})
        return context

    def form_invalid(self, form: Any) -> HttpResponse:
        for message in form.errors.get("credential", []):
            messages.error(self.request, message)
        return HttpResponseRedirect(self.request.get_full_path())
