"""Korean: 2026. 11. 28. 09:14, without zeros before month and day (행정업무의 운영 및 혁신에 관한 규정 제7조제5항)."""

DATE_FORMAT = SHORT_DATE_FORMAT = "Y. n. j."
TIME_FORMAT = "H:i"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "Y. n. j. H:i"
