"""Backup, destroy, restore: nothing is lost, nobody erased comes back, nothing damaged is taken for good."""

from __future__ import annotations

import fcntl
import json
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from madang.config.backup.making import delete_old_keys, keys_below
from madang.config.backup.manifest import read_keys_manifest, write_manifest
from madang.config.backup.restoring import backups_below, find_backup
from tests.operations.conftest import BackedUp
from tests.operations.site import LOG_ALL, Site

ERASE = """
from madang.blocks.identity import actions
from madang.blocks.identity.models import Person
person = Person.objects.get(full_name="김하늘")
assert actions.erase_person(SYSTEM, person.pk, purpose="erase-on-request", basis="개인정보 보호법 제36조")
"""
READ_ERASED = """
from madang.blocks.identity.models import Contact, Person
from madang.blocks.ledger.models import Detail, Subject
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.recording import SUBJECT_PURPOSE, open_detail
person = Person.objects.exclude(full_name="이바다").get()
macs = key_store().macs(SUBJECT_PURPOSE, f"person:{person.pk}".encode())
subject = Subject.objects.get(mac__in=macs)
acts = list(Detail.objects.filter(subject=subject).values_list("id", flat=True))
answer({"acts": len(acts), "readable": sum(open_detail(act) is not None for act in acts),
        "name": person.full_name, "contacts": Contact.objects.filter(person=person).count()})
"""
STANDING = """
from madang.systems.operations.queries.standing import read_only
found = read_only()
answer(found.reason if found else None)
"""
ONE_MORE = """
from madang.blocks.catalogue import actions as catalogue
catalogue.draft(SYSTEM, title="백업 뒤의 안내")
"""


# Logs what waits and dies at once, as in a power cut: what was appended lies in the log's journal only.
LOG_AND_DIE = """
import os
from django.utils import timezone
from madang.blocks.ledger import queries
from madang.blocks.ledger.log import LogWriter
from madang.blocks.ledger.sequencer import Sequencer, try_lock
assert try_lock()
sequencer = Sequencer(LogWriter(queries.settings.ENVIRONMENT.log, queries.log_identity()), now=timezone.now)
sequencer.start()
while sequencer.step():
    pass
answer(queries.log_reader().size())
sys.stdout.flush()
os.kill(os.getpid(), 9)
"""


def parts_of(backups: Path) -> tuple[Path, Path]:
    return find_backup(backups), keys_below(backups / "keys")[0][0]


def flip(path: Path, at: int = -20) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


