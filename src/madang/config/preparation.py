"""What has to be done before the site can serve: tables, static files, demo city.

Two halves. ``due`` says in milliseconds, without Django, what is left to do; run as a program
(``python -m madang.config.preparation tables static demo``) the module does it, in a process of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from madang.blocks.rooms.manifest import system_packages
from madang.config.environment import ConfigurationError, Environment, read_environment

OLDEST_POSTGRES = 14  # Django 5.2's limit
_SOURCE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class DatabaseState:
    """What one look into the database tells.

    Attributes:
        identity: differs for every database ever created, so that a dropped one is noticed.
        migrations: digest of the migrations it has seen, empty when it is new.
    """

    identity: str
    migrations: str


def look_at_database(url: str) -> DatabaseState:
    """Return the state of the database; raises ConfigurationError when it cannot be used."""
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
            if version < OLDEST_POSTGRES:
                raise ConfigurationError(
                    f"PostgreSQL {version} is too old; Madang needs {OLDEST_POSTGRES} or newer. "
                    "Name another server in DATABASE_URL, or leave it unset for the embedded one."
                )
            row = connection.execute(
                "SELECT datname || '/' || oid, pg_encoding_to_char(encoding), "
                "to_regclass('django_migrations') IS NOT NULL "
                "FROM pg_database WHERE datname = current_database()"
            ).fetchone()
            assert row is not None
            identity, encoding, has_tables = row
            if encoding != "UTF8":
                raise ConfigurationError(
                    f"The database {connection.info.dbname} is encoded in {encoding}; it must be UTF8. "
                    f"Make a new one: createdb --encoding=UTF8 --template=template0 {connection.info.dbname}"
                )
            seen = ""
            if has_tables:
                (seen,) = connection.execute(
                    "SELECT coalesce(md5(string_agg(app || '.' || name, ',' ORDER BY app, name)), '') "
                    "FROM django_migrations"
                ).fetchone() or ("",)
            return DatabaseState(f"{connection.info.host}:{connection.info.port}/{identity}", seen)
    except psycopg.OperationalError as error:
        reason = str(error).splitlines()[0].strip()
        raise ConfigurationError(
            f"The database does not answer: {reason}. "
            "Check DATABASE_URL, or leave it unset for the embedded PostgreSQL."
        ) from error


def due(env: Environment, database: DatabaseState) -> list[str]:
    """Return which of ``tables``, ``static``, ``demo`` are to be done before the site can serve."""
    done = _read_stamps(env)
    steps = []
    if done.get("tables") != [_migrations_stamp(), database.migrations]:
        steps.append("tables")
    if done.get("static") != _static_stamp() or not (env.home / "static").is_dir():
        steps.append("static")
    if not env.production and _has_demo() and done.get("demo") != _demo_stamp(database):
        steps.append("demo")
    return steps


def sign_ins(env: Environment) -> list[tuple[str, str, str]]:
    """Return role, name and password of each demo sign-in as they were when the demo city was loaded."""
    try:
        rows = json.loads((env.home / "demo-sign-ins.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [(str(role), str(name), str(password)) for role, name, password in rows]


def prepare(env: Environment, url: str, steps: Iterable[str]) -> None:
    """Do the steps and remember each; raises what they raise. Runs in a process of its own."""
    import django

    django.setup()
    from django.core.management import call_command

    from madang.config.production import refuse_unready

    refuse_unready(env)
    stamps = _read_stamps(env)
    if "tables" in steps:
        print("표를 만듭니다 / making the tables …", flush=True)
        stamp = _migrations_stamp()
        call_command("migrate", interactive=False, verbosity=0)
        _publish_rooms()
        stamps["tables"] = [stamp, look_at_database(url).migrations]
        _write_stamps(env, stamps)
    if "static" in steps:
        print("정적 파일을 모읍니다 / collecting static files …", flush=True)
        static_stamp = _static_stamp()
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamps["static"] = static_stamp
        _write_stamps(env, stamps)
    if "demo" in steps:
        demo = import_module("madang.demo")
        print("하늘시를 불러옵니다 / loading the demo city …", flush=True)
        demo.load(lambda line: print(f"  {line}", flush=True))
        rows = [[str(part) for part in row] for row in demo.sign_ins()] if hasattr(demo, "sign_ins") else []
        _write_private(env.home / "demo-sign-ins.json", json.dumps(rows, ensure_ascii=False))
        stamps["demo"] = _demo_stamp(look_at_database(url))
        _write_stamps(env, stamps)


def _publish_rooms() -> None:
    """Bring what the rooms list into the catalogue: a new or changed room is found at once."""
    publish = import_module("madang.blocks.catalogue.actions").publish_rooms
    publish()


def _demo_stamp(database: DatabaseState) -> list[str]:
    """Return what the demo was loaded into and for which systems: a new one brings its own part."""
    return [database.identity, *system_packages()]


def _has_demo() -> bool:
    return find_spec("madang.demo") is not None


def _read_stamps(env: Environment) -> dict[str, object]:
    try:
        found = json.loads((env.home / "stamps.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_stamps(env: Environment, stamps: dict[str, object]) -> None:
    _write_private(env.home / "stamps.json", json.dumps(stamps))


def _write_private(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _migrations_stamp() -> str:
    return _stamp("migrations", {".py"})


def _static_stamp() -> str:
    return _stamp("static", None)


def _stamp(folder_name: str, endings: set[str] | None) -> str:
    """Digest of the files in all folders of that name: our own ones, and what is installed beside us."""
    digest = hashlib.sha256()
    for root in _roots():
        for folder, folders, files in os.walk(root):
            folders[:] = sorted(
                name for name in folders if name not in {"__pycache__", "tests", "node_modules"}
            )
            if folder_name not in Path(folder).relative_to(root).parts:
                continue
            for name in sorted(files):
                path = Path(folder) / name
                if endings is None or path.suffix in endings:
                    entry = path.stat()
                    digest.update(f"{path}:{entry.st_size}:{entry.st_mtime_ns}\n".encode())
    for place in sorted({path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}):
        installed = sorted(path.name for path in Path(place).glob("*.dist-info"))
        digest.update("\n".join(installed).encode())
    return digest.hexdigest()


def _roots() -> list[Path]:
    """Our own source and the source of systems that other packages bring."""
    from madang.blocks.rooms.manifest import system_packages

    roots = [_SOURCE]
    for package in system_packages():
        if package.startswith("madang."):
            continue
        spec = find_spec(package)
        if spec is not None:
            roots.extend(Path(place) for place in spec.submodule_search_locations or [])
    return roots


def main(steps: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    from madang.config.postgres import embedded_database_url

    try:
        env = read_environment()
        prepare(env, env.database_url or embedded_database_url(env), steps)
    except ConfigurationError as error:
        print(error, flush=True)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
