"""PostgreSQL's own programs: ``pg_dump``, ``pg_restore``, ``psql`` of a release that fits the server."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from madang.config.backup.errors import full_disk
from madang.config.environment import ConfigurationError
from madang.config.postgres.account import die_with_parent
from madang.config.postgres.binaries import MAJOR, binaries
from madang.config.postgres.cluster import bare_environment

_PIECE = 1024 * 1024
_SINCE_17 = b"SET transaction_timeout = 0;\n"


class Programs:
    """The programs for one server.

    Args:
        url: the database.
        major: release of its server.

    Raises ConfigurationError when the server is newer than every set of programs on this machine.
    """

    def __init__(self, url: str, major: int) -> None:
        self._url = conninfo_to_dict(url)
        self._server = major
        self._folder = _programs_for(major)

    def dump(
        self, target: Path, *, snapshot: str, options: Sequence[str], error: type[ConfigurationError]
    ) -> None:
        """Write the database, as the exported snapshot sees it, to a file in custom format."""
        argv = [
            *("--format=custom", "--no-owner", "--no-privileges", "--encoding=UTF8"),
            *(f"--snapshot={snapshot}", f"--file={target}", *options),
        ]
        self._run("pg_dump", [*argv, f"--dbname={self._conninfo()}"], target.parent, error)

    def read_through(self, dump: Path, error: type[ConfigurationError]) -> None:
        """Read a dump to its end, as a restore would; raises the error when it is damaged."""
        self._run("pg_restore", ["--file=/dev/null", str(dump)], dump.parent, error)

    def load(self, dumps: Sequence[tuple[str, Path]], error: type[ConfigurationError]) -> None:
        """Load (section, dump) one after the other in one transaction: all of it or nothing."""
        process = subprocess.Popen(
            [
                str(self._folder / "psql"),
                *(
                    "--no-psqlrc",
                    "--quiet",
                    "--single-transaction",
                    "--set=ON_ERROR_STOP=1",
                    "--output=/dev/null",
                ),
                f"--dbname={self._conninfo()}",
            ],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._environment(),
            preexec_fn=die_with_parent(signal.SIGKILL),
        )
        assert process.stdin is not None and process.stderr is not None
        try:
            with _Reader(process.stderr) as said:
                for section, dump in dumps:
                    self._feed(section, dump, process.stdin, error)
                process.stdin.close()
                code = process.wait()
        except BrokenPipeError:
            code = process.wait()
        finally:
            process.kill()  # ending its input would commit half of it
            process.wait()
        if code != 0:
            raise error(_explain("psql", said.text, dumps[0][1].parent))

    def _feed(self, section: str, dump: Path, target: IO[bytes], error: type[ConfigurationError]) -> None:
        process = subprocess.Popen(
            [
                str(self._folder / "pg_restore"),
                *("--no-owner", "--no-privileges", f"--section={section}", "--file=-", str(dump)),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._environment(),
            preexec_fn=die_with_parent(signal.SIGKILL),
        )
        assert process.stdout is not None and process.stderr is not None
        try:
            with _Reader(process.stderr) as said:
                for piece in self._for_server(process.stdout):
                    target.write(piece)
                code = process.wait()
        finally:
            process.kill()
            process.wait()
        if code != 0:
            raise error(_explain("pg_restore", said.text, dump.parent))

    def _for_server(self, stream: IO[bytes]) -> Iterator[bytes]:
        """Yield the script, without the one setting in its head that servers before 17 do not know."""
        head = stream.read(_PIECE)
        yield head.replace(_SINCE_17, b"", 1) if self._server < 17 else head
        while piece := stream.read(_PIECE):
            yield piece

    def _run(
        self, name: str, arguments: Sequence[str], folder: Path, error: type[ConfigurationError]
    ) -> None:
        done = subprocess.run(
            [str(self._folder / name), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=self._environment(),
            preexec_fn=die_with_parent(signal.SIGKILL),
        )
        if done.returncode != 0:
            raise error(_explain(name, done.stderr.decode(errors="replace"), folder))

    def _conninfo(self) -> str:
        return make_conninfo(**{name: value for name, value in self._url.items() if name != "password"})  # type: ignore[arg-type]

    def _environment(self) -> dict[str, str]:
        password = self._url.get("password")
        return {**bare_environment(), **({"PGPASSWORD": str(password)} if password else {})}


class _Reader:
    """Collects what a process says while we do something else; its pipe must not fill."""

    def __init__(self, stream: IO[bytes]) -> None:
        import threading

        self._stream = stream
        self.text = ""
        self._thread = threading.Thread(target=self._read, daemon=True)

    def _read(self) -> None:
        self.text = self._stream.read().decode(errors="replace")

    def __enter__(self) -> _Reader:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._thread.join(10)


def _programs_for(major: int) -> Path:
    """The wheel's programs read and fill every older server; a newer one needs its own."""
    if major <= MAJOR:
        return binaries()
    found = shutil.which("pg_dump")
    for folder in (Path(f"/usr/lib/postgresql/{major}/bin"), *([Path(found).parent] if found else [])):
        if (_major_of(folder / "pg_dump") or 0) >= major and (folder / "psql").exists():
            return folder
    raise ConfigurationError(
        f"The database server is PostgreSQL {major} and no pg_dump of that release is on this machine. "
        f"Install it: apt-get install postgresql-client-{major}"
    )


def _major_of(program: Path) -> int | None:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
        return int(said.split("PostgreSQL)")[1].split(".")[0])
    except (OSError, IndexError, ValueError):
        return None


def _explain(name: str, said: str, folder: Path) -> str:
    if "No space left on device" in said or "File too large" in said or "Disk quota exceeded" in said:
        return full_disk(folder)
    lines = [line for line in said.splitlines() if line.strip()]
    return f"{name} did not succeed: {' / '.join(lines[:3]) or 'it said nothing'}"


Say = Callable[[str], None]
