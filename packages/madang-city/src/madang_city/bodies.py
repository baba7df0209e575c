"""Public bodies of Haneul-si: a tree whose codes are the same in a city of any size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from madang_city.buildings import PUBLIC_BUILDINGS, Streets
from madang_city.numbers import landline
from madang_city.plan import (
    ADMIN_DONGS,
    CITY_CODE,
    COLUMNS,
    DISTRICTS,
    PROVINCE_CODE,
    admin_code,
    district_code,
    legal_name,
)
from madang_city.records import Body, BodyKind
from madang_city.romanise import romanise


@dataclass(frozen=True, slots=True)
class Office:
    """A body before it has an address. ``site``: (cell, which of its public buildings), None: as the parent.

    ``staff`` is a pattern of roles ("clerk case_officer ..."), repeated for as many officials as there are;
    the first is there in any case. ``weight`` says how many it has beside the others.
    """

    number: int
    name: str
    name_en: str
    kind: BodyKind
    parent: int | None
    region: str
    site: tuple[int, int] | None
    staff: str
    weight: int

    @property
    def code(self) -> str:
        """HN and five digits."""
        return f"HN{self.number:05d}"


_CASES = "supervisor case_officer clerk case_officer case_officer clerk case_officer"
_FIELD = "supervisor case_officer field_officer clerk case_officer field_officer case_officer"
_COUNTER = "supervisor clerk clerk case_officer clerk field_officer case_officer"
_WATCH = "supervisor field_officer field_officer field_officer field_officer"

_CITY: tuple[tuple[int, str, str, BodyKind, int, str, int], ...] = (
    # number, name, English, kind, parent, staff, weight
    (100, "시장실", "Mayor's Office", "division", 10, "supervisor clerk", 1),
    (110, "감사담당관", "Audit Office", "audit_office", 10, "supervisor auditor auditor clerk", 2),
    (120, "홍보담당관", "Communications Office", "division", 10, "supervisor editor editor clerk", 2),
    (200, "기획조정국", "Planning Bureau", "bureau", 10, "supervisor clerk", 1),
    (210, "기획예산과", "Planning and Budget Division", "division", 200, _CASES, 3),
    (220, "정보통신과", "IT Division", "division", 200, "supervisor operator operator clerk", 3),
    (230, "법무통계과", "Legal Affairs and Statistics Division", "division", 200, _CASES, 2),
    (300, "행정국", "Administration Bureau", "bureau", 10, "supervisor clerk", 1),
    (310, "총무과", "General Affairs Division", "division", 300, _CASES, 3),
    (320, "민원여권과", "Civil Affairs and Passport Division", "division", 300, _COUNTER, 4),
    (330, "세정과", "Tax Policy Division", "division", 300, _CASES, 3),
    (340, "징수과", "Tax Collection Division", "division", 300, _FIELD, 3),
    (350, "회계과", "Accounting and Contracts Division", "division", 300, _CASES, 2),
    (400, "복지국", "Welfare Bureau", "bureau", 10, "supervisor clerk", 1),
    (410, "복지정책과", "Welfare Policy Division", "division", 400, _CASES, 4),
    (420, "아동청소년과", "Children and Youth Division", "division", 400, _CASES, 3),
    (430, "노인장애인과", "Seniors and Disability Division", "division", 400, _FIELD, 3),
    (500, "경제국", "Economy Bureau", "bureau", 10, "supervisor clerk", 1),
    (510, "일자리경제과", "Jobs and Economy Division", "division", 500, _CASES, 3),
    (520, "소상공인지원과", "Small Business Support Division", "division", 500, _CASES, 2),
    (530, "농업정책과", "Agriculture Division", "division", 500, _FIELD, 2),
    (600, "도시안전국", "City and Safety Bureau", "bureau", 10, "supervisor clerk", 1),
    (610, "건축허가과", "Building Permits Division", "division", 600, _FIELD, 4),
    (620, "도로교통과", "Roads and Transport Division", "division", 600, _FIELD, 4),
    (630, "재난안전과", "Disaster Safety Division", "division", 600, _FIELD, 3),
    (640, "환경과", "Environment Division", "division", 600, _FIELD, 3),
    (650, "공원녹지과", "Parks Division", "division", 600, _FIELD, 2),
)  # fmt: skip
_DISTRICT = (
    # number after the district's, name, English, staff, weight
    (10, "민원지적과", "Civil Affairs and Land Division", _COUNTER, 4),
    (20, "세무과", "Tax Division", _CASES, 4),
    (30, "사회복지과", "Social Welfare Division", _FIELD, 4),
    (40, "건축과", "Building Division", _FIELD, 3),
    (50, "환경위생과", "Environment and Hygiene Division", _FIELD, 3),
)
_APART: tuple[tuple[int, str, str, BodyKind, tuple[int, int] | None, str, int], ...] = (
    # as above; they have buildings of their own, the divisions of the health center are in it
    (700, "하늘시보건소", "Haneul-si Public Health Center", "health_center", (10, 2), _COUNTER, 2),
    (710, "보건행정과", "Health Administration Division", "division", None, _CASES, 3),
    (720, "건강증진과", "Health Promotion Division", "division", None, _FIELD, 4),
    (800, "하늘시민원콜센터", "Haneul-si Contact Center", "contact_center", (2, 1),
     "supervisor phone_agent phone_agent phone_agent phone_agent phone_agent", 6),
    (810, "하늘시의회사무국", "City Council Secretariat", "council", (11, 1), "supervisor clerk editor", 2),
    (820, "하늘시립도서관", "Haneul-si Library", "library", (11, 2), "supervisor clerk editor clerk", 3),
)  # fmt: skip
_CITY_HALL, _DISTRICT_HALLS = (10, 1), ((8, 1), (12, 1))


def offices() -> Iterator[Office]:
    """All bodies, each after the one above it."""
    yield Office(1, "마당도", "Madang-do", "province", None, PROVINCE_CODE, (13, 1), "supervisor clerk", 1)
    yield Office(10, "하늘시", "Haneul-si", "city", 1, CITY_CODE, _CITY_HALL, "supervisor clerk", 1)
    for number, name, english, kind, parent, staff, weight in _CITY:
        yield Office(number, name, english, kind, parent, CITY_CODE, None, staff, weight)
    for number, name, english, kind, site, staff, weight in _APART:
        parent = 700 if number in (710, 720) else 10
        yield Office(number, name, english, kind, parent, CITY_CODE, site, staff, weight)
    for place, ((code, name), hall) in enumerate(zip(DISTRICTS, _DISTRICT_HALLS, strict=True)):
        base = 1000 + 1000 * place
        latin = ("Saebyeok", "Noeul")[place]
        yield Office(
            base, f"{name}청", f"{latin}-gu Office", "district_office", 10, code, hall, "supervisor clerk", 1
        )
        for step, division, english, staff, weight in _DISTRICT:
            yield Office(
                base + step,
                f"{name} {division}",
                f"{latin}-gu {english}",
                "division",
                base,
                code,
                None,
                staff,
                weight,
            )
        yield Office(
            base + 90,
            f"{name[:2]}종합사회복지관",
            f"{latin} Community Welfare Center",
            "welfare_center",
            base,
            code,
            (hall[0], 2),
            _FIELD,
            3,
        )
    yield from _community_centers()
    yield from _emergency()


def _community_centers() -> Iterator[Office]:
    for place, (name, left, _, bottom, _) in enumerate(ADMIN_DONGS):
        cell = bottom * COLUMNS + left
        english = f"{romanise(name[:-1]).capitalize()}-dong Community Center"
        parent = 1000 if left < COLUMNS // 2 else 2000
        yield Office(
            3010 + 10 * place,
            f"{name} 행정복지센터",
            english,
            "community_center",
            parent,
            admin_code(cell),
            (cell, 0),
            _COUNTER,
            4,
        )


def _emergency() -> Iterator[Office]:
    yield Office(
        5000,
        "마당도소방본부",
        "Madang-do Fire Headquarters",
        "fire_headquarters",
        1,
        PROVINCE_CODE,
        None,
        "supervisor clerk",
        1,
    )
    yield Office(
        5010, "하늘소방서", "Haneul Fire Station", "fire_station", 5000, CITY_CODE, (3, 1), _FIELD, 5
    )
    for step, name, cell in ((11, "은하", 0), (12, "무지개", 10), (13, "한빛", 14), (14, "솔물", 20)):
        site = (cell + 1, 1)
        yield Office(
            5000 + step,
            f"{name}119안전센터",
            f"{name} 119 Center",
            "fire_center",
            5010,
            district_code(cell),
            site,
            _WATCH,
            5,
        )
    yield Office(
        6000,
        "마당도경찰청",
        "Madang-do Police Agency",
        "police_agency",
        None,
        PROVINCE_CODE,
        (13, 2),
        "supervisor clerk",
        1,
    )
    for place, (code, name) in enumerate(DISTRICTS):
        base, cell = 6010 + 10 * place, (17, 22)[place]
        stem = name.removesuffix("구")
        yield Office(
            base,
            f"하늘{stem}경찰서",
            f"Haneul {stem} Police Station",
            "police_station",
            6000,
            code,
            (cell, 1),
            _FIELD,
            5,
        )
        for step, where in ((1, cell + 1), (2, 4 * place + 1)):
            yield Office(
                base + step,
                f"{stem}{step}지구대",
                f"{stem} Police Box {step}",
                "police_box",
                base,
                code,
                (where, 2),
                _WATCH,
                5,
            )


def settle_bodies(streets: Streets) -> list[Body]:
    """Give every office its building (which takes its name), phone and mailbox."""
    where: dict[int, int] = {}
    result: list[Body] = []
    for place, office in enumerate(offices()):
        if office.site is None:
            assert office.parent is not None
            building = where[office.parent]
        else:
            cell, slot = office.site
            building = streets.public[PUBLIC_BUILDINGS * cell + slot]
            if not streets.buildings[building].name:
                streets.buildings[building].name = "하늘시청" if office.number == 10 else office.name
        where[office.number] = building
        result.append(
            Body(
                code=office.code,
                name=office.name,
                name_en=office.name_en,
                kind=office.kind,
                parent_code=None if office.parent is None else f"HN{office.parent:05d}",
                region_code=office.region,
                address_id=building + 1,
                phone=landline(place),
                email=f"{office.code.lower()}@haneul.example",
            )
        )
    for place, building in enumerate(streets.public):
        if not streets.buildings[building].name:
            cell, slot = divmod(place, PUBLIC_BUILDINGS)
            streets.buildings[
                building
            ].name = f"{legal_name(cell)} 제{cell % 2 * PUBLIC_BUILDINGS + slot + 1}경로당"
    return result
