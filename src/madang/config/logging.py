"""Logs of every process: one JSON object a line on standard error, without personal data.

Our own code logs events by name (``log.info("sequencer.started", size=3)``) through structlog; Django, Granian,
Procrastinate and every other library log through ``logging``. Both meet here and come out in one form:

    {"time": "2026-01-31T09:00:00.000000Z", "level": "info", "event": "request", "request": "5f…", "status": 200, …}

``request``, ``case`` and ``job`` are bound around the work in hand (``structlog.contextvars``) and stand on every
line written meanwhile. Three things keep personal data out: libraries' messages lose their arguments, exceptions
lose their texts and local values (``logging_errors``), and what still looks personal is struck out
(``logging_redaction``).
"""

from __future__ import annotations

import json
import logging
import logging.config
import os
import sys
import threading
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import structlog

from madang.config.logging_errors import describe
from madang.config.logging_redaction import redact

STANDARD_ERROR = 2
_LONGEST_FOREIGN = 200  # characters of a library's message

# Lines about a job's normal life that say nothing its outcome does not say again.
_QUIET_JOB_ACTIONS = {"job_defer", "jobs_deferred", "start_job", "periodic_task_deferred", "loaded_job_info"}

SETTINGS: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "madang.config.logging.JsonFormatter"}},
    "handlers": {"lines": {"()": "madang.config.logging.LineHandler", "formatter": "json"}},
    "root": {"handlers": ["lines"], "level": "INFO"},
    "loggers": {
        # Django's and Granian's own handlers would write a second, other form.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # At DEBUG it would write every statement with its values.
        "django.db.backends": {"level": "WARNING"},
        "_granian": {"handlers": [], "level": "INFO", "propagate": True},
        "granian.access": {"handlers": [], "level": "CRITICAL", "propagate": False},  # it would log paths
        "procrastinate": {"handlers": [], "level": "INFO", "propagate": True},
        "psycopg.pool": {"level": "WARNING"},
        "asyncio": {"level": "WARNING"},
    },
}


class LineLogger:
    """Writes one line to standard error, whole: lines of several processes in one pipe do not mix.

    A line that cannot be written is lost, silently: a full disk or a gone reader must not stop an act.
    """

    _lock = threading.Lock()

    def msg(self, line: str) -> None:
        data = line.encode(errors="backslashreplace") + b"\n"
        try:
            with self._lock:
                while data:
                    data = data[os.write(STANDARD_ERROR, data) :]
        except OSError:
            return

    debug = info = warning = error = critical = fatal = exception = log = warn = msg


class LineHandler(logging.Handler):
    """The same way out for libraries."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            LineLogger().msg(self.format(record))
        except Exception:
            # Never ``handleError``: it prints the record with its arguments.
            LineLogger().msg(json.dumps({"level": "error", "event": "log.unreadable", "logger": record.name}))


class JsonFormatter(logging.Formatter):
    """One library's log record as a line of ours."""

    def format(self, record: logging.LogRecord) -> str:
        return render(None, "", event_of(record))


def event_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return what is kept of a library's log record: which event, never the values it carried."""
    event: dict[str, Any] = {
        "time": _iso(datetime.fromtimestamp(record.created, UTC)),
        "level": record.levelname.lower(),
        "event": _message_of(record),
        "logger": record.name,
        **structlog.contextvars.get_contextvars(),
    }
    request = getattr(record, "request", None)
    if request is not None:
        match = getattr(request, "resolver_match", None)
        event["route"] = match.route if match else ""
        event.setdefault("request", getattr(request, "id", ""))
    if (status := getattr(record, "status_code", None)) is not None:
        event["status"] = status
    job = getattr(record, "job", None)
    if isinstance(job, Mapping):
        event |= {"job": job.get("id"), "task": job.get("task_name"), "attempts": job.get("attempts")}
    if record.exc_info and record.exc_info[1] is not None:
        event["exception"] = describe(record.exc_info[1])
    return event


def _message_of(record: logging.LogRecord) -> str:
    if record.name.startswith(("django.request", "django.security")):
        return record.name  # the arguments are paths, hosts, forms' values
    if record.name.startswith("procrastinate"):
        # Its texts are put together with the job's arguments; its actions are names.
        return f"procrastinate.{getattr(record, 'action', record.levelname.lower())}"
    text = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    if record.name == "_granian":
        text = record.getMessage()
    first_line = text.partition("\n")[0]
    return first_line[:_LONGEST_FOREIGN]


class _QuietJobs(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno > logging.INFO or getattr(record, "action", "") not in _QUIET_JOB_ACTIONS


def render(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    """Return the event as one line of JSON, what looks personal struck out. The last processor."""
    clean = redact(event)
    return json.dumps(
        clean, ensure_ascii=False, separators=(",", ":"), default=lambda value: type(value).__name__
    )


def _stamp(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["time"] = _iso(datetime.now(UTC))
    return event


def _exception(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["exception"] = describe(error)
    return event


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def configure(settings: dict[str, Any] | None = None) -> None:
    """Send every log of this process through this module. Django calls it (``LOGGING_CONFIG``)."""
    logging.config.dictConfig(settings or SETTINGS)
    logging.captureWarnings(True)
    procrastinate = logging.getLogger("procrastinate.worker")
    for logger in (procrastinate, logging.getLogger("procrastinate.worker.worker")):
        logger.addFilter(_QuietJobs())
    for name in ("procrastinate.jobs", "procrastinate.periodic", "procrastinate.blueprints"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _stamp,
            _exception,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_names: LineLogger(),
        cache_logger_on_first_use=True,
    )
    if not sys.stderr or not sys.stderr.isatty():
        sys.excepthook = _last_words
        threading.excepthook = lambda args: _last_words(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )


def _last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger(__name__).critical("process.failed", exc_info=(kind, error, trace))
