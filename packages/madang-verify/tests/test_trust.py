"""Whose word counts: the log's keys, its witnesses, and how many of them."""

import struct

import pytest
from madang_verify import cosignature
from madang_verify.checkpoint import Checkpoint
from madang_verify.errors import InputError, KeyFormatError, MalformedError, SignatureError, VerifyError
from madang_verify.note import (
    COSIGNATURE_ED25519,
    COSIGNATURE_MLDSA44,
    VerifierKey,
    assemble,
    format_signature_line,
    parse_note,
)
from madang_verify.trust import Trust, Witness
from tiny_log import LOG, ORIGIN, Signer, Tree, entries, sign

CHECKPOINT = Tree(entries(5)).checkpoint()
TEXT = CHECKPOINT.body()
ONE = Signer("one.example/w", COSIGNATURE_ED25519, time=1_700_000_001)
TWO = Signer("two.example/w", COSIGNATURE_MLDSA44, time=1_700_000_002)
THREE = Signer("three.example/w", COSIGNATURE_ED25519, time=0)
WITNESSES = [ONE.vkey, TWO.vkey, THREE.vkey]


def refused(trust: Trust, note: bytes) -> str:
    with pytest.raises(VerifyError) as caught:
        trust.check(note)
    return caught.value.code


def test_log_and_witnesses_of_both_kinds():
    found = Trust.of([LOG.vkey], WITNESSES).check(sign(CHECKPOINT, LOG, ONE, TWO, THREE))
    assert found.checkpoint == CHECKPOINT
    assert found.text == TEXT
    assert found.signers == (ORIGIN,)
    assert found.witnesses == (
        Witness("one.example/w", 1_700_000_001),
        Witness("two.example/w", 1_700_000_002),
        Witness("three.example/w", 0),
    )


def test_a_quorum_of_the_witnesses():
    note = sign(CHECKPOINT, LOG, TWO)
    assert refused(Trust.of([LOG.vkey], WITNESSES), note) == "too-few-witnesses"
    assert refused(Trust.of([LOG.vkey], WITNESSES, quorum=2), note) == "too-few-witnesses"
    assert len(Trust.of([LOG.vkey], WITNESSES, quorum=1).check(note).witnesses) == 1
    assert Trust.of([LOG.vkey], WITNESSES, quorum=0).check(sign(CHECKPOINT)).witnesses == ()


def test_a_witness_that_signs_twice_or_is_named_twice_counts_once():
    again = Signer(ONE.name, COSIGNATURE_ED25519, time=ONE.time + 60)
    note = sign(CHECKPOINT, LOG, ONE, again)
    assert refused(Trust.of([LOG.vkey], [ONE.vkey, TWO.vkey]), note) == "too-few-witnesses"
    assert Trust.of([LOG.vkey], [ONE.vkey, ONE.vkey]).check(note).witnesses == (Witness(ONE.name, ONE.time),)


def test_a_log_is_no_witness_of_itself():
    pq_log = Signer(ORIGIN, COSIGNATURE_MLDSA44)
    with pytest.raises(InputError):
        Trust.of([pq_log.vkey], [pq_log.vkey], quorum=1)
    alias = Signer("alias.example", COSIGNATURE_MLDSA44)
    alias.private = pq_log.private
    with pytest.raises(InputError):
        Trust.of([pq_log.vkey], [alias.vkey], quorum=1)


def test_witnesses_alone_do_not_suffice():
    with pytest.raises(InputError) as caught:
        Trust.of([ONE.vkey])
    assert caught.value.code == "no-log-key"
    assert refused(Trust.of([LOG.vkey], [ONE.vkey]), sign(CHECKPOINT, ONE)) == "log-not-signed"


def test_a_witness_key_counts_as_such_wherever_it_is_given():
    trust = Trust.of([LOG.vkey, ONE.vkey])
    assert refused(trust, sign(CHECKPOINT)) == "too-few-witnesses"
    assert trust.check(sign(CHECKPOINT, LOG, ONE)).witnesses == (Witness(ONE.name, ONE.time),)


def test_choices_that_make_no_sense():
    for keys, witnesses, quorum, code in (
        ([], [], None, "no-log-key"),
        ([LOG.vkey], [Signer("plain.example").vkey], None, "witness-kind"),
        ([LOG.vkey], [ONE.vkey], 2, "quorum"),
        ([LOG.vkey], [], -1, "quorum"),
    ):
        with pytest.raises(InputError) as caught:
            Trust.of(keys, witnesses, quorum)
        assert caught.value.code == code


def test_two_keys_that_cannot_be_told_apart_are_refused():
    twin = VerifierKey(ONE.name, ONE.key.key_id, ONE.key.algorithm, THREE.public)
    with pytest.raises(KeyFormatError) as caught:
        Trust((LOG.key,), (ONE.key, twin))
    assert caught.value.code == "key-ambiguous"


