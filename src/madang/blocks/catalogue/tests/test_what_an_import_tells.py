"""The report of an import: what is gone from its source, topics under one name, words for what did not come in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from madang.blocks.catalogue.actions import import_folder
from madang.blocks.catalogue.models import Listing
from madang.blocks.ledger import SYSTEM

from .invented_sources import gov24_csv, gov24_record, youth_json, youth_record


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, db: None) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path / "home")


def test_what_is_gone_from_its_source_is_told_and_not_withdrawn(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(gov24_csv(*(gov24_record(number) for number in range(1, 6))))
    assert import_folder(SYSTEM, path).gone == {}
    path.write_bytes(gov24_csv(gov24_record(1), gov24_record(2)))
    assert import_folder(SYSTEM, path).gone == {"gov24-list": 3}
    assert Listing.objects.filter(status="published").count() == 5


def test_topics_that_say_the_same_come_under_one_name(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_bytes(youth_json(youth_record(lclsfNm="일자리,교육", mclsfNm="취업,창업")))
    import_folder(SYSTEM, tmp_path / "list.json")
    assert Listing.objects.get().topics == ["고용·창업", "교육"]
