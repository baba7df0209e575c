"""The index outlives kill -9, full disks and damage, has one writer, and shows commits to all readers."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from madang.blocks.catalogue.search import (
    Document,
    IndexLockedError,
    IndexUnavailableError,
    InvalidIdError,
    NoMorphemes,
    SearchIndex,
    SearchIndexError,
)


def document(number: int, title: str = "하늘시 우산 대여") -> Document:
    return Document(id=f"d{number}", kind="service", title=f"{title} {number}번", body="비 오는 날에 " * 20)


def opened(path: Path, documents: Iterable[Document] = (), payload: str = "0") -> SearchIndex:
    index = SearchIndex(path, analyser=NoMorphemes())
    index.open_or_rebuild(lambda: (payload, documents))
    return index


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    made = opened(tmp_path / "index", [document(number) for number in range(30)])
    yield made
    made.close()


def never() -> tuple[str, list[Document]]:
    raise AssertionError("rebuilt though it was sound")


# Changes


def test_changes_show_with_their_watermark_at_the_commit_and_not_before(index: SearchIndex) -> None:
    reader = SearchIndex(index.path)
    index.upsert([document(100, "무지개 다리")])
    index.delete(["d0", "d1", "unknown"])
    assert (reader.count(), reader.payload()) == (30, "0")
    index.commit("7")
    assert (reader.count(), reader.payload()) == (29, "7")
    assert [hit.id for hit in reader.search("무지개 다리").items] == ["d100"]


def test_an_upsert_takes_the_place_of_the_document_with_its_id(index: SearchIndex) -> None:
    index.upsert([document(5, "노을"), document(5, "새벽"), document(5, "한밤")])
    index.commit("1")
    assert index.count() == 30
    assert index.search("노을").total == 0 == index.search("새벽").total
    assert [hit.id for hit in index.search("한밤").items] == ["d5"]


def test_a_rollback_forgets_what_was_not_committed(index: SearchIndex) -> None:
    index.upsert([document(100)])
    index.delete(["d1"])
    index.rollback()
    index.commit("1")
    assert index.count() == 30


def test_opening_again_keeps_everything(tmp_path: Path) -> None:
    opened(tmp_path, [document(1)], "41").close()
    again = SearchIndex(tmp_path, analyser=NoMorphemes())
    said = again.open_or_rebuild(never)
    assert (said.rebuilt, said.payload, again.count()) == (False, "41", 1)
    again.close()


def test_changes_without_the_right_to_write_are_refused(tmp_path: Path) -> None:
    opened(tmp_path, [document(1)]).close()
    reader = SearchIndex(tmp_path, analyser=NoMorphemes())
    for act in (
        lambda: reader.upsert([document(2)]),
        lambda: reader.delete(["d1"]),
        lambda: reader.commit("1"),
        lambda: reader.rebuild(never),
    ):
        with pytest.raises(SearchIndexError):
            act()


@pytest.mark.parametrize("key", ["", "가" * 100, "a" * 201, "\ud800", " a"])
def test_an_id_that_cannot_be_kept_is_refused_with_its_batch(index: SearchIndex, key: str) -> None:
    with pytest.raises(InvalidIdError) as error:
        index.upsert([document(100), Document(id=key, kind="service", title="x")])
    assert error.value.ko and error.value.en
    index.commit("1")
    assert index.count() == 30


# One writer, many readers


def test_a_second_writer_gets_a_sentence(index: SearchIndex) -> None:
    with pytest.raises(IndexLockedError) as error:
        opened(index.path)
    assert str(index.path) in error.value.ko and str(index.path) in error.value.en
    assert index.count() == 30


def run(code: str, *arguments: object, **more: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,  # type: ignore[call-overload]
    )


def test_a_second_writer_in_another_process_gets_it_too_and_may_write_afterwards(
    index: SearchIndex,
) -> None:
    code = """
        import sys
        from madang.blocks.catalogue.search import IndexLockedError, NoMorphemes, SearchIndex
        index = SearchIndex(sys.argv[1], analyser=NoMorphemes())
        try:
            index.open_or_rebuild(lambda: ("0", []))
        except IndexLockedError:
            print("locked")
        else:
            index.commit("other")
            index.close()
    """
    assert run(code, index.path).communicate(timeout=60)[0] == "locked\n"
    index.close()
    assert run(code, index.path).communicate(timeout=60)[0] == ""
    assert index.payload() == "other"


def test_a_reader_in_another_process_sees_a_commit_within_a_second(index: SearchIndex) -> None:
    code = """
        import sys, time
        from madang.blocks.catalogue.search import SearchIndex
        index = SearchIndex(sys.argv[1])
        index.search("우산")
        print("ready", flush=True)
        until = time.monotonic() + 30
        while not index.search("무지개").total and time.monotonic() < until:
            time.sleep(0.01)
        print(time.time(), flush=True)
    """
    reader = run(code, index.path)
    assert reader.stdout is not None
    assert reader.stdout.readline() == "ready\n"
    index.upsert([document(100, "무지개")])
    index.commit("1")
    committed = time.time()
    assert float(reader.stdout.readline()) - committed < 1
    reader.communicate(timeout=30)


def test_a_reader_follows_a_rebuild_by_another(index: SearchIndex) -> None:
    reader = SearchIndex(index.path)
    assert reader.search("우산").total == 30
    index.rebuild(lambda: ("9", [document(1, "무지개")]))
    assert (reader.payload(), reader.count(), reader.search("무지개").total) == ("9", 1, 1)
    index.upsert([document(2, "무지개")])
    index.commit("10")
    assert reader.search("무지개").total == 2


def test_the_old_index_serves_while_a_new_one_is_built(index: SearchIndex) -> None:
    reader = SearchIndex(index.path)
    seen = []

    def documents() -> Iterator[Document]:
        for number in range(3):
            seen.append(reader.count())
            yield document(number)

    index.rebuild(lambda: ("1", documents()))
    assert seen == [30, 30, 30]
    assert reader.count() == 3


def test_a_rebuild_that_fails_leaves_the_old_index_in_use(index: SearchIndex) -> None:
    def documents() -> Iterator[Document]:
        yield document(1)
        raise ConnectionError("database gone")

    with pytest.raises(ConnectionError):
        index.rebuild(lambda: ("1", documents()))
    assert (index.count(), index.payload()) == (30, "0")
    index.upsert([document(100)])
    index.commit("2")
    assert index.count() == 31


def test_many_threads_search_while_one_writes(index: SearchIndex) -> None:
    stop, troubles = threading.Event(), []

    def search() -> None:
        while not stop.is_set():
            try:
                assert index.search("우산").total >= 30
            except BaseException as error:
                troubles.append(error)
                return

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(100, 120):
        index.upsert([document(number)])
        index.commit(str(number))
    index.rebuild(lambda: ("x", [document(number) for number in range(40)]))
    stop.set()
    for thread in threads:
        thread.join()
    assert troubles == []


# Crashes

WRITER = """
    import sys
    from madang.blocks.catalogue.search import Document, NoMorphemes, SearchIndex
    index = SearchIndex(sys.argv[1], analyser=NoMorphemes())
    start = int(index.open_or_rebuild(lambda: ("0", [])).payload)
    print(start, flush=True)
    for number in range(start + 1, 1_000_000):
        if number % 50 == 0:
            index.rebuild(lambda: (str(number - 1), (
                Document(id=str(each), kind="service", title=f"우산 {each}") for each in range(1, number)
            )))
        index.upsert([Document(id=str(number), kind="service", title=f"우산 {number}", body="비 " * 300)])
        index.commit(str(number))
        print(number, flush=True)
