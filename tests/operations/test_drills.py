"""Drills: each state of docs/degraded.md, brought about on a running site. What goes on, what waits, what is read.

The site is a real one in production mode: PostgreSQL, web, sequencer, worker and indexer as processes.
"""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.operations.running import Running, eventually
from tests.operations.site import Site
from tests.operations.test_production import NAMES, PASSWORD

REPOSITORY = Path(__file__).resolve().parents[2]
HOST = "www.baram.go.kr"
SIGN_UP = "/identity/sign-up/"
PUBLISH = """
from madang.blocks.catalogue import actions as catalogue
listing, _act = catalogue.draft(SYSTEM, title="전세자금 이자 지원", summary="이자를 지원합니다")
catalogue.publish(SYSTEM, listing.id)
"""
DEFER = """
from madang.systems.operations.jobs import retry_stalled_jobs
answer(retry_stalled_jobs.configure(queueing_lock=None).defer(timestamp=0))
"""
_people = itertools.count(1)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("drill") / "home"
    site = Site(home, MADANG_ENV="production", MADANG_TRUSTED_PROXIES="127.0.0.1", **NAMES)
    site.madang("keys", "create")
    site.start_database()
    site.madang("create-admin", "--username", "first.admin", input=f"{PASSWORD}\n")
    site.run(PUBLISH)
    site.madang("backup", str(home.parent / "backups"), "--keys-dir", str(home.parent / "keys"))
    _put_log_on_a_small_disk(home)
    running = Running(site, HOST)
    running.start("web", "sequencer", "worker", "indexer")
    try:
        eventually(lambda: running.get("/readyz").json()["status"] == "ready")
        yield running
    finally:
        running.stop()
        site.stop_database()
        subprocess.run(["umount", "-l", str(home / "log")], capture_output=True, check=False)


def _put_log_on_a_small_disk(home: Path) -> None:
    """Where file systems may be mounted: the log gets one of its own, so that it can be full."""
    (home / "log").mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "none", str(home / "log")],
        capture_output=True,
        check=False,
    )


@pytest.fixture
def site(running: Running) -> Iterator[Running]:
    """The running site; whatever a drill did, it is well again afterwards."""
    yield running
    eventually(lambda: running.get("/readyz").json()["checks"].get("ledger.sequencer") == "ok")


def ask_database(site: Running, statement: str) -> Any:
    """Return the first value that a statement gives."""
    server = site.site._server
    assert server is not None
    with psycopg.connect(server.url()) as connection:
        row = connection.execute(statement).fetchone()
    return row[0] if row else None


def lodge(site: Running) -> str:
    """Let a citizen open an account, an act that anybody may do; returns the act's number."""
    name = f"citizen{next(_people)}"
    answer = site.submit(SIGN_UP, username=name, password1=PASSWORD, password2=PASSWORD)
    assert answer.status == 302, (answer.status, re.sub(r"<[^>]+>|\s+", " ", answer.text)[:600])
    newest = "SELECT d.id FROM ledger_detail d JOIN ledger_subject s ON s.id = d.subject_id ORDER BY s.id DESC, d.id LIMIT 1"
    return str(ask_database(site, newest))


def degraded(site: Running, check: str) -> bool:
    return bool(site.get("/readyz").json()["checks"].get(check) == "degraded")


def has_receipt(site: Running, act: str) -> bool:
    return site.get(f"/receipts/{act}.tlog-proof").status == 200


def test_drill_all_is_well(site: Running) -> None:
    act = lodge(site)
    eventually(lambda: has_receipt(site, act))
    assert site.get("/").headers["Strict-Transport-Security"] == "max-age=31536000"
    plain = site.ask("GET", "/", X_Forwarded_Proto="http")
    assert (plain.status, plain.headers["Location"]) == (301, f"https://{HOST}/")
    assert site.get("/", Host="evil.example").status == 400
    page = site.get("/").text
    assert "바람시청" in page and "02-120" in page and "시연용" not in page


def test_drill_sequencer_stopped(site: Running) -> None:
    site.kill("sequencer")
    act = lodge(site)
    page = site.get(f"/receipts/{act}/")
    assert page.status == 200 and "접수는 끝났습니다" in page.text
    waiting = site.get(f"/receipts/{act}.tlog-proof")
    assert (waiting.status, waiting.headers["Retry-After"]) == (503, "2")
    eventually(lambda: degraded(site, "ledger.sequencer"))
    assert site.get("/healthz").status == 200
    site.start("sequencer")
    eventually(lambda: has_receipt(site, act))


def test_drill_keys_gone(site: Running) -> None:
    keys, away = site.site.home / "keys", site.site.home / "keys-away"
    keys.rename(away)
    try:
        assert site.get("/").status == 200
        answer = site.submit(SIGN_UP, username="nobody", password1=PASSWORD, password2=PASSWORD)
        assert answer.status == 503
        assert "열쇠를 쓸 수 없어" in answer.text and "이미 접수된 것은 안전합니다" in answer.text
        assert not keys.exists(), "a new key would have begun another history"
        assert str(keys) in site.site.refused("worker")
    finally:
        if keys.exists():
            shutil.rmtree(keys)
        away.rename(keys)
    eventually(lambda: has_receipt(site, lodge(site)))


