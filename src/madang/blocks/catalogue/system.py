"""The catalogue's manifest."""

from madang.blocks.rooms.manifest import Manifest, Text

system = Manifest(
    name="catalogue",
    title=Text("목록", "Catalogue"),
    summary=Text(
        "찾을 수 있는 모든 것: 목록, 검색, 들여오기", "Everything that can be found: listings, search, import"
    ),
    api="madang.blocks.catalogue.api:router",
    api_prefix="",
    emits=(
        "catalogue.listing.drafted",
        "catalogue.listing.changed",
        "catalogue.listing.published",
        "catalogue.listing.withdrawn",
        "catalogue.batch.imported",
        "catalogue.room.published",
    ),
    purposes={"publish-information": Text("정보의 공개", "Publishing information")},
    real_records="madang.blocks.catalogue.queries:shows_imported",
    health={"search": "madang.blocks.catalogue.queries:index_health"},
)
