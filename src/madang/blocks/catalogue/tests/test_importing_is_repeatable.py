"""Records of other publishers come in once, however often and in whatever order their files are read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils.translation import override

from madang.blocks.catalogue.actions import import_folder
from madang.blocks.catalogue.actions.importing import _ONE_IMPORT, BATCH, Report
from madang.blocks.catalogue.errors import NotAllowedNow
from madang.blocks.catalogue.models import ImportRun, Listing, ListingVersion, Quarantined
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Outbox

from .invented_sources import (
    bokjiro_record,
    detail_row,
    detail_xlsx,
    gov24_csv,
    gov24_record,
    gyeonggi_json,
    gyeonggi_record,
)

REAL = Path(__file__).resolve().parents[6] / "shared" / "data" / "gov-services"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, db: None) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path / "home")


def counts(report: Report) -> dict[str, int]:
    names = ("read", "added", "changed", "unchanged", "merged", "rejected")
    return {name: report.total(name) for name in names if report.total(name)}


def _parameters() -> dict[str, Any]:
    """Return what a second connection to the test's database needs."""
    found = connection.get_connection_params()
    return {name: found[name] for name in ("dbname", "user", "password", "host", "port") if found.get(name)}


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


def test_a_detail_page_completes_its_service_whichever_came_first(tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(bokjiro_record(code="WLF00900001"), encoding="utf-8")
    details = detail_xlsx(
        tmp_path / "details.xlsx",
        detail_row("WLF00900001"),
        detail_row("WLF00900077"),  # of the same title: completes the same service
        detail_row("WLF00900002", title="달빛 일터 연결"),
    )
    assert counts(import_folder(SYSTEM, details)) == {"read": 3, "added": 3}
    assert counts(import_folder(SYSTEM, listed)) == {"read": 1, "added": 1}
    shown = Listing.objects.filter(status="published")
    assert set(shown.values_list("source", "source_id")) == {
        ("bokjiro-list", "WLF00900001"),
        ("bokjiro-detail", "WLF00900002"),
    }
    service = shown.get(source="bokjiro-list")
    assert service.body["target"].startswith("별을 보는 사람\n\n소득인정액"), "its own text stays"
    assert service.full_body["how_to_apply"] == "읍면동에 신청"
    for path, found in (
        (details, {"read": 3, "unchanged": 1, "merged": 2}),
        (listed, {"read": 1, "unchanged": 1}),
    ):
        report = import_folder(SYSTEM, path)
        assert counts(report) == found
        assert not report.acts
    assert ImportRun.objects.filter(merged=2).count() == 1
    detail_xlsx(details, detail_row("WLF00900001", apply_method="전화로 신청"))
    assert counts(import_folder(SYSTEM, details)) == {"read": 1, "merged": 1}
    service.refresh_from_db()
    assert service.full_body["how_to_apply"] == "전화로 신청"
    assert service.versions.count() == service.version == 3


def test_an_import_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    many = BATCH + 30
    path.write_bytes(gyeonggi_json(*(gyeonggi_record(number) for number in range(many))))

    def stop(report: Report) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_folder(SYSTEM, path, progress=stop)
    assert Listing.objects.count() == BATCH
    assert ImportRun.objects.get().state == "failed"
    assert counts(import_folder(SYSTEM, path)) == {"read": many, "unchanged": BATCH, "added": many - BATCH}
    assert ListingVersion.objects.count() == many


def test_a_run_that_was_killed_does_not_stay_running(tmp_path: Path) -> None:
    killed = ImportRun.objects.create(origin="x")
    path = tmp_path / "one.json"
    path.write_bytes(gyeonggi_json(gyeonggi_record()))
    import_folder(SYSTEM, path)
    killed.refresh_from_db()
    assert (killed.state, killed.error) == ("failed", "stopped before its end")


def test_two_imports_do_not_run_at_once(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_bytes(gyeonggi_json(gyeonggi_record()))
    with psycopg.connect(**_parameters()) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [_ONE_IMPORT])
        with override("ko"), pytest.raises(NotAllowedNow, match="들여오기가 아직 돌고 있습니다"):
            import_folder(SYSTEM, path)
        assert not ImportRun.objects.exists()
        # Closing alone lets go of it a moment later: the server has to notice first.
        other.execute("SELECT pg_advisory_unlock(%s)", [_ONE_IMPORT])
    assert counts(import_folder(SYSTEM, path)) == {"read": 1, "added": 1}


def test_a_record_that_changed_at_its_source_is_changed_here_and_its_old_state_kept(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(gov24_csv(gov24_record(1), gov24_record(2)))
    import_folder(SYSTEM, path)
    path.write_bytes(gov24_csv(gov24_record(1, 지원내용="우산 2개"), gov24_record(2)))
    assert counts(import_folder(SYSTEM, path)) == {"read": 2, "changed": 1, "unchanged": 1}
    listing = Listing.objects.get(source_id__endswith="01")
    assert listing.body["content"] == "우산 2개"
    assert [each.content["body"]["content"][:4] for each in listing.versions.order_by("version")] == [
        "우산 1",
        "우산 2",
    ]


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
    partner = Listing.objects.exclude(completions={}).first()
    assert partner is not None and set(partner.full_body) > set(partner.body)
    assert Listing.objects.filter(source="bokjiro-detail", status="published").count() == 64 - found["merged"]
