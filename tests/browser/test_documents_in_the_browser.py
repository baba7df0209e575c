"""A document's page and the page on which a paper is verified, as people see them: axe clean, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from madang.blocks.documents import actions, codes
from madang.blocks.documents.models import Document
from madang.blocks.documents.tests import files
from madang.blocks.identity import actions as identity
from madang.blocks.identity.actions.members import new_account
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM
from tests.browser.page import assert_axe_clean, assert_fits, assert_readable, watch

WHY = {"purpose": "handle-case", "basis": "민원 처리에 관한 법률 제8조"}


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Path) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DOCUMENTS_CLAMD_SOCKETS, settings.DOCUMENTS_CLAMSCAN = [], []


@pytest.fixture
def citizen(live_server: LiveServer) -> Account:
    return new_account("haneul", realm="citizen", password="a-long-password-1")


@pytest.fixture
def paper(citizen: Account) -> Document:
    body: Organisation = identity.create_organisation(
        SYSTEM, code="haneul", name_ko="하늘시", name_en="Haneul-si", kind="city", parent=None
    )
    data = {"name": "김하늘", "statement": "위 사실을 증명합니다.", "rows": [["주소", "하늘시 마당로 1"]]}
    return actions.make(SYSTEM, "certificate", data, owner=f"account:{citizen.pk}", organisation=body, **WHY)


def well(page: Any) -> None:
    assert page.locator("h1").count() == 1
    assert_axe_clean(page)
    assert_fits(page)
    assert_readable(page)


def signed_in(context: BrowserContext, account: Account, url: str) -> Any:
    from django.test import Client

    client = sign_in(Client(), account)
    context.add_cookies(
        [{"name": name, "value": each.value, "url": url} for name, each in client.cookies.items()]
    )
    return context.new_page()


@pytest.mark.browser
@pytest.mark.parametrize("locale", ["ko-KR", "en-GB"])
def test_a_document_is_looked_at_and_downloaded(
    locale: str, citizen: Account, live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> None:
    photo = files.picture("JPEG", (1600, 1200))
    name = "띄어쓰기없이아주길게쓴파일이름이어서줄을바꿀곳이없는것" * 4 + ".pdf"
    document = actions.store(
        citizen, content=photo, name=name, owner=f"account:{citizen.pk}", channel="web", **WHY
    )
    page = signed_in(new_context(locale=locale), citizen, live_server.url)
    problems = watch(page)
    page.goto(f"/documents/{document.pk}/")
    assert page.locator("img.ui-preview").evaluate("image => image.naturalWidth") == 900
    well(page)
    with page.expect_download() as begun:
        page.get_by_role("link", name="내려받기" if locale == "ko-KR" else "Download").click()
    assert Path(begun.value.path()).read_bytes() == photo
    assert begun.value.suggested_filename == document.name
    assert not problems, "\n".join(problems)


@pytest.mark.browser
def test_a_paper_is_verified_compared_and_found_revoked(
    paper: Document, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    problems = watch(page)
    page.goto("/documents/verify/")
    well(page)
    page.get_by_label("진위확인 번호").fill(codes.grouped(paper.made.code).lower())
    page.get_by_role("button", name="문서 확인하기").click()
    page.get_by_text("이 누리집이 만든 문서입니다").wait_for()
    well(page)
    page.get_by_label("종이에 적힌 성명").fill("김 하늘")
    page.get_by_role("button", name="견주기").click()
    page.get_by_text("같습니다").wait_for()
    well(page)
    actions.revoke(SYSTEM, paper.made, **WHY)
    page.goto(f"/documents/verify/{paper.made.code}/")
    page.get_by_text("취소된 문서입니다").wait_for()
    well(page)
    assert not problems, "\n".join(problems)


@pytest.mark.browser
def test_a_wrong_code_says_what_to_do(
    live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(locale="en-GB").new_page()
    page.goto("/documents/verify/")
    page.get_by_label("Code of verification").fill("1234")
    page.get_by_role("button", name="Check the document").click()
    page.locator("#id_code_error").get_by_text("This is no code").wait_for()
    well(page)
    page.goto("/documents/verify/0000000000000000/")
    page.get_by_text("No document was made under this code").wait_for()
    well(page)
