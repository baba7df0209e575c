"""The Merkle tree of RFC 6962 section 2.1 and RFC 9162 section 2.1 with SHA-256.

Hashes are 32 raw bytes. A *complete subtree* `(level, index)` is the one over the leaves
`[index * 2**level, (index + 1) * 2**level)`; levels count tree levels from 0 (leaves), not tile levels.
Functions that need stored hashes take `read_hash(level, index)`, which returns the hash of such a subtree.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

from madang_verify.errors import ProofError

HASH_SIZE = 32
MAX_SIZE = 2**63 - 1
"""Largest tree size accepted, in leaves: what fits a signed 64-bit integer, as in Go's tlog."""

EMPTY_ROOT = sha256(b"").digest()
"""Root of the tree without leaves (RFC 6962 section 2.1)."""

ReadHash = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of the leaf that holds the entry `data`: SHA-256(0x00 || data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the inner node over two children: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def root_from_leaves(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root over `leaf_hashes`: hashes as `leaf_hash` gives them, not entries."""
    return root_from_concatenated(b"".join(leaf_hashes))


def root_from_concatenated(hashes: bytes) -> bytes:
    """Return the root over leaf hashes that stand one behind the other, as in a tile.

    Layer by layer; an odd last node rises unchanged, which gives the same tree as RFC 6962's split at the
    largest power of two.
    """
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) % HASH_SIZE:
        raise ValueError(f"{len(hashes)} bytes are no whole number of {HASH_SIZE}-byte hashes")
    hash_ = sha256
    pair = 2 * HASH_SIZE
    while len(hashes) > HASH_SIZE:
        odd = len(hashes) % pair
        end = len(hashes) - odd
        layer = [hash_(b"\x01" + hashes[start : start + pair]).digest() for start in range(0, end, pair)]
        if odd:
            layer.append(hashes[end:])
        hashes = b"".join(layer)
    return hashes


def peaks(start: int, end: int) -> list[tuple[int, int]]:
    """Return the complete subtrees `(level, index)`, left to right, that make up the leaves `[start, end)`.

    `start` must be a multiple of the largest power of two that is not larger than `end - start`, as it always
    is for the right part of a split of RFC 6962 and for 0.
    """
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over the hashes of `peaks`, given left to right; at least one."""
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = node_hash(left, result)
    return result


def root(size: int, read_hash: ReadHash) -> bytes:
    """Return the root of the tree of `size` leaves."""
    return _subtree_root(0, size, read_hash) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read_hash: ReadHash) -> list[bytes]:
    """Return the audit path of leaf `index` in the tree of `size` leaves, from the leaf's sibling up.

    RFC 6962 section 2.1.1. Raises `ValueError` unless `0 <= index < size`.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size} leaves")
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_subtree_root(middle, end, read_hash))
            end = middle
        else:
            path.append(_subtree_root(start, middle, read_hash))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, read_hash: ReadHash) -> list[bytes]:
    """Return the proof that the tree of `old` leaves is a prefix of that of `new` leaves.

    RFC 6962 section 2.1.2. Empty when `old` is 0 or equals `new`. Raises `ValueError` unless
    `0 <= old <= new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} leaves cannot be a prefix of one of {new}")
    if old in (0, new):
        return []
    proof = []
    start, end = 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_subtree_root(middle, end, read_hash))
            end = middle
        else:
            proof.append(_subtree_root(start, middle, read_hash))
            start = middle
    if start:  # otherwise the subtree is the whole old tree, whose root the verifier already has
        proof.append(_subtree_root(start, end, read_hash))
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> None:
    """Check that the leaf hash `leaf` stands at `index` in the tree of `size` leaves.

    RFC 9162 section 2.1.3.2. Raises `ProofError` when the index lies outside the tree, the proof has not
    exactly the hashes it needs, or it does not lead to `root_hash`.
    """
    if not 0 <= index < size <= MAX_SIZE:
        raise ProofError("index-outside-tree", index=index, size=size)
    _check_hashes([leaf, root_hash, *proof])
    first, last = index, size - 1
    result = leaf
    for step in proof:
        if last == 0:
            raise ProofError("proof-too-long", hashes=len(proof))
        if first & 1 or first == last:
            result = node_hash(step, result)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            result = node_hash(result, step)
        first, last = first >> 1, last >> 1
    if last:
        raise ProofError("proof-too-short", hashes=len(proof))
    if result != root_hash:
        raise ProofError("not-included", index=index, size=size)


def verify_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the old tree is a prefix of the new one: nothing altered or removed.

    RFC 9162 section 2.1.4.2. An empty old tree is a prefix of every tree, with an empty proof. Raises
    `ProofError` otherwise: also for a new tree smaller than the old, and for equal sizes with different
    roots.
    """
    if not 0 <= old_size <= MAX_SIZE or not 0 <= new_size <= MAX_SIZE:
        raise ProofError("size-out-of-range", size=max(old_size, new_size), limit=MAX_SIZE)
    _check_hashes([old_root, new_root, *proof])
    if old_size > new_size:
        raise ProofError("log-shrank", old=old_size, new=new_size)
    if old_size in (0, new_size):
        if proof:
            raise ProofError("proof-too-long", hashes=len(proof))
        if old_size == 0 and old_root != EMPTY_ROOT:
            raise ProofError("empty-root-wrong")
        if new_size == 0 and new_root != EMPTY_ROOT:
            raise ProofError("empty-root-wrong")
        if old_size == new_size and old_root != new_root:
            raise ProofError("split-view", size=old_size)
        return
    if not proof:
        raise ProofError("proof-too-short", hashes=0)
    # A whole old tree that is itself one complete subtree is not repeated in the proof (RFC 9162, step 3).
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    first, last = old_size - 1, new_size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    from_old = from_new = path[0]
    for step in path[1:]:
        if last == 0:
            raise ProofError("proof-too-long", hashes=len(proof))
        if first & 1 or first == last:
            from_old = node_hash(step, from_old)
            from_new = node_hash(step, from_new)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            from_new = node_hash(from_new, step)
        first, last = first >> 1, last >> 1
    if last:
        raise ProofError("proof-too-short", hashes=len(proof))
    if from_old != old_root or from_new != new_root:
        raise ProofError("not-consistent", old=old_size, new=new_size)


def _split(count: int) -> int:
    """Return the largest power of two smaller than `count` (at least 2): where RFC 6962 splits a tree."""
    return 1 << (count - 1).bit_length() - 1


def _subtree_root(start: int, end: int, read_hash: ReadHash) -> bytes:
    return fold([read_hash(level, index) for level, index in peaks(start, end)])


def _check_hashes(hashes: Sequence[bytes]) -> None:
    for value in hashes:
        if len(value) != HASH_SIZE:
            raise ProofError("hash-size", size=len(value), expected=HASH_SIZE)
