"""What runs in the child process: one look at one file, its answer as JSON in a folder.

    python -I -m madang.blocks.documents.looking.child LOOK FILE KIND FOLDER

Limits are set before anything of the file is read; whatever goes wrong ends this process only.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024
MEMORY = 1536 * MEGABYTE
WRITTEN = 96 * MEGABYTE
SECONDS = {"examine": 20, "copy": 20, "preview": 20, "text": 55}
MOST_TEXT = 400_000
"""Characters that are kept of one file."""


def confine(look: str) -> None:
    """Bound this process in memory, time and what it writes."""
    seconds = SECONDS[look]
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


def examine(path: Path) -> dict[str, Any]:
    """Return kind, pages and measures of a file that may be taken; raises Refused."""
    from madang.blocks.documents.looking import hangul, kinds, packages, pdf, pictures

    data = path.read_bytes()
    family = kinds.family(data)
    if family == kinds.ZIP:
        found = packages.examine(path)
    elif family == kinds.OLE:
        found = hangul.examine(path)
    elif family == kinds.PDF:
        found = {"kind": "pdf", **pdf.examine(path)}
    elif family == "txt":
        found = {"kind": "txt", "pages": None}
    else:
        kinds.refuse_two_in_one(data, family)
        found = {"kind": family, **pictures.examine(path, family)}
    kinds.refuse_two_in_one(data, found["kind"])
    return found


def text(path: Path, code: str, folder: Path) -> dict[str, Any]:
    """Return the words of a file, whether they are all of it, and None where nothing here can read them."""
    from madang.blocks.documents.looking import hangul, kinds, packages, pdf, pictures

    said: str | None
    if code == "pdf":
        said = pdf.text(path, MOST_TEXT)
    elif code == "hwp":
        said = hangul.text(path, MOST_TEXT)
    elif code == "txt":
        said = kinds.text(path.read_bytes())[:MOST_TEXT]
    elif kinds.KINDS[code].is_image:
        said = pictures.text(path, code, folder, MOST_TEXT)
    else:
        said = packages.text(path, code, MOST_TEXT)
    return {"text": said, "whole": said is not None and code != "hwp" and len(said) < MOST_TEXT}


def look(what: str, path: Path, code: str, folder: Path) -> dict[str, Any]:
    """Return the answer of one look; pictures are written into ``folder``."""
    from madang.blocks.documents.looking import pdf, pictures

    if what == "examine":
        return examine(path)
    if what == "text":
        return text(path, code, folder)
    if what == "copy":
        pictures.safe_copy(path, code, folder / "picture")
    elif code == "pdf":
        pdf.preview(path, folder / "picture")
    else:
        pictures.preview(path, code, folder / "picture")
    return {}


def main(arguments: list[str]) -> int:
    what, file, code, place = arguments
    confine(what)
    from madang.blocks.documents.looking.kinds import Refused

    folder = Path(place)
    try:
        answer = look(what, Path(file), code, folder)
    except Refused as refused:
        answer = {"refused": refused.code, "what": refused.what}
    except MemoryError:
        answer = {"refused": "bomb", "what": ""}
    except RecursionError:
        answer = {"refused": "bomb", "what": ""}
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8", errors="replace")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
