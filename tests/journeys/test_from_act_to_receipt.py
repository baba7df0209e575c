"""An editor publishes, a citizen finds it, anybody verifies the receipt; a changed byte is named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.operations.running import eventually

from .conftest import House

VERIFY = Path(sys.executable).with_name("madang-verify")
RECORDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "gov-services"


def search(house: House, text: str) -> list[str]:
    query = urllib.parse.urlencode({"q": text, "limit": 5})
    with urllib.request.urlopen(f"{house.url}/api/v1/search?{query}", timeout=60) as answer:
        return [item["title"] for item in json.load(answer)["items"]]


def verify(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(VERIFY), *arguments], capture_output=True, text=True, timeout=60, check=False)


def sign_in_to_the_office(page: Page, house: House, name: str) -> None:
    page.goto("/identity/office/sign-in/")
    page.get_by_label("아이디").fill(name)
    page.get_by_label("비밀번호").fill("haneul-madang-2026")
    page.get_by_role("main").get_by_role("button", name="로그인", exact=True).click()
    code = house.madang("demo", "code", name).stdout.strip()
    page.get_by_label("인증 번호").fill(code)
    page.get_by_role("main").get_by_role("button", name="확인", exact=True).click()


def test_a_published_listing_is_found_and_its_receipt_verifies(
    house: House, page: Page, tmp_path: Path
) -> None:
    sign_in_to_the_office(page, house, "editor")
    page.goto("/office/listings/new/")
    page.get_by_label("제목", exact=False).first.fill("반려동물 등록 안내")
    page.get_by_label("한 줄 설명", exact=False).first.fill("키우는 개를 등록합니다")
    page.get_by_role("button", name="초안 저장").click()
    expect(page.get_by_role("heading", name="반려동물 등록 안내")).to_be_visible()
    assert "반려동물 등록 안내" not in search(house, "반려동물 등록")
    page.get_by_role("button", name="공개하기").click()
    published = time.monotonic()
    eventually(lambda: "반려동물 등록 안내" in search(house, "반려똥물 등록"))
    crowded = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))  # processes that want a core
    assert time.monotonic() - published < 2 * crowded, "the index did not follow within two seconds"

    link = page.get_by_role("link", name="영수증 내려받기")
    if not link.is_visible():
        page.reload()
    with page.expect_download() as download:
        link.click()
    receipt = tmp_path / "receipt.tlog-proof"
    download.value.save_as(receipt)
    key = urllib.request.urlopen(f"{house.url}/log/vkey").read().decode().strip()
    done = verify("receipt", str(receipt), "--key", key)
    assert done.returncode == 0, done.stdout + done.stderr
    done = verify("log", house.url + "/log/", "--key", key)
    assert done.returncode == 0, done.stdout + done.stderr


def test_one_altered_byte_on_disk_is_named(house: House, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "log"
    shutil.copytree(house.home / "log", copy)
    bundle = max(
        (copy / "tile" / "entries").rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else 0
    )
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(data)
    key = (urllib.request.urlopen(f"{house.url}/log/vkey").read()).decode().strip()
    done = verify("log", str(copy), "--key", key)
    assert done.returncode == 1
    assert str(bundle.relative_to(copy)) in done.stdout + done.stderr


@pytest.mark.skipif(not RECORDS.is_dir(), reason="the real records do not lie beside the checkout")
def test_real_records_come_in_and_are_found_by_a_misspelt_word(house: House, page: Page) -> None:
    report = house.madang("import", "services", str(RECORDS)).stdout
    assert "1,660" in report
    eventually(lambda: search(house, "누리과정"))
    page.goto("/")
    box = page.get_by_role("main").get_by_role("searchbox")
    box.fill("유야학비 누리과정")
    box.press("Enter")
    page.get_by_role("link", name="유아학비 (누리과정) 지원").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("유아학비 (누리과정) 지원")
