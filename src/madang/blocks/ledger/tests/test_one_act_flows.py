"""From an act's transaction to its receipt."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import connection, transaction
from madang_verify.checkpoint import Checkpoint
from madang_verify.merkle import leaf_hash, verify_inclusion
from madang_verify.note import open_note
from madang_verify.proof import LogProof

from madang.blocks.ledger import queries, record
from madang.blocks.ledger.actions import erase_subject
from madang.blocks.ledger.errors import EntryTooLarge, KeyMissing, NotInTransaction, NotLogged
from madang.blocks.ledger.models import Detail, Entry, Outbox
from madang.blocks.ledger.recording import open_detail
from madang.blocks.ledger.sequencer import Sequencer
from madang.blocks.ledger.tests.acts import CLERK, act


def test_a_committed_act_gets_a_receipt_that_verifies(sequencer: Sequencer) -> None:
    ids = [act(number=number) for number in range(5)]
    assert sequencer.step() == 5
    proof = LogProof.parse(queries.receipt(ids[3]))
    note = open_note(proof.checkpoint, queries.log_identity().verifier_keys())
    checkpoint = Checkpoint.parse(note.text)
    verify_inclusion(leaf_hash(proof.extra), proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    entry = json.loads(proof.extra)
    assert entry["id"] == str(ids[3])
    assert entry["actor"] == {"org": "haneul-city", "role": "clerk", "who": "4711"}
    assert list(entry) == sorted(entry)


def test_an_act_that_is_rolled_back_leaves_nothing(sequencer: Sequencer) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        record("test.thing.done", actor=CLERK, subject=None, detail={}, purpose="operate", basis="b")
        raise RuntimeError
    assert sequencer.step() == 0
    assert not Detail.objects.exists()


def test_record_refuses_to_write_outside_a_transaction(sequencer: Sequencer) -> None:
    with pytest.raises(NotInTransaction):
        record("test.thing.done", actor=CLERK, subject=None, detail={}, purpose="operate", basis="b")


def test_details_and_subject_never_stand_in_the_log(sequencer: Sequencer) -> None:
    act("person:김하늘", name="김하늘", number="900151-1234567")
    sequencer.step()
    for path in queries.log_reader().folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert "김하늘".encode() not in data
            assert b"900151" not in data


def test_erasure_makes_details_unreadable_and_keeps_the_proof(sequencer: Sequencer) -> None:
    identifier = act("person:7", name="비밀")
    sequencer.step()
    assert open_detail(identifier) == {"name": "비밀"}
    assert erase_subject("person:7", actor=CLERK, basis="개인정보 보호법 제36조") is not None
    assert open_detail(identifier) is None
    assert queries.receipt(identifier)
    with pytest.raises(KeyMissing, match="erased"):
        act("person:7")
    assert erase_subject("person:7", actor=CLERK, basis="개인정보 보호법 제36조") is None


def test_an_entry_of_64_kib_and_one_byte_is_refused_and_changes_nothing(sequencer: Sequencer) -> None:
    with pytest.raises(EntryTooLarge), transaction.atomic():
        record("t" * 65_536, actor=CLERK, subject=None, detail={}, purpose="operate", basis="b")
    assert not Outbox.objects.exists()


def test_large_details_are_kept_because_only_their_digest_is_logged(sequencer: Sequencer) -> None:
    identifier = act(text="가" * 100_000)
    sequencer.step()
    detail = open_detail(identifier)
    assert detail is not None and len(detail["text"]) == 100_000


def test_a_waiting_act_has_no_receipt_yet_and_an_unknown_one_never(sequencer: Sequencer) -> None:
    identifier = act()
    with pytest.raises(NotLogged):
        queries.receipt(identifier)
    with pytest.raises(NotLogged):
        queries.receipt(uuid.uuid4())
    assert queries.standing(identifier) == queries.Standing(identifier, None)


def test_an_act_logged_in_the_middle_of_the_question_is_not_unknown(sequencer: Sequencer) -> None:
    identifier = act()
    logged: list[int] = []

    def and_then_log(execute: Any, *statement: Any) -> Any:
        answer = execute(*statement)
        if not logged:  # what the question said first is answered; before it goes on, the act moves
            logged.append(0)
            sequencer.step()
        return answer

    with connection.execute_wrapper(and_then_log):
        assert queries.standing(identifier) is not None
    found = queries.standing(identifier)
    assert found is not None and found.index is not None


def test_logged_at_never_runs_backwards(sequencer: Sequencer) -> None:
    from datetime import timedelta

    from django.utils import timezone

    act()
    sequencer.step()
    sequencer._now = lambda: timezone.now() - timedelta(hours=1)
    act()
    sequencer.step()
    first, second = queries.log_reader().entries(0, 2, 2)
    assert json.loads(second)["logged_at"] >= json.loads(first)["logged_at"]


def test_the_database_cannot_hold_a_subject_with_neither_key_nor_erasure(sequencer: Sequencer) -> None:
    from django.db import IntegrityError

    act()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_subject SET wrapped_key = NULL")
    assert Entry.objects.count() == 0
