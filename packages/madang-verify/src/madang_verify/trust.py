"""Whom one trusts, and whether a checkpoint deserves it."""

from collections.abc import Iterable
from dataclasses import dataclass

from madang_verify import cosignature
from madang_verify.checkpoint import Checkpoint
from madang_verify.errors import InputError, KeyFormatError, MalformedError, SignatureError
from madang_verify.note import COSIGNATURE_ED25519, ED25519, Signature, VerifierKey, open_note


@dataclass(frozen=True)
class Witness:
    """A witness that cosigned; `time` is when, in POSIX seconds (0: it makes no statement about the time)."""

    name: str
    time: int


@dataclass(frozen=True)
class TrustedCheckpoint:
    """A checkpoint whose signatures were checked: by `signers` (names of the log's keys) and `witnesses`."""

    checkpoint: Checkpoint
    text: str
    signers: tuple[str, ...]
    witnesses: tuple[Witness, ...]


@dataclass(frozen=True)
class Trust:
    """The keys one trusts: `keys` of the log, `witnesses`, and how many of these must have cosigned.

    Any one key of the log suffices, so that old and new key can stand side by side while a log changes its
    key. Keys of kind 4 are witnesses' by their nature and count as such wherever they are given. `quorum`
    None means every witness. `origin` is the log's name when it is not that of its key.

    Raises `InputError` for a choice that makes no sense, `KeyFormatError` for two keys that cannot be told apart.
    """

    keys: tuple[VerifierKey, ...]
    witnesses: tuple[VerifierKey, ...] = ()
    quorum: int | None = None
    origin: str | None = None

    def __post_init__(self) -> None:
        if not self.log_keys:
            raise InputError("no-log-key")
        known: dict[tuple[str, bytes], VerifierKey] = {}
        for key in (*self.keys, *self.witnesses):
            if known.setdefault((key.name, key.key_id), key) != key:
                raise KeyFormatError("key-ambiguous", name=key.name)
        for key in self.witnesses:
            if key.algorithm == ED25519:
                raise InputError("witness-kind", name=key.name)
        if not 0 <= self.needed <= len(self.witness_keys):
            raise InputError("quorum", quorum=self.needed, witnesses=len(self.witness_keys))

    @classmethod
    def of(
        cls,
        keys: Iterable[str],
        witnesses: Iterable[str] = (),
        quorum: int | None = None,
        origin: str | None = None,
    ) -> "Trust":
        """Make it of verifier keys in their text form. Raises `KeyFormatError`, `InputError`."""
        return cls(
            tuple(VerifierKey.parse(key) for key in keys),
            tuple(VerifierKey.parse(key) for key in witnesses),
            quorum,
            origin,
        )

    @property
    def log_keys(self) -> tuple[VerifierKey, ...]:
        """The keys that can sign for the log."""
        return tuple(key for key in self.keys if key.algorithm != COSIGNATURE_ED25519)

    @property
    def witness_keys(self) -> tuple[VerifierKey, ...]:
        """The witnesses' keys, each once; a key of the log is no witness of itself."""
        cosigners = [key for key in self.keys if key.algorithm == COSIGNATURE_ED25519]
        candidates = dict.fromkeys([*cosigners, *self.witnesses])
        own = {key.public_key for key in self.log_keys}
        return tuple(key for key in candidates if key.public_key not in own)

    @property
    def needed(self) -> int:
        """How many witnesses must have cosigned."""
        return len(self.witness_keys) if self.quorum is None else self.quorum

    def check(self, note: bytes) -> TrustedCheckpoint:
        """Check a checkpoint's note.

        Raises `MalformedError` when it is out of form or of another log, `SignatureError` when a trusted
        key's signature is false, the log has not signed, or too few witnesses have.
        """
        opened = open_note(note, dict.fromkeys((*self.log_keys, *self.witness_keys)))
        log_identities = {(key.name, key.key_id) for key in self.log_keys}
        by_log = [found for found in opened.verified if _identity(found) in log_identities]
        if not by_log:
            raise SignatureError("log-not-signed", names=_names(self.log_keys))
        checkpoint = Checkpoint.parse(opened.text, self.origin)
        if self.origin is None:
            names = sorted({found.name for found in by_log})
            by_log = [found for found in by_log if found.name == checkpoint.origin]
            if not by_log:
                expected = ", ".join(names)
                raise MalformedError("checkpoint-origin", found=checkpoint.origin, expected=expected)
        witnesses = tuple(
            Witness(found.name, cosignature.split(found.signature)[0])
            for found in opened.verified
            if _identity(found) not in log_identities
        )
        if len(witnesses) < self.needed:
            raise SignatureError("too-few-witnesses", found=len(witnesses), needed=self.needed)
        return TrustedCheckpoint(checkpoint, opened.text, tuple(found.name for found in by_log), witnesses)


def _identity(signature: Signature) -> tuple[str, bytes]:
    return signature.name, signature.key_id


def _names(keys: Iterable[VerifierKey]) -> str:
    return ", ".join(sorted({key.name for key in keys}))
