"""What Haneul-si is made of: one frozen record a kind of thing, in a fixed order of columns.

The order of the fields **is** the order of columns in every export, and :func:`columns` names it. Fields are
only ever added at the end, so that a loader written for one release reads the next.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

Sex = Literal["M", "F"]
Marital = Literal["single", "married", "widowed", "divorced"]
Relation = Literal["head", "spouse", "child", "parent", "grandchild", "sibling", "other"]
KinKind = Literal["father", "mother", "spouse"]
HouseholdKind = Literal[
    "one_person", "couple", "couple_children", "mother_children", "father_children", "three_generations",
    "couple_parents", "grandparents_grandchildren", "siblings", "unrelated",
]  # fmt: skip
RegionKind = Literal["province", "city", "district", "legal_dong", "admin_dong"]
BuildingKind = Literal["apartment", "row_house", "detached", "commercial", "public"]
BodyKind = Literal[
    "province", "city", "bureau", "division", "district_office", "community_center", "health_center",
    "contact_center", "audit_office", "council", "fire_headquarters", "fire_station", "fire_center",
    "police_agency", "police_station", "police_box", "library", "welfare_center",
]  # fmt: skip
Role = Literal[
    "clerk", "phone_agent", "case_officer", "supervisor", "auditor", "editor", "operator", "field_officer"
]
LegalForm = Literal["sole", "corporation"]
Position = Literal["owner", "employee"]

MONTH_OFFSET = 50
"""Added to the month inside a resident number: 51-62, months that no real number has."""

REFERENCE_DATE = date(2026, 1, 1)
"""The day on which the city is described: ages are ages on it, and only ends of terms are dated later."""


@dataclass(frozen=True, slots=True)
class Region:
    """A territory with a code: 시도, 시, 구, 법정동 (legal_dong) or 행정동 (admin_dong).

    ``code`` has ten digits as in 법정동코드 and 행정동코드; they begin with 90, a
    시도 code that does not exist.
    ``boundary`` is one closed ring of (longitude, latitude) in WGS84, first point repeated last.
    """

    code: str
    name: str
    name_en: str
    kind: RegionKind
    parent_code: str | None
    boundary: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class DongPair:
    """One 법정동 and one 행정동 that overlap (many-to-many, as in Korea)."""

    legal_dong_code: str
    admin_dong_code: str


@dataclass(frozen=True, slots=True)
class Road:
    """A road with its 도로명. ``road_code`` has 12 digits: 5 of the 시군구 and 7 of the road.

    ``line`` is (longitude, latitude) in WGS84 from start to end; numbers grow along it, odd on the left.
    """

    road_code: str
    name: str
    name_en: str
    district_code: str
    line: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Address:
    """A building with its road address (도로명주소) and the lot address (지번주소) of the same place.

    ``building_code`` has 25 digits like a 건물관리번호: legal dong (10), land kind (1), lot (4 + 4), serial
    (6). ``postcode`` begins with 99, a range that is not given out. ``lon``/``lat``: WGS84, degrees.
    ``units``: how many dwellings or shops the building can hold.
    """

    address_id: int
    building_code: str
    kind: BuildingKind
    building_name: str
    road_code: str
    road_name: str
    number: int
    sub_number: int
    legal_dong_code: str
    legal_dong_name: str
    admin_dong_code: str
    admin_dong_name: str
    district_name: str
    lot: int
    sub_lot: int
    postcode: str
    lon: float
    lat: float
    units: int

    @property
    def road_address(self) -> str:
        """Full road address without unit: 마당도 하늘시 새벽구 은하수로 12-3 (은하동, 은하마을)."""
        number = f"{self.number}-{self.sub_number}" if self.sub_number else f"{self.number}"
        note = f"{self.legal_dong_name}, {self.building_name}" if self.building_name else self.legal_dong_name
        return f"마당도 하늘시 {self.district_name} {self.road_name} {number} ({note})"

    @property
    def lot_address(self) -> str:
        """Full lot address without unit: 마당도 하늘시 새벽구 은하동 123-4."""
        lot = f"{self.lot}-{self.sub_lot}" if self.sub_lot else f"{self.lot}"
        return f"마당도 하늘시 {self.district_name} {self.legal_dong_name} {lot}"


@dataclass(frozen=True, slots=True)
class Household:
    """People who live together (가구). ``unit`` is the rest of the address: "101동 1203호", "202호" or "".

    ``income`` is what they live on, in won a year before tax: what they earn, pensions and other help, property.
    """

    household_id: int
    kind: HouseholdKind
    size: int
    head_id: int
    address_id: int
    unit: str
    admin_dong_code: str
    income: int


@dataclass(frozen=True, slots=True)
class Person:
    """A resident.

    ``family_name``/``given_name`` are Hangul for Koreans; a foreigner has the Latin name of the passport in
    both and in ``latin_name`` ("FAMILY GIVEN MIDDLE"). ``nationality`` is ISO 3166-1 alpha-2.
    ``resident_number`` is a 주민등록번호, or for a foreigner a 외국인등록번호, with :data:`MONTH_OFFSET`
    added to its month. ``father_id``, ``mother_id``, ``spouse_id`` name residents; None: none, dead or
    elsewhere. ``mobile`` and ``email`` are None for small children and for some of the old.
    ``earned`` is income from work, in won a year before tax; 0 for who does not work.
    """

    person_id: int
    family_name: str
    given_name: str
    latin_name: str
    sex: Sex
    birth_date: date
    nationality: str
    resident_number: str
    marital: Marital
    household_id: int
    relation: Relation
    father_id: int | None
    mother_id: int | None
    spouse_id: int | None
    mobile: str | None
    email: str | None
    earned: int

    @property
    def name(self) -> str:
        """As written on a form: 김하늘, or FAMILY GIVEN MIDDLE for a foreigner."""
        return self.latin_name if self.nationality != "KR" else self.family_name + self.given_name


@dataclass(frozen=True, slots=True)
class Kinship:
    """``kin_id`` is the ``kind`` of ``person_id``. A marriage is given once, with the lower id first."""

    person_id: int
    kin_id: int
    kind: KinKind


@dataclass(frozen=True, slots=True)
class Body:
    """A public body (기관) or a part of one; ``parent_code`` makes a tree (the police has a root of its own).

    ``code`` is "HN" and five digits: real 기관코드 have seven digits. ``region_code`` is what it serves.
    """

    code: str
    name: str
    name_en: str
    kind: BodyKind
    parent_code: str | None
    region_code: str
    address_id: int
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Official:
    """A resident who works for a body in a role during a term; ``term_end`` None: no end is set.

    ``staff_number`` is unique and stays with the person; ``rank`` is the Korean grade (9급 ... 4급) or title.
    """

    staff_number: str
    person_id: int
    body_code: str
    role: Role
    rank: str
    title: str
    phone: str
    email: str
    term_start: date
    term_end: date | None


@dataclass(frozen=True, slots=True)
class Firm:
    """An establishment (사업체). ``section`` is a KSIC 11 section letter, ``trade`` the trade in words.

    ``registration_number`` is a 사업자등록번호 that begins with 000-100, while real ones begin with 101-999;
    its check digit is right, so that forms accept it. ``workers`` counts the owner and everybody in ``City.jobs()``.
    """

    firm_id: int
    name: str
    section: str
    trade: str
    legal_form: LegalForm
    owner_id: int
    workers: int
    address_id: int
    unit: str
    registration_number: str
    phone: str
    opened: date


@dataclass(frozen=True, slots=True)
class Job:
    """A resident who works in a firm (officials are not here but in ``City.officials()``)."""

    person_id: int
    firm_id: int
    position: Position


@dataclass(frozen=True, slots=True)
class Character:
    """A named person of the demo, the same in every city of every size and seed.

    ``key`` is what docs and scripts say ("clerk"), ``login`` the demo sign-in, ``role`` None for a citizen.
    """

    key: str
    login: str
    person_id: int
    name: str
    role: Role | None
    body_code: str | None
    firm_id: int | None
    story: str


Record = (
    Region
    | DongPair
    | Road
    | Address
    | Household
    | Person
    | Kinship
    | Body
    | Official
    | Firm
    | Job
    | Character
)
"""Any of the records above."""

RECORDS: dict[str, type[Record]] = {
    "regions": Region,
    "dong_pairs": DongPair,
    "roads": Road,
    "addresses": Address,
    "households": Household,
    "persons": Person,
    "kinships": Kinship,
    "bodies": Body,
    "officials": Official,
    "firms": Firm,
    "jobs": Job,
    "characters": Character,
}
"""Name of the method of ``City`` that yields a record -> its type, in an order in which they can be loaded
(what is referred to comes first, except ``Household.head_id``)."""


def columns(record: type[Record]) -> tuple[str, ...]:
    """Column names of a record type in their order."""
    return tuple(field.name for field in fields(record))
