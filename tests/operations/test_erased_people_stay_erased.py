"""Somebody erased is in no table and in no dump, also after an older backup was restored."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from madang.config.backup.restoring import backups_below, find_backup
from madang.config.erasing import expired
from madang.config.postgres import binary
from tests.operations.site import LOG_ALL, Site

WHO = """
from madang.blocks.identity.models import Account, Person
person = Person.objects.get(full_name="김하늘")
answer({"id": str(person.pk), "sealed": bytes(person.resident_number_sealed).hex(),
        "mac": bytes(person.resident_number_mac).hex()})
"""
# In the backup lie the person, a telephone number, and a citizen's account with an e-mail address and a trail.
WITH_ACCOUNT = """
from madang.blocks.identity import actions
from madang.blocks.identity.actions.sign_in import Client
from madang.blocks.identity.models import Account, Person
account = Account.objects.get(username="minsu")
account.email, account.person = "sky@example.kr", Person.objects.get(full_name="김하늘")
account.save()
actions.note_sign_in(account, methods=["password"], client=Client("192.0.2.77", "SkyBrowser/1.0"))
"""
WHY = ("--purpose", "erase-on-request", "--basis", "개인정보 보호법 제36조", "--yes")
TRACES = ("김하늘", "9052012000001", "905201-2000001", "01001234567", "sky@example.kr", "minsu", "192.0.2.77",
          "SkyBrowser")  # fmt: skip


def dumped(site: Site) -> str:
    """Everything that the site's database says of itself."""
    assert site._server is not None
    done = subprocess.run(
        [binary("pg_dump"), "--dbname", site._server.url()], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_in_no_table_after_erasing_nor_after_restoring_an_older_backup(
    copy_of: Callable[[], Site], tmp_path: Path
) -> None:
    site, backups = copy_of(), tmp_path / "backups"
    site.start_database()
    site.run(WITH_ACCOUNT, LOG_ALL)
    who = site.run(WHO)
    traces = [*TRACES, who["sealed"], who["mac"]]
    site.madang("backup", str(backups))
    before = dumped(site)
    assert {trace for trace in traces if trace not in before} == {"9052012000001", "905201-2000001"}

    said = site.madang("erase-person", who["id"], *WHY).stdout
    assert re.search(r"/receipts/[0-9a-f-]{36}/", said)
    assert "이미" in site.madang("erase-person", who["id"], *WHY).stdout
    site.run(LOG_ALL)
    assert not [trace for trace in traces if trace in dumped(site)]
    site.stop_database()

    done = site.madang("restore", str(backups), "--force").stdout
    assert "people and accounts erased again: 1" in done and "keys of subjects deleted again: 2" in done
    site.start_database()
    assert not [trace for trace in traces if trace in dumped(site)]
    # The backup itself still has the rows: it is not altered, it is deleted when its time is over.
    assert find_backup(backups)
    site.stop_database()


def test_the_command_says_what_is_wrong_and_changes_nothing(copy_of: Callable[[], Site]) -> None:
    site = copy_of()
    site.start_database()
    who = site.run(WHO)["id"]
    for arguments, sentence in (
        ((who, "--purpose", "because", "--basis", "법", "--yes"), "erase-on-request"),
        ((who, *WHY[:2], "--basis", "905201-2000001", "--yes"), "누구나 보는 기록"),
        (("nobody", *WHY), "No person"),
        (("00000000-0000-4000-8000-000000000000", *WHY), "No person"),
        (("clerk.kim", *WHY), "퇴직"),
    ):
        assert sentence in site.refused("erase-person", *arguments)
    assert site.run(WHO)["id"] == who
    site.madang("erase-person", "minsu", *WHY)
    assert not site.run(
        'from madang.blocks.identity.models import Account\nanswer(Account.objects.filter(username="minsu").exists())'
    )


def test_old_backups_are_deleted_and_the_newest_stays(backups: Path) -> None:
    import shutil

    old = find_backup(backups)
    made = datetime.now(UTC)
    assert expired(backups, made) == [] and old.exists(), "the only one"
    newer = Path(shutil.copytree(old, backups / "99991231T000000Z-ffffff"))
    manifest = (newer / "manifest.json").read_text()
    stamp = re.search(r'"made_at": ?"([^"]+)"', manifest)
    assert stamp is not None
    assert [each[0] for each in backups_below(backups)]
    assert expired(backups, datetime(2020, 1, 1, tzinfo=UTC)) == []
    assert len(expired(backups, datetime(9999, 1, 1, tzinfo=UTC))) == 1
    assert len(backups_below(backups)) == 1 and (backups / "keys").is_dir()
