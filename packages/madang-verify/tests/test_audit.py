"""A whole log: whatever one alters on disk is found, and the file (and entry) named."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from madang_verify.audit import MAX_FINDINGS, Audit, audit_log
from madang_verify.checkpoint import Checkpoint
from madang_verify.source import DirectorySource
from madang_verify.tiles import encode_bundle
from tiny_log import LOG, ORIGIN, Tree, entries, sign, tiles, write_log

SIZES = [1, 2, 255, 256, 257, 511, 512, 777, 66_000]
BIG = Tree(entries(66_000, size=20))


def audit(folder: Path, checkpoint: Checkpoint, **options: bool) -> Audit:
    return audit_log(DirectorySource(folder), checkpoint, **options)


def named(result: Audit) -> list[tuple[str, str, int | None]]:
    return [(finding.code, finding.path, finding.entry) for finding in result.findings]


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    made = {}

    def log(size: int) -> Path:
        if size not in made:
            made[size] = tmp_path_factory.mktemp(f"log{size}")
            write_log(made[size], BIG, size=size)
        return made[size]

    return log


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of 777 entries to spoil."""
    write_log(tmp_path, BIG, size=777)
    return tmp_path


CHECKPOINT = BIG.checkpoint(777)


@pytest.mark.parametrize("size", [0, *SIZES])
def test_a_sound_log_is_sound(logs, size):
    result = audit(logs(size), BIG.checkpoint(size))
    assert result.sound and not result.uncovered and not result.foreign
    assert (result.entries, result.files) == (size, len(tiles(BIG, size)))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([size for size in SIZES if size < 1000]), st.data())
def test_one_flipped_bit_anywhere_is_found_and_named(logs, size, data):
    flip_and_check(logs(size), size, data.draw)


def test_one_flipped_bit_anywhere_is_found_in_a_log_of_three_levels(logs):
    chance = random.Random(66_000)
    for _ in range(12):
        flip_and_check(logs(66_000), 66_000, lambda strategy: choose(chance, strategy))


def choose(chance: random.Random, strategy: object) -> object:
    """Draw from the two strategies `flip_and_check` uses, evenly over levels instead of over files."""
    return chance.choice(strategy) if isinstance(strategy, list) else chance.randrange(strategy)


