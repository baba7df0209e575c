"""Secrets of the process environment: where they lie, how they are made, when we refuse to go on."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from madang.config.environment import ConfigurationError, Environment

DJANGO_SECRET = "django.secret"  # noqa: S105 - a file name


def django_secret(env: Environment) -> str:
    """Return the secret that signs sessions and cookies, from ``keys/django.secret``.

    Demo mode makes it on first use. In production its absence is a ConfigurationError: a new secret
    would sign everybody out and hide that the keys were not brought along from a backup.
    """
    path = env.keys / DJANGO_SECRET
    if not env.production:
        return read_or_create_secret(path)
    refuse_readable_by_others(path)
    return read_secret(path)


def read_secret(path: Path) -> str:
    """Return the secret in the file; raises ConfigurationError when it is absent, empty or unreadable."""
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise ConfigurationError(
            f"The key file {path} is missing. Restore the folder {path.parent} from your key backup, "
            f"or, for a new installation, make it:  (umask 077; mkdir -p {path.parent}; "
            f"python3 -c 'import secrets; print(secrets.token_urlsafe(50))' > {path})"
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"The key file {path} cannot be read ({error.strerror}). Give it to the account that "
            f"runs Madang: chown $(id -u) {path} && chmod 600 {path}"
        ) from None
    if not secret:
        raise ConfigurationError(f"The key file {path} is empty. Restore it from your key backup.")
    return secret


def refuse_readable_by_others(path: Path) -> None:
    """Raise ConfigurationError when group or others may read the file; an absent file passes."""
    with contextlib.suppress(FileNotFoundError):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise ConfigurationError(f"Others may read the key file {path}. Close it: chmod 600 {path}")


def read_or_create_secret(path: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(50)) -> str:
    """Return the secret in the file, making file (0600) and folder (0700) durably when absent.

    Of several processes that ask at once exactly one makes it and all return the same; nobody ever
    sees a half-written file. Raises ConfigurationError when the folder cannot be written.
    """
    if not path.exists():
        try:
            private_folder(path.parent)
            _create_once(path, make())
        except OSError as error:
            raise ConfigurationError(
                f"The key file {path} cannot be made ({error.strerror}). Give the folder to the account that "
                "runs Madang, free some space, or set MADANG_HOME to a folder that you may write."
            ) from None
    return read_secret(path)


def private_folder(path: Path) -> None:
    """Make the folder, and what is missing above it, for its owner alone (0700)."""
    if path.is_dir():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)


def _create_once(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            os.link(draft, path)
    finally:
        draft.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make what was created, renamed or removed in the folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
