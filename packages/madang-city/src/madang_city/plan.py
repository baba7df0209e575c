"""The plan of the city: districts, 동, roads and plots on an invented plane.

The plane lies in the open East Sea (동해), 36.90 N 130.10 E, some 60 km off the coast and as far from every
island: no point of it is a real place, yet all are in the box of Korea (33-39 N, 124-132 E). It is flat: x
metres to the east and y metres to the north of its south-western corner, turned into degrees with fixed
factors (good to a metre at this size).

Eight columns and three rows of equal cells make the city. Two neighbours in a row are one 법정동. 행정동 are
cut differently, as in Korea: some 법정동 hold two of them, some share one. A main road runs through the
middle of each cell from west to east, side roads (번길) leave it to the north and to the south. Buildings are
numbered as by law: 20 metres a base number, odd on the left in the direction of the road.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt

from madang_city.records import DongPair, Region, Road
from madang_city.romanise import romanise

CENTRE_LON, CENTRE_LAT = 130.10, 36.90
METRES_A_DEGREE_EAST = 89_130.0
METRES_A_DEGREE_NORTH = 110_980.0
"""At 36.9 N on the WGS84 ellipsoid, rounded to ten metres."""

PROVINCE_CODE, CITY_CODE = "9000000000", "9011000000"
DISTRICTS = (("9011100000", "새벽구"), ("9011300000", "노을구"))
COLUMNS, ROWS = 8, 3
LEGAL_DONGS = (
    # from west to east, from south to north
    ("은하동", "별빛동", "달빛동", "구름동"),
    ("해오름동", "무지개동", "꽃내동", "한빛동"),
    ("이슬동", "바람동", "솔빛동", "물빛동"),
)
ADMIN_DONGS = (
    # name, column from, to, row from, to (cells)
    ("은하동", 0, 1, 0, 0), ("별빛1동", 2, 2, 0, 0), ("별빛2동", 3, 3, 0, 0), ("해오름1동", 0, 0, 1, 1),
    ("해오름2동", 1, 1, 1, 1), ("무지개동", 2, 3, 1, 1), ("이슬바람동", 0, 3, 2, 2),
    ("달빛동", 4, 5, 0, 0), ("구름1동", 6, 6, 0, 0), ("구름2동", 7, 7, 0, 0), ("꽃내동", 4, 5, 1, 1),
    ("한빛1동", 6, 6, 1, 1), ("한빛2동", 7, 7, 1, 1), ("솔물동", 4, 7, 2, 2),
)  # fmt: skip
ROAD_NAMES = (
    # one main road a cell, by row
    ("은하수로", "견우로", "별마루로", "직녀로", "달무리로", "보름로", "뭉게로", "새털로"),
    ("해돋이로", "아침로", "무지개로", "일곱빛로", "꽃내로", "나비로", "한빛로", "햇살로"),
    ("이슬로", "풀잎로", "바람개비로", "돛단로", "솔빛로", "솔방울로", "물빛로", "나루로"),
)  # fmt: skip
DENSITY = ((5, 6, 4, 5, 5, 6, 6, 5), (4, 5, 6, 6, 4, 5, 6, 6), (3, 3, 4, 3, 3, 4, 4, 3))
"""How thickly the cells are built up, in proportion."""
BASE = 20
"""Metres a base number (기초번호)."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Room for a building: cell, road (place in ``CityPlan.roads``), numbers, lot and point of the plane."""

    cell: int
    road: int
    number: int
    sub_number: int
    lot: int
    sub_lot: int
    block: int
    x: float
    y: float
    on_main_road: bool


def degrees(x: float, y: float, width: float, height: float) -> tuple[float, float]:
    """(longitude, latitude) of a point of the plane, to a tenth of a metre."""
    lon = CENTRE_LON + (x - width / 2) / METRES_A_DEGREE_EAST
    lat = CENTRE_LAT + (y - height / 2) / METRES_A_DEGREE_NORTH
    return round(lon, 6), round(lat, 6)


