"""Keys behind one interface: one key per purpose, several versions of each, never handed out.

Callers name a purpose (``ledger.checkpoint``, ``ledger.subject``, ``identity.resident-number``) and get
signatures, MACs and wrapped keys; they never see key bytes. :class:`FileKeyStore` keeps versions as files;
a PKCS#11 store has the same methods. A key per purpose keeps two tables from being joined by accident.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from madang.blocks.ledger.errors import KeyMissing

_PURPOSE = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+")
_VERSION_BYTES = 2
_NONCE_BYTES = 12


@dataclass(frozen=True)
class PublicKey:
    """One version of a signing key as others may know it.

    Attributes:
        version: counts from 1.
        public: the 32 bytes of an Ed25519 public key.
        active: whether new signatures are made with it.
    """

    version: int
    public: bytes
    active: bool


class KeyStore(Protocol):
    """What every store of keys offers. A purpose is ``room.use`` in lower-case letters."""

    def sign(self, purpose: str, message: bytes) -> list[tuple[PublicKey, bytes]]:
        """Return an Ed25519 signature of ``message`` (64 bytes) by every active version, oldest first."""

    def public_keys(self, purpose: str) -> list[PublicKey]:
        """Return all versions, retired ones too, oldest first."""

    def mac(self, purpose: str, data: bytes) -> bytes:
        """Return HMAC-SHA-256 (32 bytes) by the newest version."""

    def macs(self, purpose: str, data: bytes) -> list[bytes]:
        """Return the MACs by all versions, newest first: for look-ups after a rotation."""

    def wrap(self, purpose: str, secret: bytes, context: bytes) -> bytes:
        """Return ``secret`` encrypted (AES-256-GCM) by the newest version, bound to ``context``."""

    def unwrap(self, purpose: str, wrapped: bytes, context: bytes) -> bytes:
        """Return the secret; raises KeyMissing when its version is gone or the bytes were altered."""

    def rotate(self, purpose: str) -> int:
        """Make a new version and return its number; earlier versions stay readable."""

    def retire(self, purpose: str, version: int) -> None:
        """Sign no more with that version."""

    def purposes(self) -> list[str]:
        """Return the purposes that hold a key."""


class FileKeyStore:
    """Keys as files: ``FOLDER/PURPOSE/0001.key`` holding 32 random bytes, mode 0600, folders 0700.

    ``create_missing`` makes a purpose's first version on first use (demo, first start); production turns it
    off, so that a lost folder stops the site instead of silently starting a second history.
    """

    def __init__(self, folder: Path, *, create_missing: bool) -> None:
        self._folder = folder
        self._create_missing = create_missing
        self._cache: dict[Path, bytes] = {}

    def sign(self, purpose: str, message: bytes) -> list[tuple[PublicKey, bytes]]:
        return [
            (key, Ed25519PrivateKey.from_private_bytes(self._secret(purpose, key.version)).sign(message))
            for key in self.public_keys(purpose)
            if key.active
        ]

    def public_keys(self, purpose: str) -> list[PublicKey]:
        return [
            PublicKey(version, self._public(purpose, version), not self._retired(purpose, version).exists())
            for version in self._versions(purpose)
        ]

    def mac(self, purpose: str, data: bytes) -> bytes:
        return self._mac(purpose, self._versions(purpose)[-1], data)

    def macs(self, purpose: str, data: bytes) -> list[bytes]:
        return [self._mac(purpose, version, data) for version in reversed(self._versions(purpose))]

    def wrap(self, purpose: str, secret: bytes, context: bytes) -> bytes:
        version = self._versions(purpose)[-1]
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self._secret(purpose, version)).encrypt(nonce, secret, context)
        return version.to_bytes(_VERSION_BYTES, "big") + nonce + sealed

    def unwrap(self, purpose: str, wrapped: bytes, context: bytes) -> bytes:
        version = int.from_bytes(wrapped[:_VERSION_BYTES], "big")
        nonce, sealed = wrapped[_VERSION_BYTES:][:_NONCE_BYTES], wrapped[_VERSION_BYTES + _NONCE_BYTES :]
        try:
            return AESGCM(self._secret(purpose, version)).decrypt(nonce, sealed, context)
        except Exception as error:
            raise KeyMissing(f"a secret of {purpose} cannot be opened with key version {version}") from error

    def rotate(self, purpose: str) -> int:
        versions = self._versions(purpose)
        self._write(purpose, versions[-1] + 1)
        return versions[-1] + 1

    def retire(self, purpose: str, version: int) -> None:
        if version == self._versions(purpose)[-1]:
            raise ValueError(f"version {version} of {purpose} is the newest; rotate first, then retire it")
        self._retired(purpose, version).touch(mode=0o600)

    def purposes(self) -> list[str]:
        if not self._folder.is_dir():
            return []
        return sorted(path.name for path in self._folder.iterdir() if _PURPOSE.fullmatch(path.name) and path.is_dir())

    def _mac(self, purpose: str, version: int, data: bytes) -> bytes:
        return hmac.digest(self._secret(purpose, version), data, hashlib.sha256)

    def _public(self, purpose: str, version: int) -> bytes:
        private = Ed25519PrivateKey.from_private_bytes(self._secret(purpose, version))
        return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def _path(self, purpose: str, version: int) -> Path:
        return self._folder / purpose / f"{version:04d}.key"

    def _retired(self, purpose: str, version: int) -> Path:
        return self._folder / purpose / f"{version:04d}.retired"

    def _versions(self, purpose: str) -> list[int]:
        if not _PURPOSE.fullmatch(purpose):
            raise ValueError(f"{purpose!r} is no purpose; write room.use in lower-case letters")
        folder = self._folder / purpose
        found = sorted(int(path.stem) for path in folder.glob("[0-9][0-9][0-9][0-9].key"))
        if found:
            return found
        if not self._create_missing:
            raise KeyMissing(
                f"no key for {purpose} in {self._folder}; restore the key backup, or run "
                "`madang keys create` on a new installation"
            )
        self._write(purpose, 1)
        return sorted(int(path.stem) for path in folder.glob("[0-9][0-9][0-9][0-9].key"))

    def _write(self, purpose: str, version: int) -> None:
        path = self._path(purpose, version)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Written whole under another name, then linked: a reader never sees half a key, and of two
        # processes that make the first key at once one wins and both read the same.
        draft = path.with_name(f".{version:04d}.{os.getpid()}.{os.urandom(4).hex()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, os.urandom(32))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        fsync_folders([path.parent, self._folder])

    def _secret(self, purpose: str, version: int) -> bytes:
        path = self._path(purpose, version)
        if path not in self._cache:
            try:
                secret = path.read_bytes()
            except FileNotFoundError as error:
                raise KeyMissing(f"key version {version} of {purpose} is gone; restore the key backup") from error
            if len(secret) != 32:
                raise KeyMissing(f"key version {version} of {purpose} has {len(secret)} bytes instead of 32")
            self._cache[path] = secret
        return self._cache[path]


def fsync_folders(folders: Iterable[Path]) -> None:
    """Make the folders' entries durable."""
    for folder in folders:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def key_store() -> KeyStore:
    """Return this installation's key store."""
    environment = settings.ENVIRONMENT
    return _file_store(environment.keys, not environment.production)


@cache
def _file_store(folder: Path, create_missing: bool) -> FileKeyStore:
    return FileKeyStore(folder, create_missing=create_missing)


def mac(purpose: str, data: bytes) -> bytes:
    """Return the keyed hash of ``data`` for one purpose (32 bytes)."""
    return key_store().mac(purpose, data)
