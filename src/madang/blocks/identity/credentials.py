"""User names, first passwords and API secrets: how they look and how they are made."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

USERNAME = re.compile(r"[a-z0-9가-힣][a-z0-9가-힣._-]{2,63}")
USERNAME_RULE = _("아이디는 3~64자이고 영문 소문자·숫자·한글로 시작합니다. 점·밑줄·붙임표를 쓸 수 있습니다.")

# For allauth's setting ACCOUNT_USERNAME_VALIDATORS, which names a list.
USERNAME_VALIDATORS = [
    RegexValidator(rf"^{USERNAME.pattern}\Z", USERNAME_RULE, flags=re.IGNORECASE),
]

# Letters that cannot be taken for one another when read aloud or written down.
_CLEAR_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS = 4
_GROUP_LENGTH = 5

KEY_MARK = "mdg"
PREFIX_LENGTH = 10


def clean_username(typed: str) -> str:
    """Return a user name as it is kept: NFKC, lower case, no white space around."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def temporary_password() -> str:
    """Return a password of about 98 bits that one person can read to another, e.g. ``k3m7p-…``."""
    return "-".join(
        "".join(secrets.choice(_CLEAR_LETTERS) for _letter in range(_GROUP_LENGTH))
        for _group in range(_GROUPS)
    )


def new_api_secret() -> tuple[str, str]:
    """Return (prefix, whole secret) of a new API key; the secret holds 256 random bits."""
    prefix = secrets.token_hex(PREFIX_LENGTH // 2)
    return prefix, f"{KEY_MARK}_{prefix}_{secrets.token_urlsafe(32)}"


def digest_of_secret(secret: str) -> bytes:
    """Return what is kept of an API secret: SHA-256 of the whole text."""
    return hashlib.sha256(secret.encode()).digest()
