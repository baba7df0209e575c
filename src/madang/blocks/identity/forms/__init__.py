"""Forms of identity: allauth's in the reader's language, and our own for the office."""

from madang.blocks.identity.forms.credentials import (
    ActivateTotpForm,
    AddPasskeyForm,
    ConfirmCodeForm,
    ConfirmPasskeyForm,
    ConfirmPasswordForm,
    PasskeySecondStepForm,
    PasskeySignInForm,
    PasswordForm,
    RecoveryCodesForm,
    RenamePasskeyForm,
    SecondStepForm,
    SignInForm,
    SignUpForm,
)
from madang.blocks.identity.forms.keys import ApiKeyForm
from madang.blocks.identity.forms.office import (
    AssignForm,
    JoinForm,
    LockForm,
    MoveForm,
    OrganisationForm,
    RenameForm,
)

__all__ = [
    "ActivateTotpForm",
    "AddPasskeyForm",
    "ApiKeyForm",
    "AssignForm",
    "ConfirmCodeForm",
    "ConfirmPasskeyForm",
    "ConfirmPasswordForm",
    "JoinForm",
    "LockForm",
    "MoveForm",
    "OrganisationForm",
    "PasskeySecondStepForm",
    "PasskeySignInForm",
    "PasswordForm",
    "RecoveryCodesForm",
    "RenameForm",
    "RenamePasskeyForm",
    "SecondStepForm",
    "SignInForm",
    "SignUpForm",
]