@pytest.fixture(scope="module")
def restored(backed_up: BackedUp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The backup, restored into a home that never was; its database runs."""
    site = Site(tmp_path_factory.mktemp("restored") / "home")
    site.madang("restore", str(backed_up.backups))
    site.start_database()
    yield site
    site.stop_database()


def test_backup_destroy_restore_and_nothing_is_lost(backed_up: BackedUp, restored: Site) -> None:
    assert restored.content(backed_up.entries) == backed_up.content
    assert restored.run(STANDING) is None
    assert restored.madang("ledger", "gap").stdout.split()[-1] == "0"


def test_every_receipt_of_before_is_given_again_and_the_history_goes_on(
    backed_up: BackedUp, restored: Site, tmp_path: Path
) -> None:
    receipts, entries = restored.answers(
        ONE_MORE,
        LOG_ALL,
        "from madang.blocks.ledger import queries; from madang.blocks.ledger.models import Entry",
        f"answer([queries.receipt(each.id).decode() for each in Entry.objects.filter(index__lt={backed_up.entries})])",
        "answer(Entry.objects.count())",
    )
    assert len(receipts) == backed_up.entries < entries
    (tmp_path / "receipt").write_text(receipts[3])
    assert restored.verify("receipt", str(tmp_path / "receipt")).returncode == 0
    whole = restored.verify("log", str(restored.home / "log"))
    assert whole.returncode == 0, whole.stdout


def test_the_restored_site_knows_the_backup_that_it_came_from(backed_up: BackedUp, restored: Site) -> None:
    name = find_backup(backed_up.backups).name
    found = restored.run(
        "from madang.systems.operations.models import Backup",
        "answer([[each.name, each.entries, each.size > 0, each.keys_until > each.finished_at]"
        " for each in Backup.objects.all()])",
    )
    assert [name, backed_up.entries, True, True] in found


def test_secrets_and_folders_are_closed_to_others(backed_up: BackedUp, restored: Site) -> None:
    places = [*parts_of(backed_up.backups), restored.home / "keys", *(restored.home / "keys").rglob("*")]
    assert len(places) > 10
    for path in places:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_the_backup_itself_holds_no_key_of_a_subject_and_no_session(backups: Path, tmp_path: Path) -> None:
    import subprocess

    from madang.config.postgres import binary

    backup, keys = parts_of(backups)
    listed = subprocess.run(
        [binary("pg_restore"), "--list", backup / "database.dump"], capture_output=True, text=True, check=True
    ).stdout
    data = [
        line.split("TABLE DATA public ")[1].split()[0] for line in listed.splitlines() if "TABLE DATA" in line
    ]
    assert "ledger_detail" in data
    assert not {"ledger_subject", "django_session", "usersessions_usersession"} & set(data)
    assert not list(backup.rglob("*.key")) and not list(backup.rglob("*secret*"))
    assert (keys / "keys" / "django.secret").exists()


def test_an_erased_person_stays_unreadable_when_an_older_backup_is_restored(
    backups: Path, copy_of: Callable[[], Site]
) -> None:
    site = copy_of()
    site.start_database()
    before, after = site.answers(READ_ERASED, ERASE, LOG_ALL, READ_ERASED)
    assert before["acts"] == before["readable"] > 0 == after["readable"]
    assert (before["name"], before["contacts"]) == ("김하늘", 1)
    assert (after["name"], after["contacts"]) == ("", 0)
    site.stop_database()
    done = site.madang("restore", str(backups), "--force")
    assert "keys of subjects deleted again: 1" in done.stdout
    assert "read-only" in done.stdout
    site.start_database()
    now, standing = site.answers(READ_ERASED, STANDING)
    assert now == {"acts": before["acts"], "readable": 0, "name": "", "contacts": 0}
    # The log is newer than the database: nothing is changed until somebody has seen what is missing.
    assert standing is not None
    listed = site.madang("ledger", "gap").stdout
    assert "ledger.subject.erased" in listed and "operations.backup.made" in listed
    assert "read-only" in site.refused("import", "services", str(backups))
    site.madang("ledger", "accept-gap", "--reason", "restored after a trial")
    now, standing = site.answers(READ_ERASED, STANDING, ONE_MORE, LOG_ALL)
    assert (now["readable"], standing) == (0, None)
    assert site.verify("log", str(site.home / "log")).returncode == 0


DELETE = """
from madang.blocks.documents import actions
from madang.blocks.documents.models import Document
for document in Document.objects.filter(name="신청서.txt"):
    actions.delete(SYSTEM, document, purpose="handle-case", basis="민원 처리에 관한 법률 제8조")
"""
READ_DOCUMENTS = """
from madang.blocks.documents.models import Document
answer([len(Document.objects.exclude(blob=None)),
        len([each for each in (settings.ENVIRONMENT.files / "documents").glob("??/*")])])
"""


def test_a_document_deleted_after_the_backup_is_deleted_again(
    backups: Path, copy_of: Callable[[], Site]
) -> None:
    site = copy_of()
    site.start_database()
    read = "from django.conf import settings" + READ_DOCUMENTS
    assert site.answers(read, DELETE, LOG_ALL, read) == [[2, 2], [1, 1]]
    site.stop_database()
    done = site.madang("restore", str(backups), "--force")
    assert "documents deleted again: 1" in done.stdout
    site.start_database()
    assert site.run(read) == [1, 1]


@pytest.mark.long
def test_what_a_power_cut_left_in_the_logs_journal_is_not_lost_to_a_restore(
    backups: Path, copy_of: Callable[[], Site]
) -> None:
    site = copy_of()
    log = site.home / "log"
    published = (log / "checkpoint").read_bytes()
    site.start_database()
    site.run(ERASE, ONE_MORE)
    size = site.killed(LOG_AND_DIE)
    (log / "checkpoint").write_bytes(published)  # of what was not synced the disk may keep the old one
    for torn in (log / "tile" / "entries").rglob(str(size)):
        torn.write_bytes(b"")
    site.stop_database()
    done = site.madang("restore", str(backups), "--force")
    assert "keys of subjects deleted again: 1" in done.stdout
    site.start_database()
    found = site.run(READ_ERASED)
    assert (found["readable"], found["name"]) == (0, "")
    site.madang("ledger", "accept-gap", "--reason", "power cut, then restored")
    site.run(ONE_MORE, LOG_ALL)
    assert site.entries() > size
    assert site.verify("log", str(log)).returncode == 0


@pytest.mark.long
def test_an_older_backup_with_the_newest_keys_does_not_open_an_erased_person(
    backups: Path, copy_of: Callable[[], Site], new_site: Callable[..., Site]
) -> None:
    site = copy_of()
    old = find_backup(backups)
    site.start_database()
    site.run(ERASE, LOG_ALL)
    site.madang("backup", str(backups))
    site.stop_database()
    assert next(folder for folder, _manifest in backups_below(backups)) == old
    elsewhere = new_site("elsewhere")
    own_log = str(old / "log")
    elsewhere.madang("restore", str(old), "--keys-dir", str(backups / "keys"), "--log", own_log)
    elsewhere.start_database()
    found = elsewhere.run(READ_ERASED)
    assert (found["readable"], found["name"], found["contacts"]) == (0, "", 0)


def test_a_log_that_contradicts_the_backup_is_refused_and_never_passed_over(
    backups: Path, copy_of: Callable[[], Site]
) -> None:
    site = copy_of()
    site.start_database()
    site.run(ONE_MORE, LOG_ALL)
    site.stop_database()
    bundles = [path for path in (site.home / "log" / "tile" / "entries").rglob("*") if path.is_file()]
    flip(max(bundles, key=lambda path: path.stat().st_mtime_ns), 40)
    said = site.refused("restore", str(backups), "--force")
    assert "does not continue the backup's" in said and "--log" in said
    site.madang("restore", str(backups), "--force", "--log", str(find_backup(backups) / "log"))


@pytest.mark.parametrize("part", ["database.dump", "log", "files", "subjects.dump", "keys", "manifest.json"])
def test_one_altered_byte_in_any_part_is_found_and_named(
    backups: Path, new_site: Callable[..., Site], part: str
) -> None:
    backup, keys = parts_of(backups)
    folder = keys if part in {"subjects.dump", "keys"} else backup
    path = folder / part
    if path.is_dir():
        path = max((each for each in path.rglob("*") if each.is_file()), key=lambda each: each.stat().st_size)
    flip(path, 5 if part == "manifest.json" else -20)
    site = new_site()
    said = site.refused("restore", str(backup), "--keys-dir", str(keys))
    assert path.name in said.replace(" ", "") or str(path.parent.name) in said
    assert not (site.home / "postgres").exists()


def test_a_missing_and_a_foreign_file_are_found(backups: Path, new_site: Callable[..., Site]) -> None:
    backup, _keys = parts_of(backups)
    (backup / "files" / "foreign").write_text("x")
    assert "foreign" in new_site().refused("restore", str(backups))
    (backup / "files" / "foreign").unlink()
    shutil.rmtree(backup / "files" / "ab")
    assert "abcd.pdf" in new_site().refused("restore", str(backups))


def test_it_does_not_restore_over_a_site_unless_told_to(backups: Path, copy_of: Callable[[], Site]) -> None:
    site = copy_of()
    before = [*sorted(path.name for path in site.home.iterdir()), "supervisor.lock"]
    assert "--force" in site.refused("restore", str(backups))
    assert sorted(path.name for path in site.home.iterdir()) == before
    done = site.madang("restore", str(backups), "--force")
    (aside,) = site.home.glob(".replaced-*")
    assert str(aside) in done.stdout
    assert (aside / "keys" / "django.secret").exists() and (aside / "postgres" / "data").is_dir()


def test_it_does_not_restore_onto_a_running_site(backups: Path, new_site: Callable[..., Site]) -> None:
    site = new_site()
    site.home.mkdir()
    with (site.home / "supervisor.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = site.refused("restore", str(backups), "--force")
    assert "is running" in said and "Stop it first" in said


@pytest.mark.parametrize("gone", ["backup", "keys"])
def test_what_is_not_there_is_said_in_a_sentence(
    backups: Path, new_site: Callable[..., Site], gone: str
) -> None:
    backup, keys = parts_of(backups)
    shutil.rmtree(backup if gone == "backup" else keys)
    said = new_site().refused("restore", str(backups))
    assert ("no whole backup" if gone == "backup" else "--keys-dir") in said


def test_keys_that_are_older_than_the_backup_are_refused(
    backups: Path, new_site: Callable[..., Site]
) -> None:
    _backup, keys = parts_of(backups)
    manifest = json.loads((keys / "manifest.json").read_text())
    (keys / "manifest.json").write_text(json.dumps({**manifest, "made_at": "2020-01-01T00:00:00.000000Z"}))
    assert "are older" in new_site().refused("restore", str(backups))


def test_a_backup_by_wrong_keys_is_refused_before_it_is_made(
    copy_of: Callable[[], Site], tmp_path: Path
) -> None:
    site = copy_of()
    flip(site.home / "keys" / "ledger.subject-key" / "0001.key")
    said = site.refused("backup", str(tmp_path / "target"))
    assert "do not open what the database holds" in said
    assert not backups_below(tmp_path / "target")


def test_a_backup_beside_a_damaged_log_is_refused(copy_of: Callable[[], Site], tmp_path: Path) -> None:
    site = copy_of()
    flip(next((site.home / "log" / "tile" / "0").rglob("*.p/*")), 5)
    assert "log" in site.refused("backup", str(tmp_path / "target"))
    assert not backups_below(tmp_path / "target")


def test_keys_die_after_thirty_days_when_newer_ones_are_there(backups: Path) -> None:
    _backup, keys = parts_of(backups)
    made = datetime.strptime(read_keys_manifest(keys).made_at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    said: list[str] = []
    late = made + timedelta(days=31)
    delete_old_keys(backups / "keys", late, said.append)
    assert keys.exists(), "the newest keys are never deleted: without them nothing could be restored"
    newer = Path(shutil.copytree(keys, keys.with_name("99990101T000000Z-ffffff")))
    (newer / "manifest.json").unlink()
    manifest = read_keys_manifest(keys)
    write_manifest(newer, type(manifest)(**{**vars(manifest), "made_at": "2999-01-01T00:00:00.000000Z"}))
    delete_old_keys(backups / "keys", made + timedelta(days=29), said.append)
    assert keys.exists() and not said
    delete_old_keys(backups / "keys", late, said.append)
    assert not keys.exists() and newer.exists() and len(said) == 1


def test_two_backups_at_once_do_not_meet(copy_of: Callable[[], Site], tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    with (target / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "Another backup" in copy_of().refused("backup", str(target))


def test_a_full_disk_is_a_sentence_and_leaves_nothing_half_done(
    copy_of: Callable[[], Site],
    small_disk: Callable[[int], Path],
    backups: Path,
    new_site: Callable[..., Site],
) -> None:
    site, disk = copy_of(), small_disk(128 * 1024)
    said = site.refused("backup", str(disk / "backups"))
    assert "is full" in said and "another disk" in said
    assert not list(disk.rglob("database.dump")) and not list(disk.rglob("*.key"))
    # With a little more room the database fits and the log or the keys do not; the target of a restore too.
    home = small_disk(3 * 1024 * 1024)
    full = Site(home)
    said = full.refused("restore", str(backups))
    assert "full" in said
    assert [path.name for path in home.iterdir() if path.name != "supervisor.lock"] == []


def test_a_demo_backup_does_not_come_into_production(backups: Path, new_site: Callable[..., Site]) -> None:
    assert "demo" in new_site(MADANG_ENV="production").refused("restore", str(backups))


def test_in_production_the_keys_lie_apart(tmp_path: Path, new_site: Callable[..., Site]) -> None:
    site = new_site(MADANG_ENV="production")
    target = str(tmp_path / "target")
    assert "--keys-dir" in site.refused("backup", target)
    assert "apart" in site.refused("backup", target, "--keys-dir", f"{target}/keys")
    assert not Path(target).exists()
