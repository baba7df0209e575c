"""A whole site in a folder of its own, worked on by processes of its own as an operator would."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from madang.config.postgres import EmbeddedPostgres

MADANG = Path(sys.executable).with_name("madang")
VERIFY = Path(sys.executable).with_name("madang-verify")

_PREAMBLE = """
import json, os, sys
import django
django.setup()
from madang.blocks.ledger import SYSTEM, record
def answer(value): print(json.dumps(value, ensure_ascii=False, default=str))
"""

# What a small site holds: an organisation, an official, a citizen, two people, listings, documents; all of it logged.
POPULATE = """
from django.db import transaction
from madang.blocks.catalogue import actions as catalogue
from madang.blocks.identity import actions as identity
city = identity.create_organisation(SYSTEM, code="haneul", name_ko="하늘시", name_en="Haneul-si", kind="city", parent=None)
identity.join(SYSTEM, username="clerk.kim", organisation=city, role="clerk")
identity.open_citizen_account("minsu", "correct horse battery staple")
people = [identity.register_person(SYSTEM, full_name=name, number=number)
          for name, number in (("김하늘", "905101-2000001"), ("이바다", "855202-1000002"))]
identity.add_contact(SYSTEM, people[0], kind="phone", value="010-0123-4567")
for number in range(5):
    listing, _act = catalogue.draft(SYSTEM, title=f"안내 {number}", summary="안내문")
    catalogue.publish(SYSTEM, listing.id)
from django.conf import settings
from madang.blocks.documents import actions as documents
kept = {"owner": "case:1", "purpose": "handle-case", "basis": "민원 처리에 관한 법률 제8조"}
documents.store(SYSTEM, content="안녕하세요".encode(), name="신청서.txt", channel="post", **kept)
documents.make(SYSTEM, "certificate", {"name": "김하늘", "statement": "증명합니다.", "rows": []}, organisation=city, **kept)
settings.ENVIRONMENT.files.mkdir(parents=True, exist_ok=True)
(settings.ENVIRONMENT.files / "ab").mkdir(exist_ok=True)
(settings.ENVIRONMENT.files / "ab" / "abcd.pdf").write_bytes(b"%PDF-1.7 " + bytes(range(256)) * 300)
"""

LOG_ALL = """
import threading
from madang.blocks.ledger.models import Outbox
from madang.blocks.ledger.running import run_sequencer
import time
end = time.monotonic() + 60
run_sequencer(lambda: not Outbox.objects.exists() or time.monotonic() > end)
"""

# Everything of the site that must be the same after a restore.
CONTENT = """
from madang.blocks.catalogue.models import Listing, ListingVersion
from madang.blocks.identity.models import Account, Contact, Membership, Organisation, Person
from madang.blocks.identity import resident_number
from madang.blocks.ledger.models import Entry, Outbox
from madang.blocks.ledger.recording import open_detail
from madang.blocks.documents.models import Document, Made
from madang.blocks.documents.storage import storage
from django.conf import settings
answer({
    "documents": sorted((str(each.id), each.name, storage().get(each.blob.key).hex(), each.blob.scan)
                        for each in Document.objects.all() if each.blob),
    "papers": sorted((each.code, str(each.document_id)) for each in Made.objects.all()),
    "listings": sorted((str(each.id), each.title, each.status, each.version) for each in Listing.objects.all()),
    "versions": ListingVersion.objects.count(),
    "accounts": sorted((each.username, each.password, str(each.pseudonym)) for each in Account.objects.all()),
    "memberships": sorted((each.account.username, each.organisation.code, each.role) for each in Membership.objects.all()),
    "people": sorted((str(each.id), each.full_name, resident_number.unseal(each.id, bytes(each.resident_number_sealed)))
                     for each in Person.objects.all()),
    "contacts": sorted(each.value for each in Contact.objects.all()),
    "entries": sorted((each.index, str(each.id), each.type) for each in Entry.objects.filter(index__lt=LIMIT)),
    "details": sorted((str(each.id), json.dumps(open_detail(each.id), ensure_ascii=False, sort_keys=True))
                      for each in Entry.objects.filter(index__lt=LIMIT)),
    "file": (settings.ENVIRONMENT.files / "ab" / "abcd.pdf").read_bytes().hex(),
})
"""


def content_of(limit: int | str) -> str:
    """Return the code that says what a site holds, its log up to ``limit`` entries (a number, or code for one)."""
    return CONTENT.replace("LIMIT", str(limit))


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that ``make`` fills once in a run of tests, whichever worker comes first; read it only."""
    base = Path(os.environ["MADANG_TEST_BASE"])
    place, draft = base / name, base / f"draft-{name}"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            shutil.rmtree(draft, ignore_errors=True)
            make(draft)
            draft.rename(place)
    return place


