"""The log's name and its signatures on checkpoints (C2SP signed-note, tlog-checkpoint)."""

from __future__ import annotations

from dataclasses import dataclass

from madang_verify.checkpoint import Checkpoint
from madang_verify.note import (
    ED25519,
    VerifierKey,
    assemble,
    format_signature_line,
    format_vkey,
    key_id,
)

from madang.blocks.ledger.keys import KeyStore

PURPOSE = "ledger.checkpoint"


@dataclass(frozen=True)
class LogIdentity:
    """Who signs for this log.

    Attributes:
        origin: the log's name, first line of each checkpoint, e.g. ``haneul.example/madang``.
        keys: store holding the signing key of purpose ``ledger.checkpoint``.
    """

    origin: str
    keys: KeyStore

    def sign(self, checkpoint: Checkpoint) -> bytes:
        """Return the signed note of a checkpoint, one line for every active key version."""
        body = checkpoint.body()
        lines = [
            format_signature_line(self.origin, key_id(self.origin, ED25519, key.public), signature)
            for key, signature in self.keys.sign(PURPOSE, body.encode())
        ]
        return assemble(body, lines)

    def verifier_keys(self) -> list[VerifierKey]:
        """Return the keys that prove this log's checkpoints, retired versions too."""
        return [VerifierKey.parse(text) for text in self.vkeys()]

    def vkeys(self) -> list[str]:
        """Return the keys as text (``name+hash+base64``), oldest first."""
        return [format_vkey(self.origin, ED25519, key.public) for key in self.keys.public_keys(PURPOSE)]
