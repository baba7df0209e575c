"""Signed notes (c2sp.org/signed-note): a text, a blank line, and one line a signature.

A note's text must not be looked at before `open_note` has found a valid signature of a key the caller trusts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from madang_verify import cosignature
from madang_verify.encoding import decode_base64, encode_base64
from madang_verify.errors import KeyFormatError, MalformedError, SignatureError

ED25519: Final = 0x01
"""Ed25519 over the note's text (signed-note)."""
COSIGNATURE_ED25519: Final = 0x04
"""Timestamped Ed25519 cosignature of a checkpoint (tlog-cosignature, `cosignature/v1`)."""
COSIGNATURE_MLDSA44: Final = 0x06
"""Timestamped ML-DSA-44 cosignature of a checkpoint (tlog-cosignature, `subtree/v1`)."""

PUBLIC_KEY_SIZES: Final = {ED25519: 32, COSIGNATURE_ED25519: 32, COSIGNATURE_MLDSA44: 1312}
SIGNATURE_SIZES: Final = {ED25519: 64, COSIGNATURE_ED25519: 8 + 64, COSIGNATURE_MLDSA44: 8 + 2420}

MAX_NOTE_SIZE = 1_000_000
"""Largest note in bytes (as Go's sumdb/note)."""
MAX_SIGNATURES = 100
"""Most signature lines in a note (as Go's sumdb/note; signed-note asks for at least 16)."""

_SEPARATOR = "\n\n"
_PREFIX = "— "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_KEY_ID = re.compile(r"[0-9a-fA-F]{8}", re.ASCII)


def is_valid_name(name: str) -> bool:
    """Say whether `name` can name a key: not empty, no Unicode space, no plus, no control character."""
    return bool(name) and "+" not in name and not any(char.isspace() or char < " " for char in name)


def key_id(name: str, algorithm: int, public_key: bytes) -> bytes:
    """Return the 4-byte key ID: SHA-256(name || 0x0A || algorithm || public key), cut to 4 bytes."""
    return sha256(name.encode() + b"\n" + bytes([algorithm]) + public_key).digest()[:4]


def format_vkey(name: str, algorithm: int, public_key: bytes) -> str:
    """Return the verifier key `name+keyid+base64(algorithm || public key)` of a public key."""
    if not is_valid_name(name):
        raise KeyFormatError("key-name", name=name)
    digest = key_id(name, algorithm, public_key).hex()
    return f"{name}+{digest}+{encode_base64(bytes([algorithm]) + public_key)}"


@dataclass(frozen=True)
class Signature:
    """One signature line: who (`name`, `key_id`) and the bytes after the key ID.

    For cosignatures the first 8 bytes are the time.
    """

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class VerifierKey:
    """A public key one trusts, for one name and one algorithm. Made by `parse`."""

    name: str
    key_id: bytes
    algorithm: int
    public_key: bytes

    @classmethod
    def parse(cls, vkey: str) -> "VerifierKey":
        """Read a verifier key `name+keyid+base64`.

        Raises `KeyFormatError` when the form is wrong, the key ID does not belong to the key (a slip in
        copying), or the algorithm is none of Ed25519 (1), Ed25519 cosignature (4) and ML-DSA-44 cosignature
        (6).
        """
        parts = vkey.split("+", 2)
        if len(parts) != 3 or not is_valid_name(parts[0]) or not _KEY_ID.fullmatch(parts[1]):
            raise KeyFormatError("key-form")
        name = parts[0]
        material = decode_base64(parts[2])
        if not material:
            raise KeyFormatError("key-base64", name=name)
        algorithm, public_key = material[0], material[1:]
        if algorithm not in PUBLIC_KEY_SIZES:
            raise KeyFormatError("key-algorithm", name=name, algorithm=algorithm)
        if len(public_key) != PUBLIC_KEY_SIZES[algorithm]:
            raise KeyFormatError(
                "key-size", name=name, size=len(public_key), expected=PUBLIC_KEY_SIZES[algorithm]
            )
        identifier = key_id(name, algorithm, public_key)
        if identifier != bytes.fromhex(parts[1]):
            raise KeyFormatError("key-id", name=name, found=parts[1], expected=identifier.hex())
        return cls(name, identifier, algorithm, public_key)

    @property
    def is_cosigner(self) -> bool:
        """Whether signatures of this key carry the time at which they were made."""
        return self.algorithm != ED25519

    def verify(self, message: bytes, signature: bytes) -> None:
        """Check `signature` (without key ID) over the text `message`; raises `SignatureError`."""
        if len(signature) != SIGNATURE_SIZES[self.algorithm]:
            raise SignatureError("signature-false", name=self.name)
        try:
            if self.algorithm == ED25519:
                Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
                return
            timestamp, raw = cosignature.split(signature)
            if self.algorithm == COSIGNATURE_ED25519:
                signed = cosignature.ed25519_message(timestamp, message)
                Ed25519PublicKey.from_public_bytes(self.public_key).verify(raw, signed)
            else:
                signed = cosignature.mldsa44_message(self.name, timestamp, message)
                MLDSA44PublicKey.from_public_bytes(self.public_key).verify(raw, signed)
        except (InvalidSignature, ValueError, MalformedError) as error:
            raise SignatureError("signature-false", name=self.name) from error


