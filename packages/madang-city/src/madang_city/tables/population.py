"""Ages, sexes, marriage and living together."""

from __future__ import annotations

from madang_city.tables import Source

AGE_SEX = (
    # ages from, to, men per 10,000 men, women per 10,000 women
    (0, 9, 631, 595),
    (10, 19, 931, 873),
    (20, 29, 1216, 1110),
    (30, 39, 1356, 1231),
    (40, 49, 1540, 1476),
    (50, 59, 1722, 1678),
    (60, 69, 1510, 1544),
    (70, 105, 1094, 1493),
)
AGE_SEX_SOURCE = Source(
    table="AGE_SEX, MEN_PER_100000",
    title="2024 주민등록 인구통계 (성별·연령대별 주민등록 인구 비중, 2024-12-31)",
    publisher="행정안전부 (Ministry of the Interior and Safety)",
    year="2024",
    where="https://jumin.mois.go.kr, press release of 2025-01-03, read in "
    "ksmnews.co.kr/news/view.php?idx=518903",
    trust="derived",
    note="Shares of men by decade and of the whole by decade are published (51,217,221 people: 25,498,324 "
    "men, "
    "25,718,897 women); the shares of women follow from them and agree with those published.",
)
MEN_PER_100000 = 49785

FIVE_YEARS = {10: 50.3, 15: 49.7, 60: 53.6, 65: 46.4}
"""Within the tens and the sixties: first age -> share in % of its decade, both sexes."""
FIVE_YEARS_SOURCE = Source(
    table="FIVE_YEARS",
    title="2024 주민등록 인구통계: 0-14세 5,464,421명, 65세 이상 10,256,782명",
    publisher="행정안전부 (Ministry of the Interior and Safety)",
    year="2024",
    where="as AGE_SEX",
    trust="derived",
    note="10-14 = 0-14 less the shares under 10; 65-69 = 65 and over less the shares of 70 and over.",
)

OLD_AGES = ((70, 74, 386, 332), (75, 79, 271, 249), (80, 84, 203, 221), (85, 89, 105, 136), (90, 105, 35, 62))
"""Those of 70 and over: ages from, to, men and women per thousand of their sex."""
OLD_AGES_SOURCE = Source(
    table="OLD_AGES",
    title="Split of the population of 70 and over into five-year groups",
    publisher="set by us",
    year="2024",
    where="agrees with the sums in AGE_SEX",
    trust="approximate",
)

BIRTHS = {
    1970: 1007, 1971: 1025, 1972: 953, 1973: 966, 1974: 923, 1975: 874, 1976: 796, 1977: 825, 1978: 751,
    1979: 863, 1980: 863, 1981: 867, 1982: 848, 1983: 769, 1984: 675, 1985: 655, 1986: 636, 1987: 624,
    1988: 633,
    1989: 639, 1990: 650, 1991: 709, 1992: 731, 1993: 716, 1994: 721, 1995: 715, 1996: 691, 1997: 675,
    1998: 642,
    1999: 621, 2000: 640, 2001: 560, 2002: 497, 2003: 495, 2004: 477, 2005: 439, 2006: 452, 2007: 497,
    2008: 466,
    2009: 445, 2010: 470, 2011: 471, 2012: 485, 2013: 436, 2014: 435, 2015: 438, 2016: 406, 2017: 358,
    2018: 327,
    2019: 303, 2020: 272, 2021: 261, 2022: 249, 2023: 230, 2024: 238, 2025: 250,
}  # fmt: skip
"""Births a year in thousands; they shape the single years inside the decades of AGE_SEX."""
BIRTHS_SOURCE = Source(
    table="BIRTHS",
    title="인구동향조사: 출생아수 (births a year)",
    publisher="통계청 (Statistics Korea)",
    year="1970-2025",
    where="KOSIS table DT_1B8000F; rounded to thousands from memory, 2025 estimated",
    trust="approximate",
    note="Used only for the order of magnitude between neighbouring years; decades are exact.",
)

MARRIED_HERE = (
    # ages from, to, men, women: percent who live with wife or husband
    (20, 24, 1, 2), (25, 29, 9, 15), (30, 34, 36, 50), (35, 39, 60, 70), (40, 44, 67, 74), (45, 49, 70, 75),
    (50, 54, 72, 75), (55, 59, 75, 75), (60, 64, 78, 74), (65, 69, 80, 70), (70, 74, 82, 61),
    (75, 79, 82, 47),
    (80, 84, 76, 30), (85, 105, 60, 12),
)  # fmt: skip
NEVER_MARRIED = (
    # ages from, to, men, women: percent never married among those who do not live with a spouse
    (0, 19, 100, 100), (20, 29, 99, 98), (30, 34, 97, 95), (35, 39, 92, 84), (40, 44, 78, 60),
    (45, 49, 64, 42),
    (50, 54, 50, 30), (55, 59, 37, 20), (60, 64, 24, 11), (65, 69, 14, 6), (70, 79, 6, 3), (80, 105, 2, 2),
)  # fmt: skip
WIDOWED = (
    # ages from, to, men, women: percent widowed among those who were married and do not live with a spouse
    (0, 39, 3, 5), (40, 49, 5, 10), (50, 59, 10, 25), (60, 69, 25, 52), (70, 79, 55, 82), (80, 105, 86, 96),
)  # fmt: skip
APART = 22
"""Percent of those who were married and do not live with a spouse whose spouse lives elsewhere."""
MARRIAGE_SOURCE = Source(
    table="MARRIED_HERE, NEVER_MARRIED, WIDOWED, APART",
    title="2023년 인구주택총조사(등록센서스) 확대 공표: 18세 이상 미혼 29.5%, 유배우 56.6%, 사별·이혼 13.8%",
    publisher="통계청 (Statistics Korea)",
    year="2023",
    where="press release of 2024-10-30, read in hankyung.com/article/2024103000677; 2020 never married by "
    "decade "
    "(20s 92.8 %, 40s 17.9 %, 50s 7.4 %) in newsis.com NISX20210927_0001593733",
    trust="approximate",
    note="Published: never married 29.5 % of adults (men 34.2 %, women 24.9 %) and 51.3 % of those in their "
    "thirties. The shares by age and sex are set by us to meet these.",
)
PUBLISHED_MARITAL = {"single": 29.5, "married": 56.6, "parted": 13.8}
"""Percent of Koreans of 18 and over; parted: widowed or divorced."""
