"""Keys by purpose: versions, rotation, retirement, and what happens without them."""

from __future__ import annotations

import stat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from madang_verify.note import VerifierKey
from madang_verify.statements import verify_receipt
from madang_verify.trust import Trust

from madang.blocks.ledger import queries
from madang.blocks.ledger.actions import (
    erase_subject,
    retire_key,
    rewrap_subject_keys,
    rotate_key,
)
from madang.blocks.ledger.errors import KeyMissing
from madang.blocks.ledger.keys import FileKeyStore, key_store
from madang.blocks.ledger.models import Entry, Subject
from madang.blocks.ledger.recording import (
    SUBJECT_KEY_PURPOSE,
    SUBJECT_PURPOSE,
    open_detail,
)
from madang.blocks.ledger.sequencer import Sequencer
from madang.blocks.ledger.tests.acts import BASIS, OPERATOR, act

SIGN = "ledger.checkpoint"


@pytest.fixture
def store(tmp_path: Path) -> FileKeyStore:
    return FileKeyStore(tmp_path / "keys", create_missing=True)


def trust() -> Trust:
    return Trust(queries.log_identity().verifier_keys())


def test_every_active_version_signs_and_all_versions_verify(store: FileKeyStore) -> None:
    first = store.public_keys(SIGN)
    assert store.rotate(SIGN) == 2
    assert store.rotate(SIGN) == 3
    store.retire(SIGN, 2)
    signed = store.sign(SIGN, b"message")
    assert [key.version for key, _signature in signed] == [1, 3]
    for key, signature in signed:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, b"message")
    found = store.public_keys(SIGN)
    assert [(key.version, key.active) for key in found] == [(1, True), (2, False), (3, True)]
    assert found[0].public == first[0].public


def test_the_newest_version_and_unknown_ones_cannot_be_retired(store: FileKeyStore) -> None:
    store.create(SIGN)
    with pytest.raises(ValueError, match="newest"):
        store.retire(SIGN, 1)
    with pytest.raises(ValueError, match="no version 7"):
        store.retire(SIGN, 7)
    with pytest.raises(ValueError, match="no key"):
        store.retire("ledger.other", 1)


def test_macs_of_all_versions_come_newest_first(store: FileKeyStore) -> None:
    old = store.mac("a.b", b"data")
    store.rotate("a.b")
    new = store.mac("a.b", b"data")
    assert old != new
    assert store.macs("a.b", b"data") == [new, old]


def test_a_key_per_purpose_gives_different_macs(store: FileKeyStore) -> None:
    assert store.mac("a.b", b"data") != store.mac("a.c", b"data")


def test_secrets_open_across_versions_and_only_in_their_context(store: FileKeyStore) -> None:
    old = store.wrap("a.b", b"secret", b"row 1")
    store.rotate("a.b")
    new = store.wrap("a.b", b"secret", b"row 1")
    assert store.unwrap("a.b", old, b"row 1") == store.unwrap("a.b", new, b"row 1") == b"secret"
    assert (store.is_newest("a.b", old), store.is_newest("a.b", new)) == (False, True)
    for wrapped, context, purpose in ((new, b"row 2", "a.b"), (new, b"row 1", "a.c")):
        with pytest.raises(KeyMissing):
            store.unwrap(purpose, wrapped, context)


def test_a_wrapped_secret_altered_anywhere_is_refused(store: FileKeyStore) -> None:
    wrapped = store.wrap("a.b", b"secret", b"row")
    for place in range(len(wrapped)):
        altered = bytearray(wrapped)
        altered[place] ^= 1
        with pytest.raises(KeyMissing):
            store.unwrap("a.b", bytes(altered), b"row")
    for length in range(len(wrapped)):
        with pytest.raises(KeyMissing):
            store.unwrap("a.b", wrapped[:length], b"row")


def test_another_process_sees_a_rotation_and_a_retirement_at_once(
    store: FileKeyStore, tmp_path: Path
) -> None:
    other = FileKeyStore(tmp_path / "keys", create_missing=True)
    for version in range(2, 30):
        assert store.rotate(SIGN) == version
        assert other.versions(SIGN)[-1] == version
        store.retire(SIGN, version - 1)
        assert [key.version for key, _signature in other.sign(SIGN, b"")] == [version]


def _mac(folder: Path) -> bytes:
    return FileKeyStore(folder, create_missing=True).mac("a.b", b"data")


def test_processes_that_make_the_first_key_at_once_make_one(tmp_path: Path) -> None:
    with get_context("fork").Pool(4) as pool:
        assert len(set(pool.map(_mac, [tmp_path / "keys"] * 16, chunksize=1))) == 1
    assert [path.name for path in (tmp_path / "keys/a.b").iterdir()] == ["0001.key"]


