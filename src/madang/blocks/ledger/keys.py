"""Keys behind one interface: one key per purpose, several versions of each, never handed out.

Callers name a purpose (``ledger.checkpoint``, ``ledger.subject``, ``identity.resident-number``) and get
signatures, MACs and wrapped keys; they never see key bytes. :class:`FileKeyStore` keeps versions as files;
a PKCS#11 store has the same methods. A key per purpose keeps two tables from being joined by accident.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from madang.blocks.ledger.disk import sync_folders
from madang.blocks.ledger.errors import KeyMissing

_PURPOSE = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+")
_FILE = re.compile(r"[0-9]{4}\.(key|retired)")
_KEY, _RETIRED = ".key", ".retired"
_SECRET_BYTES = 32
_VERSION_BYTES = 2
_NONCE_BYTES = 12
# A folder changed this recently may change again within the same tick of the file system's clock.
_SETTLED_NS = 2_000_000_000


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
    """What every store of keys offers. A purpose is ``room.use`` in lower-case letters.

    A purpose's key has versions, counted from 1. The newest makes MACs and wraps; every active one signs; all
    of them, retired ones too, verify, find and unwrap. Nothing here returns a secret.
    """

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

    def is_newest(self, purpose: str, wrapped: bytes) -> bool:
        """Whether ``wrap`` made these bytes with the newest version."""

    def version_of(self, purpose: str, wrapped: bytes) -> int:
        """Return with which version ``wrap`` made these bytes."""

    def create(self, purpose: str) -> bool:
        """Make version 1 of a purpose that has no key yet; False when it has one."""

    def rotate(self, purpose: str) -> int:
        """Make a new version and return its number; earlier versions stay readable and go on signing."""

    def retire(self, purpose: str, version: int) -> None:
        """Sign no more with that version, for good; raises ValueError for the newest and for unknown ones."""

    def destroy(self, purpose: str, version: int) -> None:
        """Make that version open nothing any more, for good; raises ValueError as ``retire`` does."""

    def versions(self, purpose: str) -> list[int]:
        """Return the numbers of all versions, oldest first; empty when the purpose has no key."""

    def made_at(self, purpose: str, version: int) -> datetime | None:
        """Return when a version was made, None when the store does not know."""

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
        self._secrets: dict[Path, bytes] = {}
        self._signing: dict[Path, tuple[Ed25519PrivateKey, bytes]] = {}
        self._listed: dict[str, tuple[int, list[int], set[int]]] = {}

    def sign(self, purpose: str, message: bytes) -> list[tuple[PublicKey, bytes]]:
        return [
            (key, self._signing_key(purpose, key.version)[0].sign(message))
            for key in self.public_keys(purpose)
            if key.active
        ]

    def public_keys(self, purpose: str) -> list[PublicKey]:
        versions = self._usable(purpose)
        retired = self._list(purpose)[1]
        return [
            PublicKey(version, self._signing_key(purpose, version)[1], version not in retired)
            for version in versions
        ]

    def mac(self, purpose: str, data: bytes) -> bytes:
        return self._mac(purpose, self._usable(purpose)[-1], data)

    def macs(self, purpose: str, data: bytes) -> list[bytes]:
        return [self._mac(purpose, version, data) for version in reversed(self._usable(purpose))]

    def wrap(self, purpose: str, secret: bytes, context: bytes) -> bytes:
        version = self._usable(purpose)[-1]
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self._secret(purpose, version)).encrypt(nonce, secret, context)
        return version.to_bytes(_VERSION_BYTES, "big") + nonce + sealed

    def unwrap(self, purpose: str, wrapped: bytes, context: bytes) -> bytes:
        version = _version_of(wrapped)
        nonce, sealed = wrapped[_VERSION_BYTES:][:_NONCE_BYTES], wrapped[_VERSION_BYTES + _NONCE_BYTES :]
        try:
            return AESGCM(self._secret(purpose, version)).decrypt(nonce, sealed, context)
        except (InvalidTag, ValueError) as error:
            raise KeyMissing(
                f"a secret of {purpose} cannot be opened with key version {version}: it was altered, or this "
                "is not the key that closed it; restore both from the same backup"
            ) from error

    def is_newest(self, purpose: str, wrapped: bytes) -> bool:
        return _version_of(wrapped) == self._usable(purpose)[-1]

    def version_of(self, purpose: str, wrapped: bytes) -> int:
        return _version_of(wrapped)

    def create(self, purpose: str) -> bool:
        if self.versions(purpose):
            return False
        self._write(purpose, 1)
        return True

    def rotate(self, purpose: str) -> int:
        version = self._usable(purpose)[-1] + 1
        self._write(purpose, version)
        return version

    def retire(self, purpose: str, version: int) -> None:
        self._refuse_newest(purpose, version)
        self._path(purpose, version).with_suffix(_RETIRED).touch(mode=0o600)
        sync_folders([self._folder / purpose])
        self._listed.pop(purpose, None)

    def destroy(self, purpose: str, version: int) -> None:
        self._refuse_newest(purpose, version)
        path = self._path(purpose, version)
        path.unlink(missing_ok=True)
        path.with_suffix(_RETIRED).unlink(missing_ok=True)
        sync_folders([path.parent])
        self._listed.pop(purpose, None)
        self._forget(path)

    def versions(self, purpose: str) -> list[int]:
        return list(self._list(purpose)[0])

    def made_at(self, purpose: str, version: int) -> datetime | None:
        try:
            made = self._path(purpose, version).stat().st_mtime  # a backup keeps it
        except OSError:
            return None
        return datetime.fromtimestamp(made, UTC)

    def purposes(self) -> list[str]:
        if not self._folder.is_dir():
            return []
        names = (path.name for path in self._folder.iterdir() if path.is_dir())
        return sorted(name for name in names if _PURPOSE.fullmatch(name) and self.versions(name))

    def _mac(self, purpose: str, version: int, data: bytes) -> bytes:
        return hmac.digest(self._secret(purpose, version), data, hashlib.sha256)

    def _refuse_newest(self, purpose: str, version: int) -> None:
        versions = self.versions(purpose)
        if version not in versions:
            raise ValueError(f"{purpose} has no version {version}; it has {versions or 'no key'}")
        if version == versions[-1]:
            raise ValueError(f"version {version} of {purpose} is the newest; rotate first, then end it")

    def _forget(self, path: Path) -> None:
        self._secrets.pop(path, None)
        self._signing.pop(path, None)

    def _path(self, purpose: str, version: int) -> Path:
        return self._folder / purpose / f"{version:04d}{_KEY}"

    def _usable(self, purpose: str) -> list[int]:
        """Return the versions, at least one; raises KeyMissing."""
        if found := self._list(purpose)[0]:
            return found
        if not self._create_missing:
            raise KeyMissing(
                f"no key for {purpose} in {self._folder}; restore the key backup, or on a new installation "
                "make the keys"
            )
        self._write(purpose, 1)
        return self._list(purpose)[0]

    def _list(self, purpose: str) -> tuple[list[int], set[int]]:
        """Return the versions and which of them are retired; cheap while the folder does not change."""
        if not _PURPOSE.fullmatch(purpose):
            raise ValueError(f"{purpose!r} is no purpose; write room.use in lower-case letters")
        folder = self._folder / purpose
        try:
            changed = folder.stat().st_mtime_ns
        except FileNotFoundError:
            return [], set()
        cached = self._listed.get(purpose)
        if cached is not None and cached[0] == changed:
            return cached[1], cached[2]
        names = [path.name for path in folder.iterdir()]
        versions = sorted(int(name[:4]) for name in names if _FILE.fullmatch(name) and name.endswith(_KEY))
        retired = {int(name[:4]) for name in names if _FILE.fullmatch(name) and name.endswith(_RETIRED)}
        if time.time_ns() - changed > _SETTLED_NS:
            self._listed[purpose] = changed, versions, retired
        return versions, retired

    def _write(self, purpose: str, version: int) -> None:
        """Make a version's key unless it is there; of several processes one wins and all read the same."""
        path = self._path(purpose, version)
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self._folder, path.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        # Written whole under another name, then linked: a reader never sees half a key.
        draft = path.with_name(f".{version:04d}.{os.getpid()}.{os.urandom(4).hex()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(os.urandom(_SECRET_BYTES))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink()
        sync_folders([path.parent, self._folder, self._folder.parent])
        self._listed.pop(purpose, None)

    def _secret(self, purpose: str, version: int) -> bytes:
        path = self._path(purpose, version)
        if version not in self._list(purpose)[0]:
            self._forget(path)  # another process destroyed it
        found = self._secrets.get(path)
        if found is None:
            try:
                found = path.read_bytes()
            except FileNotFoundError as error:
                raise KeyMissing(
                    f"key version {version} of {purpose} is gone from {self._folder}; restore the key backup"
                ) from error
            if len(found) != _SECRET_BYTES:
                raise KeyMissing(
                    f"key version {version} of {purpose} has {len(found)} bytes instead of {_SECRET_BYTES}; "
                    "restore the key backup"
                )
            self._secrets[path] = found
        return found

    def _signing_key(self, purpose: str, version: int) -> tuple[Ed25519PrivateKey, bytes]:
        path = self._path(purpose, version)
        if path not in self._signing:
            private = Ed25519PrivateKey.from_private_bytes(self._secret(purpose, version))
            public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            self._signing[path] = private, public
        return self._signing[path]


def _version_of(wrapped: bytes) -> int:
    return int.from_bytes(wrapped[:_VERSION_BYTES], "big")


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
