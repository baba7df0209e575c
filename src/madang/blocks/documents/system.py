"""The manifest of the block documents."""

from madang.blocks.rooms.manifest import Manifest, Text

system = Manifest(
    name="documents",
    title=Text("문서", "Documents"),
    summary=Text("파일을 내용으로 보관하고 살피고 만든다", "Files kept by content, looked at and made"),
)
