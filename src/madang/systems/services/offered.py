"""The services of the demo city: each a folder with its form and its process. A further one needs files only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from madang.blocks.catalogue.actions.rooms import RoomListing
from madang.blocks.rooms.manifest import Text

FOLDER = Path(__file__).parent / "offered"


def folders() -> list[Path]:
    """Where each service stands, in order of name."""
    return sorted(each for each in FOLDER.iterdir() if (each / "process.json").is_file())


def read(folder: Path) -> tuple[Any, Any]:
    """Return (process, form) as JSON values."""
    process, form = (
        json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in ("process", "form")
    )
    return process, form


def listings() -> Iterator[RoomListing]:
    """One entry in the catalogue for each, leading to where it is applied for."""
    for folder in folders():
        process, _form = read(folder)
        yield RoomListing(
            code=process["key"],
            kind="service",
            title=Text(**process["title"]),
            summary=Text(**process["summary"]),
            url=f"/services/start/{process['key']}/",
            topics=("행정",),
            channels=tuple(process["channels"]),
        )
