"""Records of other publishers come in once, however often and in whatever order their files are read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from madang.blocks.catalogue.actions import import_folder
from madang.blocks.catalogue.actions.importing import Report
from madang.blocks.catalogue.models import ImportRun, Listing, ListingVersion, Quarantined
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Outbox

REAL = Path(__file__).resolve().parents[6] / "shared" / "data" / "gov-services"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, db: None) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path / "home")


def counts(report: Report) -> dict[str, int]:
    names = ("read", "added", "changed", "unchanged", "merged", "rejected")
    return {name: report.total(name) for name in names if report.total(name)}


def test_a_folder_read_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    record = '{"PUBL_SERVC_ID": "%d", "PUBL_SERVC_TITLE": "%s", "PUBL_SERVC_JURSDCTN_INST_NM": "가나도 다라시 복지과", '
    rest = '"LAST_UPD_DE": "2020-11-05", "PUBL_SERVC_PURPS_DTCONT": "%s", "SPORT_FORM_DTLS": "", "PUBL_SERVC_DETAIL_URL": ""}'
    rows = [record % (number, f"지원 {number}") + rest % "<b>돕는다</b>" for number in range(3)]
    (tmp_path / "in" / "a.json").write_text('{"data": [' + ",".join(rows) + "]}", encoding="utf-8")
    first = import_folder(SYSTEM, tmp_path / "in")
    assert counts(first) == {"read": 3, "added": 3}
    assert len(first.acts) == Outbox.objects.count() == 1
    second = import_folder(SYSTEM, tmp_path / "in")
    assert counts(second) == {"read": 3, "unchanged": 3}
    assert second.acts == []
    assert ListingVersion.objects.count() == 3
    assert ImportRun.objects.filter(state="done").count() == 2
    assert Listing.objects.filter(summary="<b>돕는다</b>").count() == 3


@pytest.mark.skipif(not REAL.is_dir(), reason="the real records do not lie beside the checkout")
def test_every_real_record_is_accounted_for_in_any_order() -> None:
    first = import_folder(SYSTEM, REAL / "bokjiro_details_2022.xlsx")
    assert counts(first) == {"read": 64, "added": 64}
    whole = import_folder(SYSTEM, REAL)
    found = counts(whole)
    assert found["read"] == 1660
    assert found["read"] == sum(
        found.get(name, 0) for name in ("added", "changed", "unchanged", "merged", "rejected")
    )
    assert found["rejected"] == Quarantined.objects.count() == 4
    again = import_folder(SYSTEM, REAL)
    assert not again.acts, "the third import changed something"
    partner = Listing.objects.filter(completions__has_key="bokjiro-detail").first()
    assert partner is not None and set(partner.full_body) > set(partner.body)
    assert Listing.objects.filter(source="bokjiro-detail", status="published").count() == 64 - found["merged"]
