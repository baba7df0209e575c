"""The look of the house: layout, components, languages, display choices."""

from __future__ import annotations

from madang.blocks.rooms.manifest import Manifest, Text

system = Manifest(
    name="ui",
    title=Text("화면", "Look and feel"),
    summary=Text(
        "KRDS 화면 틀과 구성 요소, 언어와 글자 크기 설정, 오류 안내",
        "KRDS layout and components, language and display choices, error pages",
    ),
    urls="madang.blocks.ui.urls",
)