def copy(source: Path, target: Path) -> None:
    """Copy a folder with its owners: the server's data belong to the server."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def _make_migrated(home: Path) -> None:
    site = Site(home)
    site.serve(home / "postgres")
    try:
        site.madang("migrate")
    finally:
        site.stop_database()


class Site:
    """One installation: a home, and the environment of its processes.

    Args:
        home: its folder.
        more: further environment variables.
    """

    def __init__(self, home: Path, **more: str) -> None:
        self.home = home
        kept = {
            name: value
            for name, value in os.environ.items()
            if not re.match(r"MADANG_|DATABASE_URL|DJANGO_", name)
        }
        self.environment = {
            **kept,
            "MADANG_HOME": str(home),
            "MADANG_ENV": "demo",
            "DJANGO_SETTINGS_MODULE": "madang.config.settings",
            **more,
        }
        self._server: EmbeddedPostgres | None = None
        self._vkeys: list[str] = []

    def start_database(self) -> None:
        """Let the database run until ``stop_database``, so that each process need not start it.

        A site that has none begins with empty tables: those of another site of this run, copied, which is
        sooner done than making a cluster and migrating it. (What makes its own is tested in ``tests/setup``.)
        """
        if not (self.home / "postgres").exists():
            self.home.mkdir(parents=True, exist_ok=True)
            copy(made_once("migrated", _make_migrated) / "postgres", self.home / "postgres")
        self.serve(self.home / "postgres")

    def serve(self, folder: Path) -> None:
        """Let the database in a folder run until ``stop_database``; makes it when there is none."""
        self._server = EmbeddedPostgres(folder, fsync=False)
        self._server.start()
        self._server.ensure_database()

    def stop_database(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None

    def madang(self, *arguments: str, check: bool = True, **more: Any) -> subprocess.CompletedProcess[str]:
        """Run a command of ``madang`` on this site."""
        done = subprocess.run(
            [str(MADANG), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
            **more,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def refused(self, *arguments: str, **more: Any) -> str:
        """Run a command that must be refused; returns its one sentence."""
        done = self.madang(*arguments, check=False, **more)
        assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return " ".join(done.stderr.split())

    def run(self, *code: str) -> Any:
        """Run Python in this site with Django set up; returns what it gave to ``answer`` last."""
        found = self.answers(*code)
        return found[-1] if found else None

    def killed(self, *code: str) -> Any:
        """Run Python in a process that kills itself at the end; returns what it gave to ``answer`` last."""
        return self._answers(code, -9)[-1]

    def answers(self, *code: str) -> list[Any]:
        """Run Python in one process of this site; returns everything it gave to ``answer``."""
        return self._answers(code, 0)

    def _answers(self, code: tuple[str, ...], status: int) -> list[Any]:
        done = subprocess.run(
            [sys.executable, "-c", _PREAMBLE + "\n".join(code)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        assert done.returncode == status, done.stderr[-4000:]
        return [json.loads(line) for line in done.stdout.strip().splitlines()]

    def content(self, limit: int) -> dict[str, Any]:
        """Everything the site holds, its log up to ``limit`` entries."""
        found: dict[str, Any] = self.run(content_of(limit))
        return found

    def entries(self) -> int:
        return int((self.home / "log" / "checkpoint").read_text().splitlines()[1])

    def verify(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Let the stand-alone verifier check something with this log's keys."""
        if not self._vkeys:
            self._vkeys = self.run(
                "from madang.blocks.ledger.queries import log_identity; answer(log_identity().vkeys())"
            )
        keys = [part for key in self._vkeys for part in ("--key", key)]
        return subprocess.run([str(VERIFY), *arguments, *keys], capture_output=True, text=True)
