"""Where this installation lives and in which mode it runs, read from the process environment.

The only module that reads ``MADANG_*`` and ``DATABASE_URL``; everything else asks here.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

REPOSITORY = Path(__file__).resolve().parents[3]
MODES = ("demo", "production")
MEGABYTE = 1024 * 1024


class ConfigurationError(Exception):
    """The environment cannot be used; the text says what to change."""


@dataclass(frozen=True)
class Environment:
    """One installation's surroundings.

    Attributes:
        home: folder of all state (``MADANG_HOME``, default ``var/`` in the checkout).
        mode: ``demo`` or ``production`` (``MADANG_ENV``).
        port: TCP port of the web site (``MADANG_PORT``, default 8400).
        database_url: an outside PostgreSQL, or None for the embedded one.
        trusted_proxies: addresses and networks of the proxies in front, ``unix`` for those that come by unix
            socket (``MADANG_TRUSTED_PROXIES``, separated by commas); nobody else may say who the client is.
        hosts: names under which the site is reached (``MADANG_HOSTS``, separated by commas).
        tls_certificate, tls_key: files in PEM (``MADANG_TLS_CERT``, ``MADANG_TLS_KEY``), where no proxy ends TLS.
        origin: the log's name in every checkpoint (``MADANG_ORIGIN``); another one is another log.
        organisation: who runs the site, ``한국어 | English`` (``MADANG_ORGANISATION``).
        help_name, help_number, help_hours: the person to call (``MADANG_HELP_NAME``, ``MADANG_HELP_NUMBER``,
            ``MADANG_HELP_HOURS``); name and hours as ``한국어 | English``.
        subject_key_days: age at which the key that wraps every subject's key gets a successor
            (``MADANG_SUBJECT_KEY_DAYS``, default 30; 0 for never).
        body_limit: bytes that one request may bring (``MADANG_BODY_LIMIT``, in MB, default 12: a photo of a telephone).
        body_seconds: in which all of them have to come (``MADANG_BODY_SECONDS``, default 60).
        send_seconds: in which a reader has to take the next piece of an answer (``MADANG_SEND_SECONDS``, default 30).
        log_size: bytes of one log file (``MADANG_LOG_SIZE``, in MB, default 10).
        log_files: log files kept a process, the one being written among them (``MADANG_LOG_FILES``, default 2).
        worker_jobs: jobs that a worker does at once (``MADANG_WORKER_JOBS``, default 4).
        worker_events: deliveries of events that it does besides (``MADANG_WORKER_EVENTS``, default 2).
        mail: server that takes our e-mail, ``smtps://user:password@host:port`` (``MADANG_MAIL``; in production only).
        mail_from: who writes it, ``Name <name@example.org>`` (``MADANG_MAIL_FROM``).
    """

    home: Path
    mode: str
    port: int
    database_url: str | None
    trusted_proxies: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    origin: str = ""
    organisation: str = ""
    help_name: str = ""
    help_number: str = ""
    help_hours: str = ""
    subject_key_days: int = 30
    body_limit: int = 12 * MEGABYTE
    body_seconds: int = 60
    send_seconds: int = 30
    log_size: int = 10 * MEGABYTE
    log_files: int = 2
    worker_jobs: int = 4
    worker_events: int = 2
    mail: str = ""
    mail_from: str = ""

    @property
    def production(self) -> bool:
        return self.mode == "production"

    @property
    def keys(self) -> Path:
        """Folder of key material, mode 0700."""
        return self.home / "keys"

    @property
    def log(self) -> Path:
        """Folder of the transparency log: tiles, entry bundles, checkpoint."""
        return self.home / "log"

    @property
    def postgres(self) -> Path:
        """Folder of the embedded PostgreSQL: data, socket, password, lock."""
        return self.home / "postgres"

    @property
    def files(self) -> Path:
        """Folder of content-addressed files."""
        return self.home / "files"

    @property
    def index(self) -> Path:
        """Folder of this node's search index (a cache)."""
        return self.home / "index"


