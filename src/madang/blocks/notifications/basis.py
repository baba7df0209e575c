"""Why this block's own acts are done; notices carry the purpose and basis of whoever sends them."""

from __future__ import annotations

from madang.blocks.rooms.manifest import Text

WISH = "choose-how-to-be-told"
WISH_BASIS = "행정절차법 제14조"
PURPOSES = {WISH: Text("알림 받을 길의 선택", "Choosing how to be told")}
