"""Paths and bundles of tlog-tiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from madang_verify.errors import MalformedError
from madang_verify.merkle import leaf_hash
from madang_verify.stored import leaf_hashes, parse_path
from madang_verify.tiles import (
    MAX_ENTRY,
    decode_bundle,
    encode_bundle,
    entries_path,
    partial_width,
    tile_path,
)


@pytest.mark.parametrize(
    "path,expected",
    [
        (tile_path(0, 0), "tile/0/000"),
        (tile_path(0, 1234067), "tile/0/x001/x234/067"),
        (tile_path(1, 1000, 8), "tile/1/x001/000.p/8"),
        (tile_path(63, 999, 255), "tile/63/999.p/255"),
        (entries_path(1067, 8), "tile/entries/x001/067.p/8"),
        (entries_path(10**9), "tile/entries/x001/x000/x000/000"),
    ],
)
def test_paths_are_those_of_the_standard(path, expected):
    assert path == expected


@pytest.mark.parametrize("level,index,width", [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)])
def test_there_are_no_other_tiles(level, index, width):
    with pytest.raises(ValueError, match="tile"):
        tile_path(level, index, width)


@given(st.none() | st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_paths_are_read_as_they_are_written(level, index, width):
    path = entries_path(index, width) if level is None else tile_path(level, index, width)
    assert parse_path(path) == (level, index, width)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/x000/000",
        "tile/00/000",
        "tile/64/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/001/000",
        "tile/0/00",
        "tile/0/000.tmp",
        "tile/entries/lock",
        "tile/0/٠٠٠",
        "tile/0/000\n",
        "checkpoint",
    ],
)
def test_other_spellings_are_no_files_of_a_log(path):
    assert parse_path(path) is None


def test_widths_are_those_of_the_standards_example():
    """tlog-tiles: 70,000 entries give partial tiles of widths 112, 17 and 1."""
    assert [partial_width(level, 70_000) for level in range(4)] == [112, 17, 1, 0]
    assert [partial_width(level, 256) for level in range(3)] == [0, 1, 0]


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_bundles_are_read_as_they_are_written(entries):
    bundle = encode_bundle(entries)
    assert len(bundle) == sum(2 + len(entry) for entry in entries)
    assert decode_bundle(bundle, len(entries)) == entries
    assert leaf_hashes(bundle, len(entries)) == ([leaf_hash(entry) for entry in entries], len(bundle))


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=20), st.data())
def test_bundles_cut_or_added_to_are_refused(entries, data):
    bundle = encode_bundle(entries)
    cut = bundle[: data.draw(st.integers(0, len(bundle) - 1))]
    with pytest.raises(MalformedError) as caught:
        decode_bundle(cut, len(entries))
    assert caught.value.code == "bundle-cut"
    assert len(leaf_hashes(cut, len(entries))[0]) < len(entries)
    with pytest.raises(MalformedError) as caught:
        decode_bundle(bundle + b"\x00", len(entries))
    assert caught.value.code == "bundle-surplus"


def test_the_largest_entry_fits_and_one_byte_more_does_not():
    assert decode_bundle(encode_bundle([b"x" * MAX_ENTRY]), 1) == [b"x" * MAX_ENTRY]
    with pytest.raises(ValueError, match="65536 bytes"):
        encode_bundle([b"x" * (MAX_ENTRY + 1)])
