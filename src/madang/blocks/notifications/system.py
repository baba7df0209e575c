"""The manifest of the block notifications."""

from madang.blocks.rooms.manifest import Manifest, Text

system = Manifest(
    name="notifications",
    title=Text("알림", "Notifications"),
    summary=Text(
        "편지·문자·전자우편·화면 알림을 보낸다", "Letters, text messages, e-mail and notices on the site"
    ),
)
