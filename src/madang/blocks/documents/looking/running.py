"""The parent's side: a child process for each look, ended with all it started when its time is over."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from madang.blocks.documents.looking.child import SECONDS
from madang.blocks.documents.looking.kinds import Refused

CHILD = "madang.blocks.documents.looking.child"
WALL = 1.5
"""Seconds on the clock for each second of the processor."""
PLACES = 2
"""Looks that one process of the site has going at once."""
PATIENCE = 30.0
_places = BoundedSemaphore(PLACES)


class Failed(Exception):
    """The child crashed, ran out of its limits, or said nothing that can be read."""


class Crowded(Exception):
    """No place became free in time."""


@dataclass(frozen=True)
class Found:
    """What a file is.

    Attributes:
        kind: its code (``kinds.KINDS``).
        pages: where it has pages.
        width, height: of a picture, in pixels.
    """

    kind: str
    pages: int | None
    width: int | None
    height: int | None


def examine(path: Path, scratch: Path) -> Found:
    """Say what a file is; raises Refused for what is not taken, what cannot be looked through included, and Crowded.

    Here and below, ``scratch`` is the folder in which the child may leave something; it is swept by whoever owns it.
    """
    try:
        with _looked("examine", path, "-", scratch) as (answer, _folder):
            return Found(answer["kind"], answer.get("pages"), answer.get("width"), answer.get("height"))
    except Failed as error:
        raise Refused("unreadable") from error


def text(path: Path, kind: str, scratch: Path) -> tuple[str | None, bool]:
    """Return the words of a file and whether they are all; ``(None, False)`` when there is no reading it."""
    try:
        with _looked("text", path, kind, scratch) as (answer, _folder):
            return answer["text"], bool(answer["whole"])
    except (Failed, Refused):
        return None, False


def picture(look: str, path: Path, kind: str, target: Path, scratch: Path) -> bool:
    """Write a ``preview`` or the ``copy`` for others to ``target``; False when that failed."""
    try:
        with _looked(look, path, kind, scratch) as (_answer, folder):
            (folder / "picture").rename(target)
    except (Failed, Refused, OSError):
        return False
    return True


@contextmanager
def _looked(look: str, path: Path, kind: str, scratch: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    if not _places.acquire(timeout=PATIENCE):
        raise Crowded
    try:
        with tempfile.TemporaryDirectory(prefix="look-", dir=scratch) as place:
            folder = Path(place)
            _run(
                [sys.executable, "-I", "-m", CHILD, look, str(path), kind, place], SECONDS[look] * WALL, place
            )
            answer = _answer(folder / "answer.json")
            if "refused" in answer:
                raise Refused(str(answer["refused"]), str(answer.get("what", "")))
            yield answer, folder
    finally:
        _places.release()


def _run(command: list[str], seconds: float, folder: str) -> None:
    """Run the child without our surroundings; raises Failed unless it ends well and in time."""
    surroundings = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": folder, "TMPDIR": folder}
    child = subprocess.Popen(
        command,
        env=surroundings,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = child.wait(seconds)
    except subprocess.TimeoutExpired:
        code = None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # with it what it started
        child.wait()
    if code != 0:
        raise Failed(f"the child ended with {code}")


def _answer(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failed("no answer") from error
    if not isinstance(found, dict):
        raise Failed("no answer")
    return found
