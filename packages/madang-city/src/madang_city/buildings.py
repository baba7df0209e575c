"""Buildings on the plots of the plan, and who gets which unit in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from madang_city.draws import Stream, apportion, fit, settle
from madang_city.plan import (
    COLUMNS,
    DENSITY,
    ROWS,
    CityPlan,
    Plot,
    admin_code,
    admin_name,
    district_of,
    legal_code,
    legal_name,
)
from madang_city.records import Address, BuildingKind
from madang_city.residents import Households
from madang_city.tables import households as table

_DWELLINGS: tuple[BuildingKind, ...] = ("apartment", "row_house", "detached", "commercial")
_SPARE = 1.04
"""Dwellings a household, so that some stand empty."""
PUBLIC_BUILDINGS = 3
"""Public buildings a cell, at the head of its main road."""


@dataclass(slots=True)
class Building:
    """A building on a plot; ``used`` counts units given away."""

    kind: BuildingKind
    plot: Plot
    name: str
    units: int
    floors: int
    a_floor: int
    used: int = 0

    def next_unit(self) -> str:
        """The next free unit, as the rest of an address."""
        place = self.used
        self.used += 1
        if self.kind == "detached" and self.units == 1:
            return ""
        floor, door = divmod(place, self.a_floor)
        if self.kind == "apartment":
            block, floor = divmod(floor, self.floors)
            return f"{101 + block}동 {floor + 1}{door + 1:02d}호"
        if self.kind == "detached":
            return f"{floor + 1}층" if self.a_floor == 1 else f"{floor + 1}{door + 1:02d}호"
        return f"{floor + 1}{door + 1:02d}호"


@dataclass(slots=True)
class Streets:
    """All buildings; ``home`` and ``unit`` are by household, ``shops`` names buildings by free units."""

    plan: CityPlan
    buildings: list[Building]
    public: list[int]
    home: list[int] = field(default_factory=list)
    unit: list[str] = field(default_factory=list)
    shops: list[int] = field(default_factory=list)

    def addresses(self) -> Iterator[Address]:
        """One address a building, in order; ``address_id`` is one more than the place in ``buildings``."""
        for place, building in enumerate(self.buildings):
            plot = building.plot
            cell = plot.cell
            legal, road = legal_code(cell), self.plan.roads[plot.road]
            lon, lat = self.plan.point(plot.x, plot.y)
            yield Address(
                address_id=place + 1,
                building_code=f"{legal}0{plot.lot:04d}{plot.sub_lot:04d}{place + 1:06d}",
                kind=building.kind,
                building_name=building.name,
                road_code=road.road_code,
                road_name=road.name,
                number=plot.number,
                sub_number=plot.sub_number,
                legal_dong_code=legal,
                legal_dong_name=legal_name(cell),
                admin_dong_code=admin_code(cell),
                admin_dong_name=admin_name(cell),
                district_name=district_of(cell)[1],
                lot=plot.lot,
                sub_lot=plot.sub_lot,
                postcode=f"99{cell * 40 + plot.block:03d}",
                lon=lon,
                lat=lat,
                units=building.units,
            )

    def cell_of(self, building: int) -> int:
        """The cell of the plan in which a building stands."""
        return self.buildings[building].plot.cell


def build_streets(households: Households, firms: int, stream: Stream) -> Streets:
    """Raise buildings for all households, firms and public bodies, and house everybody."""
    wanted = _dwellings(households, stream)
    stock = _stock(wanted, firms, stream)
    plan = CityPlan(len(stock) + PUBLIC_BUILDINGS * COLUMNS * ROWS)
    streets = _place(plan, stock, stream)
    _house(streets, wanted, len(households), stream)
    streets.shops = [
        place
        for place, building in enumerate(streets.buildings)
        if building.kind == "commercial"
        for _ in range(building.units - building.used)
    ]
    stream.shuffle(streets.shops)
    return streets


def _dwellings(households: Households, stream: Stream) -> dict[BuildingKind, list[int]]:
    """Kind of dwelling -> households that live in one, in random order."""
    groups: tuple[list[int], list[int], list[int]] = ([], [], [])
    for household in range(len(households)):
        size = households.first[household + 1] - households.first[household]
        groups[0 if size == 1 else 1 if size < 4 else 2].append(household)
    rows = [len(group) for group in groups]
    prior = [[table.DWELLINGS[kind][row] * rows[row] / 1000 for kind in _DWELLINGS] for row in range(3)]
    columns = [prior[0][column] + prior[1][column] + prior[2][column] for column in range(len(_DWELLINGS))]
    result: dict[BuildingKind, list[int]] = {kind: [] for kind in _DWELLINGS}
    for group, line in zip(groups, settle(fit(rows, columns, prior), rows), strict=True):
        stream.shuffle(group)
        taken = 0
        for kind, count in zip(_DWELLINGS, line, strict=True):
            result[kind].extend(group[taken : taken + count])
            taken += count
    for members in result.values():
        stream.shuffle(members)
    return result


@dataclass(frozen=True, slots=True)
class _Sketch:
    kind: BuildingKind
    units: int
    floors: int
    a_floor: int


def _stock(wanted: dict[BuildingKind, list[int]], firms: int, stream: Stream) -> list[_Sketch]:
    """What to build: enough of each kind and a little more."""
    sketches: list[_Sketch] = []

    def add(kind: BuildingKind, needed: int, draw: list[_Sketch]) -> None:
        while needed > 0:
            sketch = stream.choice(draw)
            sketches.append(sketch)
            needed -= sketch.units

    flats = int(len(wanted["apartment"]) * _SPARE)
    # small cities have single blocks, large ones estates of several
    blocks = (1,) if flats < 4_000 else (2, 4, 6) if flats < 60_000 else (4, 6, 8, 10)
    add(
        "apartment",
        flats,
        [_Sketch("apartment", n * floors * 4, floors, 4) for n in blocks for floors in (12, 15, 20)],
    )
    add(
        "row_house",
        int(len(wanted["row_house"]) * _SPARE),
        [_Sketch("row_house", 4 * 2, 4, 2), _Sketch("row_house", 12, 4, 3)],
    )
    add(
        "detached",
        len(wanted["detached"]),
        [
            *[_Sketch("detached", 1, 1, 1)] * 6,
            _Sketch("detached", 2, 2, 1),
            _Sketch("detached", 3, 3, 1),
            _Sketch("detached", 6, 3, 2),
            _Sketch("detached", 9, 3, 3),
        ],
    )
    shops = firms + firms // 10 + 8 + int(len(wanted["commercial"]) * _SPARE)
    add(
        "commercial",
        shops,
        [
            _Sketch("commercial", 4, 2, 2),
            _Sketch("commercial", 6, 3, 2),
            _Sketch("commercial", 16, 4, 4),
            _Sketch("commercial", 30, 10, 3),
        ],
    )
    return sketches


def _place(plan: CityPlan, stock: list[_Sketch], stream: Stream) -> Streets:
    """Put public buildings at the heads of main roads, shops along them, and dwellings behind."""
    shares = [share for row in DENSITY for share in row]
    plots = plan.plots()
    by_use: dict[bool, list[_Sketch]] = {
        use: [sketch for sketch in stock if (sketch.kind == "commercial") == use] for use in (True, False)
    }
    for sketches in by_use.values():
        stream.shuffle(sketches)
    chosen: list[tuple[Plot, _Sketch | None]] = []
    for cell, counts in enumerate(
        zip(*(apportion(len(by_use[use]), shares) for use in (True, False)), strict=True)
    ):
        free = plots[cell]
        chosen.extend((plot, None) for plot in free[:PUBLIC_BUILDINGS])
        free = free[PUBLIC_BUILDINGS:]
        sketches = [
            by_use[use].pop() for use, count in zip((True, False), counts, strict=True) for _ in range(count)
        ]
        behind = sketches[counts[0] :]
        stream.shuffle(behind)
        sketches[counts[0] :] = behind
        if len(sketches) > len(free):
            raise AssertionError("the plan has fewer plots than buildings")
        chosen.extend(zip(free, sketches, strict=False))
    chosen.sort(key=lambda item: (item[0].road, item[0].number, item[0].sub_number))
    streets = Streets(plan, [], [])
    estates = [0] * (COLUMNS * ROWS)
    for plot, sketch in chosen:
        if sketch is None:
            streets.public.append(len(streets.buildings))
            streets.buildings.append(Building("public", plot, "", 1, 1, 1))
            continue
        name = ""
        if sketch.kind == "apartment":
            estates[plot.cell] += 1
            road = plan.roads[plot.road].name
            stem = road[: road.index("로")]
            name = f"{stem}마을{estates[plot.cell]}단지"
        streets.buildings.append(
            Building(sketch.kind, plot, name, sketch.units, sketch.floors, sketch.a_floor)
        )
    return streets


def _house(streets: Streets, wanted: dict[BuildingKind, list[int]], households: int, stream: Stream) -> None:
    """Give every household a dwelling of its kind."""
    streets.home = [-1] * households
    streets.unit = [""] * households
    for kind, members in wanted.items():
        doors = [
            place
            for place, building in enumerate(streets.buildings)
            if building.kind == kind
            for _ in range(building.units)
        ]
        stream.shuffle(doors)
        # sorted again, the units that stay empty are spread over the city and the others filled from below
        for household, place in zip(members, sorted(doors[: len(members)]), strict=True):
            streets.home[household] = place
            streets.unit[household] = streets.buildings[place].next_unit()
