"""What can be verified as a whole: a receipt, and that one checkpoint continues another."""

from dataclasses import dataclass

from madang_verify import merkle
from madang_verify.errors import InputError, LogError, MalformedError
from madang_verify.proof import LogProof
from madang_verify.source import LogSource
from madang_verify.stored import StoredHashes
from madang_verify.tiles import MAX_ENTRY
from madang_verify.trust import Trust, TrustedCheckpoint


@dataclass(frozen=True)
class VerifiedReceipt:
    """The log of `trusted` holds `entry` at `index`."""

    index: int
    entry: bytes
    trusted: TrustedCheckpoint


def verify_receipt(data: bytes, trust: Trust, entry: bytes | None = None) -> VerifiedReceipt:
    """Verify a receipt: signatures of its checkpoint, and the entry's place in the tree.

    `entry` is what must be in the log; None takes the one the receipt carries in `extra`. Raises
    `VerificationError` when anything does not hold, `InputError` when there is no entry.
    """
    proof = LogProof.parse(data)
    if entry is None:
        if not proof.extra:
            raise InputError("no-entry")
        entry = proof.extra
    if len(entry) > MAX_ENTRY:
        raise MalformedError("entry-too-large", size=len(entry), limit=MAX_ENTRY)
    trusted = trust.check(proof.checkpoint)
    leaf = merkle.leaf_hash(entry)
    checkpoint = trusted.checkpoint
    merkle.verify_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    return VerifiedReceipt(proof.index, entry, trusted)


def needs_proof(old: TrustedCheckpoint, new: TrustedCheckpoint) -> bool:
    """Say whether the two checkpoints alone leave open if the new continues the old.

    Raises `VerificationError` when they alone show that it does not: another log, fewer entries, or as many
    entries with another root.
    """
    before, after = old.checkpoint, new.checkpoint
    if before.origin != after.origin:
        raise MalformedError("origins-differ", old=before.origin, new=after.origin)
    if 0 < before.size < after.size:
        return True
    merkle.verify_consistency(before.size, after.size, before.root, after.root, [])
    return False


def verify_continues(old: TrustedCheckpoint, new: TrustedCheckpoint, proof: list[bytes]) -> None:
    """Verify by the hashes of a consistency proof that `new` continues `old`. Raises `VerificationError`."""
    if needs_proof(old, new):
        before, after = old.checkpoint, new.checkpoint
        merkle.verify_consistency(before.size, after.size, before.root, after.root, proof)
    elif proof:
        raise MalformedError("proof-too-long", hashes=len(proof))


def verify_continues_in_log(old: TrustedCheckpoint, new: TrustedCheckpoint, source: LogSource) -> None:
    """Verify from a log's tiles that `new` continues `old`.

    The root of `new` is derived from the tiles first, so that altered tiles are not mistaken for an altered
    history; the proof built of them then derives both roots. Raises `VerificationError`, `InputError`.
    """
    if not needs_proof(old, new):
        return
    before, after = old.checkpoint, new.checkpoint
    hashes = StoredHashes(source, after.size)
    if merkle.root(after.size, hashes) != after.root:
        raise LogError("tiles-not-of-checkpoint", "tile")
    verify_continues(old, new, merkle.consistency_proof(before.size, after.size, hashes))
