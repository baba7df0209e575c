"""Receipts and consistency proofs as files, and what is verified of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from madang_verify import merkle
from madang_verify.encoding import encode_base64
from madang_verify.errors import InputError, MalformedError, VerificationError
from madang_verify.note import COSIGNATURE_ED25519
from madang_verify.proof import MAX_PROOF_SIZE, LogProof, parse_consistency_proof
from madang_verify.statements import needs_proof, verify_continues, verify_continues_in_log, verify_receipt
from madang_verify.trust import Trust
from tiny_log import LOG, Signer, Tree, entries, sign

TREE = Tree(entries(300))
TRUST = Trust.of([LOG.vkey])
RECEIPT = TREE.receipt(77)
DATA = RECEIPT.format()


def refused(data: bytes, entry: bytes | None = None) -> str:
    with pytest.raises(VerificationError) as caught:
        verify_receipt(data, TRUST, entry)
    return caught.value.code


def test_the_form_is_that_of_the_standard():
    lines = DATA.decode().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1] == "extra " + encode_base64(TREE.entries[77])
    assert lines[2] == "index 77"
    assert lines[3] == encode_base64(TREE.leaves[76])
    assert lines[3 + len(RECEIPT.hashes)] == ""
    assert DATA.endswith(b"\n\n" + RECEIPT.checkpoint)


@given(st.integers(0, 299))
def test_every_entry_has_a_receipt_that_verifies(index):
    found = verify_receipt(TREE.receipt(index).format(), TRUST)
    assert (found.index, found.entry, found.trusted.checkpoint.size) == (index, TREE.entries[index], 300)


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_one_altered_byte_anywhere_in_a_receipt_is_found(place, change):
    refused(DATA[:place] + bytes([DATA[place] ^ change]) + DATA[place + 1 :])


@given(st.integers(0, len(DATA) - 1))
def test_a_receipt_cut_anywhere_is_refused(end):
    with pytest.raises((VerificationError, InputError)):
        verify_receipt(DATA[:end], TRUST)


def test_a_receipt_of_another_entry_or_place_is_refused():
    other = TREE.receipt(78)
    assert refused(DATA, entry=TREE.entries[78]) == "not-included"
    mixed = LogProof(77, other.hashes, other.checkpoint, other.extra)
    assert refused(mixed.format()) == "not-included"
    assert refused(LogProof(300, (), RECEIPT.checkpoint, b"x").format()) == "index-outside-tree"


def test_the_entry_may_come_apart_from_the_receipt():
    bare = LogProof(RECEIPT.index, RECEIPT.hashes, RECEIPT.checkpoint).format()
    assert b"extra" not in bare
    assert verify_receipt(bare, TRUST, TREE.entries[77]).index == 77
    with pytest.raises(InputError) as caught:
        verify_receipt(bare, TRUST)
    assert caught.value.code == "no-entry"
    assert refused(bare, b"x" * 65_536) == "entry-too-large"


@pytest.mark.parametrize(
    "spoil,code",
    [
        (lambda data: data.replace(b"@v1", b"@v2"), "proof-form"),
        (lambda data: b"\n" + data, "proof-form"),
        (lambda data: data.replace(b"\n", b"\r\n"), "proof-form"),
        (lambda data: data.replace(b"index", b"ind\xc3\xa9x"), "proof-form"),
        (lambda data: data.replace(b"index 77", b"index 077"), "proof-index"),
        (lambda data: data.replace(b"index 77", b"index -77"), "proof-index"),
        (lambda data: data.replace(b"index 77", b"index  77"), "proof-index"),
        (lambda data: data.replace(b"index 77\n", b""), "proof-index"),
        (lambda data: data.replace(b"index 77", b"index " + b"7" * 5000), "proof-index"),
        (lambda data: data.replace(b"extra ", b"extra  "), "proof-extra"),
        (lambda data: data.replace(b"extra ", b"extra =", 1), "proof-extra"),
        (lambda data: data.replace(b"extra ", b"Extra "), "proof-index"),
        (lambda data: b"\n".join([*data.split(b"\n")[:1], b"extra ", *data.split(b"\n")[2:]]), "proof-extra"),
        (lambda data: data.replace(b"index 77\n", b"index 77\nindex 77\n"), "proof-hash"),
        (lambda data: data.replace(b"index 77\n", b"index 77\nAAAA\n"), "proof-hash"),
        (
            lambda data: data.replace(b"index 77\n", b"index 77\n" + 64 * (b"A" * 43 + b"=\n")),
            "proof-too-long",
        ),
        (lambda data: data.replace(b"index 77\n", b"index 77\n" + b"A" * 43 + b"=\n"), "proof-too-long"),
        (lambda data: data.replace(b"\n\n", b"\n\n\n", 1), "checkpoint-lines"),
        (lambda data: data + b"\n", "note-unsigned"),
        (lambda data: data + b"x" * MAX_PROOF_SIZE, "proof-too-large"),
    ],
)
def test_receipts_out_of_form_are_refused(spoil, code):
    found = refused(spoil(DATA))
    # An empty line before the checkpoint becomes part of its signed text.
    assert found == code or (code == "checkpoint-lines" and found == "signature-false")


def test_a_proof_that_could_not_be_read_is_not_made():
    for index, hashes in ((-1, ()), (2**63, ()), (0, (b"x" * 31,)), (0, (b"x" * 32,) * 64)):
        with pytest.raises(ValueError, match="proof"):
            LogProof(index, hashes, RECEIPT.checkpoint).format()


@given(
    st.integers(0, 2**63 - 2),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.binary(max_size=100),
)
def test_proofs_are_read_as_they_are_written(index, hashes, extra):
    proof = LogProof(index, tuple(hashes), RECEIPT.checkpoint, extra)
    assert LogProof.parse(proof.format()) == proof


def trusted(size: int, tree: Tree = TREE, signer: Signer = LOG):
    return Trust.of([signer.vkey]).check(sign(tree.checkpoint(size, signer.name), signer))


@given(st.data(), st.integers(0, 300))
def test_a_log_continues_each_of_its_checkpoints(data, new):
    old = data.draw(st.integers(0, new))
    proof = merkle.consistency_proof(old, new, TREE.read_hash)
    verify_continues(trusted(old), trusted(new), proof)
    assert needs_proof(trusted(old), trusted(new)) == (0 < old < new)


FORKED = Tree([*TREE.entries[:99], b"forged", *TREE.entries[100:]])


@given(st.integers(100, 298), st.integers(1, 2))
def test_a_rewritten_history_is_found(old, more):
    proof = merkle.consistency_proof(old, old + more, FORKED.read_hash)
    with pytest.raises(VerificationError) as caught:
        verify_continues(trusted(old), trusted(old + more, FORKED), proof)
    assert caught.value.code == "not-consistent"


def test_signed_checkpoints_alone_can_prove_a_fraud():
    for old, new, code in (
        (trusted(200), trusted(150), "log-shrank"),
        (trusted(200), trusted(200, FORKED), "split-view"),
        (trusted(200), trusted(250, signer=Signer("other.example")), "origins-differ"),
    ):
        with pytest.raises(VerificationError) as caught:
            needs_proof(old, new)
        assert caught.value.code == code
        with pytest.raises(VerificationError):
            verify_continues_in_log(old, new, source=None)


def test_a_proof_where_none_is_needed_is_refused():
    with pytest.raises(MalformedError):
        verify_continues(trusted(7), trusted(7), [TREE.leaves[0]])


def consistency_file(old: int, new: int, size: int | None = None, checkpoint: bytes = b"") -> bytes:
    proof = merkle.consistency_proof(old, new, TREE.read_hash)
    lines = [f"old {old if size is None else size}", *(encode_base64(one) for one in proof)]
    return "\n".join([*lines, "", ""]).encode() + checkpoint


def test_consistency_proofs_are_read_in_the_form_of_tlog_witness():
    new = trusted(300)
    proof = merkle.consistency_proof(77, 300, TREE.read_hash)
    cosigned = sign(TREE.checkpoint(300), LOG, Signer("w.example", COSIGNATURE_ED25519))
    for data in (
        consistency_file(77, 300),
        consistency_file(77, 300)[:-1],
        consistency_file(77, 300, checkpoint=sign(TREE.checkpoint(300))),
        consistency_file(77, 300, checkpoint=cosigned),
    ):
        assert parse_consistency_proof(data, 77, new.text) == proof


@pytest.mark.parametrize(
    "data,code",
    [
        (b"", "consistency-form"),
        (b"new 77\n", "consistency-form"),
        (b"old 077\n", "consistency-form"),
        (b"old 77\r\n", "consistency-form"),
        (b"old 77\xff\n", "consistency-form"),
        (consistency_file(77, 300, size=78), "proof-old-size"),
        (b"old 77\nAAAA\n", "proof-hash"),
        (b"old 77\n" + 64 * (b"A" * 43 + b"=\n"), "proof-too-long"),
        (consistency_file(77, 300, checkpoint=sign(TREE.checkpoint(299))), "proof-other-checkpoint"),
        (consistency_file(77, 300, checkpoint=b"junk\n"), "note-unsigned"),
        (b"old 77\n" + b"A" * MAX_PROOF_SIZE, "proof-too-large"),
    ],
)
def test_consistency_proofs_out_of_form_are_refused(data, code):
    with pytest.raises(MalformedError) as caught:
        parse_consistency_proof(data, 77, trusted(300).text)
    assert caught.value.code == code
