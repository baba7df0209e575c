"""What can go wrong with backups: each text is a sentence with its remedy."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from madang.config.environment import ConfigurationError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class BackupError(ConfigurationError):
    """A backup could not be made, or is not good; nothing that stood before was changed."""


class RestoreError(ConfigurationError):
    """A restore could not be done; what stood before stands as it did."""


@contextmanager
def explained(folder: Path, error_class: type[ConfigurationError]) -> Iterator[None]:
    """Turn what the operating system refuses into a sentence about ``folder``."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise error_class(full_disk(folder)) from error
        raise error_class(
            f"{error.filename or folder} 에서 멈췄습니다({error.strerror}). / Stopped at "
            f"{error.filename or folder}: {error.strerror}. Give the folder to the account that runs Madang, "
            "or name another one."
        ) from error


def full_disk(folder: Path) -> str:
    return (
        f"{folder} 의 디스크가 찼습니다. / The disk of {folder} is full. Free some space or name a folder on "
        "another disk, then run the command again; what was written so far is removed."
    )
