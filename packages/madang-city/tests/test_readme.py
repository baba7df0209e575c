"""What the README says is so."""

from __future__ import annotations

import re
from pathlib import Path

import madang_city
import pytest
from madang_city.sources import SOURCES, as_markdown

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list(madang_city.RECORDS))
def test_the_columns_of_each_record_are_listed_in_their_order(name: str) -> None:
    row = re.search(rf"^\| `{name}\(\)` \| `(\w+)` \| ([^|;(]*(?:\([^)]*\))?)", README, re.MULTILINE)
    assert row is not None
    record = madang_city.RECORDS[name]
    assert row[1] == record.__name__
    listed = re.sub(r"\(.*?\)", "", row[2]).split(",")
    assert tuple(column.strip() for column in listed) == madang_city.columns(record)


def test_every_source_is_listed_as_it_is_in_the_code() -> None:
    assert as_markdown() in README
    assert len({source.table for source in SOURCES}) == len(SOURCES)


def test_the_examples_run(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    assert "김하늘 825514-2100001" in capsys.readouterr().out


def test_the_characters_named_are_the_cast(small: madang_city.City) -> None:
    cast = README[README.index("The **cast**") : README.index("**The city**")]
    assert {character.key for character in small.characters()} <= set(re.findall(r"`(\w+)`", cast))


def test_the_numbers_of_bodies_and_dong_are_right(small: madang_city.City) -> None:
    assert f"{small.counts()['bodies']} public bodies" in README
    kinds = [region.kind for region in small.regions()]
    assert (kinds.count("legal_dong"), kinds.count("admin_dong")) == (12, 14)
