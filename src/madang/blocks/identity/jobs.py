"""Scheduled work of identity: throwing away what may no longer be kept."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.utils import timezone
from procrastinate.contrib.django import app

from madang.blocks.identity.cache import SharedCache
from madang.blocks.identity.models import ApiKeyUse, SignInEvent

# 개인정보의 안전성 확보조치 기준 제8조 (lead): access logs are kept for one year, two where much is handled.
KEEP_SIGN_INS = timedelta(days=2 * 365)
KEEP_KEY_USES = timedelta(days=90)


def throw_away() -> dict[str, int]:
    """Delete expired cache entries and sessions, old sign-in events and counts; returns how many of each."""
    now = timezone.now()
    shared = caches["default"]
    sessions = Session.objects.filter(expire_date__lt=now).delete()[0]
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return {
        "cache": shared.purge() if isinstance(shared, SharedCache) else 0,
        "sessions": sessions,
        "sign_ins": SignInEvent.objects.filter(happened_at__lt=now - KEEP_SIGN_INS).delete()[0],
        "key_uses": ApiKeyUse.objects.filter(hour__lt=now - KEEP_KEY_USES).delete()[0],
    }


@app.periodic(cron="*/10 * * * *")
@app.task(name="identity.throw_away", queueing_lock="identity.throw_away")
def throw_away_regularly(timestamp: int) -> None:
    """Every ten minutes; safe to run twice."""
    throw_away()
