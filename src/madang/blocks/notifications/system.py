"""The manifest of the block notifications."""

from madang.blocks.notifications.basis import PURPOSES
from madang.blocks.rooms.manifest import Manifest, MenuItem, Text

system = Manifest(
    name="notifications",
    title=Text("알림", "Notifications"),
    summary=Text(
        "편지·문자·전자우편·화면 알림을 보낸다", "Letters, text messages, e-mail and notices on the site"
    ),
    urls="madang.blocks.notifications.urls",
    jobs="madang.blocks.notifications.jobs",
    menu=(
        MenuItem(Text("알림", "Notices"), "notifications:own", "notifications.see_own"),
        MenuItem(
            Text("우편실", "Mail room"),
            "notifications:mail-room",
            "notifications.work_in_mail_room",
            "office",
        ),
        MenuItem(
            Text("붙잡은 알림", "Caught notices"),
            "notifications:caught",
            "notifications.see_the_catch",
            "office",
        ),
    ),
    emits=(
        "notifications.notice.made",
        "notifications.notice.sent",
        "notifications.notice.brought",
        "notifications.notice.bounced",
        "notifications.notice.failed",
        "notifications.notice.read",
        "notifications.letter.printed",
        "notifications.preference.changed",
    ),
    purposes=PURPOSES,
    keys=("notifications.address",),
    papers="madang.blocks.notifications.paper",
    document_readers={"notice": "madang.blocks.notifications.queries:may_read_letter"},
    erasers=("madang.blocks.notifications.erasing:erase_notices",),
    holds=("madang.blocks.notifications.erasing:held_notices",),
    health={
        "queue": "madang.blocks.notifications.queries:queue_health",
        "templates": "madang.blocks.notifications.wording:health",
    },
)
