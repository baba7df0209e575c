"""The log's files: what an append leaves, what a crash leaves, what is found when a byte is wrong."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from madang_verify.audit import Audit, audit_log
from madang_verify.merkle import leaf_hash, root_from_leaves
from madang_verify.source import open_source

from madang.blocks.ledger.errors import LogDamaged, LogLocked
from madang.blocks.ledger.keys import FileKeyStore
from madang.blocks.ledger.log import LogIdentity, LogReader, LogWriter
from madang.blocks.ledger.log.growth import Edge, grow
from madang.blocks.ledger.log.journal import journals


@pytest.fixture
def identity(tmp_path: Path) -> LogIdentity:
    return LogIdentity("test.example/log", FileKeyStore(tmp_path / "keys", create_missing=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def writer(folder: Path, identity: LogIdentity) -> Iterator[LogWriter]:
    found = LogWriter(folder, identity, durable=False)
    yield found
    found.close()


def entries(count: int, first: int = 0) -> list[bytes]:
    return [b"entry %d" % (first + number) for number in range(count)]


def audited(folder: Path, identity: LogIdentity) -> Audit:
    return audit_log(open_source(str(folder)), LogReader(folder, identity).checkpoint())


def reopened(writer: LogWriter, identity: LogIdentity) -> LogWriter:
    writer.close()
    return LogWriter(writer.folder, identity, durable=False)


def append_without_checkpoint(writer: LogWriter, batch: list[bytes], chance: random.Random) -> None:
    """Write every file but the checkpoint, and the journal in part, as a crash in an append leaves the folder."""
    kept = {path: path.stat().st_size for path in journals(writer.folder)}
    draft = writer.folder / ".checkpoint"
    draft.unlink(missing_ok=True)
    draft.mkdir()
    with pytest.raises(IsADirectoryError):
        writer.append(batch)
    draft.rmdir()
    with pytest.raises(OSError, match="opened again"):
        writer.append(batch)
    writer.close()
    for path in journals(writer.folder):
        os.truncate(path, chance.randrange(kept.get(path, 0), path.stat().st_size))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=6))
def test_the_edge_has_the_root_of_all_entries_whatever_the_batches(sizes: list[int]) -> None:
    edge, leaves = Edge(), []
    for size in sizes:
        batch = entries(size, len(leaves))
        leaves += [leaf_hash(entry) for entry in batch]
        edge = grow(edge, batch, lambda _path, _data: None).edge
        assert (edge.size, edge.root()) == (len(leaves), root_from_leaves(leaves))


def test_a_log_over_three_tile_levels_is_sound_and_opens_again(
    writer: LogWriter, folder: Path, identity: LogIdentity
) -> None:
    size = 256 * 256 + 256 + 3
    place = 0
    while place < size:
        batch = entries(min(4096, size - place), place)
        assert writer.append(batch) == place
        place += len(batch)
    audit = audited(folder, identity)
    assert (audit.sound, audit.entries) == (True, size)
    again = reopened(writer, identity)
    assert (again.size, again.root) == (size, writer.root)
    again.append(entries(300, size))
    assert audited(folder, identity).sound
    assert again.reader.entries(65_530, 65_540, again.size) == entries(10, 65_530)
    again.close()


def test_single_entries_give_the_same_log_as_one_batch(
    writer: LogWriter, tmp_path: Path, identity: LogIdentity
) -> None:
    for entry in entries(520):
        writer.append([entry])
    other = LogWriter(tmp_path / "other", identity, durable=False)
    other.append(entries(520))
    assert writer.root == other.root
    other.close()


def test_partial_files_are_removed_when_their_tile_is_full(writer: LogWriter, folder: Path) -> None:
    for number in range(600):
        writer.append(entries(1, number))
    left = sorted(str(path.relative_to(folder)) for path in (folder / "tile").rglob("*.p"))
    assert left == ["tile/0/002.p", "tile/1/000.p", "tile/entries/002.p"]


def test_an_unchanged_tile_of_a_higher_level_is_not_written_again(writer: LogWriter, folder: Path) -> None:
    writer.append(entries(300))
    covered = folder / "tile/1/000.p/1"
    before = covered.stat().st_mtime_ns, covered.stat().st_ino
    covered.chmod(0o400)
    writer.append(entries(100, 300))
    assert (covered.stat().st_mtime_ns, covered.stat().st_ino) == before


def test_an_older_checkpoint_can_still_be_proved_after_its_partial_files_went(
    writer: LogWriter, identity: LogIdentity
) -> None:
    roots = {}
    for size in (1, 100, 256, 300, 511):
        writer.append(entries(size - writer.size, writer.size))
        roots[size] = writer.root
    writer.append(entries(1000, 511))
    assert {size: writer.reader.root_at(size, writer.size) for size in roots} == roots


def test_leftovers_of_a_crashed_append_are_gone_after_the_next_one(
    writer: LogWriter, folder: Path, identity: LogIdentity
) -> None:
    writer.append(entries(260))
    never = [b"never acknowledged %d" % number for number in range(1500)]
    append_without_checkpoint(writer, never, random.Random(1))
    assert (folder / "tile/entries/005").exists()
    again = reopened(writer, identity)
    assert again.size == 260
    again.append(entries(3, 260))
    audit = audited(folder, identity)
    assert (audit.sound, audit.uncovered, audit.foreign) == (True, [], [])
    again.close()


def test_leftovers_over_a_folder_of_a_thousand_tiles_are_found(
    writer: LogWriter, folder: Path, identity: LogIdentity
) -> None:
    writer.append([b""] * (256 * 999 + 7))
    append_without_checkpoint(writer, [b"x"] * 1000, random.Random(2))
    assert (folder / "tile/entries/x001/001").exists()
    again = reopened(writer, identity)
    again.append([b"y"])
    audit = audited(folder, identity)
    assert (audit.sound, audit.uncovered) == (True, [])
    again.close()


@pytest.mark.parametrize("seed", range(12))
def test_torn_files_beyond_the_checkpoint_harm_nothing(
    seed: int, writer: LogWriter, folder: Path, identity: LogIdentity
) -> None:
    chance = random.Random(seed)
    size = chance.choice([1, 255, 256, 257, 700, 1024])
    writer.append(entries(size))
    root = writer.root
    covered = {path for path in folder.rglob("*") if path.is_file()}
    append_without_checkpoint(writer, entries(chance.choice([1, 256, 900]), size), chance)
    uncovered = {path for path in (folder / "tile").rglob("*") if path.is_file()} - covered
    assert uncovered
    for path in sorted(uncovered):
        data = path.read_bytes()
        path.write_bytes(chance.choice([b"", data[: len(data) // 2], chance.randbytes(len(data)), data]))
    (folder / ".checkpoint").write_bytes(b"half a check")
    again = reopened(writer, identity)
    assert (again.size, again.root) == (size, root)
    again.append([b"the next"])
    audit = audited(folder, identity)
    assert (audit.sound, audit.uncovered, audit.entries) == (True, [], size + 1)
    again.close()


@pytest.mark.parametrize("name", ["tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/002.p/88"])
@pytest.mark.parametrize("damage", ["cut", "altered", "empty", "missing"])
def test_a_torn_file_at_the_edge_is_refused_at_opening(
    name: str, damage: str, writer: LogWriter, folder: Path, identity: LogIdentity
) -> None:
    writer.append(entries(600))
    path = folder / name
    data = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        altered = data[:-1] + bytes([data[-1] ^ 1])
        path.write_bytes({"cut": data[:-1], "altered": altered, "empty": b""}[damage])
    writer.close()
    with pytest.raises(LogDamaged):
        LogWriter(folder, identity)
    assert not audited(folder, identity).sound


def test_an_altered_byte_deep_in_the_log_is_named_and_gives_no_receipt(
    writer: LogWriter, folder: Path, identity: LogIdentity
) -> None:
    writer.append(entries(600))
    path = folder / "tile/entries/000"
    data = bytearray(path.read_bytes())
    data[data.index(b"entry 77")] ^= 1
    path.write_bytes(data)
    audit = audited(folder, identity)
    assert [(found.path, found.entry) for found in audit.findings] == [("tile/entries/000", 77)]
    with pytest.raises(LogDamaged, match="entry 77"):
        writer.reader.receipt(77)
    assert writer.reader.receipt(78)


def test_a_second_writer_is_refused(writer: LogWriter, folder: Path, identity: LogIdentity) -> None:
    with pytest.raises(LogLocked):
        LogWriter(folder, identity)


@pytest.mark.parametrize("change", ["gone", "other", "newline"])
def test_a_changed_checkpoint_stops_the_writer(
    change: str, writer: LogWriter, folder: Path, identity: LogIdentity
) -> None:
    writer.append(entries(3))
    path = folder / "checkpoint"
    kept = path.read_bytes()
    writer.append(entries(3, 3))
    if change == "gone":
        path.unlink()
    else:
        path.write_bytes(kept if change == "other" else path.read_bytes() + b"\n")
    with pytest.raises(LogDamaged):
        writer.append(entries(1, 6))
    assert not (folder / "tile/0/000.p/7").exists()


def test_a_checkpoint_of_another_origin_is_refused(
    writer: LogWriter, folder: Path, identity: LogIdentity
) -> None:
    writer.append(entries(3))
    writer.close()
    with pytest.raises(LogDamaged):
        LogWriter(folder, LogIdentity("other.example/log", identity.keys))


def test_an_append_of_nothing_changes_nothing(writer: LogWriter, folder: Path) -> None:
    assert writer.append([]) == 0
    assert not (folder / "checkpoint").exists()


def test_only_covered_files_are_public(writer: LogWriter, folder: Path, tmp_path: Path) -> None:
    writer.append(entries(300))
    (folder / "tile/0/001.p/45").write_bytes(bytes(45 * 32))
    (folder / "tile/0/002").write_bytes(bytes(8192))
    read = writer.reader.public_file
    assert read("checkpoint") and read("tile/0/000") and read("tile/0/001.p/44") and read("tile/1/000.p/1")
    assert read("tile/entries/000") and read("tile/entries/001.p/44")
    hidden = ["tile/0/001.p/45", "tile/0/002", "tile/0/001", ".writer", "../keys", "tile", "tile/0/000.p/0"]
    hidden += ["tile/0/000/../000", "/etc/passwd", "tile/0/000\0", "", "tile/2/000.p/1", "tile/entries/0"]
    assert [name for name in hidden if read(name) is not None] == []
