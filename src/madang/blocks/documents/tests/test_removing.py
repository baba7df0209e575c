"""Documents go: on a decision, when their time is over, with their person; and the deletion can be shown."""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from madang.blocks.documents import actions, queries
from madang.blocks.documents.errors import Held, Missing
from madang.blocks.documents.models import Blob, Document
from madang.blocks.documents.storage import storage
from madang.blocks.documents.tests.conftest import CASE, WHY, Stored
from madang.blocks.identity import actions as identity
from madang.blocks.identity.actions.members import assign, new_account
from madang.blocks.identity.errors import StillHeld
from madang.blocks.identity.models import Account, Organisation, Person
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Outbox
from madang.blocks.ledger.recording import open_detail
from madang.blocks.ledger.tests.by_hand import log_everything

ERASE = {"purpose": "erase-on-request", "basis": "개인정보 보호법 제36조"}
Committed = pytest.mark.django_db(transaction=True)


def path_of(data: bytes) -> Path:
    name = sha256(data).hexdigest()
    path: Path = settings.ENVIRONMENT.files / "documents" / name[:2] / name
    return path


@Committed
def test_bytes_go_with_the_last_document_that_they_are(store: Stored, neighbour: Account, pdf: bytes) -> None:
    first, second = store(pdf), store(pdf, by=neighbour, owner="test-case:other")
    actions.delete(SYSTEM, first, **WHY)
    assert path_of(pdf).exists()
    with pytest.raises(Missing):
        queries.find(SYSTEM, first.pk)
    actions.delete(SYSTEM, second, **WHY)
    assert not path_of(pdf).exists() and not Blob.objects.exists()
    assert not list((settings.ENVIRONMENT.files / "documents").rglob(sha256(pdf).hexdigest() + "*"))


def test_the_deletion_is_on_record_with_the_digest(store: Stored, pdf: bytes, browser: Client) -> None:
    document = store(pdf, "비밀.pdf")
    act = actions.delete(SYSTEM, document, **WHY)
    assert act is not None and actions.delete(SYSTEM, document, **WHY) is None
    detail = open_detail(act)
    assert detail is not None and detail["sha256"] == sha256(pdf).hexdigest()
    kept = Document.objects.get(pk=document.pk)
    assert (kept.name, kept.uploaded_by, kept.blob) == ("", "", None)
    assert browser.get(f"/documents/{document.pk}/").status_code == 404


def test_what_is_kept_until_yesterday_is_deleted_and_what_is_held_is_not(
    store: Stored, body: Organisation, pdf: bytes, citizen: Account
) -> None:
    today = timezone.localdate()
    over, held = (store(pdf, f"{each}.pdf", retention_until=today - timedelta(days=1)) for each in "ab")
    store(pdf, "c.pdf", retention_until=today)
    store(pdf, "d.pdf")
    supervisor = new_account("supervisor", realm="staff", password="a-long-password-1")
    assign(SYSTEM, supervisor, organisation=body, role="supervisor")
    with pytest.raises(PermissionDenied):
        actions.hold(citizen, held, reason="재판", **WHY)
    actions.hold(supervisor, held, reason="재판", **WHY)
    assert actions.expire() == 1 and actions.expire() == 0
    over.refresh_from_db()
    assert over.deleted_at is not None and Document.objects.filter(deleted_at=None).count() == 3
    with pytest.raises(Held, match="재판"):
        actions.delete(SYSTEM, held, **WHY)
    with pytest.raises(Held):
        actions.delete_of(SYSTEM, CASE, **WHY)
    assert Document.objects.filter(deleted_at=None).count() == 3, "all or none"
    actions.release(supervisor, held, **WHY)
    assert actions.expire() == 1
    last = Outbox.objects.filter(type="documents.document.deleted").last()
    assert last is not None and b'"purpose":"retention-over"' in bytes(last.payload)


def known(account: Account) -> Person:
    person = identity.register_person(SYSTEM, full_name="김하늘")
    account.person = person
    account.save()
    return person


@Committed
def test_an_erased_persons_own_documents_go_and_those_of_a_case_lose_their_name(
    store: Stored, citizen: Account, body: Organisation, pdf: bytes
) -> None:
    person = known(citizen)
    own = store(b"own words", "나의.txt", owner=f"person:{person.pk}")
    made = actions.make(
        SYSTEM,
        "certificate",
        {"name": "김하늘", "statement": "증명합니다.", "rows": []},
        owner=f"account:{citizen.pk}",
        organisation=body,
        **WHY,
    ).made
    of_a_case = store(pdf)
    assert of_a_case.uploaded_by
    identity.erase_person(SYSTEM, person.pk, **ERASE)
    assert not path_of(b"own words").exists() and not Document.objects.filter(pk=own.pk).exists()
    of_a_case.refresh_from_db()
    assert of_a_case.uploaded_by == "" and path_of(pdf).exists()
    made.refresh_from_db()
    assert made.document is None and made.compared == {}, "the paper can still be verified, and tells nothing"


def test_a_held_document_stops_the_erasure(store: Stored, citizen: Account, body: Organisation) -> None:
    person = known(citizen)
    own = store(b"own words", owner=f"person:{person.pk}")
    actions.hold(SYSTEM, own, reason="감사", **WHY)
    with pytest.raises(StillHeld, match="1개"):
        identity.erase_person(SYSTEM, person.pk, **ERASE)
    actions.release(SYSTEM, own, **WHY)
    assert identity.erase_person(SYSTEM, person.pk, **ERASE)


def test_a_restored_database_deletes_again_what_the_log_says_was_deleted(store: Stored, pdf: bytes) -> None:
    gone, stays = store(pdf, "a.pdf"), store(pdf, "b.pdf")
    blob = gone.blob
    actions.delete(SYSTEM, gone, **WHY)
    log_everything(settings.ENVIRONMENT.log)
    # As the database of an older backup holds it:
    Document.objects.filter(pk=gone.pk).update(blob=blob, name="a.pdf", deleted_at=None)
    assert actions.replay_deletions() == 1 and actions.replay_deletions() == 0
    assert list(Document.objects.filter(deleted_at=None)) == [stays]


@Committed
def test_bytes_that_nobody_has_are_swept_and_young_ones_left(store: Stored, pdf: bytes) -> None:
    store(pdf)
    for data in (b"left behind", b"just coming"):
        storage().put(sha256(data).hexdigest(), data)
    os.utime(path_of(b"left behind"), (time.time() - 90_000,) * 2)
    os.utime(path_of(pdf), (time.time() - 90_000,) * 2)
    draft = settings.ENVIRONMENT.files / "documents" / ".writing" / "half"
    draft.write_bytes(b"ha")
    os.utime(draft, (time.time() - 90_000,) * 2)
    assert actions.sweep() == 2
    assert path_of(pdf).exists() and path_of(b"just coming").exists()
    assert not path_of(b"left behind").exists() and not draft.exists()


@Committed
def test_storing_and_deleting_the_same_bytes_at_once_loses_none(store: Stored, citizen: Account) -> None:
    """The one who deletes the last document must not take away the bytes of who stores them in the same moment."""
    data = b"the same words"
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for _turn in range(4):
                actions.delete(SYSTEM, store(data, owner=f"test-case:{number}"), **WHY)
            store(data, owner=f"test-case:{number}")
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    kept = Document.objects.filter(deleted_at=None)
    assert kept.count() == 3
    assert all(queries.fetch(citizen, each, **WHY).data == data for each in kept)
