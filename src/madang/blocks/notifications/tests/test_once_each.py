"""Many workers at once, and a transport that breaks half-way: each notice is brought once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from madang.blocks.notifications import actions
from madang.blocks.notifications.models import Caught, Notice
from madang.blocks.notifications.tests.conftest import NOON, Sent, last


def _in_a_thread(work: object) -> object:
    try:
        return work()  # type: ignore[operator]
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_eight_workers_bring_one_notice_once(send: Sent) -> None:
    pk = last(send()).pk
    with ThreadPoolExecutor(8) as pool:
        handed = list(pool.map(lambda _n: _in_a_thread(lambda: actions.bring(pk, now=NOON)), range(8)))
    assert handed.count(True) == 1 and Caught.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_key_sent_by_many_at_once_is_one_notice(send: Sent) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _n: _in_a_thread(lambda: send(key="event:1").pk), range(6)))
    assert len(set(found)) == 1 and Notice.objects.count() == 1
