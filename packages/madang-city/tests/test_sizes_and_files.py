"""Sizes that are none are refused with advice; files hold what the city holds; a million fit into memory."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import madang_city
import pytest
from madang_city import City, SizeError
from madang_city.__main__ import main


@pytest.mark.parametrize(
    "size", ["", "large", "-5", "1e6", 0, 299, 5_000_001, -1, True, 2_000.0, None, "２０００"]
)
def test_a_size_that_is_none_is_refused_in_two_languages(size: object) -> None:
    with pytest.raises(SizeError) as caught:
        madang_city.generate(size)  # type: ignore[arg-type]
    message = str(caught.value)
    assert "쓰십시오" in message and "small" in message and "300" in message


def test_a_size_may_be_a_name_a_number_or_digits() -> None:
    assert madang_city.generate("small").size == madang_city.SIZES["small"] == 2_000
    assert madang_city.SIZES["city"] == 100_000
    assert madang_city.generate("512").size == madang_city.generate(512).size == 512


def test_counts_are_those_of_the_records(small: City) -> None:
    assert small.counts() == {name: sum(1 for _ in small.rows(name)) for name in madang_city.RECORDS}


def test_an_unknown_kind_of_record_is_named(small: City) -> None:
    with pytest.raises(KeyError, match="persons"):
        small.rows("people")


def test_records_cannot_be_changed(small: City) -> None:
    person = next(small.persons())
    with pytest.raises(AttributeError):
        person.family_name = "이"  # type: ignore[misc]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_command_writes_every_kind_of_record(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--size", "400", "--seed", "9", "--format", form, "--out", str(tmp_path / "new")]) == 0
    city = madang_city.generate(400, seed=9)
    printed = capsys.readouterr().out
    for name, record in madang_city.RECORDS.items():
        text = (tmp_path / "new" / f"{name}.{form}").read_text(encoding="utf-8")
        rows = list(csv.DictReader(text.splitlines())) if form == "csv" else json.loads(text)
        assert len(rows) == city.counts()[name]
        assert tuple(rows[0]) == madang_city.columns(record)
        assert f"{len(rows):,}" in next(line for line in printed.splitlines() if line.startswith(f"{name} "))
    first = next(city.persons())
    people = tmp_path / "new" / f"persons.{form}"
    assert first.resident_number in people.read_text(encoding="utf-8").split("\n")[1]


def test_the_command_refuses_a_bad_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--size", "tiny", "--out", str(tmp_path)])
    assert caught.value.code == 2
    assert "small" in capsys.readouterr().err


def test_the_command_says_what_to_do_when_it_cannot_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert main(["--size", "300", "--out", str(blocked)]) == 1
    message = capsys.readouterr().err
    assert "--out" in message and "쓸 수 없습니다" in message


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_million_people_need_less_than_a_gigabyte() -> None:
    program = (
        "import madang_city, resource\n"
        "city = madang_city.generate(1_000_000, seed=1)\n"
        "assert sum(1 for _ in city.persons()) == 1_000_000\n"
        "assert sum(1 for _ in city.addresses()) == city.counts()['addresses']\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    package = str(Path(madang_city.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": package},
    )
    kilobytes = int(done.stdout)
    assert kilobytes < 1_000_000
