"""Words and addresses for identity's pages."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.identity.assurance import Level
from madang.blocks.identity.models import ApiKey

register = template.Library()


@lru_cache(maxsize=16)
def _static_url(path: str) -> str:
    try:
        return staticfiles_storage.url(path)
    except ValueError:
        # Static files are not collected yet: the plain address, where the storage would break the page.
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag
def script(path: str) -> str:
    """Return the address of a static file of this room."""
    return _static_url(path)


@register.simple_tag
def trail(place: str) -> list[tuple[str, str | None]]:
    """Return the breadcrumb above one's own pages (``own``) or the office's (``office``)."""
    items: list[tuple[str, str | None]] = [(_("내 계정"), reverse("identity:home"))]
    if place == "office":
        items.append((_("기관과 직원"), reverse("identity:organisations")))
    return items


@register.simple_tag
def level_name(level: int) -> str:
    """Return an assurance level in words."""
    return {
        Level.NONE: _("확인 안 됨"),
        Level.PASSWORD: _("1단계: 비밀번호"),
        Level.TWO_FACTORS: _("2단계: 비밀번호와 인증 번호"),
        Level.VERIFIED_PASSKEY: _("3단계: 본인을 확인하는 패스키"),
    }[Level(level)]


@register.simple_tag
def method_names(methods: str) -> str:
    """Return the recorded methods of a sign-in in words."""
    words = {
        "password": _("비밀번호"),
        "totp": _("인증 앱"),
        "webauthn": _("패스키"),
        "recovery_codes": _("복구 번호"),
    }
    return ", ".join(words.get(each, each) for each in methods.split(",") if each) or "–"


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Whale/", "Whale"),
    ("KAKAOTALK", "KakaoTalk"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""What a browser's words hold → its name; those that name others too come first."""
_DEVICES = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def browser_name(user_agent: str) -> str:
    """Return a browser's long words of itself in short ones, e.g. ``Chrome, Android``."""
    found = [
        next((name for mark, name in known if mark in user_agent), "") for known in (_BROWSERS, _DEVICES)
    ]
    return ", ".join(each for each in found if each) or user_agent.partition("/")[0][:30] or "–"


@register.filter
def is_over(key: ApiKey) -> bool:
    """Whether an API key has expired."""
    return key.expires_at <= timezone.now()