@dataclass(frozen=True)
class Note:
    """A note as it was read.

    `text` includes its final newline; `signatures` are all lines in order; `verified` are those that
    `open_note` checked, at most one a key. `parse_note` leaves `verified` empty: such a text is not to be
    relied on.
    """

    text: str
    signatures: tuple[Signature, ...]
    verified: tuple[Signature, ...] = ()


def parse_note(data: bytes) -> Note:
    """Take a note apart without checking any signature. Raises `MalformedError`."""
    if len(data) > MAX_NOTE_SIZE:
        raise MalformedError("note-too-large", size=len(data), limit=MAX_NOTE_SIZE)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedError("note-utf8", position=error.start) from error
    if control := _CONTROL.search(text):
        raise MalformedError("note-control", character=f"U+{ord(control.group()):04X}")
    body, separator, tail = text.rpartition(_SEPARATOR)
    if not separator or not tail:
        raise MalformedError("note-unsigned")
    if not tail.endswith("\n"):
        raise MalformedError("note-cut")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise MalformedError("note-signatures", count=len(lines), limit=MAX_SIGNATURES)
    return Note(body + "\n", tuple(_parse_line(line) for line in lines))


def open_note(data: bytes, keys: Iterable[VerifierKey]) -> Note:
    """Read a note and check every signature made by one of `keys`.

    Signatures of other keys are ignored. Raises `MalformedError` for a note out of form, `SignatureError`
    when a signature of a known key is false or no known key signed. A key that signs twice counts once, and
    both lines must hold.
    """
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            raise KeyFormatError("key-ambiguous", name=key.name)
    note = parse_note(data)
    message = note.text.encode()
    verified: dict[tuple[str, bytes], Signature] = {}
    for signature in note.signatures:
        identity = signature.name, signature.key_id
        if identity in known:
            known[identity].verify(message, signature.signature)
            verified.setdefault(identity, signature)
    if not verified:
        raise SignatureError(
            "not-signed", names=", ".join(sorted({key.name for key in known.values()})) or "-"
        )
    return Note(note.text, note.signatures, tuple(verified.values()))


def format_signature_line(name: str, key_id: bytes, signature: bytes) -> str:
    """Return the line `— name base64(key ID || signature)` with its newline. Raises `ValueError`."""
    if not is_valid_name(name) or len(key_id) != 4 or not signature:
        raise ValueError(f"no signature line can be made for the name {name!r} and this key ID and signature")
    return f"{_PREFIX}{name} {encode_base64(key_id + signature)}\n"


def assemble(text: str, lines: Sequence[str]) -> bytes:
    """Return the note of `text` and signature `lines` made by `format_signature_line`."""
    if not text.endswith("\n") or not lines:
        raise ValueError("a note needs a text that ends in a newline and at least one signature line")
    data = (text + "\n" + "".join(lines)).encode()
    parse_note(data)
    return data


def _parse_line(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_PREFIX).partition(" ")
    content = decode_base64(encoded)
    if not line.startswith(_PREFIX) or not is_valid_name(name) or content is None or len(content) < 5:
        raise MalformedError("signature-line", line=line[:80])
    return Signature(name, content[:4], content[4:])
