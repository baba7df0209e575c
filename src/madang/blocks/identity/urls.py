"""Addresses of identity. allauth finds its own pages by the names it gave them, so those stand bare."""

from __future__ import annotations

from django.urls import include, path

from madang.blocks.identity.models import Realm
from madang.blocks.identity.views import erasing, office, own, security, sign_in, ties

_own = [
    path("", own.home, name="home"),
    path("role/", own.choose_role, name="choose_role"),
    path("offers/", own.offers, name="offers"),
    path("step-up/", own.step_up, name="step_up"),
    path("history/", own.history, name="history"),
    path("sessions/end/", own.end_sessions, name="end_sessions"),
    path("keys/", own.api_keys, name="api_keys"),
    path("keys/new/", own.new_api_key, name="new_api_key"),
    path("keys/<int:identifier>/revoke/", own.revoke_api_key, name="revoke_api_key"),
    path("office/sign-in/", sign_in.SignInView.as_view(realm=Realm.STAFF), name="office_sign_in"),
    path(
        "office/sign-in/passkey/",
        sign_in.PasskeySignInView.as_view(realm=Realm.STAFF),
        name="office_passkey_sign_in",
    ),
    path("close/", erasing.close, name="close_account"),
    path("office/erase/", erasing.find, name="find_to_erase"),
    path("office/erase/people/<uuid:identifier>/", erasing.person, name="erase_person"),
    path("office/erase/accounts/<int:identifier>/", erasing.account, name="erase_account"),
    path("office/", office.organisations, name="organisations"),
    path("office/organisations/<str:code>/", office.organisation, name="organisation"),
    path("office/organisations/<str:code>/new/", office.new_organisation, name="new_organisation"),
    path("office/organisations/<str:code>/rename/", office.rename_organisation, name="rename_organisation"),
    path("office/organisations/<str:code>/join/", office.join, name="join"),
    path("office/organisations/<str:code>/assign/", office.assign, name="assign"),
    path("office/memberships/<int:identifier>/move/", office.move, name="move"),
    path("office/memberships/<int:identifier>/end/", office.end_membership, name="end_membership"),
    path("office/offers/<int:identifier>/withdraw/", office.withdraw_offer, name="withdraw_offer"),
    path("office/accounts/<int:identifier>/leave/", office.leave, name="leave"),
    path("office/accounts/<int:identifier>/reset/", office.reset_sign_in, name="reset_sign_in"),
    path("office/accounts/<int:identifier>/lock/", office.lock, name="lock"),
    path("office/accounts/<int:identifier>/whose/", ties.whose, name="whose"),
    path("office/accounts/<int:identifier>/unlock/", office.unlock, name="unlock"),
]

_allauth = [
    path("sign-in/", sign_in.SignInView.as_view(), name="account_login"),
    path("sign-in/passkey/", sign_in.PasskeySignInView.as_view(), name="mfa_login_webauthn"),
    path("sign-in/second-step/", sign_in.SecondStepView.as_view(), name="mfa_authenticate"),
    path("sign-out/", sign_in.SignOutView.as_view(), name="account_logout"),
    path("sign-up/", sign_in.SignUpView.as_view(), name="account_signup"),
    path("inactive/", sign_in.InactiveView.as_view(), name="account_inactive"),
    path("confirm/", sign_in.ConfirmPasswordView.as_view(), name="account_reauthenticate"),
    path("confirm/code/", sign_in.ConfirmCodeView.as_view(), name="mfa_reauthenticate"),
    path("confirm/passkey/", sign_in.ConfirmPasskeyView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("sessions/", own.sessions, name="usersessions_list"),
    path("security/", security.SecurityView.as_view(), name="mfa_index"),
    path("security/password/", security.PasswordView.as_view(), name="account_change_password"),
    path("security/totp/add/", security.AddTotpView.as_view(), name="mfa_activate_totp"),
    path("security/totp/remove/", security.RemoveTotpView.as_view(), name="mfa_deactivate_totp"),
    path("security/passkeys/add/", security.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/name/", security.RenamePasskeyView.as_view(), name="mfa_edit_webauthn"),
    path(
        "security/passkeys/<int:pk>/remove/", security.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"
    ),
    path("security/recovery-codes/", security.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "security/recovery-codes/new/",
        security.NewRecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
]

urlpatterns = [path("", include((_own, "identity"))), *_allauth]
