"""The cache behind the rate limits, and what is thrown away by the clock."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from madang.blocks.identity import actions
from madang.blocks.identity.jobs import KEEP_SIGN_INS, throw_away
from madang.blocks.identity.models import Account, ApiKeyUse, SignInEvent


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM madang_cache")
        return int(cursor.fetchone()[0])


def age(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE madang_cache SET expires = now() - interval '1 second' WHERE cache_key = %s",
            [cache.make_key(key)],
        )


def test_set_get_add_touch_delete(db: None) -> None:
    cache.set("a", [1.5, "둘"], 60)
    assert cache.get("a") == [1.5, "둘"]
    assert not cache.add("a", "other", 60)
    assert cache.add("b", 1, 60)
    assert cache.touch("a", 60)
    assert not cache.touch("c", 60)
    assert cache.delete("a")
    assert cache.get("a", "gone") == "gone"
    cache.set("forever", 1, None)
    assert cache.get("forever") == 1
    cache.set("never", 1, 0)
    assert cache.get("never") is None


def test_what_has_expired_is_gone_and_its_place_is_free(db: None) -> None:
    cache.set("a", 1, 60)
    age("a")
    assert not cache.touch("a", 60)
    assert cache.add("a", 2, 60)
    assert cache.get("a") == 2


def test_a_write_is_one_statement_and_many_keys_push_nothing_out(db: None) -> None:
    cache.set("first", 1, 600)
    with CaptureQueriesContext(connection) as seen:
        cache.set("second", 1, 600)
    assert len(seen) == 1
    for number in range(400):
        cache.set(f"key{number}", number, 600)
    assert cache.get("first") == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_that_add_at_once_one_wins() -> None:
    won: list[bool] = []
    together = threading.Barrier(6)

    def add() -> None:
        together.wait()
        won.append(cache.add("prize", 1, 60))
        connection.close()

    threads = [threading.Thread(target=add) for _thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 5 + [True]


def test_the_regular_job_throws_away_what_may_not_be_kept(citizen: Account) -> None:
    cache.set("old", 1, 60)
    cache.set("new", 1, 60)
    age("old")
    now = timezone.now()
    for days in (0, KEEP_SIGN_INS.days - 1, KEEP_SIGN_INS.days + 1):
        SignInEvent.objects.create(
            account=citizen, realm="citizen", outcome="succeeded", happened_at=now - timedelta(days=days)
        )
    key, _secret = actions.issue_api_key(
        citizen, label="x", scopes=["catalogue:read"], expires_at=now + timedelta(days=1)
    )
    for days in (1, 91):
        ApiKeyUse.objects.create(key=key, hour=now - timedelta(days=days), count=1)
    for key_of_session, hours in (("over", -1), ("running", 1)):
        Session.objects.create(
            session_key=key_of_session, session_data="", expire_date=now + timedelta(hours=hours)
        )
        UserSession.objects.create(user=citizen, session_key=key_of_session, ip="192.0.2.1")
    assert throw_away() == {"cache": 1, "sessions": 1, "sign_ins": 1, "key_uses": 1}
    assert throw_away() == {"cache": 0, "sessions": 0, "sign_ins": 0, "key_uses": 0}
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["running"]
    assert cache.get("new") == 1
    assert rows() == 1