class CityPlan:
    """The plan for a number of buildings; the more, the longer and the more numerous the side roads."""

    def __init__(self, buildings: int) -> None:
        shares = [share for row in DENSITY for share in row]
        most = buildings * max(shares) // sum(shares) + 8
        self.depth = max(3, isqrt(most) // 2 + 1)
        """Base numbers along a side road."""
        self.branches = max(2, -(-most // (4 * self.depth)))
        """Side roads on either side of a main road."""
        self.cell_width = self.branches * 3 * BASE + 2 * BASE
        self.cell_height = 2 * (self.depth + 2) * BASE
        self.width, self.height = float(COLUMNS * self.cell_width), float(ROWS * self.cell_height)
        self.roads: list[Road] = []
        self._main: list[int] = []
        self._side: list[list[int]] = []
        for cell in range(COLUMNS * ROWS):
            self._lay_roads(cell)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """(longitude, latitude) of a point of this plan."""
        return degrees(x, y, self.width, self.height)

    def regions(self) -> Iterator[Region]:
        """Province, city, districts, 법정동 and 행정동; the one above before those in it."""
        ring = self._ring(0, COLUMNS - 1, 0, ROWS - 1)
        yield Region(PROVINCE_CODE, "마당도", "Madang-do", "province", None, ring)
        yield Region(CITY_CODE, "하늘시", "Haneul-si", "city", PROVINCE_CODE, ring)
        for place, (code, name) in enumerate(DISTRICTS):
            ring = self._ring(place * 4, place * 4 + 3, 0, ROWS - 1)
            yield Region(code, name, _english(name), "district", CITY_CODE, ring)
        for row, names in enumerate(LEGAL_DONGS):
            for place, name in enumerate(names):
                cell = row * COLUMNS + place * 2
                ring = self._ring(place * 2, place * 2 + 1, row, row)
                yield Region(legal_code(cell), name, _english(name), "legal_dong", district_code(cell), ring)
        for name, left, right, bottom, top in ADMIN_DONGS:
            cell = bottom * COLUMNS + left
            ring = self._ring(left, right, bottom, top)
            yield Region(admin_code(cell), name, _english(name), "admin_dong", district_code(cell), ring)

    def plots(self) -> list[list[Plot]]:
        """By cell: first those on the main road, then those on side roads, the nearest first."""
        return [list(self._plots(cell)) for cell in range(COLUMNS * ROWS)]

    def _origin(self, cell: int) -> tuple[int, int]:
        return cell % COLUMNS * self.cell_width, cell // COLUMNS * self.cell_height + self.cell_height // 2

    def _lay_roads(self, cell: int) -> None:
        x, y = self._origin(cell)
        name = ROAD_NAMES[cell // COLUMNS][cell % COLUMNS]
        self._main.append(len(self.roads))
        self._add_road(cell, name, _english(name), [(x, y), (x + self.cell_width, y)])
        side: list[int] = []
        for branch in range(self.branches):
            base = 3 * branch + 2
            for left in (True, False):
                number = 2 * base + (1 if left else 2)
                end = y + (1 if left else -1) * (self.depth + 1) * BASE
                at = x + base * BASE + BASE // 2
                side.append(len(self.roads))
                self._add_road(
                    cell, f"{name}{number}번길", f"{_english(name)} {number}beon-gil", [(at, y), (at, end)]
                )
        self._side.append(side)

    def _add_road(self, cell: int, name: str, english: str, line: list[tuple[int, int]]) -> None:
        code = f"{district_code(cell)[:5]}{4_000_001 + len(self.roads):07d}"
        points = tuple(self.point(x, y) for x, y in line)
        self.roads.append(Road(code, name, english, district_code(cell), points))

    def _plots(self, cell: int) -> Iterator[Plot]:
        x, y = self._origin(cell)
        first_lot = 1 if cell % 2 == 0 else 2 * self.branches + 2
        place = 0
        for base in range(3 * self.branches + 2):
            if base % 3 == 2:
                continue  # a side road leaves here
            for side in (1, -1):
                number = 2 * base + (1 if side > 0 else 2)
                at = x + base * BASE + BASE / 2
                yield Plot(cell, self._main[cell], number, 0, first_lot, place, 0, at, y + side * 15.0, True)
                place += 1
        for step in range(self.depth):
            for place, road in enumerate(self._side[cell]):
                branch, right = divmod(place, 2)
                direction = -1 if right else 1
                along = y + direction * (step + 1.5) * BASE
                for side in (1, -1):
                    # at times two buildings share a base number: 8 and 8-1
                    twin = step % 5 == 4
                    number = 2 * (step + 1 - (step + 1) // 5) + (1 if side > 0 else 2)
                    across = x + (3 * branch + 2.5) * BASE - side * direction * 12.0
                    sub_lot = 2 * step + (0 if side > 0 else 1)
                    block = 1 + place * 38 // len(self._side[cell])
                    yield Plot(
                        cell,
                        road,
                        number,
                        int(twin),
                        first_lot + 1 + place,
                        sub_lot,
                        block,
                        across,
                        along,
                        False,
                    )

    def _ring(self, left: int, right: int, bottom: int, top: int) -> tuple[tuple[float, float], ...]:
        west, east = left * self.cell_width, (right + 1) * self.cell_width
        south, north = bottom * self.cell_height, (top + 1) * self.cell_height
        corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
        return tuple(self.point(x, y) for x, y in corners)


def dong_pairs() -> Iterator[DongPair]:
    """Which 법정동 and 행정동 overlap."""
    pairs = {(legal_code(cell), admin_code(cell)) for cell in range(COLUMNS * ROWS)}
    return (DongPair(legal, admin) for legal, admin in sorted(pairs))


def district_of(cell: int) -> tuple[str, str]:
    """(code, name) of the district of a cell."""
    return DISTRICTS[cell % COLUMNS // 4]


def district_code(cell: int) -> str:
    """Code of the district of a cell, ten digits."""
    return district_of(cell)[0]


def legal_code(cell: int) -> str:
    """법정동코드 of a cell: district, then 101, 102, ... from south-west to north-east."""
    place = cell // COLUMNS * 2 + cell % COLUMNS % 4 // 2
    return f"{district_code(cell)[:5]}{101 + place}00"


def legal_name(cell: int) -> str:
    """Name of the 법정동 of a cell."""
    return LEGAL_DONGS[cell // COLUMNS][cell % COLUMNS // 2]


def admin_code(cell: int) -> str:
    """행정동코드 of a cell: district, then 510, 520, ... in the order of ADMIN_DONGS."""
    place = _admin_place(cell)
    first = 7 if cell % COLUMNS >= 4 else 0
    return f"{district_code(cell)[:5]}{510 + 10 * (place - first)}00"


def admin_name(cell: int) -> str:
    """Name of the 행정동 of a cell."""
    return ADMIN_DONGS[_admin_place(cell)][0]


def _admin_place(cell: int) -> int:
    row, column = divmod(cell, COLUMNS)
    return next(
        place
        for place, (_, left, right, bottom, top) in enumerate(ADMIN_DONGS)
        if left <= column <= right and bottom <= row <= top
    )


def _english(name: str) -> str:
    """해오름1동 -> Haeoreum 1(il)-dong would be exact; Haeoreum 1-dong is what signs say."""
    stem, suffix = name[:-1], name[-1]
    ending = {"로": "-ro", "구": "-gu", "동": "-dong"}[suffix]
    digits = "".join(character for character in stem if character.isdigit())
    latin = romanise(stem.removesuffix(digits) if digits else stem).capitalize()
    return f"{latin} {digits}{ending}" if digits else f"{latin}{ending}"
