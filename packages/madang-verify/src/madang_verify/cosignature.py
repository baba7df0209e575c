"""What a cosigner signs (c2sp.org/tlog-cosignature): a checkpoint together with the time it was seen.

A cosignature's bytes are the time (POSIX seconds, big-endian uint64) followed by the raw signature over one
of the messages made here.
"""

from struct import Struct

from madang_verify.checkpoint import Checkpoint
from madang_verify.errors import MalformedError

MAX_TIMESTAMP = 2**63 - 1
_UINT64 = Struct(">Q")


def ed25519_message(timestamp: int, text: bytes) -> bytes:
    """Return what an Ed25519 cosigner signs: two header lines and the checkpoint's whole text."""
    _check_timestamp(timestamp)
    return b"cosignature/v1\ntime %d\n" % timestamp + text


def mldsa44_message(cosigner: str, timestamp: int, text: bytes) -> bytes:
    """Return what an ML-DSA-44 cosigner named `cosigner` signs: the struct `cosigned_message`.

    It covers the whole tree. Extension lines of the checkpoint are not covered, as the standard says. Raises
    `MalformedError` when `text` is no checkpoint, or a name is longer than 255 bytes.
    """
    _check_timestamp(timestamp)
    checkpoint = Checkpoint.parse(text.decode())
    return b"".join(
        (
            b"subtree/v1\n\x00",
            _short(cosigner),
            _UINT64.pack(timestamp),
            _short(checkpoint.origin),
            _UINT64.pack(0),
            _UINT64.pack(checkpoint.size),
            checkpoint.root,
        )
    )


def join(timestamp: int, raw_signature: bytes) -> bytes:
    """Return the cosignature's bytes of a time and a raw signature."""
    _check_timestamp(timestamp)
    return _UINT64.pack(timestamp) + raw_signature


def split(signature: bytes) -> tuple[int, bytes]:
    """Return time and raw signature of a cosignature's bytes; raises `MalformedError`."""
    if len(signature) <= _UINT64.size:
        raise MalformedError("cosignature-short", size=len(signature))
    timestamp = _UINT64.unpack_from(signature)[0]
    _check_timestamp(timestamp)
    return timestamp, signature[_UINT64.size :]


def _check_timestamp(timestamp: int) -> None:
    if not 0 <= timestamp <= MAX_TIMESTAMP:
        raise MalformedError("cosignature-time", timestamp=timestamp)


def _short(text: str) -> bytes:
    data = text.encode()
    if not 1 <= len(data) <= 255:
        raise MalformedError("cosignature-name", size=len(data))
    return bytes([len(data)]) + data
