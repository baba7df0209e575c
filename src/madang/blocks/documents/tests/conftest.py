"""Two citizens, a case officer in a body, and files of every kind that is taken."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from madang.blocks.documents import actions
from madang.blocks.documents.models import Document
from madang.blocks.documents.tests import files
from madang.blocks.identity import actions as identity
from madang.blocks.identity.actions.members import assign, new_account
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM
from madang.blocks.rooms import manifest

Stored = Callable[..., Document]
WHY = {"purpose": "handle-case", "basis": "민원 처리에 관한 법률 제8조"}
CASE = "test-case:0195f0"
READERS: set[int] = set()
"""Accounts that the room of test cases lets read."""


def reads_test_cases(account: Account, document: Document) -> bool:
    return account.pk in READERS


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: Any) -> None:
    """Documents in a folder of the test's own, no scanner, quick passwords."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    settings.DOCUMENTS_CLAMD_SOCKETS, settings.DOCUMENTS_CLAMSCAN = [], []
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def room_of_test_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """A room that owns ``test-case:`` and says who may read what belongs to one."""
    READERS.clear()
    room = manifest.Manifest(
        name="testcases",
        title=manifest.Text("시험", "Test"),
        summary=manifest.Text("시험", "Test"),
        document_readers={"test-case": f"{__name__}:reads_test_cases"},
    )
    monkeypatch.setitem(manifest._registry, "testcases", room)


@pytest.fixture
def citizen(db: None) -> Account:
    return new_account("haneul", realm="citizen", password="a-long-password-1")


@pytest.fixture
def neighbour(db: None) -> Account:
    return new_account("neighbour", realm="citizen", password="a-long-password-1")


@pytest.fixture
def body(db: None) -> Organisation:
    return identity.create_organisation(
        SYSTEM, code="haneul", name_ko="하늘시", name_en="Haneul-si", kind="city", parent=None
    )


@pytest.fixture
def officer(body: Organisation) -> Account:
    """A case officer whom the room of test cases lets read."""
    account = new_account("officer", realm="staff", password="a-long-password-1")
    assign(SYSTEM, account, organisation=body, role="case_officer")
    READERS.add(account.pk)
    return Account.objects.get(pk=account.pk)


@pytest.fixture
def store(citizen: Account) -> Stored:
    """Return a function by which the citizen brings a file to their case."""

    def stored(content: bytes, name: str = "파일.pdf", by: Any = citizen, **more: Any) -> Document:
        values: dict[str, Any] = {"owner": CASE, "channel": "web", **WHY, **more}
        return actions.store(by, content=io.BytesIO(content), name=name, **values)

    return stored


@pytest.fixture
def browser(citizen: Account) -> Client:
    return sign_in(Client(), citizen)


@pytest.fixture
def desk(officer: Account) -> Client:
    return sign_in(Client(), officer)


@pytest.fixture
def pdf() -> bytes:
    return files.pdf("주민등록증 분실 신고")
