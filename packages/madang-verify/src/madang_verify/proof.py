"""Proofs that are checked off line (c2sp.org/tlog-proof@v1).

A receipt of Madang is such a proof whose `extra` is the raw entry, so that its leaf hash can be recomputed
with nothing else at hand.
"""

from dataclasses import dataclass

from madang_verify.encoding import decode_base64, decode_decimal, encode_base64
from madang_verify.errors import MalformedError
from madang_verify.merkle import HASH_SIZE, MAX_SIZE
from madang_verify.note import MAX_NOTE_SIZE, parse_note

HEADER = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 63
"""Longest audit path in hashes: a tree of 2**63 - 1 leaves is 63 levels high."""
MAX_PROOF_SIZE = MAX_NOTE_SIZE + 200_000
"""Largest proof file in bytes: the largest note, 63 hashes, and 65,535 bytes of entry in base64."""


@dataclass(frozen=True)
class LogProof:
    """Entry `index` is in the tree of `checkpoint`, proved by `hashes` from the leaf's sibling up.

    `checkpoint` is the signed note verbatim. `extra` is opaque and **not authenticated** by the format; empty
    means the proof carries none.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    def format(self) -> bytes:
        """Return the proof file. Raises `ValueError` for values the format cannot carry."""
        if not 0 <= self.index < MAX_SIZE or len(self.hashes) > MAX_HASHES:
            raise ValueError(f"a proof cannot carry index {self.index} and {len(self.hashes)} hashes")
        if any(len(value) != HASH_SIZE for value in self.hashes):
            raise ValueError(f"every hash of a proof has {HASH_SIZE} bytes")
        lines = [HEADER]
        if self.extra:
            lines.append(f"extra {encode_base64(self.extra)}")
        lines.append(f"index {self.index}")
        lines.extend(encode_base64(value) for value in self.hashes)
        return "\n".join([*lines, "", ""]).encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> "LogProof":
        """Read a proof file; raises `MalformedError`. Nothing in it is verified by reading it."""
        if len(data) > MAX_PROOF_SIZE:
            raise MalformedError("proof-too-large", size=len(data), limit=MAX_PROOF_SIZE)
        head, separator, checkpoint = data.partition(b"\n\n")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError as error:
            raise MalformedError("proof-form") from error
        if lines.pop(0) != HEADER or not separator:
            raise MalformedError("proof-form")
        extra = b""
        if lines and lines[0].startswith("extra "):
            extra = decode_base64(lines.pop(0).removeprefix("extra ")) or b""
            if not extra:
                raise MalformedError("proof-extra")
        index = (
            decode_decimal(lines.pop(0).removeprefix("index "), MAX_SIZE - 1) if _has_index(lines) else None
        )
        if index is None:
            raise MalformedError("proof-index")
        if len(lines) > MAX_HASHES:
            raise MalformedError("proof-too-long", hashes=len(lines))
        return cls(index, tuple(_decode_hash(line) for line in lines), checkpoint, extra)


def parse_consistency_proof(data: bytes, old_size: int, new_text: str) -> list[bytes]:
    """Read a consistency proof in the form of an add-checkpoint request (c2sp.org/tlog-witness).

    A line `old SIZE`, one base64 hash a line, then optionally a blank line and the new checkpoint. What the
    file says of the old size and the new checkpoint (note text `new_text`) must agree. Raises
    `MalformedError`.
    """
    if len(data) > MAX_PROOF_SIZE:
        raise MalformedError("proof-too-large", size=len(data), limit=MAX_PROOF_SIZE)
    head, separator, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.removesuffix(b"\n").decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise MalformedError("consistency-form") from error
    found = decode_decimal(lines[0].removeprefix("old "), MAX_SIZE) if lines[0].startswith("old ") else None
    if found is None:
        raise MalformedError("consistency-form")
    if found != old_size:
        raise MalformedError("proof-old-size", found=found, expected=old_size)
    if len(lines) - 1 > MAX_HASHES:
        raise MalformedError("proof-too-long", hashes=len(lines) - 1)
    if separator and checkpoint and parse_note(checkpoint).text != new_text:
        raise MalformedError("proof-other-checkpoint")
    return [_decode_hash(line) for line in lines[1:]]


def _has_index(lines: list[str]) -> bool:
    return bool(lines) and lines[0].startswith("index ")


def _decode_hash(line: str) -> bytes:
    value = decode_base64(line)
    if value is None or len(value) != HASH_SIZE:
        raise MalformedError("proof-hash", line=line[:80])
    return value
