"""The manifest of the block forms."""

from madang.blocks.rooms.manifest import Manifest, Role, Text

system = Manifest(
    name="forms",
    title=Text("서식", "Forms"),
    summary=Text(
        "한 번 정의해 웹·전화·무인기·종이로 묻는다",
        "Defined once; asked on the web, by phone, at kiosks and on paper",
    ),
    roles=(Role("service_owner", Text("서비스 담당자", "Service owner")),),
    emits=("forms.version.published",),
    purposes={"make-forms": Text("서식의 제정과 개정", "Making and changing forms")},
)
