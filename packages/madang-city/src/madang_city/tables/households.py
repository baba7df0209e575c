"""Sizes and kinds of households, who lives alone, and in what dwelling."""

from __future__ import annotations

from madang_city.records import BuildingKind, HouseholdKind
from madang_city.tables import Source

SIZES = {1: 355, 2: 288, 3: 190, 4: 133, 5: 34}
"""Households by size per thousand; 5 stands for five and more."""
SIZES_SOURCE = Source(
    table="SIZES, LIVING_ALONE (men and women together)",
    title="2023년 인구주택총조사(등록센서스) 결과: 가구원수별 가구, 1인 가구",
    publisher="통계청 (Statistics Korea)",
    year="2023",
    where="press release of 2024-07-29, read in crs-news.com/34619 and fnnews.com/news/202407291218110403",
    trust="published",
    note="One person 35.5 %, two 28.8 %, three 19.0 %, four 13.3 %, the rest 3.4 %; 2.21 people on average.",
)

KINDS: dict[tuple[HouseholdKind, int], int] = {
    ("one_person", 1): 3550,
    ("couple", 2): 1790,
    ("mother_children", 2): 520,
    ("father_children", 2): 190,
    ("grandparents_grandchildren", 2): 50,
    ("siblings", 2): 140,
    ("unrelated", 2): 190,
    ("couple_children", 3): 1430,
    ("mother_children", 3): 230,
    ("father_children", 3): 70,
    ("couple_parents", 3): 60,
    ("three_generations", 3): 40,
    ("grandparents_grandchildren", 3): 10,
    ("siblings", 3): 20,
    ("unrelated", 3): 40,
    ("couple_children", 4): 1120,
    ("mother_children", 4): 50,
    ("father_children", 4): 10,
    ("three_generations", 4): 140,
    ("unrelated", 4): 10,
    ("couple_children", 5): 150,
    ("three_generations", 5): 120,
    ("couple_children", 6): 25,
    ("three_generations", 6): 35,
    ("three_generations", 7): 10,
}
"""Households by kind and size per ten thousand."""
KINDS_SOURCE = Source(
    table="KINDS",
    title="2023년 인구주택총조사: 친족 가구 62.1%, 1인 가구 35.5%; 장래가구추계 2022-2052: 부부, 부부+자녀",
    publisher="통계청 (Statistics Korea)",
    year="2022-2023",
    where="as SIZES; projections of 2024-09-12",
    trust="approximate",
    note="The sums by size are those of SIZES, unrelated people make 2.4 % (100 - 62.1 - 35.5); couples "
    "alone "
    "about 18 %, couples with children about 27 %; the cells are set by us to meet these.",
)

LIVING_ALONE = (
    # ages from, to, men and women per thousand of those of their sex who live alone
    (18, 29, 190, 182),
    (30, 39, 218, 129),
    (40, 49, 160, 94),
    (50, 59, 180, 122),
    (60, 69, 160, 186),
    (70, 105, 92, 287),
)
MEN_ALONE = 497
"""Men per thousand people who live alone."""
LIVING_ALONE_PUBLISHED = {(18, 29): 18.6, (30, 39): 17.3, (60, 69): 17.3}
"""Percent of all who live alone, both sexes."""
LIVING_ALONE_SOURCE = Source(
    table="LIVING_ALONE, MEN_ALONE",
    title="2023년 인구주택총조사: 1인 가구의 연령대",
    publisher="통계청 (Statistics Korea)",
    year="2023",
    where="as SIZES",
    trust="approximate",
    note="Published: 29 and under 18.6 %, thirties 17.3 %, sixties 17.3 %, men in their thirties 21.8 %, "
    "women in "
    "their sixties 18.6 %; the other cells are set by us.",
)

DWELLINGS: dict[BuildingKind, tuple[int, int, int]] = {
    # per thousand households that are: of one person, of two and three, of four and more
    "apartment": (358, 601, 700),
    "row_house": (113, 117, 113),
    "detached": (379, 244, 172),
    "commercial": (150, 38, 15),
}
DWELLINGS_SOURCE = Source(
    table="DWELLINGS",
    title="2023년 인구주택총조사: 거처의 종류별 가구",
    publisher="통계청 (Statistics Korea)",
    year="2023",
    where="as SIZES",
    trust="approximate",
    note="Published: 53.1 % of households live in flats (아파트); the other cells are set by us. "
    "'commercial' "
    "stands for studios in business buildings (오피스텔) and rooms above shops.",
)
