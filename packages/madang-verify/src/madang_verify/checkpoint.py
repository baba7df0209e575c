"""Checkpoints (c2sp.org/tlog-checkpoint): which tree a log stands for at one moment."""

import re
from dataclasses import dataclass

from madang_verify.encoding import decode_base64, decode_decimal, encode_base64
from madang_verify.errors import MalformedError
from madang_verify.merkle import EMPTY_ROOT, HASH_SIZE, MAX_SIZE

_CONTROL = re.compile(r"[\x00-\x1f]")


@dataclass(frozen=True)
class Checkpoint:
    """The log `origin` holds `size` entries whose Merkle tree has the root hash `root` (32 bytes).

    Raises `MalformedError` when made with values that no checkpoint can carry.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= MAX_SIZE:
            raise MalformedError("checkpoint-size", size=str(self.size)[:40])
        if len(self.root) != HASH_SIZE:
            raise MalformedError("checkpoint-root", root=encode_base64(self.root)[:80])
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise MalformedError("empty-root-wrong")
        for line in (self.origin, *self.extensions):
            if not line or _CONTROL.search(line):
                raise MalformedError("checkpoint-lines")

    def body(self) -> str:
        """Return the note text of this checkpoint, with its final newline."""
        return "\n".join((self.origin, str(self.size), encode_base64(self.root), *self.extensions, ""))

    @classmethod
    def parse(cls, text: str, origin: str | None = None) -> "Checkpoint":
        """Read the text of a checkpoint, refusing every spelling but the one `body` gives.

        `origin`, when given, is the log the checkpoint must be of. Raises `MalformedError`.
        """
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise MalformedError("checkpoint-lines")
        size = decode_decimal(lines[1], MAX_SIZE)
        if size is None:
            raise MalformedError("checkpoint-size", size=lines[1][:40])
        root = decode_base64(lines[2])
        if root is None or len(root) != HASH_SIZE:
            raise MalformedError("checkpoint-root", root=lines[2][:80])
        checkpoint = cls(lines[0], size, root, tuple(lines[3:-1]))
        if origin is not None and checkpoint.origin != origin:
            raise MalformedError("checkpoint-origin", found=checkpoint.origin, expected=origin)
        return checkpoint