def flip_and_check(folder: Path, size: int, draw: Callable) -> None:
    plain = not hasattr(draw, "__self__")
    paths = sorted(tiles(BIG, size))
    if plain:
        by_level: dict[str, list[str]] = {}
        for path in paths:
            by_level.setdefault(path.split("/")[1], []).append(path)
        path = draw(draw(list(by_level.values())))
    else:
        path = draw(st.sampled_from(paths))
    file = folder / path
    content = file.read_bytes()
    place = draw(len(content)) if plain else draw(st.integers(0, len(content) - 1))
    bit = draw(8) if plain else draw(st.integers(0, 7))
    file.write_bytes(content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :])
    try:
        result = audit(folder, BIG.checkpoint(size))
    finally:
        file.write_bytes(content)
    assert [finding.path for finding in result.findings] == [path]
    (finding,) = result.findings
    if path.startswith("tile/entries/"):
        assert finding.entry == entry_at(content, place) + 256 * bundle_number(path)
    else:
        assert (finding.code, finding.values["hash"]) == ("tile-altered", place // 32)


def entry_at(bundle: bytes, place: int) -> int:
    """Return the number of the entry in a bundle to which the byte at `place` belongs."""
    number, end = -1, 0
    while end <= place:
        end += 2 + int.from_bytes(bundle[end : end + 2], "big")
        number += 1
    return number


def bundle_number(path: str) -> int:
    return int(path.removeprefix("tile/entries/").partition(".p")[0].replace("/", "").replace("x", ""))


@pytest.mark.parametrize("size", [1, 256, 257, 777])
def test_every_missing_cut_or_lengthened_file_is_named(logs, size):
    folder = logs(size)
    for path, content in tiles(BIG, size).items():
        file = folder / path
        for spoilt in (None, b"", content[:-1], content[: len(content) // 2], content + b"\x00", content * 2):
            if spoilt is None:
                file.unlink()
            else:
                file.write_bytes(spoilt)
            result = audit(folder, BIG.checkpoint(size))
            assert [finding.path for finding in result.findings] == [path], (path, spoilt and len(spoilt))
            if spoilt is None:
                assert result.findings[0].code == "file-missing"
            file.write_bytes(content)


def test_two_exchanged_entries_are_named(log):
    swapped = [*BIG.entries[256:300], BIG.entries[301], BIG.entries[300], *BIG.entries[302:512]]
    (log / "tile/entries/001").write_bytes(encode_bundle(swapped))
    assert named(audit(log, CHECKPOINT)) == [("entry-altered", "tile/entries/001", 300)]


def test_an_entry_left_out_or_slipped_in_is_named(log):
    bundle = BIG.entries[256:512]
    for altered in (bundle[:40] + bundle[41:], [*bundle[:40], b"new", *bundle[40:]]):
        (log / "tile/entries/001").write_bytes(encode_bundle(altered))
        assert named(audit(log, CHECKPOINT)) == [("entry-altered", "tile/entries/001", 296)]


def test_several_altered_files_are_all_named(log):
    flip(log / "tile/entries/000", 5)
    flip(log / "tile/entries/003.p/9", 5)
    flip(log / "tile/0/001", 40)
    flip(log / "tile/1/000.p/3", 70)
    assert sorted(named(audit(log, CHECKPOINT))) == [
        ("entry-altered", "tile/entries/000", 0),
        ("entry-altered", "tile/entries/003.p/9", 768),
        ("tile-altered", "tile/0/001", None),
        ("tile-altered", "tile/1/000.p/3", None),
    ]


def test_an_entry_altered_together_with_its_tile_is_found(log):
    """Whoever rewrites an entry and all hashes over it still cannot sign a new root."""
    forged = Tree([*BIG.entries[:300], b"forged", *BIG.entries[301:777]])
    for path, code, at in (
        ("tile/entries/001", "entry-altered", 300),
        ("tile/0/001", "rewritten", 256),
        ("tile/1/000.p/3", "root-differs", None),
    ):
        (log / path).write_bytes(tiles(forged, 777)[path])
        result = audit(log, CHECKPOINT)
        assert (result.findings[0].code, result.findings[0].entry) == (code, at)


def test_a_bundle_and_a_tile_that_are_both_false_are_both_named(log):
    flip(log / "tile/entries/001", 5)
    flip(log / "tile/0/001", 40)
    assert sorted(named(audit(log, CHECKPOINT))) == [
        ("entry-altered", "tile/entries/001", 256),
        ("tile-altered", "tile/0/001", None),
    ]


def test_an_entry_and_its_hash_that_are_both_false_cannot_be_told_apart(log):
    flip(log / "tile/entries/001", 5)
    flip(log / "tile/0/001", 3)
    assert named(audit(log, CHECKPOINT)) == [("bundle-or-tile", "tile/0/001", 256)]
    assert audit(log, CHECKPOINT).findings[0].values["bundle"] == "tile/entries/001"


def test_a_missing_bundle_hides_nothing_else(log):
    (log / "tile/entries/001").unlink()
    flip(log / "tile/entries/002", 5)
    found = named(audit(log, CHECKPOINT))
    assert sorted(found) == [
        ("entry-altered", "tile/entries/002", 512),
        ("file-missing", "tile/entries/001", 256),
    ]
    flip(log / "tile/0/001", 40)
    assert ("unverifiable", "tile/0/001", 256) in named(audit(log, CHECKPOINT))


def test_nothing_but_a_checkpoint_names_what_is_missing(tmp_path):
    write_log(tmp_path, BIG, size=300)
    shutil.rmtree(tmp_path / "tile")
    result = audit(tmp_path, BIG.checkpoint(300))
    missing = {finding.path for finding in result.findings if finding.code == "file-missing"}
    assert missing == set(tiles(BIG, 300))


def test_a_checkpoint_of_other_content_is_not_reached(log):
    other = Tree(entries(777, size=30)).checkpoint()
    assert named(audit(log, other)) == [("root-differs", "checkpoint", None)]


def test_findings_are_counted_beyond_their_limit(tmp_path):
    write_log(tmp_path, BIG, size=600)
    result = audit(tmp_path, BIG.checkpoint(600), madang_entries=True)
    assert len(result.findings) == 600
    folder = tmp_path / "more"
    folder.mkdir()
    write_log(folder, BIG, size=1500)
    result = audit(folder, BIG.checkpoint(1500), madang_entries=True)
    assert (len(result.findings), result.further) == (MAX_FINDINGS, 500)


def flip(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)


class TestGrowth:
    """A log grows while or before it is audited: partial files of other sizes lie about."""

    def test_full_files_stand_in_for_partial_ones(self, logs):
        """A log may delete a partial file as soon as it has the full one (tlog-tiles)."""
        for size in (1, 100, 256, 700, 65_280, 65_535):
            result = audit(logs(66_000), BIG.checkpoint(size))
            assert result.sound, named(result)
            assert result.uncovered

    def test_what_lies_behind_the_checkpoint_is_reported_as_not_verified(self, log):
        for path, content in tiles(BIG, 1100).items():
            (log / path).parent.mkdir(parents=True, exist_ok=True)
            (log / path).write_bytes(content)
        result = audit(log, CHECKPOINT)
        assert result.sound
        assert set(result.uncovered) == set(tiles(BIG, 1100)) - set(tiles(BIG, 777))

    def test_files_left_from_earlier_checkpoints_are_checked_too(self, log):
        for size in (3, 300, 770):
            for path, content in tiles(BIG, size).items():
                (log / path).parent.mkdir(parents=True, exist_ok=True)
                (log / path).write_bytes(content)
        assert audit(log, CHECKPOINT).sound
        leftovers = set().union(*(tiles(BIG, size) for size in (3, 300, 770))) - set(tiles(BIG, 777))
        assert len(leftovers) > 6
        for path in sorted(leftovers):
            content = (log / path).read_bytes()
            for spoilt in (content[:-1] + bytes([content[-1] ^ 1]), content[:-1], content + b"x", b""):
                (log / path).write_bytes(spoilt)
                assert [finding.path for finding in audit(log, CHECKPOINT).findings] == [path]
            (log / path).write_bytes(content)

    def test_the_altered_entry_of_a_leftover_is_named(self, log):
        content = tiles(BIG, 300)["tile/entries/001.p/44"]
        (log / "tile/entries/001.p").mkdir()
        (log / "tile/entries/001.p/44").write_bytes(content[:5] + b"?" + content[6:])
        assert named(audit(log, CHECKPOINT)) == [("leftover-altered", "tile/entries/001.p/44", 256)]

    def test_a_sound_leftover_is_not_blamed_for_what_it_hangs_on(self, log):
        (log / "tile/entries/001.p").mkdir()
        (log / "tile/entries/001.p/44").write_bytes(tiles(BIG, 300)["tile/entries/001.p/44"])
        flip(log / "tile/entries/001", 5)
        assert named(audit(log, CHECKPOINT)) == [("entry-altered", "tile/entries/001", 256)]
        (log / "tile/0/001").unlink()
        flip(log / "tile/1/000.p/3", 40)
        assert "tile/entries/001.p/44" not in [path for _, path, _ in named(audit(log, CHECKPOINT))]

    def test_a_file_that_changes_back_while_it_is_read_is_not_called_sound(self, log):
        class Flickering(DirectorySource):
            reads = 0

            def read(self, path: str, limit: int) -> bytes | None:
                content = super().read(path, limit)
                if path == "tile/entries/001":
                    self.reads += 1
                    if self.reads == 1:
                        return b"\x00\x01?" + content[3:]
                return content

        (finding,) = audit_log(Flickering(log), CHECKPOINT).findings
        assert finding.code == "changed-while-read"

    def test_other_files_are_passed_over_and_listed(self, log):
        (log / "tile/0/000.tmp").write_bytes(b"x")
        (log / "tile/lock").write_bytes(b"")
        result = audit(log, CHECKPOINT)
        assert result.sound
        assert result.foreign == ["tile/0/000.tmp", "tile/lock"]


class TestMadangEntries:
    """`logged_at` is an integer in every entry and never falls."""

    def check(self, folder: Path, contents: list[object]) -> list[tuple[str, str, int | None]]:
        tree = Tree([one if isinstance(one, bytes) else json.dumps(one).encode() for one in contents])
        write_log(folder, tree)
        assert audit(folder, tree.checkpoint()).sound
        return named(audit(folder, tree.checkpoint(), madang_entries=True))

    def test_a_clock_that_stands_or_goes_on_is_right(self, tmp_path):
        times = [1_700_000_000_000_000 + number // 3 for number in range(600)]
        assert self.check(tmp_path, [{"logged_at": time, "type": "x"} for time in times]) == []

    def test_a_clock_that_goes_back_is_named_across_bundles(self, tmp_path):
        times = [100 + number for number in range(600)]
        times[256] = 99
        found = self.check(tmp_path, [{"logged_at": time} for time in times])
        assert found == [("clock-backwards", "tile/entries/001", 256)]

    @pytest.mark.parametrize(
        "content",
        [b"", b"{", b"\xff", b"[" * 50_000, [], 7, None, {}]
        + [{"logged_at": wrong} for wrong in (None, "5", 5.0, True, -1, [5])],
    )
    def test_an_entry_without_a_time_is_named(self, tmp_path, content):
        found = self.check(tmp_path, [{"logged_at": 1}, content, {"logged_at": 2}])
        assert found == [("entry-not-madang", "tile/entries/000.p/3", 1)]


def test_progress_is_told_after_every_bundle(logs):
    told = []
    audit_log(DirectorySource(logs(777)), CHECKPOINT, progress=lambda done, total: told.append((done, total)))
    assert told == [(256, 777), (512, 777), (768, 777), (777, 777)]


def test_the_signed_checkpoint_is_the_one_audited(logs):
    assert (logs(777) / "checkpoint").read_bytes() == sign(CHECKPOINT, LOG)
    assert ORIGIN in CHECKPOINT.body()
