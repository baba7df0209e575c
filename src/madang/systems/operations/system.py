"""The operator's manifest."""

from madang.blocks.rooms.manifest import Manifest, Text

system = Manifest(
    name="operations",
    title=Text("운영", "Operations"),
    summary=Text("일감, 열쇠, 백업과 복구, 상태", "Jobs, keys, backup and restore, health"),
)