def test_keys_are_readable_by_their_owner_alone(store: FileKeyStore, tmp_path: Path) -> None:
    store.rotate("a.b")
    store.retire("a.b", 1)
    for path in [tmp_path / "keys", *(tmp_path / "keys").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_production_makes_no_key_by_itself(tmp_path: Path) -> None:
    store = FileKeyStore(tmp_path / "keys", create_missing=False)
    for use in (lambda: store.mac("a.b", b""), lambda: store.sign("a.b", b""), lambda: store.rotate("a.b")):
        with pytest.raises(KeyMissing, match="restore"):
            use()
    assert not (tmp_path / "keys").exists()
    assert store.versions("a.b") == store.purposes() == []
    assert store.create("a.b") and not store.create("a.b")
    assert store.mac("a.b", b"")
    assert store.purposes() == ["a.b"]


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_damaged_key_file_is_refused(content: bytes, store: FileKeyStore, tmp_path: Path) -> None:
    store.create("a.b")
    (tmp_path / "keys/a.b/0001.key").write_bytes(content)
    with pytest.raises(KeyMissing, match="instead of 32"):
        store.mac("a.b", b"")


@pytest.mark.parametrize("purpose", ["", "a", "../a.b", "A.b", "a.b/c", "a..b"])
def test_what_is_no_purpose_is_refused(purpose: str, store: FileKeyStore) -> None:
    with pytest.raises(ValueError, match="no purpose"):
        store.mac(purpose, b"")


def test_receipts_from_before_a_rotation_still_verify(sequencer: Sequencer) -> None:
    old_keys = trust()
    before = act()
    sequencer.step()
    kept = queries.receipt(before)
    rotate_key(SIGN, OPERATOR)
    sequencer.step()
    both = queries.receipt(before)
    for keys in (old_keys, trust()):
        verify_receipt(kept, keys)
        verify_receipt(both, keys)  # signed by the old version too, as long as it is active
    retire_key(SIGN, 1, OPERATOR)
    sequencer.step()
    after = queries.receipt(before)
    verify_receipt(kept, trust())
    verify_receipt(after, Trust([VerifierKey.parse(queries.log_identity().vkeys()[-1])]))
    assert b"ledger.key.rotated" in queries.log_reader().entries(1, 2, 3)[0]
    types = Entry.objects.order_by("index").values_list("type", flat=True)
    assert list(types)[1:] == ["ledger.key.rotated", "ledger.key.retired"]
    detail = open_detail(Entry.objects.get(index=1).id)
    assert detail == {"purpose": SIGN, "version": 2}


def test_a_log_opens_again_after_its_signing_key_was_rotated(sequencer: Sequencer) -> None:
    act()
    sequencer.step()
    rotate_key(SIGN, OPERATOR)
    assert queries.checkpoint().size == 1
    sequencer.step()
    assert queries.checkpoint().size == 2


def test_existing_subjects_are_found_after_their_key_was_rotated(sequencer: Sequencer) -> None:
    first = act("person:1", number=1)
    rotate_key(SUBJECT_PURPOSE, OPERATOR)
    second, other = act("person:1", number=2), act("person:2")
    sequencer.step()
    subjects = {entry.id: bytes(entry.subject) for entry in Entry.objects.exclude(subject=None)}
    assert subjects[first] == subjects[second] != subjects[other]
    assert erase_subject("person:1", actor=OPERATOR, basis=BASIS)
    assert open_detail(first) is open_detail(second) is None
    assert open_detail(other) == {}


def test_erasure_finds_every_row_of_a_subject(sequencer: Sequencer, settings: Any) -> None:
    """Two acts that meet a rotation half-way can make a row each for one subject."""
    first = act("person:1")
    keys = key_store()
    keys.rotate(SUBJECT_PURPOSE)
    Subject.objects.filter(mac=keys.macs(SUBJECT_PURPOSE, b"person:1")[1]).update(mac=b"away")
    second = act("person:1")
    Subject.objects.filter(mac=b"away").update(mac=keys.macs(SUBJECT_PURPOSE, b"person:1")[1])
    assert open_detail(second) == {}
    erase_subject("person:1", actor=OPERATOR, basis=BASIS)
    assert open_detail(first) is open_detail(second) is None


def test_details_open_after_the_wrapping_key_was_rotated_and_rewrapped(
    sequencer: Sequencer, tmp_path: Path
) -> None:
    acts = [act(f"person:{number}", number=number) for number in range(5)]
    rotate_key(SUBJECT_KEY_PURPOSE, OPERATOR)
    assert open_detail(acts[0]) == {"number": 0}
    assert rewrap_subject_keys(batch=2) == 6  # the site's own among them
    assert rewrap_subject_keys() == 0
    (tmp_path / "keys" / SUBJECT_KEY_PURPOSE / "0001.key").unlink()
    fresh = FileKeyStore(tmp_path / "keys", create_missing=False)
    for subject in Subject.objects.all():
        assert fresh.unwrap(SUBJECT_KEY_PURPOSE, bytes(subject.wrapped_key or b""), bytes(subject.mac))
    assert [open_detail(each) for each in acts] == [{"number": number} for number in range(5)]


def test_rotating_a_purpose_without_a_key_is_refused(sequencer: Sequencer) -> None:
    with pytest.raises(KeyMissing, match=r"ledger\.nothing has no key"):
        rotate_key("ledger.nothing", OPERATOR)


def test_the_ledger_says_which_keys_it_lacks(log_folder: Path) -> None:
    assert queries.missing_keys() == [SIGN, SUBJECT_PURPOSE, SUBJECT_KEY_PURPOSE]
    key_store().create(SIGN)
    assert queries.missing_keys() == [SUBJECT_PURPOSE, SUBJECT_KEY_PURPOSE]
