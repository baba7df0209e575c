"""How fast do whole cases go: from the first call to the card in the post, beside the bare writes of the same rows?

Door: the block's and system's actions, called in process by 4 processes; PostgreSQL with fsync. A case is the reissue of an ID
card: a call, eight answers one by one, the loss reported, a continue code and a kiosk that goes on by it, the fee, lodged, granted,
posted, delivered: as many transactions as acts.

- ``ours``: cases a second, and the time of one answer's act (p50, p99).
- ``peer``: bare psycopg with the same number of clients, the same statements that write (captured from one case: INSERT, UPDATE), row by
  row, into tables of the same columns and indexes without foreign keys, in the same number of transactions. Identifiers are
  fresh in each case; rows that an UPDATE of ours finds by a number are not found there, so the peer does a little less.

The photo is left out of both: files go to a folder. SpiffWorkflow is not run yet.

    .venv/bin/python bench/cases.py [--quick]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import resource
import sys
import tempfile
import time
import uuid
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles
from typing import Any

from madang.config.postgres import temporary_server

CLIENTS = 4
ANSWERS = {
    "birth_date": "1982-05-14",
    "full_name": "김 하늘",
    "reason": "lost",
    "lost_on": "2026-11-01",
    "phone": "010-1234-5678",
    "address": "하늘시 큰길 1",
    "livelihood": "no",
    "disaster": "no",
    "photo": "0a0f3b9e-6a57-4c3c-9d57-0d5d5c0f5b11",
    "delivery": "post",
    "true_statement": "on",
}
_TABLE = re.compile(r'(?:INSERT INTO|UPDATE) "?([a-z_]+)"?')
_WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|WITH kept AS \(INSERT)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{4}-\d{9}-\d|counter-[0-9a-f]{16}|sandbox-[0-9a-f]{16}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer cases")
    count = 80 if parser.parse_args().quick else 600
    sys.path.remove(str(Path(__file__).resolve().parent))  # bench/rules.py would hide the library "rules"
    begun = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="madang-bench-") as home,
        temporary_server(Path(home) / "db", fsync=True) as server,
    ):
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "madang.config.settings",
            "MADANG_HOME": home,
            "MADANG_ENV": "demo",
            "DATABASE_URL": server.url(),
        }
        import django

        django.setup()
        found = measure(count, server.url())
    found["seconds"] = round(time.perf_counter() - begun, 1)
    print(json.dumps(found, ensure_ascii=False))


def measure(count: int, url: str) -> dict[str, Any]:
    """Return all figures."""
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    names = _city()
    captured = _captured(names)
    _shadows(captured)
    connections.close_all()
    ours, answers = _together(_cases, names, count)
    peer, _none = _together(_bare, (captured, url), count)
    cuts = quantiles(answers, n=100)
    return {
        "question": "whole ID-card cases a second, beside the bare writes of the same rows in the same transactions",
        "unit": "cases/s, 4 clients",
        "ours": round(ours, 2),
        "peer": round(peer, 2),
        "ratio": round(ours / peer, 3),
        "answer_ms": {"p50": round(cuts[49], 1), "p99": round(cuts[98], 1)},
        "transactions_a_case": len(captured),
        "writes_a_case": sum(len(each) for each in captured),
        "rows": count,
        "versions": {"django": version("django"), "psycopg": version("psycopg")},
        "rss_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def _city() -> tuple[str, str]:
    """A body, its fee and its service; returns the user names of an agent and an examiner."""
    from madang.blocks.cases.actions import publish_service
    from madang.blocks.decisions import actions as decisions
    from madang.blocks.decisions.demo.load import source_of
    from madang.blocks.identity.actions import create_organisation
    from madang.blocks.identity.actions.members import assign, new_account
    from madang.blocks.ledger import SYSTEM
    from madang.systems.services.offered import FOLDER, read

    body = create_organisation(SYSTEM, code="bench", name_ko="시청", name_en="City", kind="city", parent=None)
    model = decisions.found(
        SYSTEM, key="id-card-reissue-fee", title_ko="수수료", title_en="Fee", organisation=body, source="조례"
    )
    drafted = decisions.draft(SYSTEM, model, xml=source_of("id-card-reissue-fee"))
    decisions.propose(
        SYSTEM, drafted, valid_from=date(2026, 1, 1), past_reason="이미 시행하고 있다", note_="싣는다"
    )
    decisions.approve(SYSTEM, drafted)
    process, form = read(FOLDER / "id-card-reissue")
    publish_service(SYSTEM, process=process, form=form, organisation=body)
    for name, role in (("bench-agent", "phone_agent"), ("bench-officer", "case_officer")):
        account = new_account(name, realm="staff", password=None)
        assign(SYSTEM, account, organisation=body, role=role)
    return "bench-agent", "bench-officer"


def whole_case(names: tuple[str, str], answers: list[float]) -> None:
    """One case from the call to the post; the milliseconds of each answer's act go to ``answers``."""
    from madang.blocks.cases import actions
    from madang.blocks.cases.actions.writing import digest_of
    from madang.blocks.cases.models import Case
    from madang.blocks.cases.process.parts import Channel
    from madang.blocks.cases.queries import service
    from madang.blocks.identity.models import Account
    from madang.systems.services.actions import pay

    agent, officer = (Account.objects.get(username=each) for each in names)
    phone = actions.begin_contact(Channel.PHONE, agent)
    wanted = service("id-card-reissue")
    assert wanted is not None
    case = actions.begin(phone, wanted)
    for name, value in ANSWERS.items():
        begun = time.perf_counter()
        actions.write_answers(phone, case, {name: value})
        answers.append((time.perf_counter() - begun) * 1000)
    actions.take(phone, case, "report_loss")
    code, _asked = actions.continue_code(phone, case)
    kiosk = actions.begin_contact(Channel.KIOSK)
    actions.redeem(kiosk, code, "1982-05-14")
    pay(kiosk, case, provider="sandbox", amount=5000)
    actions.take(kiosk, case, "lodge")
    desk = actions.at_desk(officer)
    for step in ("grant", "post", "delivered"):
        actions.take(desk, case, step)
    assert Case.objects.get(pk=case.pk).state == "done"
    assert digest_of(case)


