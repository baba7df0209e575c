"""The manifest of the block forms."""

from madang.blocks.rooms.manifest import Manifest, Text

system = Manifest(
    name="forms",
    title=Text("서식", "Forms"),
    summary=Text(
        "한 번 정의해 웹·전화·무인기·종이로 묻는다",
        "Defined once; asked on the web, by phone, at kiosks and on paper",
    ),
)
