"""The portal's manifest: the front door."""

from madang.blocks.rooms.manifest import Manifest, MenuItem, Text

system = Manifest(
    name="portal",
    title=Text("공공서비스", "Public services"),
    summary=Text(
        "정책과 서비스를 한곳에서 찾고 고른다", "Find and choose policies and services in one place"
    ),
    urls="madang.systems.portal.urls",
    prefix="",
    menu=(
        MenuItem(Text("서비스 찾기", "Find services"), "portal:search"),
        MenuItem(Text("안내 쓰기", "Write listings"), "portal:editor", "catalogue.write", "office"),
    ),
    importers={"services": "madang.systems.portal.importing:import_services"},
    demo="madang.systems.portal.demo:load",
)
