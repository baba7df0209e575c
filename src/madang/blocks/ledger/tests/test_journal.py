"""The log's journal: a power cut at any moment loses no append, and a journal of another log is refused."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest
from madang_verify.audit import audit_log
from madang_verify.source import open_source

from madang.blocks.ledger.errors import LogDamaged
from madang.blocks.ledger.keys import FileKeyStore
from madang.blocks.ledger.log import LogIdentity, LogReader, LogWriter, settle
from madang.blocks.ledger.log.journal import journals


@pytest.fixture
def identity(tmp_path: Path) -> LogIdentity:
    return LogIdentity("test.example/log", FileKeyStore(tmp_path / "keys", create_missing=True))


def entries(count: int, first: int = 0) -> list[bytes]:
    return [b"entry %d" % (first + number) * 9 for number in range(count)]


def copied(writer: LogWriter, target: Path) -> Path:
    """Copy the log's folder as it stands, as a machine leaves it that stops at once.

    A copy takes time, and a journal may go meanwhile, which no machine that stops would leave behind: then once more.
    """
    while True:
        try:
            return Path(shutil.copytree(writer.folder, target))
        except shutil.Error:
            shutil.rmtree(target)


def altered(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def files_of(folder: Path) -> set[Path]:
    return {path for path in (folder / "tile").rglob("*") if path.is_file()}


def assert_whole(folder: Path, identity: LogIdentity, size: int) -> None:
    audit = audit_log(open_source(str(folder)), LogReader(folder, identity).checkpoint())
    assert (audit.sound, audit.entries, audit.uncovered, audit.foreign) == (True, size, [], [])
    assert LogReader(folder, identity).entries(0, size, size) == entries(size)


@pytest.mark.parametrize("seed", range(15))
def test_a_power_cut_after_an_append_loses_none_of_its_entries(
    seed: int, tmp_path: Path, identity: LogIdentity
) -> None:
    """What was not synced one by one may be torn, empty or missing then, the checkpoint too."""
    chance = random.Random(seed)
    folder = tmp_path / "log"
    writer = LogWriter(folder, identity)
    writer.append(entries(chance.choice([1, 200, 256, 700])))
    writer.close()  # from here on the disk has it
    settled = {path.relative_to(folder) for path in files_of(folder)}
    checkpoints = [(folder / "checkpoint").read_bytes()]
    writer = LogWriter(folder, identity)
    for _append in range(chance.randint(1, 5)):
        writer.append(entries(chance.choice([1, 30, 256, 600]), writer.size))
        checkpoints.append((folder / "checkpoint").read_bytes())
    size, root = writer.size, writer.root
    after = copied(writer, tmp_path / "after")
    writer.close()
    for path in sorted(files_of(after)):
        data = path.read_bytes()
        torn = [data, data[: len(data) // 2], b"", bytes(len(data)), None]
        left = data if path.relative_to(after) in settled else chance.choice(torn)
        if left is None:
            path.unlink()
        else:
            path.write_bytes(left)
    checkpoint = chance.choice([*checkpoints, b"", None])
    if checkpoint is None:
        (after / "checkpoint").unlink()
    else:
        (after / "checkpoint").write_bytes(checkpoint)
    again = LogWriter(after, identity)
    assert (again.size, again.root) == (size, root)
    assert again.append(entries(3, size)) == size
    again.close()
    assert_whole(after, identity, size + 3)


def test_a_machine_that_stops_while_journals_change_loses_nothing(
    tmp_path: Path, identity: LogIdentity
) -> None:
    writer = LogWriter(tmp_path / "log", identity, journal_bytes=20_000)
    for number in range(40):
        writer.append(entries(100, writer.size))
        assert len(journals(writer.folder)) <= 2
        if number % 8 == 7:
            stopped = LogWriter(copied(writer, tmp_path / f"stopped-{number}"), identity)
            assert (stopped.size, stopped.root) == (writer.size, writer.root)
            stopped.close()
            assert_whole(stopped.folder, identity, 100 * (number + 1))
    writer.close()
    assert journals(writer.folder) == []
    assert_whole(writer.folder, identity, 4000)


def test_an_entry_cut_short_in_the_journal_was_never_acknowledged(
    tmp_path: Path, identity: LogIdentity
) -> None:
    writer = LogWriter(tmp_path / "log", identity)
    writer.append(entries(10))
    before = copied(writer, tmp_path / "before")
    writer.append(entries(10, 10))
    (newest,) = journals(writer.folder)
    torn = tmp_path / "before" / newest.name
    torn.write_bytes(newest.read_bytes()[:-1])
    writer.close()
    again = LogWriter(before, identity)
    assert again.size == 10
    again.append(entries(5, 10))
    again.close()
    assert_whole(before, identity, 15)


@pytest.mark.parametrize("place", [3, 20, 60, 400, -40, -400])
def test_a_byte_that_rots_in_the_journal_harms_no_log_whose_files_are_whole(
    place: int, tmp_path: Path, identity: LogIdentity
) -> None:
    writer = LogWriter(tmp_path / "log", identity)
    for count in (10, 300, 5):
        writer.append(entries(count, writer.size))
    after = copied(writer, tmp_path / "after")
    writer.close()
    altered(journals(after)[0], place)
    again = LogWriter(after, identity)
    assert again.size == 315
    again.append(entries(1, 315))
    again.close()
    assert journals(after) == []
    assert_whole(after, identity, 316)


@pytest.mark.parametrize("damage", ["head", "length", "entries", "cut"])
@pytest.mark.parametrize("torn", ["older checkpoint", "bundle"])
def test_a_journal_that_rotted_where_the_files_do_not_hold_it_stops_the_log(
    damage: str, torn: str, tmp_path: Path, identity: LogIdentity
) -> None:
    """The entries it lacks were acknowledged: to go on without them would begin another history."""
    writer = LogWriter(tmp_path / "log", identity, journal_bytes=1_000_000)
    writer.append(entries(10))
    older = (writer.folder / "checkpoint").read_bytes()
    before = journals(writer.folder)[0].stat().st_size
    for _append in range(3):
        writer.append(entries(300, writer.size))
    after = copied(writer, tmp_path / "after")
    writer.close()
    (journal,) = journals(after)
    if damage == "cut":
        os.truncate(journal, journal.stat().st_size - 1)  # the newest append only: not acknowledged, it seems
    else:
        altered(journal, {"head": 30, "length": before + 6, "entries": before + 900}[damage])
    if torn == "bundle":
        (after / "tile/entries/001").write_bytes(b"")
    else:
        (after / "checkpoint").write_bytes(older)
    kept = {path: path.read_bytes() for path in after.rglob("*") if path.is_file()}
    if damage == "cut" and torn == "older checkpoint":
        again = LogWriter(after, identity)
        assert again.size == 610
        again.close()
        return
    with pytest.raises(LogDamaged, match=r"Restore the log|restore it"):
        LogWriter(after, identity)
    assert {path: path.read_bytes() for path in after.rglob("*") if path.is_file()} == kept


def test_a_damaged_journal_before_another_one_stops_the_log(tmp_path: Path, identity: LogIdentity) -> None:
    writer = LogWriter(tmp_path / "log", identity)
    writer.append(entries(10))
    older = copied(writer, tmp_path / "older")
    writer.close()
    writer = LogWriter(writer.folder, identity)
    writer.append(entries(10, 10))
    shutil.copy(journals(writer.folder)[0], older)
    writer.close()
    first = journals(older)[0]
    os.truncate(first, first.stat().st_size - 5)
    (older / "checkpoint").unlink()
    with pytest.raises(LogDamaged, match="damaged"):
        LogWriter(older, identity)
    assert len(journals(older)) == 2


def test_readers_find_what_a_crash_left_when_the_journal_is_settled_for_them(
    tmp_path: Path, identity: LogIdentity
) -> None:
    writer = LogWriter(tmp_path / "log", identity)
    writer.append(entries(10))
    older = (writer.folder / "checkpoint").read_bytes()
    writer.append(entries(20, 10))
    settle(writer.folder, identity)  # its writer is at work: nothing to do
    assert journals(writer.folder)
    after = copied(writer, tmp_path / "after")
    writer.close()
    (after / "checkpoint").write_bytes(older)
    settle(after, identity)
    assert journals(after) == []
    assert_whole(after, identity, 30)


def test_a_writer_at_rest_leaves_no_journal_and_goes_on(tmp_path: Path, identity: LogIdentity) -> None:
    writer = LogWriter(tmp_path / "log", identity)
    for _append in range(3):
        writer.append(entries(5, writer.size))
        writer.rest()
    writer.rest()
    writer.close()
    assert_whole(writer.folder, identity, 15)


def test_an_older_folder_under_a_newer_journal_is_refused(tmp_path: Path, identity: LogIdentity) -> None:
    writer = LogWriter(tmp_path / "log", identity)
    writer.append(entries(300))
    older = copied(writer, tmp_path / "older")
    for path in journals(older):
        path.unlink()
    writer.append(entries(300, 300))
    writer.close()
    writer = LogWriter(writer.folder, identity)
    writer.append(entries(300, 600))
    (journal,) = journals(writer.folder)
    shutil.copy(journal, older)
    writer.close()
    kept = {path: path.read_bytes() for path in files_of(older)}
    with pytest.raises(LogDamaged, match="without journals"):
        LogWriter(older, identity)
    assert {path: path.read_bytes() for path in files_of(older)} == kept


def test_a_journal_of_another_log_is_refused(tmp_path: Path, identity: LogIdentity) -> None:
    other_keys = LogIdentity(identity.origin, FileKeyStore(tmp_path / "other-keys", create_missing=True))
    for name, owner in (("ours", identity), ("theirs", other_keys)):
        writer = LogWriter(tmp_path / name, owner)
        writer.append(entries(300))
        writer.close()
    ours, theirs = LogWriter(tmp_path / "ours", identity), LogWriter(tmp_path / "theirs", other_keys)
    theirs.append(entries(10, 300))
    ours.append(entries(10, 300))
    after = copied(ours, tmp_path / "after")
    shutil.copy(journals(theirs.folder)[0], journals(after)[0])
    ours.close()
    theirs.close()
    with pytest.raises(LogDamaged, match="not of this log"):
        LogWriter(after, identity)