def read_environment() -> Environment:
    """Return the installation's surroundings; raises ConfigurationError with the remedy."""
    mode = os.environ.get("MADANG_ENV", "demo")
    if mode not in MODES:
        raise ConfigurationError(f"MADANG_ENV is {mode!r}; set it to one of: {', '.join(MODES)}.")
    raw_port = os.environ.get("MADANG_PORT", "8400")
    if not (raw_port.isascii() and raw_port.isdigit() and len(raw_port) < 6) or not 0 < int(raw_port) < 65536:
        raise ConfigurationError(f"MADANG_PORT is {raw_port!r}; set it to a number from 1 to 65535.")
    home = Path(os.environ.get("MADANG_HOME") or REPOSITORY / "var").expanduser().absolute()
    return Environment(
        home=home,
        mode=mode,
        port=int(raw_port),
        database_url=os.environ.get("DATABASE_URL") or None,
        trusted_proxies=_trusted_proxies(os.environ.get("MADANG_TRUSTED_PROXIES", "")),
        hosts=_listed(os.environ.get("MADANG_HOSTS", "")),
        tls_certificate=_file("MADANG_TLS_CERT"),
        tls_key=_file("MADANG_TLS_KEY"),
        origin=os.environ.get("MADANG_ORIGIN", "").strip(),
        organisation=os.environ.get("MADANG_ORGANISATION", "").strip(),
        help_name=os.environ.get("MADANG_HELP_NAME", "").strip(),
        help_number=os.environ.get("MADANG_HELP_NUMBER", "").strip(),
        help_hours=os.environ.get("MADANG_HELP_HOURS", "").strip(),
        subject_key_days=_number(
            "MADANG_SUBJECT_KEY_DAYS", 30, 0, 9999, "a number of days from 1 to 9999, or to 0 for never"
        ),
        body_limit=_number("MADANG_BODY_LIMIT", 12, 1, 1000) * MEGABYTE,
        body_seconds=_number("MADANG_BODY_SECONDS", 60, 1, 3600),
        send_seconds=_number("MADANG_SEND_SECONDS", 30, 1, 3600),
        log_size=_number("MADANG_LOG_SIZE", 10, 1, 10_000) * MEGABYTE,
        log_files=_number("MADANG_LOG_FILES", 2, 1, 1000),
        worker_jobs=_number("MADANG_WORKER_JOBS", 4, 1, 100),
        worker_events=_number("MADANG_WORKER_EVENTS", 2, 1, 100),
        mail=os.environ.get("MADANG_MAIL", "").strip(),
        mail_from=os.environ.get("MADANG_MAIL_FROM", "").strip(),
    )


def _number(name: str, default: int, least: int, most: int, wanted: str = "") -> int:
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10 and least <= int(raw) <= most):
        raise ConfigurationError(
            f"{name} is {raw!r}; set it to {wanted or f'a number from {least} to {most}'}."
        )
    return int(raw)


def _listed(raw: str) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in raw.split(",") if entry.strip())


def _file(name: str) -> Path | None:
    raw = os.environ.get(name, "").strip()
    return Path(raw).expanduser().absolute() if raw else None


def _trusted_proxies(raw: str) -> tuple[str, ...]:
    entries = _listed(raw)
    for entry in entries:
        try:
            if entry != "unix":
                ip_network(entry)
        except ValueError as error:
            raise ConfigurationError(
                f"MADANG_TRUSTED_PROXIES holds {entry!r}; list addresses or networks such as 10.0.0.0/8, or unix."
            ) from error
    return entries


def parse_database_url(url: str) -> dict[str, object]:
    """Return Django's connection settings for ``postgresql://user:password@host:port/name?option=…``.

    A unix socket folder is given as ``?host=/folder``. Raises ConfigurationError for another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ConfigurationError(
            "DATABASE_URL must start with postgresql://; Madang runs on PostgreSQL only."
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "madang",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", "") or parts.port or ""),
        "OPTIONS": dict(options),
    }