def test_drill_disk_full(site: Running) -> None:
    log = site.site.home / "log"
    if not log.is_mount():
        pytest.skip("no file system may be mounted here (needs root)")
    filler = log / "filler"
    with pytest.raises(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1024))
    act = lodge(site)
    assert "접수는 끝났습니다" in site.get(f"/receipts/{act}/").text
    eventually(lambda: degraded(site, "ledger.sequencer"))
    filler.unlink()
    eventually(lambda: has_receipt(site, act))


def test_drill_database_away(site: Running) -> None:
    site.site.stop_database()
    try:
        page = eventually(lambda: (found := site.get("/")).status == 503 and found)
        assert "데이터베이스에 닿지 않습니다" in page.text and "이미 접수된 것은 안전합니다" in page.text
        assert page.headers["Retry-After"] == "10" and "02-120" in page.text
        # Each is answered when the pool has waited its three seconds for a connection; so all are asked at once.
        with ThreadPoolExecutor() as readers:
            english = readers.submit(site.get, "/", Accept_Language="en")
            api = readers.submit(site.get, "/api/v1/listings", Accept="application/json")
            alive = readers.submit(site.get, "/healthz")
            ready = readers.submit(eventually, lambda: (found := site.get("/readyz")).status == 503 and found)
        assert "cannot be reached" in english.result().text
        problem = api.result()
        assert (problem.status, problem.headers["Content-Type"]) == (503, "application/problem+json")
        assert alive.result().status == 200
        assert ready.result().json() == {"status": "unavailable", "checks": {"database": "degraded"}}
    finally:
        site.site.start_database()
    eventually(lambda: site.get("/").status == 200)
    for name in ("worker", "indexer", "sequencer"):
        if not site.alive(name):  # ended by the loss; the supervisor starts it again
            site.start(name)
    act = lodge(site)
    eventually(lambda: has_receipt(site, act))


def test_drill_search_index_gone(site: Running) -> None:
    eventually(
        lambda: "전세자금 이자 지원" in site.get("/search/?q=%EC%A0%84%EC%84%B8%EC%9E%90%EA%B8%88").text
    )
    site.kill("indexer")
    shutil.rmtree(site.site.home / "index")
    page = eventually(
        lambda: "제목만 찾았습니다" in (found := site.get("/search/?q=%EC%A0%84%EC%84%B8")).text and found
    )
    assert page.status == 200 and "전세자금 이자 지원" in page.text
    eventually(lambda: degraded(site, "catalogue.search"))
    site.start("indexer")
    eventually(lambda: "제목만 찾았습니다" not in site.get("/search/?q=%EC%A0%84%EC%84%B8").text)


def test_drill_worker_stopped(site: Running) -> None:
    if site.alive("worker"):
        site.kill("worker")
    job = site.site.run(DEFER)
    act = lodge(site)
    eventually(lambda: has_receipt(site, act))
    waiting = f"SELECT count(*) FROM procrastinate_jobs WHERE id = {job}"
    assert ask_database(site, waiting) == 1
    site.start("worker")
    eventually(lambda: ask_database(site, waiting) == 0)


def test_drill_read_only(site: Running) -> None:
    site.site.madang(
        "read-only", "on", "--reason", "밤 10시까지 점검합니다.", "--reason-en", "Maintenance until 10 p.m."
    )
    try:
        eventually(lambda: "밤 10시까지 점검합니다." in site.get("/").text)
        answer = site.submit(SIGN_UP, username="nobody", password1=PASSWORD, password2=PASSWORD)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "300")
        assert "밤 10시까지 점검합니다." in answer.text
        eventually(lambda: "worker.resting" in site.log("worker").read_text())
        eventually(lambda: degraded(site, "operations.changes"))  # looked at every two seconds
    finally:
        site.site.madang("read-only", "off")
    act = lodge(site)
    eventually(lambda: has_receipt(site, act))


def test_drill_web_killed(site: Running) -> None:
    act = lodge(site)
    site.kill("web")
    with pytest.raises(OSError):
        site.get("/healthz")
    site.start("web")
    eventually(lambda: site.get("/healthz").status == 200)
    eventually(lambda: has_receipt(site, act))


def test_the_table_names_a_drill_that_exists_for_every_state() -> None:
    table = [
        line
        for line in (REPOSITORY / "docs" / "degraded.md").read_text().splitlines()
        if line.startswith("| ")
    ]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]
    assert len(rows) >= 9
    for row in rows:
        assert len(row) == 5 and all(row), row
        for path, name in re.findall(r"`([\w/.]+\.py)::(\w+)`", row[4]):
            assert f"def {name}(" in (REPOSITORY / path).read_text(), f"{path} has no {name}"
        assert "::" in row[4] or "not built yet" in row[4], row[4]
