"""Every log line is one JSON object; no way of logging brings a personal value into it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import path

from madang.blocks.ledger.errors import KeyMissing
from madang.config import logging as logs
from madang.config.urls import urlpatterns as site_urls

NAME, NUMBER, PHONE, EMAIL = "홍길동", "900151-1234567", "010-0123-4567", "gildong@haneul.example"
SECRETS = (NAME, NUMBER, NUMBER.replace("-", ""), PHONE, PHONE.replace("-", ""), EMAIL)


class Lines:
    """What this process wrote to standard error as log lines."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def read(self) -> list[dict[str, Any]]:
        self.text = self._capture.readouterr().err
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """Log lines of the test, from the file descriptor itself."""
    logs.configure()
    capfd.readouterr()
    yield Lines(capfd)


def broken(request: Any, case: str = "") -> None:
    secret = NAME  # a local value that a traceback with values would show
    raise ValueError(f"{secret} {PHONE} cannot be read")


def broken_in_database(request: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::uuid", [NAME])


urlpatterns = [
    path("broken/<str:case>/", broken),
    path("broken-database/", broken_in_database),
    *site_urls,
]
handler500 = "madang.blocks.ui.views.server_error"


def test_a_line_of_ours_and_one_of_a_library_have_one_form(lines: Lines) -> None:
    structlog.get_logger("x").info("sequencer.started", size=3)
    logging.getLogger("some.library").warning("it is %s", "late")
    ours, theirs = lines.read()
    assert ours.keys() >= {"time", "level", "event"} and theirs.keys() >= {"time", "level", "event"}
    assert (ours["level"], ours["event"], ours["size"]) == ("info", "sequencer.started", 3)
    assert (theirs["level"], theirs["event"], theirs["logger"]) == ("warning", "it is %s", "some.library")


def test_request_and_case_numbers_stand_on_every_line_written_meanwhile(lines: Lines) -> None:
    with structlog.contextvars.bound_contextvars(request="r1", case="HN-2026-000001"):
        structlog.get_logger("x").info("case.opened")
        logging.getLogger("some.library").warning("slow")
    for line in lines.read():
        assert (line["request"], line["case"]) == ("r1", "HN-2026-000001")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": NAME},
        {"who": {"full_name": NAME, "phone": PHONE}},
        {"note": f"call {PHONE} or {EMAIL}"},
        {"note": f"number {NUMBER}, {NUMBER.replace('-', '')}"},
        {"list": [{"email": EMAIL}, PHONE.replace("-", "")]},
        {"key": "mdg_0123456789_" + "a" * 43},
        {"args": (NAME,)},
        {"object": type("Person", (), {"__repr__": lambda self: NAME})()},
    ],
)
def test_personal_fields_and_values_are_struck_out(lines: Lines, fields: dict[str, Any]) -> None:
    structlog.get_logger("x").warning("something", **fields)
    assert lines.read()[0]["event"] == "something"
    assert not [secret for secret in (*SECRETS, "a" * 43) if secret in lines.text]


def test_identifiers_are_not_mistaken_for_personal_numbers(lines: Lines) -> None:
    fields = {
        "act": "01012345-6789-4010-8234-012345678901",
        "digest": "a" * 8 + "0101234567890" + "b" * 43,
        "index": 9001511234567,
        "case": "HN-2026-000001",
    }
    structlog.get_logger("x").info("kept", **fields)
    line = lines.read()[0]
    assert {name: line[name] for name in fields} == fields


def test_a_librarys_arguments_are_not_logged(lines: Lines) -> None:
    logging.getLogger("some.library").error("cannot send to %s", NAME)
    logging.getLogger("asyncio").error(f"Task exception was never retrieved\nfuture: <Task {NAME}>")
    warnings.warn("old way", DeprecationWarning, stacklevel=1)
    lines.read()
    assert NAME not in lines.text


def test_a_procrastinate_job_is_logged_by_name_without_its_arguments(lines: Lines) -> None:
    job = {"id": 7, "task_name": "ledger.deliver", "attempts": 1, "task_kwargs": {"name": NAME}}
    logging.getLogger("procrastinate.worker").error(
        f"Job ledger.deliver[7](name={NAME!r}) ended", extra={"action": "job_error", "job": job}
    )
    (line,) = lines.read()
    assert (line["event"], line["job"], line["task"]) == ("procrastinate.job_error", 7, "ledger.deliver")
    assert NAME not in lines.text


def test_an_exception_leaves_class_and_places_but_no_values(lines: Lines) -> None:
    try:
        broken(None)
    except ValueError:
        structlog.get_logger("x").exception("failed")
        logging.getLogger("some.library").exception("failed")
    for line in lines.read():
        assert line["exception"]["type"] == "builtins.ValueError"
        assert line["exception"]["at"][-1].endswith(" broken")
    assert not [secret for secret in SECRETS if secret in lines.text]


def test_exceptions_whose_text_names_no_person_keep_it(lines: Lines) -> None:
    for error in (KeyMissing("no key for ledger.subject"), OSError(28, "No space left on device")):
        structlog.get_logger("x").error("failed", exc_info=error)
    first, second = lines.read()
    assert first["exception"]["text"] == "no key for ledger.subject"
    assert (second["exception"]["errno"], second["exception"]["text"]) == (28, "No space left on device")


@pytest.mark.django_db
def test_a_database_error_leaves_its_code_but_neither_sql_nor_parameters(lines: Lines) -> None:
    try:
        broken_in_database(None)
    except DatabaseError:
        structlog.get_logger("x").exception("failed")
    (line,) = lines.read()
    assert line["exception"]["cause"]["sqlstate"] == "22P02"
    assert NAME not in lines.text and "SELECT" not in lines.text


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_broken_page_is_logged_with_its_numbers_and_without_its_address(lines: Lines) -> None:
    client = Client(raise_request_exception=False)
    answer = client.get(f"/broken/HN-2026-000001/?name={NAME}&phone={PHONE}")
    missing = client.get(f"/{NAME}/{PHONE}/")
    database = client.get("/broken-database/")
    assert (answer.status_code, missing.status_code, database.status_code) == (500, 404, 500)
    found = lines.read()
    of_the_first = [line for line in found if line.get("request") == answer["X-Request-ID"]]
    assert {"django.request", "request"} <= {line["event"] for line in of_the_first}
    assert all(line["case"] == "HN-2026-000001" for line in of_the_first)
    assert of_the_first[0]["route"] == "broken/<str:case>/"
    assert not [secret for secret in SECRETS if secret in lines.text]


@pytest.mark.django_db
def test_a_forged_host_header_is_not_repeated(lines: Lines) -> None:
    assert Client().get("/", headers={"host": f"{PHONE}.example"}).status_code == 400
    lines.read()
    assert PHONE not in lines.text


def test_an_uncaught_error_of_a_process_or_thread_is_a_log_line_too() -> None:
    script = (
        "import threading; from madang.config import logging as logs; logs.configure()\n"
        f"def fail(): raise ValueError({NAME!r})\n"
        "thread = threading.Thread(target=fail); thread.start(); thread.join()\n"
        "fail()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=dict(os.environ)
    )
    assert done.returncode == 1
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == ["process.failed"] * 2
    assert NAME not in done.stderr


def test_a_line_that_nobody_reads_stops_nothing() -> None:
    script = (
        "import os, structlog; from madang.config import logging as logs; logs.configure()\n"
        "read, write = os.pipe(); os.close(read); os.dup2(write, 2)\n"
        "structlog.get_logger('x').info('lost'); print('went on')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert done.stdout == "went on\n"
