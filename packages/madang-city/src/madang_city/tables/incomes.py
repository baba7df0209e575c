"""What people earn and what households live on, in ten thousand won (만원) a month or a year, before tax."""

from __future__ import annotations

from madang_city.tables import Source

WAGES = (
    # ages from, to, men and women: mean of those who work, 만원 a month
    (0, 19, 100, 92),
    (20, 29, 270, 255),
    (30, 39, 425, 345),
    (40, 49, 525, 346),
    (50, 59, 527, 292),
    (60, 120, 300, 190),
)
WAGES_SOURCE = Source(
    table="WAGES",
    title="2023년 임금근로일자리 소득(보수) 결과: 성별·연령대별 평균소득",
    publisher="통계청 (Statistics Korea)",
    year="2023",
    where="press release of 2025-02-25, read in datanews.co.kr/news/article.html?no=137327 and "
    "economist.co.kr/article/view/ecn202502250061; men and women of 2022 by decade in koreainfo.org",
    trust="approximate",
    note="Published for 2023: 3.63 million won a month on average, median 2.78; by age 0.96 (19 and under), 2.63, "
    "3.86, 4.51, 4.29, 2.50 (60 and over); men 4.26, women 2.79; men in their fifties 5.27, 1.8 times the women. "
    "The other cells are those of 2022, raised by 3 %.",
)

SPREAD = (
    150, 260, 400, 540, 600, 640, 675, 710, 745, 785, 830,
    880, 940, 1005, 1080, 1170, 1280, 1430, 1680, 2150, 3600,
)  # fmt: skip
"""Earnings of those who work per thousand of the mean of their age and sex: every twentieth of them, from the least."""
SPREAD_SOURCE = Source(
    table="SPREAD",
    title="2023년 하반기 지역별고용조사: 임금근로자의 월평균 임금수준별 비중",
    publisher="통계청 (Statistics Korea)",
    year="2023",
    where="press release of 2024-04-23, read in economy21.co.kr/news/articleView.html?idxno=1013356",
    trust="approximate",
    note="Published: under a million won a month 9.2 %, to two million 11.5 %, to three 33.2 %, to four 21.5 %, four "
    "and more 24.6 %. The curve is set by us between these and the incomes of households, which it meets: here 6 % "
    "earn under a million, 17 % to two, 22 % to three, 17 % to four and 38 % more, firms' owners among them.",
)

LIVING_ALONE_EARN, MARRIED_EARN, OWNERS_EARN = 83, 121, 125
"""Percent of the mean of their age and sex: who lives alone; who lives with a spouse; who has a firm."""
PENSIONS = ((28, 45), (38, 90), (23, 160), (11, 280))
"""Of people of 65 and over: percent, and what they get a month from pensions and the state."""
EARLY_PENSIONS = 30
"""Percent of those from 60 to 64 who get a pension already."""
HELP = (40, 70, 110, 160)
"""What grown-up people who live without anybody who works or has a pension get a month from kin and savings."""
PROPERTY = ((40, 0), (26, 100), (18, 500), (10, 1400), (5, 3200), (1, 9000))
"""Percent of households, and their property's income a year: interest, rents."""
LEAST = (62, 104, 133, 162, 190, 217)
"""What the basic livelihood security tops a household up to, a month, by its size (the last: six and more)."""
ENTITLED_ASK = 85
"""Percent of the households below it that are topped up."""

HOUSEHOLD_MEAN = 7185
ONE_PERSON_MEAN = 3223
CLASSES = ((1000, 46), (3000, 201), (5000, 195), (10000, 332), (None, 226))
"""Households by income a year up to (만원), per thousand."""
ONE_PERSON_CLASSES = ((1000, 141), (3000, 415), (5000, 261), (7000, 107), (10000, 56), (None, 20))
MEAN_BY_HEAD = ((0, 39, 6664), (40, 49, 9083), (50, 59, 8891))
"""Ages of the head from, to, mean a year (만원)."""
HOUSEHOLDS_SOURCE = Source(
    table="HOUSEHOLD_MEAN, CLASSES, MEAN_BY_HEAD, ONE_PERSON_MEAN, ONE_PERSON_CLASSES (and the weights that meet them)",
    title="2024년 가계금융복지조사 결과: 2023년 가구소득; 2024 통계로 보는 1인가구",
    publisher="통계청, 금융감독원, 한국은행 (Statistics Korea and others)",
    year="2023",
    where="press releases of 2024-12-09, read in pinpointnews.co.kr idxno=304930, christiandaily.co.kr/news/141788 and "
    "company.emetro.co.kr/article/20241209500483",
    trust="approximate",
    note="Published: 71.85 million won a year on average (wages 46.37, business 12.72, property 5.59), by age of the head "
    "66.64 (39 and under), 90.83, 88.91; 22.6 % have 100 million and more, 20.1 % 10 to 30, 19.5 % 30 to 50; of one "
    "person 32.23 on average, 14.1 % under 10, 41.5 % 10 to 30, 26.1 % 30 to 50, 2.0 % 100 and more; under 10 and 50 to "
    "100 of all follow from these. Pensions, property, the least, and what those who live alone, are married or have a "
    "firm earn beside others, are set by us to meet these totals. Households whose head is under forty have a quarter "
    "less here than published, for the young of the city work less.",
)
