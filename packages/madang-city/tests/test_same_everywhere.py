"""The same size and seed give the same bytes: in another process, with other hash seeds, on other machines."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import madang_city
import pytest
from madang_city.export import write_city

PACKAGE = Path(madang_city.__file__).parents[1]

# Of all CSV files of generate(2_000, seed=1), in the order of their names. It guards against a change that
# nobody meant, and against differences between versions of Python and machines; a change that is meant
# (new names, a new column) writes the new digest here.
DIGEST = "e4c3a8f1774e09653920b9b14e3f58a2e6f78995b3502209e051313b280aaf47"


def digest(folder: Path) -> str:
    result = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        result.update(path.name.encode() + path.read_bytes())
    return result.hexdigest()


def test_the_bytes_are_those_of_every_other_machine(tmp_path: Path) -> None:
    write_city(madang_city.generate(2_000, seed=1), tmp_path, "csv")
    assert digest(tmp_path) == DIGEST


@pytest.mark.parametrize("form", ["csv", "json"])
def test_hash_seeds_of_python_change_nothing(form: str, tmp_path: Path) -> None:
    digests = set()
    for hash_seed in ("0", "1", "random"):
        folder = tmp_path / hash_seed
        subprocess.run(
            [
                sys.executable,
                "-m",
                "madang_city",
                "--size",
                "700",
                "--seed",
                "4",
                "--format",
                form,
                "--out",
                folder,
            ],
            check=True,
            env=os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(PACKAGE)},
            capture_output=True,
        )
        digests.add(digest(folder))
    assert len(digests) == 1


def test_another_seed_is_another_city() -> None:
    one, other = madang_city.generate(500, seed=1), madang_city.generate(500, seed=2)
    assert [p.name for p in one.persons()] != [p.name for p in other.persons()]


def test_reading_twice_gives_the_same_records() -> None:
    city = madang_city.generate(400, seed=1)
    for name in madang_city.RECORDS:
        assert list(city.rows(name)) == list(city.rows(name))


def test_reading_a_part_changes_nothing_for_the_next_reader() -> None:
    city = madang_city.generate(400, seed=1)
    whole = list(city.persons())
    reader = city.persons()
    assert [next(reader) for _ in range(10)] == whole[:10]
    assert list(city.persons()) == whole
