"""A tiny log writer for tests: a whole log at once, every file as tlog-tiles prescribes, the obvious way.

It computes hashes by the recursive definition of RFC 6962 with its own SHA-256 calls, so that an error in the
library's tree does not hide itself.
"""

from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from madang_verify import cosignature, merkle, note
from madang_verify.checkpoint import Checkpoint
from madang_verify.proof import LogProof


@dataclass
class Signer:
    """A key that signs notes, plainly (1) or as a cosigner at `time` (4, 6)."""

    name: str
    algorithm: int = note.ED25519
    seed: int = 1
    time: int = 1_700_000_000
    private: Ed25519PrivateKey | MLDSA44PrivateKey = field(init=False)

    def __post_init__(self) -> None:
        seed = sha256(f"{self.name} {self.seed}".encode()).digest()
        mldsa = self.algorithm == note.COSIGNATURE_MLDSA44
        kind = MLDSA44PrivateKey.from_seed_bytes if mldsa else Ed25519PrivateKey.from_private_bytes
        self.private = kind(seed)

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def vkey(self) -> str:
        return note.format_vkey(self.name, self.algorithm, self.public)

    @property
    def key(self) -> note.VerifierKey:
        return note.VerifierKey.parse(self.vkey)

    def raw_signature(self, text: str) -> bytes:
        message = text.encode()
        if self.algorithm == note.ED25519:
            return self.private.sign(message)
        if self.algorithm == note.COSIGNATURE_ED25519:
            signed = b"cosignature/v1\ntime %d\n" % self.time + message
        else:
            signed = cosignature.mldsa44_message(self.name, self.time, message)
        return self.time.to_bytes(8, "big") + self.private.sign(signed)

    def line(self, text: str) -> str:
        identifier = note.key_id(self.name, self.algorithm, self.public)
        return note.format_signature_line(self.name, identifier, self.raw_signature(text))


ORIGIN = "log.example/haneul"
LOG = Signer(ORIGIN)


def sign(checkpoint: Checkpoint, *signers: Signer) -> bytes:
    """Return the checkpoint's note."""
    body = checkpoint.body()
    return note.assemble(body, [signer.line(body) for signer in signers or (LOG,)])


class Tree:
    """The Merkle tree over `entries` by its recursive definition."""

    def __init__(self, entries: list[bytes]) -> None:
        self.entries = entries
        self.leaves = [sha256(b"\x00" + entry).digest() for entry in entries]
        self.range_root = cache(self._range_root)

    def _range_root(self, start: int, end: int) -> bytes:
        if start == end:
            return sha256(b"").digest()
        if end - start == 1:
            return self.leaves[start]
        split = 1
        while split * 2 < end - start:
            split *= 2
        left, right = self.range_root(start, start + split), self.range_root(start + split, end)
        return sha256(b"\x01" + left + right).digest()

    def read_hash(self, level: int, index: int) -> bytes:
        assert (index + 1) << level <= len(self.leaves), "asked for an incomplete subtree"
        return self.range_root(index << level, (index + 1) << level)

    def checkpoint(self, size: int | None = None, origin: str = ORIGIN) -> Checkpoint:
        size = len(self.entries) if size is None else size
        return Checkpoint(origin, size, self.range_root(0, size))

    def receipt(self, index: int, *signers: Signer) -> LogProof:
        checkpoint = self.checkpoint()
        hashes = merkle.inclusion_proof(index, checkpoint.size, self.read_hash)
        return LogProof(index, tuple(hashes), sign(checkpoint, *signers), self.entries[index])


def tiles(tree: Tree, size: int) -> dict[str, bytes]:
    """Return all files of the log at `size`, by path."""
    files = {}
    for index in range(-(-size // 256)):
        entries = tree.entries[index * 256 : min(size, index * 256 + 256)]
        content = b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
        files["tile/entries/" + _name(index, len(entries))] = content
    level = 0
    while span := size >> 8 * level:
        for index in range(-(-span // 256)):
            places = range(index * 256, min(span, index * 256 + 256))
            hashes = [tree.range_root(place << 8 * level, (place + 1) << 8 * level) for place in places]
            files[f"tile/{level}/" + _name(index, len(hashes))] = b"".join(hashes)
        level += 1
    return files


def _name(index: int, width: int) -> str:
    digits = f"{index:03}"
    digits = "0" * (-len(digits) % 3) + digits
    groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
    path = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return path if width == 256 else f"{path}.p/{width}"


def write_log(root: Path, tree: Tree, *signers: Signer, size: int | None = None) -> None:
    """Write the log of `tree` at `size` to the directory `root`."""
    size = len(tree.entries) if size is None else size
    for path, content in tiles(tree, size).items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (root / "checkpoint").write_bytes(sign(tree.checkpoint(size), *signers))


def entries(count: int, size: int = 40) -> list[bytes]:
    """Return `count` distinct entries of up to `size` bytes."""
    return [(f"entry {number} " + "x" * (number * 7 % size))[:size].encode() for number in range(count)]