def test_any_one_key_of_a_log_that_changes_its_key():
    new_key = Signer(ORIGIN, seed=2)
    trust = Trust.of([LOG.vkey, new_key.vkey])
    for signers in ((LOG,), (new_key,), (LOG, new_key)):
        assert trust.check(sign(CHECKPOINT, *signers)).checkpoint == CHECKPOINT


def test_a_log_may_sign_with_ml_dsa_alone():
    pq_log = Signer(ORIGIN, COSIGNATURE_MLDSA44)
    found = Trust.of([pq_log.vkey]).check(sign(CHECKPOINT, pq_log))
    assert (found.signers, found.witnesses) == ((ORIGIN,), ())


def test_a_log_cannot_speak_for_another():
    """Key and signature are right, the origin is another log's."""
    foreign = Tree(entries(5)).checkpoint(origin="victim.example/log")
    assert refused(Trust.of([LOG.vkey]), sign(foreign)) == "checkpoint-origin"
    named = Trust.of([LOG.vkey], origin="victim.example/log")
    assert named.check(sign(foreign)).checkpoint.origin == "victim.example/log"
    assert refused(named, sign(CHECKPOINT)) == "checkpoint-origin"


def test_one_false_cosignature_spoils_the_checkpoint():
    other = Tree(entries(6)).checkpoint().body()
    for witness in (ONE, TWO):
        note = assemble(TEXT, [LOG.line(TEXT), witness.line(other)])
        assert refused(Trust.of([LOG.vkey], [witness.vkey], quorum=0), note) == "signature-false"


@pytest.mark.parametrize("witness", [ONE, TWO], ids=["Ed25519", "ML-DSA-44"])
def test_a_cosignature_binds_its_time_and_form(witness):
    raw = witness.raw_signature(TEXT)
    trust = Trust.of([LOG.vkey], [witness.vkey])
    later = (witness.time + 1).to_bytes(8, "big") + raw[8:]
    overflow = (2**63).to_bytes(8, "big") + raw[8:]
    for spoilt in (later, overflow, raw[:-1], raw + b"x", raw[8:], raw[:8]):
        line = format_signature_line(witness.name, witness.key.key_id, spoilt)
        assert refused(trust, assemble(TEXT, [LOG.line(TEXT), line])) == "signature-false"


def test_an_ml_dsa_cosignature_binds_its_name_and_an_ed25519_one_the_extensions():
    renamed = Signer("renamed.example", COSIGNATURE_MLDSA44)
    renamed.private = TWO.private
    line = format_signature_line(renamed.name, renamed.key.key_id, TWO.raw_signature(TEXT))
    assert (
        refused(Trust.of([LOG.vkey], [renamed.vkey]), assemble(TEXT, [LOG.line(TEXT), line]))
        == "signature-false"
    )
    extended = TEXT + "extension\n"
    for witness, holds in ((ONE, False), (TWO, True)):
        line = format_signature_line(witness.name, witness.key.key_id, witness.raw_signature(TEXT))
        note = assemble(extended, [LOG.line(extended), line])
        trust = Trust.of([LOG.vkey], [witness.vkey])
        if holds:
            assert trust.check(note).checkpoint.extensions == ("extension",)
        else:
            assert refused(trust, note) == "signature-false"


def test_the_messages_are_those_of_the_standard():
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    message = cosignature.ed25519_message(1679315147, text.encode())
    assert message == b"cosignature/v1\ntime 1679315147\n" + text.encode()
    found = cosignature.mldsa44_message("witness.example.com/w1", 1679315147, text.encode())
    assert found == (
        b"subtree/v1\n\x00"
        + b"\x16witness.example.com/w1"
        + struct.pack(">Q", 1679315147)
        + b"\x1bexample.com/behind-the-sofa"
        + struct.pack(">QQ", 0, 20852163)
        + Checkpoint.parse(text).root
    )


def test_the_standards_example_line_carries_its_time():
    line = "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA=="
    (signature,) = parse_note(f"{TEXT}\n— witness.example.com/w1 {line}\n".encode()).signatures
    timestamp, raw = cosignature.split(signature.signature)
    assert (timestamp, len(raw)) == (1679315147, 64)
    assert cosignature.join(timestamp, raw) == signature.signature


def test_an_ml_dsa_key_signs_checkpoints_only():
    plain = "any text\n"
    with pytest.raises(MalformedError):
        TWO.line(plain)
    line = format_signature_line(TWO.name, TWO.key.key_id, TWO.raw_signature(TEXT))
    with pytest.raises(SignatureError):
        TWO.key.verify(plain.encode(), parse_note(f"{plain}\n{line}".encode()).signatures[0].signature)
    with pytest.raises(MalformedError):
        cosignature.mldsa44_message("n" * 256, 0, TEXT.encode())
