"""The manifest of the services."""

from madang.blocks.rooms.manifest import Manifest, MenuItem, Text

system = Manifest(
    name="services",
    title=Text("민원 신청", "Apply"),
    summary=Text(
        "어디서 시작하든 어디서나 끝낸다: 웹·전화·창구·무인민원기·우편·방문",
        "Start anywhere, finish anywhere: web, phone, counter, kiosk, post or home visit",
    ),
    urls="madang.systems.services.urls",
    menu=(
        MenuItem(Text("민원 신청", "Apply"), "services:home"),
        MenuItem(Text("접수", "Reception"), "services:desk", "cases.serve", "office"),
        MenuItem(Text("처리할 민원", "Cases to handle"), "services:queue", "cases.work", "office"),
    ),
    emits=("services.fee.paid",),
    hears={"cases.case.*": "madang.systems.services.noticing:tell"},
    notices="madang.systems.services.notices",
    listings="madang.systems.services.offered:listings",
    demo="madang.systems.services.demo:load",
    case_facts={
        "fee_settled": "madang.systems.services.fees:facts",
        "identified registered_birth_date": "madang.systems.services.identified:facts",
    },
    case_extras={
        "files": "madang.systems.services.extras:files",
        "paid": "madang.systems.services.extras:paid",
    },
    case_acts={
        "services.report_loss": "madang.systems.services.actions.cards:report_loss",
        "services.make_certificate": "madang.systems.services.actions.certificates:make_certificate",
        "services.issue_card": "madang.systems.services.actions.cards:issue_card",
    },
)
