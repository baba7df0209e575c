"""Signed notes: published examples, and everything that must be refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from madang_verify.errors import KeyFormatError, MalformedError, SignatureError, VerificationError
from madang_verify.note import (
    COSIGNATURE_ED25519,
    COSIGNATURE_MLDSA44,
    ED25519,
    MAX_NOTE_SIZE,
    Note,
    VerifierKey,
    assemble,
    format_signature_line,
    format_vkey,
    key_id,
    open_note,
    parse_note,
)
from tiny_log import Signer

# golang.org/x/mod/sumdb/note, example_test.go
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
NEUMANN_LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCH_LINE = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
# Go's checksum database: its key as cmd/go holds it, and a checkpoint it signed (example of tlog-checkpoint, there
# under another name).
SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUMDB_NOTE = (
    "go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
# The example of signed-note; its key is not published.
QUASIMODO = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)

TEXT = "log.example\n7\ntext\n"
SIGNER = Signer("log.example")
OTHER = Signer("other.example")
NOTE = assemble(TEXT, [SIGNER.line(TEXT)])


def refused(data: bytes, *keys: VerifierKey) -> str:
    with pytest.raises(VerificationError) as caught:
        open_note(data, keys or [SIGNER.key])
    return caught.value.code


def test_notes_of_go_verify():
    data = (NEUMANN_TEXT + "\n" + NEUMANN_LINE + ENOCH_LINE).encode()
    opened = open_note(data, [VerifierKey.parse(NEUMANN)])
    assert opened.text == NEUMANN_TEXT
    assert [signature.name for signature in opened.signatures] == ["PeterNeumann", "EnochRoot"]
    assert [signature.name for signature in opened.verified] == ["PeterNeumann"]


def test_a_checkpoint_of_the_go_checksum_database_verifies():
    opened = open_note(SUMDB_NOTE.encode(), [VerifierKey.parse(SUMDB)])
    assert opened.text.splitlines()[1] == "20852163"
    assert (
        refused(SUMDB_NOTE.replace("20852163", "20852164").encode(), VerifierKey.parse(SUMDB))
        == "signature-false"
    )


def test_the_text_is_split_at_the_last_empty_line():
    found = parse_note(QUASIMODO.encode())
    assert found.text.endswith("raggio di sole:\n\ned è subito sera.\n")
    (signature,) = found.signatures
    assert signature.name == "quasimodo.example/salvatore"
    assert (signature.key_id.hex(), len(signature.signature)) == ("367ba04b", 64)
    assert found.verified == ()


def test_a_parsed_note_is_put_together_again_byte_for_byte():
    found = parse_note(QUASIMODO.encode())
    lines = [format_signature_line(one.name, one.key_id, one.signature) for one in found.signatures]
    assert assemble(found.text, lines) == QUASIMODO.encode()


@given(st.integers(0, len(NOTE) - 1), st.integers(1, 255))
def test_one_altered_byte_anywhere_is_refused(place, change):
    spoilt = NOTE[:place] + bytes([NOTE[place] ^ change]) + NOTE[place + 1 :]
    refused(spoilt)


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_refused_in_a_sentence(data):
    with pytest.raises(VerificationError) as caught:
        open_note(data, [SIGNER.key])
    assert caught.value.sentence("ko") and caught.value.sentence("en")


@pytest.mark.parametrize(
    "spoil,code",
    [
        (lambda note: note + b"\n", "note-unsigned"),
        (lambda note: b"\n" + note, "signature-false"),
        (lambda note: note.replace(b"\n\n", b"\n\n\n"), "signature-false"),
        (lambda note: note[:-1], "note-cut"),
        (lambda note: note.replace(b"\n", b"\r\n"), "note-control"),
        (lambda note: note.replace(b"text", b"te\tt"), "note-control"),
        (lambda note: note.replace(b"text", b"te\x00t"), "note-control"),
        (lambda note: note.replace(b"text", b"te\xff\xfet"), "note-utf8"),
        (lambda note: note.replace(b"text", b"te\xc0\x80t"), "note-utf8"),
        (lambda note: note.replace(b"text", b"te\xed\xa0\x80t"), "note-utf8"),
        (lambda note: b"\xef\xbb\xbf" + note, "signature-false"),
        (lambda note: note.replace("—".encode(), b"-"), "signature-line"),
        (lambda note: note.replace("— ".encode(), "—".encode()), "signature-line"),
        (lambda note: note.replace("— ".encode(), "—  ".encode()), "signature-line"),
        (lambda note: note[:-1] + b" \n", "signature-line"),
        (lambda note: note.split(b"\n\n")[0] + b"\n", "note-unsigned"),
        (lambda note: note.split(b"\n\n")[0] + b"\n\n", "note-unsigned"),
        (lambda note: b"", "note-unsigned"),
        (lambda note: note + b"trailing\n", "signature-line"),
    ],
)
def test_notes_out_of_form_are_refused(spoil, code):
    assert refused(spoil(NOTE)) == code


def test_non_canonical_base64_is_refused():
    line = SIGNER.line(TEXT)
    name, encoded = line[2:-1].split(" ")
    content = base64.b64decode(encoded)
    assert len(content) % 3 == 2, "the last character then carries two spare bits"
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    spare = encoded[:-2] + alphabet[alphabet.index(encoded[-2]) ^ 1] + "="
    assert base64.b64decode(spare) == content, "the same bytes by another spelling"
    url_safe = base64.urlsafe_b64encode(content).decode()
    wrong = [spare, encoded.rstrip("="), encoded + "=", encoded[:8] + "=" + encoded[8:], encoded[:9] + "!"]
    if url_safe != encoded:
        wrong.append(url_safe)
    for spelling in wrong:
        assert refused(f"{TEXT}\n— {name} {spelling}\n".encode()) == "signature-line"
    too_short = base64.b64encode(content[:4]).decode()
    assert refused(f"{TEXT}\n— {name} {too_short}\n".encode()) == "signature-line"


def test_signatures_of_unknown_keys_are_ignored_even_under_a_known_name_or_id():
    same_name = Signer(SIGNER.name, seed=2)
    same_id = format_signature_line("elsewhere.example", SIGNER.key.key_id, b"x" * 64)
    data = assemble(TEXT, [same_name.line(TEXT), same_id, SIGNER.line(TEXT)])
    opened = open_note(data, [SIGNER.key])
    assert len(opened.signatures) == 3
    assert [signature.key_id for signature in opened.verified] == [SIGNER.key.key_id]
    assert refused(assemble(TEXT, [same_name.line(TEXT), same_id])) == "not-signed"


def test_a_false_signature_of_a_known_key_spoils_the_note():
    data = assemble(TEXT, [SIGNER.line(TEXT), OTHER.line(TEXT + "more\n")])
    assert open_note(data, [SIGNER.key]).text == TEXT
    assert refused(data, SIGNER.key, OTHER.key) == "signature-false"


def test_a_key_that_signs_twice_counts_once_and_both_must_hold():
    line = SIGNER.line(TEXT)
    opened = open_note(assemble(TEXT, [line, line]), [SIGNER.key, SIGNER.key])
    assert len(opened.verified) == 1
    assert refused(assemble(TEXT, [line, SIGNER.line("false\n")])) == "signature-false"


def test_no_keys_means_no_trust():
    with pytest.raises(SignatureError):
        open_note(NOTE, [])


def test_limits_of_size_and_number_of_signatures():
    unknown = [Signer("unknown.example", seed=number).line(TEXT) for number in range(3)]
    sixteen = [line.replace("unknown", f"u{number}") for number in range(5) for line in unknown]
    assert open_note(assemble(TEXT, [*sixteen, SIGNER.line(TEXT)]), [SIGNER.key]).verified
    assert refused(f"{TEXT}\n".encode() + SIGNER.line(TEXT).encode() * 101) == "note-signatures"
    assert refused(b"x" * MAX_NOTE_SIZE + NOTE) == "note-too-large"


@pytest.mark.parametrize(
    "vkey,code",
    [
        ("", "key-form"),
        ("PeterNeumann", "key-form"),
        (NEUMANN.replace("+c74f20a3", "+c74f20a"), "key-form"),
        (NEUMANN.replace("+c74f20a3", "+c74f20ag"), "key-form"),
        (NEUMANN.replace("Peter", "Peter "), "key-form"),
        (NEUMANN.replace("Peter", "Peter\u00a0"), "key-form"),
        (NEUMANN.removeprefix("PeterNeumann"), "key-form"),
        (NEUMANN.replace("c74f20a3", "c74f20a4"), "key-id"),
        (NEUMANN[:-1], "key-base64"),
        (NEUMANN[:-1] + "!", "key-base64"),
        ("PeterNeumann+c74f20a3+", "key-base64"),
        # The next two are note_test.go's: wrong length and unknown algorithm with adjusted key ID.
        ("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", "key-base64"),
        ("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "key-algorithm"),
        ("PeterNeumann+00000000+" + base64.b64encode(b"\x01" + b"k" * 31).decode(), "key-size"),
        ("PeterNeumann+00000000+" + base64.b64encode(b"\x02" + b"k" * 91).decode(), "key-algorithm"),
    ],
)
def test_keys_out_of_form_are_refused(vkey, code):
    with pytest.raises(KeyFormatError) as caught:
        VerifierKey.parse(vkey)
    assert caught.value.code == code


@pytest.mark.parametrize("algorithm", [ED25519, COSIGNATURE_ED25519, COSIGNATURE_MLDSA44])
def test_keys_are_read_as_they_are_written(algorithm):
    signer = Signer("이름.example/키", algorithm)
    key = VerifierKey.parse(signer.vkey)
    assert (key.name, key.algorithm, key.public_key) == (signer.name, algorithm, signer.public)
    assert key.key_id == key_id(signer.name, algorithm, signer.public)
    assert key.is_cosigner == (algorithm != ED25519)


def test_two_keys_of_one_name_and_id_are_ambiguous():
    key = SIGNER.key
    twin = VerifierKey(key.name, key.key_id, key.algorithm, OTHER.public)
    assert refused(NOTE, key, twin) == "key-ambiguous"


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\nb", "a\x00b", "a\u2028b"])
def test_names_that_cannot_name_a_key(name):
    with pytest.raises(KeyFormatError):
        format_vkey(name, ED25519, SIGNER.public)
    with pytest.raises(ValueError, match="signature line"):
        format_signature_line(name, b"abcd", b"signature")


def test_notes_that_could_not_be_read_are_not_made():
    for text, lines in (("no newline", [SIGNER.line(TEXT)]), (TEXT, []), ("", [SIGNER.line(TEXT)])):
        with pytest.raises(ValueError, match="newline"):
            assemble(text, lines)
    with pytest.raises(MalformedError):
        assemble("tab\t\n", [SIGNER.line(TEXT)])


def test_a_note_says_that_it_is_not_verified():
    assert parse_note(NOTE) == Note(TEXT, parse_note(NOTE).signatures, verified=())
