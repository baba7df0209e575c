"""Where allauth asks how this house does things."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

import qrcode  # type: ignore[import-untyped]
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from madang.blocks.identity import actions
from madang.blocks.identity.access import SIGN_IN_PAGES, is_own_path, realm_of_page
from madang.blocks.identity.actions.sign_in import Client
from madang.blocks.identity.assurance import methods_of
from madang.blocks.identity.backends import account_named
from madang.blocks.identity.credentials import clean_username
from madang.blocks.identity.middleware import ACTING_KEY
from madang.blocks.identity.models import Account, Realm, SignInOutcome
from madang.blocks.ledger.keys import key_store

TOTP_PURPOSE = "identity.second-factor"
_SITE_NAME = "Madang"


def client_of(request: HttpRequest) -> Client:
    """Return where a request comes from; ``proxies.TrustedProxyMiddleware`` has settled the address."""
    return Client(request.META.get("REMOTE_ADDR") or None, request.META.get("HTTP_USER_AGENT", ""))


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in with two realms, lock-out and a trail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("더 이상 쓰지 않는 계정입니다."),
        "email_password_mismatch": _(
            "전자우편이나 비밀번호가 맞지 않습니다. 여러 번 틀린 계정은 30분 동안, 관리자가 잠근 계정은 풀릴 때까지 "
            "비밀번호가 맞아도 들어갈 수 없습니다."
        ),
        "enter_current_password": _("지금 쓰는 비밀번호가 맞지 않습니다."),
        "incorrect_code": _("번호가 맞지 않습니다. 앱에 새로 나온 번호를 넣어 주세요."),
        "incorrect_password": _("비밀번호가 맞지 않습니다."),
        "invalid_login": _("로그인할 수 없습니다."),
        "rate_limited": _("너무 자주 시도했습니다. 잠시 뒤에 다시 하세요."),
        "too_many_login_attempts": _(
            "로그인에 여러 번 실패했거나 잠긴 계정입니다. 5분 뒤에 다시 하거나 관리자에게 물어보세요."
        ),
        "too_many_from_address": _(
            "이 접속 주소에서 로그인에 실패한 일이 너무 많습니다. 계정이 잠긴 것은 아니니 5분 뒤에 다시 하세요."
        ),
        "username_password_mismatch": _(
            "아이디나 비밀번호가 맞지 않습니다. 여러 번 틀린 계정은 30분 동안, 관리자가 잠근 계정은 풀릴 때까지 "
            "비밀번호가 맞아도 들어갈 수 없습니다."
        ),
        "username_blacklisted": _("쓸 수 없는 아이디입니다."),
        "username_taken": _("이미 쓰고 있는 아이디입니다."),
    }

    def is_safe_url(self, url: str) -> bool:
        """Only paths of this very site; allauth also takes other allowed hosts."""
        return is_own_path(url)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_of(request).address or "0.0.0.0"  # noqa: S104 (a unix socket's peer has no address)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user: Any = request.user
        if user.is_authenticated and user.realm == Realm.STAFF and len(user.memberships_now()) > 1:
            return reverse("identity:choose_role")
        return reverse("identity:home")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("identity:home")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for what was typed, whatever Host header the visitor sends.

        Never one for the account behind it: a name and an address that were counted together would tell that
        they belong together. The account has a count of its own, which no answer shows
        (``actions.note_failure``).
        """
        return f"typed:{_typed_name(credentials)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        from_address = ratelimit.consume(request, app="allauth.account", action="login_failed_address")
        if not from_address:
            raise self.validation_error("too_many_from_address")
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            # Not even looked at, so it says nothing of the others who share the address.
            from_address.rollback()
            raise
        self._login_failed_rl_usage.usage.extend(from_address.usage)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        typed = _typed_name(credentials)
        account = account_named(typed, realm_of_page(request))
        outcome = SignInOutcome.REFUSED if account and account.is_locked else SignInOutcome.FAILED
        self._note(request, account, outcome, ["password"], claimed_name="" if account else typed)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Whether this is the password of somebody signed in. A wrong one counts as a failure, a right one not.

        Their attempts have a count of their own: nobody outside can use it up. Raises ValidationError after too
        many, and while sign-in is closed.
        """
        request = context.request
        account = Account.objects.get(pk=user.pk)
        if account.is_locked:
            self._note(request, account, SignInOutcome.REFUSED, ["password"])
            raise self.validation_error("too_many_login_attempts")
        attempt = ratelimit.consume(
            request, app="allauth.account", action="login_failed", key=f"signed-in:{account.pk}"
        )
        if not attempt:
            raise self.validation_error("too_many_login_attempts")
        if account.check_password(password):
            attempt.rollback()
            return True
        self._note(request, account, SignInOutcome.FAILED, ["password"])
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if answer is not None:
            return answer
        if not user.may_come_in:
            clear_login(request)
            return self.respond_user_inactive(request, user)
        realm = realm_of_page(request)
        if user.is_locked:
            outcome, sentence = SignInOutcome.REFUSED, self.error_messages["too_many_login_attempts"]
        elif realm is not None and user.realm != realm:
            outcome, sentence = SignInOutcome.WRONG_REALM, _wrong_realm(user.realm)
        else:
            return None
        self._note(request, user, outcome, methods_of(request, user))
        clear_login(request)
        messages.error(request, sentence)
        return HttpResponseRedirect(reverse(SIGN_IN_PAGES[realm or Realm.CITIZEN]))

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in; Django gives the session a new key, so one planted beforehand is worth nothing."""
        # Between password and second step the account may have been locked or closed.
        account = Account.objects.get(pk=user.pk)
        if account.is_locked or not account.may_come_in:
            self._note(request, account, SignInOutcome.REFUSED, methods_of(request, user))
            clear_login(request)
            messages.error(request, self.error_messages["too_many_login_attempts"])
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse(SIGN_IN_PAGES[Realm(account.realm)])))
        with transaction.atomic():
            super().login(request, user)
            request.session.pop(ACTING_KEY, None)
            actions.note_sign_in(user, methods=methods_of(request, user), client=client_of(request))

    def logout(self, request: HttpRequest) -> None:
        with transaction.atomic():
            account = Account.objects.filter(username=request.user.get_username()).first()
            super().logout(request)
            if account is not None:
                actions.note_sign_out(account, client=client_of(request))

    def _note(
        self,
        request: HttpRequest,
        account: Account | None,
        outcome: SignInOutcome,
        methods: list[str],
        claimed_name: str = "",
    ) -> None:
        realm = realm_of_page(request) or (Realm(account.realm) if account else Realm.CITIZEN)
        actions.note_failure(
            account,
            realm=realm,
            outcome=outcome,
            methods=methods,
            client=client_of(request),
            claimed_name=claimed_name,
        )


