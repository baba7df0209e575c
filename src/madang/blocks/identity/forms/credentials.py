"""Passwords, one-time codes and passkeys: allauth's forms with our labels, and with what they overlook."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SignupForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from madang.blocks.identity import actions
from madang.blocks.identity.credentials import USERNAME, USERNAME_RULE, clean_username
from madang.blocks.identity.models import Account


def _name(form: forms.Form, **labels: object) -> None:
    """Give fields their labels and take allauth's placeholders away (a label says it better)."""
    for name, label in labels.items():
        field = form.fields.get(name)
        if field is not None:
            field.label = str(label)
            field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):
    """User name or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, login=_("아이디 또는 전자우편"), password=_("비밀번호"))
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        self.fields["login"].max_length = 254

    def clean_login(self) -> str:
        return clean_username(self.cleaned_data["login"])


class SignUpForm(SignupForm):
    """A citizen's new account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(
            self,
            username=_("아이디"),
            email=_("전자우편 (안 적어도 됩니다)"),
            password1=_("비밀번호"),
            password2=_("비밀번호 다시"),
        )
        self.fields["username"].help_text = USERNAME_RULE

    def clean_username(self) -> str:
        typed = clean_username(self.cleaned_data["username"])
        if not USERNAME.fullmatch(typed):
            raise ValidationError(USERNAME_RULE)
        self.cleaned_data["username"] = typed
        name: str = super().clean_username()
        return name

    def try_save(self, request: HttpRequest) -> tuple[Account, None]:
        """Open the account; raises NotPossible when somebody took the name in the meantime."""
        account = actions.open_citizen_account(
            self.cleaned_data["username"],
            self.cleaned_data["password1"],
            email=self.cleaned_data.get("email") or "",
        )
        return account, None


class PasswordForm(ChangePasswordForm):
    """A new password in place of the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(
            self,
            oldpassword=_("지금 비밀번호"),
            password1=_("새 비밀번호"),
            password2=_("새 비밀번호 다시"),
        )

    def clean_oldpassword(self) -> str:
        """Whoever sits at somebody's open session guesses here as little as at the door."""
        typed: str = self.cleaned_data["oldpassword"]
        adapter = get_adapter()
        if not adapter.reauthenticate(self.user, typed):
            raise adapter.validation_error("enter_current_password")
        return typed


class ConfirmPasswordForm(ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, password=_("비밀번호"))


class SecondStepForm(AuthenticateForm):
    """The one-time code as the second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, code=_("인증 번호"))
        self.fields["code"].help_text = _("인증 앱에 나온 6자리 숫자, 또는 8자리 복구 번호입니다.")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ConfirmCodeForm(ReauthenticateCodeForm):
    """The one-time code once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, code=_("인증 번호"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ActivateTotpForm(ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, code=_("앱에 나온 6자리 번호"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class RecoveryCodesForm(GenerateRecoveryCodesForm):
    """Nothing to fill in: only the decision."""


class _SeesOwnerCheck(forms.Form):
    """Note whether the passkey's answer says that it checked its owner.

    allauth verifies the signature over that answer and looks no further; ``receivers`` takes the note from
    the authenticator to the session.
    """

    def clean_credential(self) -> Authenticator:
        credential = self.cleaned_data["credential"]
        authenticator: Authenticator = super().clean_credential()  # type: ignore[misc]
        answer = AuthenticationResponse.from_dict(credential)
        authenticator.user_verified = answer.response.authenticator_data.is_user_verified()
        return authenticator


class PasskeySignInForm(_SeesOwnerCheck, LoginWebAuthnForm):
    """A passkey instead of user name and password."""


class PasskeySecondStepForm(_SeesOwnerCheck, AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class ConfirmPasskeyForm(_SeesOwnerCheck, ReauthenticateWebAuthnForm):
    """A passkey once more."""


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey with its name."""

    owner_checked = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]
        _name(self, name=_("이름"))
        self.fields["name"].max_length = 100
        self.fields["name"].widget.attrs["maxlength"] = "100"
        self.fields["name"].help_text = _("어느 기기인지 알아볼 수 있게 적으세요. 예: 사무실 노트북")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        credential = cleaned.get("credential")
        if credential:
            answer = RegistrationResponse.from_dict(credential)
            self.owner_checked = answer.response.attestation_object.auth_data.is_user_verified()
        return cleaned


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, name=_("이름"))
        self.fields["name"].max_length = 100
        self.fields["name"].widget.attrs["maxlength"] = "100"
