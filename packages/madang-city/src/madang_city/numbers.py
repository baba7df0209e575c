"""Numbers that look like those of Korea and cannot be anybody's. The README names the sources.

- resident and foreigner numbers: months 51-62 (:data:`madang_city.records.MONTH_OFFSET`);
- mobile phones: 010-0xxx-xxxx, as no exchange begins with 0 or 1;
- other phones: area 049, which is not given out, and an exchange that begins with 0;
- business numbers: the first three digits are 000-100, while the real ones begin at 101.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from datetime import date

from madang_city.records import MONTH_OFFSET
from madang_city.residents import KOREAN, Residents
from madang_city.validators import business_check_digit

LARGEST_PERSON = 10_000_000
LARGEST_LANDLINE = 1_000_000
_SOLE_OWNERS, _CORPORATIONS = range(1, 80), (81, 86, 87, 88)
_STEP = 387_917  # has no factor in common with a million


def mix(value: int, seed: int) -> int:
    """A well-spread 32-bit number for a value and seed, for choices that are made anew at each reading."""
    mixed = (value * 0x9E3779B1 + seed * 0x85EBCA77 + 0x165667B1) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 12)) * 0x297A2D39) & 0xFFFFFFFF
    return mixed ^ (mixed >> 15)


def tails(people: Residents, fixed: Mapping[int, int], seed: int) -> array[int]:
    """The last six digits of everybody's number, different for all who share the first seven.

    ``fixed`` holds those that are given (person -> digits).
    """
    seen: dict[int, int] = {}
    taken = {(people.born[person], mark_of(people, person), tail) for person, tail in fixed.items()}
    result = array("i", bytes(4 * len(people)))
    for person in range(len(people)):
        if person in fixed:
            result[person] = fixed[person]
            continue
        mark = mark_of(people, person)
        key = people.born[person] * 10 + mark
        while True:
            count = seen.get(key, 0)
            seen[key] = count + 1
            tail = (mix(key, seed) + count * _STEP) % 1_000_000
            if not taken or (people.born[person], mark, tail) not in taken:
                break
        result[person] = tail
    return result


def mark_of(people: Residents, person: int) -> int:
    """The seventh digit: sex, century and whether a foreigner (1-4 Koreans, 5-8 foreigners)."""
    mark = 1 + people.sex[person]
    if people.born[person] >= _YEAR_2000:
        mark += 2
    return mark if people.nationality[person] == KOREAN else mark + 4


_YEAR_2000 = date(2000, 1, 1).toordinal()


def resident_number(born: date, mark: int, tail: int) -> str:
    """YYMMDD-GNNNNNN with the month out of this world."""
    return f"{born.year % 100:02d}{born.month + MONTH_OFFSET}{born.day:02d}-{mark}{tail:06d}"


def mobile(person_id: int) -> str:
    """A mobile number for a person, different for each of ten million."""
    number = (person_id * 7_368_787 + 1_234_567) % LARGEST_PERSON
    return f"010-0{number // 10_000:03d}-{number % 10_000:04d}"


def landline(index: int) -> str:
    """A number of the area of Haneul-si, different for each of a million."""
    number = (index * 7_919 + 1_300) % LARGEST_LANDLINE
    return f"049-0{number // 10_000:02d}-{number % 10_000:04d}"


def business_number(index: int, corporation: bool) -> str:
    """사업자등록번호 of the index-th sole owner (middle digits 01-79) or corporation (81, 86, 87, 88)."""
    kinds = _CORPORATIONS if corporation else _SOLE_OWNERS
    group, serial = divmod(index, 9_999)
    office, kind = divmod(group, len(kinds))
    first_nine = f"{office:03d}{kinds[kind]:02d}{serial + 1:04d}"
    return f"{first_nine[:3]}-{first_nine[3:5]}-{first_nine[5:]}{business_check_digit(first_nine)}"