class MfaAdapter(DefaultMFAAdapter):
    """Second factors: secrets sealed at rest, names in the reader's language."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("번호가 맞지 않습니다. 앱에 새로 나온 번호를 넣어 주세요."),
        "cannot_delete_authenticator": _("이 인증 수단은 지울 수 없습니다."),
        "cannot_generate_recovery_codes": _(
            "먼저 인증 앱이나 패스키를 등록해야 복구 번호를 만들 수 있습니다."
        ),
    }

    def get_totp_issuer(self) -> str:
        return _SITE_NAME

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code on white, so that a camera reads it in high contrast too."""
        picture = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(picture)
        return picture.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return base64.b64encode(key_store().wrap(TOTP_PURPOSE, text.encode(), b"mfa")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return key_store().unwrap(TOTP_PURPOSE, base64.b64decode(encrypted_text), b"mfa").decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return gettext("패스키")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": _SITE_NAME}


def _typed_name(credentials: dict[str, Any]) -> str:
    return clean_username(str(credentials.get("username") or credentials.get("email") or ""))


def _wrong_realm(realm: str) -> str:
    if realm == Realm.STAFF:
        return gettext("직원 계정입니다. 직원 로그인 화면에서 들어오세요.")
    return gettext("시민 계정입니다. 시민 로그인 화면에서 들어오세요.")
