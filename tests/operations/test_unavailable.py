"""What a reader gets when the database says no, and what strangers learn from ``/readyz``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import path

from madang.blocks.ledger.errors import KeyMissing
from madang.config import health
from madang.config.urls import handler500  # noqa: F401 - names the handler of these addresses too
from madang.config.urls import urlpatterns as site_urls
from madang.systems.operations.queries.health import checks


def raised_by_postgres(request: Any, sqlstate: str) -> None:
    """Let PostgreSQL itself raise an error of this code, as it does when a disk is full."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{sqlstate}'; END $$")


def keys_gone(request: Any) -> None:
    raise KeyMissing("no key for ledger.subject")


urlpatterns = [path("raise/<str:sqlstate>/", raised_by_postgres), path("keys-gone/", keys_gone), *site_urls]


@pytest.fixture(autouse=True)
def fresh_readiness() -> Iterator[None]:
    health._last = (float("-inf"), 0, {})
    yield
    health._last = (float("-inf"), 0, {})


@pytest.fixture
def reader(db: None, settings: Any) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def test_a_full_database_disk_is_a_503_that_says_so(reader: Client) -> None:
    answer = reader.get("/raise/53100/", headers={"Accept-Language": "ko"})
    assert (answer.status_code, answer["Retry-After"]) == (503, str(health.RETRY_AFTER))
    assert "저장할 곳이 가득 차서" in answer.content.decode()
    english = reader.get("/raise/53100/", headers={"Accept-Language": "en"})
    assert "storage is full" in english.content.decode()


@pytest.mark.parametrize("sqlstate", ["57P01", "57P03", "08006"])
def test_a_database_that_shuts_down_is_one_too(reader: Client, sqlstate: str) -> None:
    answer = reader.get(f"/raise/{sqlstate}/", headers={"Accept-Language": "ko"})
    assert answer.status_code == 503
    assert "데이터베이스에 닿지 않습니다" in answer.content.decode()


@pytest.mark.parametrize("sqlstate", ["40P01", "23505", "42P01", "22P02"])
def test_any_other_error_of_the_database_is_our_own_fault(reader: Client, sqlstate: str) -> None:
    assert reader.get(f"/raise/{sqlstate}/").status_code == 500


def test_a_missing_key_is_one_too_and_names_no_key(reader: Client) -> None:
    answer = reader.get("/keys-gone/", headers={"Accept-Language": "ko"})
    assert answer.status_code == 503
    assert "ledger.subject" not in answer.content.decode()


def test_programmes_get_problem_details(reader: Client) -> None:
    answer = reader.get("/raise/53100/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")


def test_strangers_learn_names_and_states_only(db: None) -> None:
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["status"] in {"ready", "degraded"}
    troubles = [check.trouble for check in checks() if check.trouble]
    assert troubles, "a site without a worker has something to tell its operator"
    text = json.dumps(answer.json(), ensure_ascii=False)
    assert not [trouble for trouble in troubles if trouble in text]
    assert set(answer.json()["checks"].values()) <= {"ok", "degraded"}
    assert {"database", "ledger.sequencer", "operations.worker", "operations.disk"} <= answer.json()[
        "checks"
    ].keys()


def test_asking_often_costs_no_more(db: None, django_assert_num_queries: Any) -> None:
    reader = Client()
    first = reader.get("/readyz").json()
    with django_assert_num_queries(0):
        assert reader.get("/readyz").json() == first
    with django_assert_num_queries(0):
        assert reader.get("/healthz").json() == {"status": "alive"}