"""


def killed_at_random(path: Path, chance: random.Random) -> int:
    """Run the writer for a moment, kill it, and return the last number it said was committed."""
    writer = run(WRITER, path)
    assert writer.stdout is not None
    said = int(writer.stdout.readline())
    killer = threading.Timer(chance.uniform(0.01, 0.4), lambda: os.kill(writer.pid, signal.SIGKILL))
    killer.start()
    for line in writer.stdout:
        if line.endswith("\n"):
            said = int(line)
    killer.join()
    assert writer.stderr is not None
    assert writer.wait() == -signal.SIGKILL, writer.stderr.read()
    return said


def kill_again_and_again(path: Path, times: int, seed: int) -> None:
    chance = random.Random(seed)
    said = 0
    for _ in range(times):
        said = max(said, killed_at_random(path, chance))
        reader = SearchIndex(path)
        mark = int(reader.payload() or -1)
        assert mark in (said, said + 1), "what was committed is there, and nothing half"
        assert reader.count() == mark, "documents and watermark are of one commit"
        said = mark
    index = SearchIndex(path, analyser=NoMorphemes())
    assert index.open_or_rebuild(never).payload == str(said)
    assert {hit.id for hit in index.search(f"우산 {said}").items} >= {str(said)}
    index.close()


def test_kill_9_at_ten_random_moments_loses_no_commit(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 10, seed=1)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_kill_9_at_two_hundred_random_moments_loses_no_commit(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 200, seed=2)


def test_a_full_disk_is_said_and_the_last_commit_stays(tmp_path: Path) -> None:
    code = """
        import resource, sys
        from madang.blocks.catalogue.search import Document, NoMorphemes, SearchIndex, SearchIndexError
        index = SearchIndex(sys.argv[1], analyser=NoMorphemes())
        index.open_or_rebuild(lambda: ("0", [Document(id="a", kind="service", title="우산")]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
        many = [
            Document(id=str(each), kind="service", title=f"양산 {each}", body=str(each) * 50)
            for each in range(3_000)
        ]
        try:
            index.upsert(many)
            index.commit("1")
        except SearchIndexError as error:
            print("said:", error.en)
        print(index.count(), index.payload(), index.search("우산").total)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        index.upsert(many)
        index.commit("2")
        print(index.count(), index.payload())
    """
    out, err = run(code, tmp_path).communicate(timeout=90)
    lines = out.splitlines()
    assert lines[0].startswith("said: The search index"), err
    assert lines[1:] == ["1 0 1", "3001 2"]


# Damage


def generation(path: Path) -> Path:
    return path / json.loads((path / "current").read_text())["generation"]


def test_a_missing_index_is_unavailable_to_readers_and_built_by_the_writer(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(IndexUnavailableError) as error:
            SearchIndex(path).search("우산")
        assert error.value.ko and error.value.en
    index = SearchIndex(tmp_path, analyser=NoMorphemes())
    said = index.open_or_rebuild(lambda: ("5", [document(1)]))
    assert (said.rebuilt, said.reason, index.payload(), index.count()) == (True, "missing", "5", 1)
    index.close()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"generation": "../x", "format": 2}', "\x00\xff", "{"])
def test_a_damaged_current_file_is_noticed(tmp_path: Path, content: str) -> None:
    opened(tmp_path, [document(1)]).close()
    (tmp_path / "current").write_text(content, "latin-1")
    with pytest.raises(IndexUnavailableError):
        SearchIndex(tmp_path).search("우산")
    index = SearchIndex(tmp_path, analyser=NoMorphemes())
    assert index.open_or_rebuild(lambda: ("0", [document(1)])).rebuilt
    assert index.search("우산").total == 1
    index.close()


def test_an_index_of_another_format_is_rebuilt(tmp_path: Path) -> None:
    opened(tmp_path, [document(1)]).close()
    said = json.loads((tmp_path / "current").read_text())
    (tmp_path / "current").write_text(json.dumps(said | {"format": 1}))
    with pytest.raises(IndexUnavailableError):
        SearchIndex(tmp_path).search("우산")
    index = SearchIndex(tmp_path, analyser=NoMorphemes())
    opening = index.open_or_rebuild(lambda: ("0", [document(1)]))
    assert opening.rebuilt and "format" in opening.reason
    index.close()


def test_one_damaged_byte_or_lost_end_of_any_file_is_noticed_and_mended(tmp_path: Path) -> None:
    made = opened(tmp_path / "whole", [document(number) for number in range(30)])
    made.upsert([document(100)])
    made.commit("1")
    made.close()
    names = [one.name for one in generation(tmp_path / "whole").iterdir() if not one.name.startswith(".")]
    assert len(names) > 5
    chance = random.Random(3)
    for name in sorted(names):
        for harm in ("flip", "cut", "gone"):
            harmed = tmp_path / f"{name}-{harm}"
            shutil.copytree(tmp_path / "whole", harmed)
            path = generation(harmed) / name
            whole = path.read_bytes()
            if harm == "flip":
                place = chance.randrange(len(whole))
                path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
            elif harm == "cut":
                path.write_bytes(whole[: len(whole) // 2])
            else:
                path.unlink()
            index = SearchIndex(harmed, analyser=NoMorphemes())
            opening = index.open_or_rebuild(lambda: ("1", [document(number) for number in range(31)]))
            assert opening.rebuilt, (name, harm)
            assert index.search("우산").total == 31
            index.close()


def test_what_a_rebuild_cut_short_left_behind_is_cleared_away(tmp_path: Path) -> None:
    opened(tmp_path, [document(1)]).close()
    (tmp_path / "g-00000099").mkdir()
    (tmp_path / "g-00000099" / "half").write_text("x")
    index = SearchIndex(tmp_path, analyser=NoMorphemes())
    assert not index.open_or_rebuild(never).rebuilt
    assert [one.name for one in tmp_path.glob("g-*")] == [generation(tmp_path).name]
    index.close()
