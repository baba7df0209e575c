"""Where a log's files come from: a directory or a web address.

Both hand out bytes by path inside the log and never more than asked for. What they hand out is not trusted.
"""

import os
import stat
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from madang_verify.errors import InputError


class LogSource(Protocol):
    """The files of one log."""

    def read(self, path: str, limit: int) -> bytes | None:
        """Return the file, or None when the log has none at `path`.

        Of a longer file `limit + 1` bytes are returned. Raises `InputError` when it cannot be told.
        """
        ...

    def read_ahead(self, files: Iterable[tuple[str, int]]) -> None:
        """Say which files (path, limit) are read next; a source that is far away begins to fetch them."""
        ...

    def walk(self) -> Iterator[str]:
        """Yield the paths of all files below `tile/`; nothing for a source that cannot list."""
        ...


def open_source(location: str) -> LogSource:
    """Return the source for a directory or an http(s) address. Raises `InputError`."""
    if location.startswith(("http://", "https://")):
        return HttpSource(location)
    if "://" in location:
        raise InputError("location-scheme", location=location)
    return DirectorySource(Path(location))


def read_file(path: Path, limit: int) -> bytes:
    """Return the file at `path`, at most `limit + 1` bytes. Raises `InputError`."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError("not-a-file", path=path)
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise InputError("unreadable", path=path, reason=_reason(error)) from error


class DirectorySource:
    """A log's files in a directory."""

    def __init__(self, root: Path) -> None:
        if not os.path.isdir(root):  # noqa: PTH112 - unlike Path.is_dir it takes any name without raising
            raise InputError("not-a-directory", path=root)
        self._root = root

    def read(self, path: str, limit: int) -> bytes | None:
        """See `LogSource.read`."""
        try:
            return read_file(self._root / path, limit)
        except InputError as error:
            if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
                return None
            raise

    def read_ahead(self, files: Iterable[tuple[str, int]]) -> None:
        """Do nothing: the files are near."""

    def walk(self) -> Iterator[str]:
        """See `LogSource.walk`."""
        for file in sorted((self._root / "tile").rglob("*")):
            if file.is_file():
                yield file.relative_to(self._root).as_posix()


class HttpSource:
    """A log's files at a web address, fetched by plain GET.

    One file may take `deadline` seconds in all and `timeout` seconds between two pieces; a passing fault is
    tried `attempts` times. Compressed answers (gzip) are unpacked up to the size asked for.
    """

    def __init__(
        self, prefix: str, timeout: float = 15, deadline: float = 120, attempts: int = 3, workers: int = 8
    ) -> None:
        if not urlsplit(prefix).hostname:
            raise InputError("location-scheme", location=prefix)
        self._prefix = prefix.rstrip("/")
        self._timeout = timeout
        self._deadline = deadline
        self._attempts = attempts
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="fetch")
        self._ahead: dict[str, Future[bytes | None]] = {}
        # Named one by one: the usual opener would follow a redirection to file: or ftp:.
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(),
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPRedirectHandler(),
            urllib.request.HTTPErrorProcessor(),
        ):
            self._opener.add_handler(handler)

    def read(self, path: str, limit: int) -> bytes | None:
        """See `LogSource.read`."""
        future = self._ahead.pop(path, None)
        try:
            return future.result() if future else self._fetch(path, limit)
        except InputError:
            # The caller gives up; files still waiting to be fetched would only delay the end of the program.
            for waiting in self._ahead.values():
                waiting.cancel()
            self._ahead.clear()
            raise

    def read_ahead(self, files: Iterable[tuple[str, int]]) -> None:
        """See `LogSource.read_ahead`."""
        for path, limit in files:
            if path not in self._ahead:
                self._ahead[path] = self._pool.submit(self._fetch, path, limit)

    def walk(self) -> Iterator[str]:
        """Yield nothing: a web address has no list of its files."""
        return iter(())

    def _fetch(self, path: str, limit: int) -> bytes | None:
        url = f"{self._prefix}/{path}"
        for attempt in range(1, self._attempts + 1):
            try:
                return self._fetch_once(url, limit)
            except urllib.error.HTTPError as error:
                error.close()
                # Object stores answer 403 for a file they do not have when nobody may list them.
                if error.code in (403, 404, 410):
                    return None
                if attempt == self._attempts or (error.code < 500 and error.code != 429):
                    raise InputError("http-status", url=url, status=error.code) from error
            except (OSError, HTTPException, zlib.error) as error:
                if attempt == self._attempts:
                    raise InputError("unreachable", url=url, reason=_reason(error)) from error
            time.sleep(2 ** (attempt - 1))
        raise AssertionError("the last attempt returns or raises")

    def _fetch_once(self, url: str, limit: int) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - the opener speaks http and https alone
            url, headers={"Accept-Encoding": "identity", "User-Agent": "madang-verify"}
        )
        end = time.monotonic() + self._deadline
        with self._opener.open(request, timeout=self._timeout) as response:
            # tlog-tiles lets a log answer with gzip unasked.
            packed = response.headers.get("Content-Encoding", "identity").lower()
            if packed not in ("identity", "gzip", ""):
                raise InputError("http-encoding", url=url, encoding=packed)
            unpacker = zlib.decompressobj(wbits=31) if packed == "gzip" else None
            data = bytearray()
            while len(data) <= limit:
                if time.monotonic() > end:
                    raise TimeoutError(f"more than {self._deadline} s")
                piece = response.read1(65_536)
                if not piece:
                    if response.length or (unpacker and not unpacker.eof):
                        raise HTTPException("the answer was cut off")
                    break
                if unpacker:
                    piece = unpacker.decompress(piece, limit + 1 - len(data))
                data += piece
            return bytes(data[: limit + 1])


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, Exception):
        error = error.reason
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
