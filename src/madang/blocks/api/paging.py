"""Paging by cursor: where the last page ended, signed, so that nobody can make one up.

Pages by number skip and repeat rows while others write; a cursor does not.
"""

from __future__ import annotations

from typing import Any

from django.core import signing

from madang.blocks.api.problems import Problem

MAX_LIMIT = 100
_SALT = "madang.api.cursor"


class ForgedCursor(Problem):
    code = "cursor"


def encode_cursor(kind: str, *position: str | int) -> str:
    """Return the cursor of a position in the list called ``kind``."""
    return signing.dumps([kind, *position], salt=_SALT)


def decode_cursor(kind: str, cursor: str) -> list[Any]:
    """Return the position; raises ForgedCursor (400) for a cursor that is not ours or of another list."""
    try:
        found = signing.loads(cursor, salt=_SALT)
    except signing.BadSignature:
        found = None
    if not isinstance(found, list) or not found or found[0] != kind:
        raise ForgedCursor(
            "이 이어보기 표시(cursor)는 쓸 수 없습니다. 받은 그대로 보내 주세요. / "
            "This cursor is not valid here. Send back the one you were given."
        )
    return found[1:]
