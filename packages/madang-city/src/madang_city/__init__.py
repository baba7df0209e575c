"""Haneul-si (하늘시): one consistent, seeded, invented Korean city of any size."""

from madang_city.records import (
    MONTH_OFFSET,
    RECORDS,
    REFERENCE_DATE,
    Address,
    Body,
    Character,
    DongPair,
    Firm,
    Household,
    Job,
    Kinship,
    Official,
    Person,
    Region,
    Road,
    columns,
)

__all__ = [
    "MONTH_OFFSET",
    "RECORDS",
    "REFERENCE_DATE",
    "Address",
    "Body",
    "Character",
    "DongPair",
    "Firm",
    "Household",
    "Job",
    "Kinship",
    "Official",
    "Person",
    "Region",
    "Road",
    "columns",
]
