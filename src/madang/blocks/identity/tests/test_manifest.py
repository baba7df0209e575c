"""The manifest says what the room does."""

from __future__ import annotations

import re
from pathlib import Path

from madang.blocks.identity.system import system

ROOM = Path(__file__).resolve().parent.parent


def test_every_act_that_is_written_is_announced_and_the_other_way_round() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [*ROOM.glob("actions/*.py"), ROOM / "queries.py", ROOM / "demo.py"]
    )
    written = set(re.findall(r'"(identity\.[a-z-]+\.[a-z-]+)"', code))
    made = {f"identity.credential.{change}" for change in ("added", "removed", "replaced")}
    assert written | made == set(system.emits)
