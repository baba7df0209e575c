"""A file whose texts slipped under other titles: its records come in, marked; sound files are left alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from madang.blocks.catalogue.actions import import_folder
from madang.blocks.catalogue.following import document_of
from madang.blocks.catalogue.models import ImportRun, Listing
from madang.blocks.catalogue.sources import Record, detect, read_folder
from madang.blocks.catalogue.sources.plausibility import judge
from madang.blocks.ledger import SYSTEM

from .invented_sources import bokjiro_record, detail_row, detail_xlsx, gyeonggi_json, gyeonggi_record

REAL = Path(__file__).resolve().parents[6] / "shared" / "data" / "gov-services"
THINGS = (
    "구름우산", "무지개다리", "별빛등대", "달빛수레", "바람개비", "눈꽃썰매", "반딧불길", "은하열차", "이슬화분",
    "노을벤치", "새벽시장", "파도의자", "솔숲도서", "모래놀이", "갈대피리", "억새지붕", "돌담쌓기", "꽃씨나눔",
    "연꽃연못", "참새둥지", "거북수영", "두루미춤", "고래극장", "여우탈춤",
)  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, db: None) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path / "home")


def text_of(thing: str) -> str:
    return f"{thing} 사업에 참여하려는 하늘시 주민에게 필요한 물건을 빌려 드립니다."


def written(path: Path, shift: int) -> Path:
    """Write a list in which each text stands ``shift`` places too late."""
    path.write_text(
        "".join(
            bokjiro_record(
                number,
                f"WLF{number:08d}",
                servNm=f"{thing} 지원",
                tgtrDtlCn=text_of(THINGS[number - shift]),
                alwServCn="빌려 드립니다.",
            )
            for number, thing in enumerate(THINGS)
        ),
        encoding="utf-8",
    )
    return path


def test_records_of_a_scrambled_file_are_marked_counted_and_kept_in_their_versions(tmp_path: Path) -> None:
    report = import_folder(SYSTEM, written(tmp_path / "list.txt", shift=3))
    assert report.mismatched == {"list.txt": (24, [f"{thing} 지원" for thing in THINGS[:3]])}
    assert ImportRun.objects.get().mismatched == 24
    listing = Listing.objects.get(title="구름우산 지원")
    assert listing.status == "published" and listing.mismatched and listing.doubtful
    assert listing.versions.get().content["mismatched"] is True


def test_a_sound_file_that_comes_later_takes_the_mark_away(tmp_path: Path) -> None:
    import_folder(SYSTEM, written(tmp_path / "list.txt", shift=3))
    report = import_folder(SYSTEM, written(tmp_path / "list.txt", shift=0))
    assert report.mismatched == {} and report.total("changed") == 24
    assert not Listing.objects.filter(mismatched=True).exists()


def test_a_few_odd_records_do_not_make_a_file_scrambled(tmp_path: Path) -> None:
    sound = [
        gyeonggi_record(number, PUBL_SERVC_TITLE=f"{thing} 지원", PUBL_SERVC_PURPS_DTCONT=text_of(thing))
        for number, thing in enumerate(THINGS)
    ]
    sound[0]["PUBL_SERVC_PURPS_DTCONT"] = text_of("여우탈춤")
    (tmp_path / "list.json").write_bytes(gyeonggi_json(*sound))
    assert import_folder(SYSTEM, tmp_path / "list.json").mismatched == {}


def test_a_marked_listing_is_found_by_its_title_and_not_by_the_others_text(tmp_path: Path) -> None:
    import_folder(SYSTEM, written(tmp_path / "list.txt", shift=3))
    document = document_of(Listing.objects.get(title="구름우산 지원"))
    assert "구름우산" in document.title and document.body == ""


def test_the_page_that_completes_a_marked_listing_goes_before_its_text(tmp_path: Path) -> None:
    import_folder(SYSTEM, written(tmp_path / "list.txt", shift=3))
    page = detail_xlsx(
        tmp_path / "page.xlsx",
        detail_row(
            "WLF00000000", title="구름우산 지원", support_target=text_of("구름우산"), service_contents="우산"
        ),
    )
    import_folder(SYSTEM, page)
    listing = Listing.objects.get(source_id="WLF00000000", source="bokjiro-list")
    assert listing.full_body["target"] == text_of("구름우산") and listing.full_body["content"] == "우산"
    assert listing.mismatched and not listing.doubtful


@pytest.mark.skipif(not REAL.is_dir(), reason="the real records do not lie beside the checkout")
def test_of_the_real_files_one_is_scrambled() -> None:
    verdicts = {
        path.name: judge(source.read(path)) for path in sorted(REAL.iterdir()) if (source := detect(path))
    }
    assert {name: round(100 * each.agreeing / each.decided) for name, each in verdicts.items()} == {
        "bokjiro_central_2022.txt": 13,
        "bokjiro_details_2022.xlsx": 100,
        "gov24_2025.csv": 95,
        "gov24_gyeonggi_2020.json": 85,
        "youth_seoul_2026.json": 79,
    }
    assert [name for name, each in verdicts.items() if each.scrambled] == ["bokjiro_central_2022.txt"]
    records = [one for one in read_folder(REAL) if isinstance(one, Record)]
    doubted = [one for one in records if one.mismatched]
    assert {one.source for one in doubted} == {"bokjiro-list"} and len(doubted) == 322
    titles = {one.title for one in doubted}
    assert "발달장애인 주간활동서비스" in titles  # shown with the text of a service for firms of women
    assert "장애인자립자금대여" not in titles  # one of the few that are right