def _captured(names: tuple[str, str]) -> list[list[tuple[str, list[Any]]]]:
    """The writing statements of one case by transaction."""
    from django.db import connection, transaction

    found: list[list[tuple[str, list[Any]]]] = []
    depth = [0]
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__

    def entered(self: Any) -> None:
        if not connection.in_atomic_block:
            found.append([])
        depth[0] += 1
        enter(self)

    def seen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if _WRITES.match(sql) and found:
            found[-1].append((sql, list(params or [])))
        return execute(sql, params, many, context)

    transaction.Atomic.__enter__ = entered  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(seen):
            whole_case(names, [])
    finally:
        transaction.Atomic.__enter__, transaction.Atomic.__exit__ = enter, leave  # type: ignore[method-assign]
    return [each for each in found if each]


def _shadows(captured: list[list[tuple[str, list[Any]]]]) -> None:
    """Tables like those written to, without foreign keys and triggers, in a schema of their own."""
    from django.db import connection

    tables = sorted({name for each in captured for sql, _params in each for name in _TABLE.findall(sql)})
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA bare")
        for name in (*tables, "ledger_logstate"):
            cursor.execute(f"CREATE TABLE IF NOT EXISTS bare.{name} (LIKE public.{name} INCLUDING ALL)")
        # Decisions and tasks get numbers of their own, which the captured case does not know: what is unique about
        # them is indexed all the same.
        cursor.execute("ALTER TABLE bare.cases_case DROP CONSTRAINT cases_case_decision_id_key")
        cursor.execute("CREATE INDEX ON bare.cases_case (decision_id)")
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = 'bare' AND tablename = 'cases_task'"
            " AND indexdef LIKE 'CREATE UNIQUE%%(case_id)%%'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX bare.{name}")
        cursor.execute("CREATE INDEX ON bare.cases_task (case_id) WHERE closed_at IS NULL")


def _together(work: Any, told: Any, count: int) -> tuple[float, list[float]]:
    """Run ``count`` times with all clients at once; returns (times a second, what they measured)."""
    context = multiprocessing.get_context("fork")
    ready, results = context.Barrier(CLIENTS + 1), context.Queue()
    share = count // CLIENTS
    clients = [context.Process(target=work, args=(told, share, ready, results)) for _each in range(CLIENTS)]
    for each in clients:
        each.start()
    ready.wait(60)
    begun = time.perf_counter()
    measured = [value for _each in clients for value in results.get(timeout=600)]
    taken = time.perf_counter() - begun
    for each in clients:
        each.join(30)
    return share * CLIENTS / taken, measured


def _cases(names: tuple[str, str], count: int, ready: Any, results: Any) -> None:
    from django.db import connections

    connections.close_all()
    whole_case(names, [])  # what is compiled once
    ready.wait(60)
    answers: list[float] = []
    for _each in range(count):
        whole_case(names, answers)
    results.put(answers)


def _bare(told: tuple[list[Any], str], count: int, ready: Any, results: Any) -> None:
    import psycopg

    captured, url = told
    with psycopg.connect(url, options="-c search_path=bare,public") as connection:
        ready.wait(60)
        for _each in range(count):
            fresh: dict[Any, Any] = {}
            for statements in captured:
                with connection.transaction(), connection.cursor() as cursor:
                    for sql, params in statements:
                        cursor.execute(sql, [_fresh(each, fresh) for each in params])
    results.put([])


def _fresh(value: Any, known: dict[Any, Any]) -> Any:
    """Identifiers and keys new in each case, the same within it; all else as it is."""
    if isinstance(value, memoryview | bytearray):
        value = bytes(value)
    if isinstance(value, uuid.UUID):
        return known.setdefault(value, uuid.uuid4())
    if isinstance(value, bytes) and len(value) >= 32:
        return known.setdefault(value, os.urandom(32) + value[32:])
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return known.setdefault(value, os.urandom(8).hex())
    return value


if __name__ == "__main__":
    main()
