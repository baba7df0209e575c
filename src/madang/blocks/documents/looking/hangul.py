"""HWP 5 (한글): kept as it is. Only its heading, what acts in it, and the first lines it carries as plain text are read."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

from madang.blocks.documents.looking.kinds import Refused
from madang.blocks.documents.looking.packages import is_idle

_SIGNATURE = b"HWP Document File"
_COMPRESSED = 1
_LOCKED = 0x2 | 0x4 | 0x10 | 0x100 | 0x400
"""Password, only to be read (배포용 문서), DRM, encrypted by certificate, DRM by certificate: their streams are closed to us."""
_INSIDE = (".ole", ".eps", ".ps", ".exe", ".dll", ".js", ".vbs", ".lnk", ".bat")
MOST_SCRIPT = 1024 * 1024


def examine(path: Path) -> dict[str, Any]:
    """Return the kind; raises Refused for other files of the same container, passwords, scripts and objects inside."""
    with _open(path) as container:
        streams = ["/".join(each) for each in container.listdir()]
        if "FileHeader" not in streams:
            macros = any("VBA" in each.upper() for each in streams)
            raise Refused("macros" if macros else "old-office")
        heading = container.openstream("FileHeader").read(256)
        if not heading.startswith(_SIGNATURE) or len(heading) < 40:
            raise Refused("torn")
        (flags,) = struct.unpack("<I", heading[36:40])
        if flags & _LOCKED:
            raise Refused("locked")
        for name in streams:
            if name.startswith("BinData/") and name.lower().endswith(_INSIDE):
                raise Refused("inside", name.rsplit("/", 1)[-1][:40])
            if name.startswith("Scripts/") and not name.endswith("Version"):
                _refuse_script(container.openstream(name).read(MOST_SCRIPT), bool(flags & _COMPRESSED))
    return {"kind": "hwp", "pages": None}


def text(path: Path, most: int) -> str | None:
    """Return the first lines as the file itself carries them (``PrvText``), None when it carries none."""
    with _open(path) as container:
        if not container.exists("PrvText"):
            return None
        return container.openstream("PrvText").read(most * 2).decode("utf-16-le", "replace").strip("\x00")


def _refuse_script(data: bytes, packed: bool) -> None:
    """The script is a row of texts, each after its length (4 bytes) in UTF-16; what Hancom writes itself is empty."""
    if packed:
        try:
            data = zlib.decompressobj(-15).decompress(data, MOST_SCRIPT)
        except zlib.error as error:
            raise Refused("active", "JavaScript") from error
    place, said = 0, []
    while place + 4 <= len(data):
        (length,) = struct.unpack("<I", data[place : place + 4])
        place += 4
        if length == 0xFFFFFFFF:
            break
        said.append(data[place : place + 2 * length].decode("utf-16-le", "replace"))
        place += 2 * length
    if not is_idle("\n".join(said)):
        raise Refused("active", "JavaScript")


def _open(path: Path) -> Any:
    import olefile

    try:
        return olefile.OleFileIO(str(path))
    except (OSError, ValueError, IndexError, KeyError, struct.error) as error:
        raise Refused("torn") from error
