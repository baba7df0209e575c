"""``madang doctor``: what this installation has and lacks, each lack with the command that mends it.

Needs neither Django nor a running site, so that it can say why one does not start.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import platform
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from madang.config import preflight
from madang.config.backup.swapping import REPLACED
from madang.config.environment import REPOSITORY, ConfigurationError, Environment, read_environment
from madang.config.keys import DJANGO_SECRET
from madang.config.postgres import binaries, embedded_server
from madang.config.preparation import look_at_database

GIGABYTE = 1024**3
COMFORTABLE_SPACE = 1 * GIGABYTE
OLDEST_NODE = (22, 17)


@dataclass(frozen=True)
class Check:
    """One finding.

    Attributes:
        name: what was looked at.
        ok: whether it is as it should be.
        detail: what was found.
        remedy: the command or act that mends it; empty when ok.
        optional: the site runs without it.
    """

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    optional: bool = False


def checks(env: Environment | None = None) -> list[Check]:
    """Return all findings about the installation, required ones first."""
    env = env or read_environment()
    return [
        _python(),
        _packages(),
        _build(),
        _node(),
        _home(env),
        _replaced(env),
        _disk(env),
        _port(env),
        _database(env),
        _keys(env),
        _log(env),
        _index(env),
        *_debian_parts(),
    ]


def _python() -> Check:
    found = f"{platform.python_implementation()} {platform.python_version()} ({sys.executable})"
    try:
        preflight.refuse_old_python()
    except ConfigurationError as error:
        return Check("Python", False, found, str(error))
    return Check("Python", True, found)


def _packages() -> Check:
    try:
        folder = binaries()
    except ConfigurationError as error:
        return Check("패키지 / packages", False, str(error), "make setup")
    return Check("패키지 / packages", True, f"embedded PostgreSQL: {folder}")


def _build() -> Check:
    try:
        preflight.refuse_missing_build()
    except ConfigurationError as error:
        return Check("화면 / front end", False, str(error), "make setup")
    files = sum(1 for path in preflight.FRONT_END.rglob("*") if path.is_file())
    return Check("화면 / front end", True, f"{files} files")


def _node() -> Check:
    """Node.js builds the front end; a site that has been built runs without it."""
    remedy = "make setup (fetches Node.js from PyPI when the machine's own is older)"
    for place in (Path(sys.executable).parent / "node", shutil.which("node")):
        if place is None or not Path(place).exists():
            continue
        told = subprocess.run([place, "--version"], capture_output=True, text=True).stdout.strip()
        numbers = [int(part) for part in told.lstrip("v").split(".")[:2] if part.isdigit()]
        if tuple(numbers) >= OLDEST_NODE:
            return Check("Node.js", True, f"{told} ({place})", optional=True)
        remedy = f"{place} is {told or 'broken'}; {remedy}"
    return Check("Node.js", False, "none ≥ 22.17", remedy, optional=True)


def _home(env: Environment) -> Check:
    name = "폴더 / home"
    if not env.home.exists():
        return Check(name, True, f"{env.home} (made at the first start)")
    if not os.access(env.home, os.W_OK | os.X_OK):
        return Check(
            name, False, f"{env.home} may not be written", f"chown -R $(id -u) {env.home}, or set MADANG_HOME"
        )
    return Check(name, True, f"{env.home} ({env.mode})")


def _replaced(env: Environment) -> Check:
    """What a restore put aside holds keys and personal data, also of people who were erased since."""
    name = "되살리기 전의 것 / replaced by a restore"
    try:
        left = sorted(path for path in env.home.glob(f"{REPLACED}*") if path.is_dir())
    except OSError:
        left = []
    if not left:
        return Check(name, True, "none")
    folders = " ".join(shlex.quote(str(path)) for path in left)
    return Check(
        name,
        False,
        f"{folders} (열쇠와 개인정보 / keys and personal data)",
        f"look through it, then remove it for good: rm -r {folders}",
        optional=True,
    )


def _disk(env: Environment) -> Check:
    place = next(path for path in (env.home, *env.home.parents) if path.exists())
    usage = shutil.disk_usage(place)
    detail = f"{usage.free / GIGABYTE:.1f} of {usage.total / GIGABYTE:.1f} GB free"
    if usage.free < COMFORTABLE_SPACE:
        return Check("디스크 / disk", False, detail, f"free at least 1 GB on the disk of {env.home}")
    return Check("디스크 / disk", True, detail)


def _port(env: Environment) -> Check:
    name = "포트 / port"
    running = _running_site(env)
    if running:
        return Check(name, True, f"this site is up: {running}")
    try:
        preflight.refuse_port_in_use(env.port)
    except ConfigurationError as error:
        return Check(name, False, str(error), "MADANG_PORT=… make run")
    return Check(name, True, f"{env.port} is free")


def _running_site(env: Environment) -> str | None:
    """Return the address of the site that runs on this home, if one does."""
    try:
        lock = os.open(env.home / "supervisor.lock", os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        _pid, _, port = os.pread(lock, 40, 0).decode(errors="replace").partition(" ")
        return f"http://localhost:{port.strip()}/"
    finally:
        os.close(lock)
    return None


def _database(env: Environment) -> Check:
    name = "데이터베이스 / database"
    if env.database_url is None:
        server = embedded_server(env)
        status = server.status()
        where = f"embedded, {status} ({server.folder}, socket in {server.socket_folder})"
        if status == "absent":
            return Check(name, True, "embedded, made at the first start")
        if not (server.folder / "superuser.password").exists():
            return Check(
                name, False, where, f"restore {server.folder / 'superuser.password'} from your backup"
            )
        if status != "running":
            return Check(name, True, where)
        url = server.url()
    else:
        where, url = "outside (DATABASE_URL)", env.database_url
    try:
        look_at_database(url)
    except ConfigurationError as error:
        return Check(name, False, str(error), "see the message; logs/ and postgres/server.log say more")
    return Check(name, True, where)


def _keys(env: Environment) -> Check:
    name = "열쇠 / keys"
    if not (env.keys / DJANGO_SECRET).exists():
        if env.production:
            return Check(name, False, f"{env.keys / DJANGO_SECRET} is missing", "restore the keys' backup")
        return Check(name, True, "made at the first start")
    open_ones = [
        path for path in (env.keys, *env.keys.rglob("*")) if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_ones:
        return Check(
            name,
            False,
            f"others may read {open_ones[0]}",
            f"chmod -R u=rwX,go= {env.keys}  # then change the keys",
        )
    return Check(name, True, f"{env.keys}, closed to others")


def _log(env: Environment) -> Check:
    name = "기록 / log"
    checkpoint = env.log / "checkpoint"
    if not checkpoint.exists():
        return Check(name, True, "empty so far")
    lines = checkpoint.read_text(encoding="utf-8", errors="replace").splitlines()
    if len(lines) < 3 or not re.fullmatch("[0-9]{1,19}", lines[1]):
        return Check(
            name, False, f"{checkpoint} is not a checkpoint", "madang restore, or verify: madang-verify log …"
        )
    return Check(name, True, f"{int(lines[1]):,} entries of {lines[0]}")


def _index(env: Environment) -> Check:
    name = "찾아보기 / search index"
    if not env.index.is_dir() or not any(env.index.iterdir()):
        return Check(name, True, "none yet; the indexer makes it from the database")
    size = 0
    for path in env.index.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # the indexer replaces files meanwhile
            size += path.stat().st_size
    return Check(name, True, f"{size / 1024**2:.1f} MB in {env.index}")


def _debian_parts() -> Iterator[Check]:
    """The optional parts, as scripts/debian-packages names them."""
    try:
        lines = (REPOSITORY / "scripts" / "debian-packages").read_text(encoding="utf-8").splitlines()
    except OSError:  # installed without its repository
        return
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        package, program, purpose = (part.strip() for part in line.split("|"))
        there = shutil.which(program)
        yield Check(
            package, there is not None, there or purpose, "" if there else "make system-deps", optional=True
        )
