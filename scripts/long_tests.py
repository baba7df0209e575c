#!/usr/bin/env python3
"""Runs all tests, the long ones too, room by room, and then on Debian's PostgreSQL; goes on where it stopped.

A room that has passed is not run again as long as no file of the repository changes: what has passed stands
in ``var/test-long/``. ``scripts/long_tests.py --again`` forgets it; ``scripts/long_tests.py ledger`` runs one room.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
STATE = REPOSITORY / "var" / "test-long"
PYTEST = [
    str(REPOSITORY / ".venv/bin/python"), "-m", "pytest", "-m", "", "--timeout=3600", "-q",
    # A file stays on one worker: its fixtures (servers, sites) are started once.
    "-n", os.environ.get("WORKERS", "2"), "--dist", "loadfile", "--no-loadscope-reorder",
]  # fmt: skip


def rooms() -> dict[str, Path]:
    """Every folder that holds tests, by a short name."""
    found: dict[str, Path] = {}
    for top in ("packages", "src", "tests"):
        for test in sorted((REPOSITORY / top).rglob("test_*.py")):
            if "node_modules" in test.parts:
                continue
            parts = test.relative_to(REPOSITORY).parts
            folder = REPOSITORY / Path(*(parts[:2] if top == "tests" else parts[: parts.index("tests") + 1]))
            name = parts[1] if top == "packages" or top == "tests" else parts[parts.index("tests") - 1]
            found.setdefault(f"tests/{name}" if top == "tests" else name, folder)
    return found


def tree_digest() -> str:
    """Digest of all files that git knows or would add: what passed for other files does not count."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    ).stdout.split(b"\0")
    digest = hashlib.sha256()
    for name in sorted(filter(None, names)):
        path = REPOSITORY / os.fsdecode(name)
        if path.is_file():
            digest.update(name + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def servers() -> dict[str, list[str]]:
    """The commands under which tests run: on the embedded PostgreSQL and, when it is there, on Debian's."""
    found: dict[str, list[str]] = {"embedded": []}
    if shutil.which("pg_virtualenv"):
        # It makes a cluster for the command alone and says by PGHOST, PGPORT, PGUSER, PGPASSWORD where it is.
        script = (
            'export DATABASE_URL_TEST="postgresql://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres"; exec "$@"'
        )
        found["debian"] = [
            "pg_virtualenv",
            "-i",
            "--encoding=UTF8 --locale=C.UTF-8",
            "sh",
            "-c",
            script,
            "sh",
        ]
    return found


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("rooms", nargs="*", help="names of rooms, e.g. ledger; all when none is named")
    arguments.add_argument("--again", action="store_true", help="run also what has passed")
    chosen = arguments.parse_args()
    known = rooms()
    unknown = set(chosen.rooms) - set(known)
    if unknown:
        print(f"test-long: no room {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
        return 2
    passed = STATE / tree_digest()
    if chosen.again:
        shutil.rmtree(passed, ignore_errors=True)
    passed.mkdir(parents=True, exist_ok=True)
    for old in STATE.iterdir():
        if old != passed:
            shutil.rmtree(old)
    if "debian" not in servers():
        print(
            "test-long: Debian's PostgreSQL is not installed (make system-deps); only the embedded one is tested."
        )
    failures, ran = [], 0
    for server, prefix in servers().items():
        for name, folder in known.items():
            if server != "embedded" and folder.is_relative_to(REPOSITORY / "packages"):
                continue  # stand-alone libraries know no database
            mark = passed / f"{server}-{name.replace('/', '-')}"
            if (chosen.rooms and name not in chosen.rooms) or mark.exists():
                continue
            print(f"\n== {name} ({server} PostgreSQL)", flush=True)
            began = time.monotonic()
            code = subprocess.run([*prefix, *PYTEST, str(folder)], cwd=REPOSITORY, check=False).returncode
            seconds = time.monotonic() - began
            ran += 1
            if code == 0:
                mark.write_text(f"{seconds:.0f} s\n")
            else:
                failures.append(f"{name} ({server})")
    for mark in sorted(passed.iterdir()):
        print(f"passed  {mark.name:<40} {mark.read_text().strip()}")
    for failure in failures:
        print(f"FAILED  {failure}")
    if not any(passed.iterdir()) and not failures:
        print("test-long: no test was found")
        return 5
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
