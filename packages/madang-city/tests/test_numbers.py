"""Numbers are unique, pass our validators, and can be nobody's."""

from __future__ import annotations

import calendar
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from madang_city import City, validators
from madang_city.numbers import business_number, landline, mobile


def real_resident_number(text: str) -> bool:
    """What a check in a real system accepts: a day that exists, by 주민등록법 시행규칙 §2."""
    match = re.fullmatch(r"(\d\d)(\d\d)(\d\d)-?([0-9])\d{6}", text)
    if match is None:
        return False
    year, month, day, mark = map(int, match.groups())
    century = {9: 1800, 0: 1800, 1: 1900, 2: 1900, 5: 1900, 6: 1900}.get(mark, 2000)
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(century + year, month)[1]


def test_no_resident_number_could_be_real(town: City) -> None:
    for person in town.persons():
        assert not real_resident_number(person.resident_number)
        assert validators.is_demo_resident_number(person.resident_number)
        assert validators.demo_birth_date(person.resident_number) == person.birth_date


@given(st.from_regex(r"[0-9]{6}-?[0-9]{7}", fullmatch=True))
def test_no_number_is_both_real_and_of_the_demo(text: str) -> None:
    assert not (real_resident_number(text) and validators.is_demo_resident_number(text))


def test_foreigners_have_foreigners_numbers(town: City) -> None:
    for person in town.persons():
        foreign = person.nationality != "KR"
        assert validators.is_demo_foreigner_number(person.resident_number) == foreign
        mark = int(person.resident_number[7])
        assert mark % 2 == (1 if person.sex == "M" else 0)


@pytest.mark.parametrize("name", ["town", pytest.param("city", marks=pytest.mark.long)])
def test_numbers_are_unique(name: str, request: pytest.FixtureRequest) -> None:
    city: City = request.getfixturevalue(name)
    people, firms, officials = list(city.persons()), list(city.firms()), list(city.officials())
    phones = [
        *(person.mobile for person in people if person.mobile),
        *(firm.phone for firm in firms),
        *(official.phone for official in officials),
        *(body.phone for body in city.bodies()),
    ]
    for values in (
        [person.resident_number for person in people],
        phones,
        [firm.registration_number for firm in firms],
        [person.email for person in people if person.email],
        [official.email for official in officials],
        [official.staff_number for official in officials],
    ):
        twice = [value for value, count in Counter(values).items() if count > 1]
        assert not twice


def test_phones_and_mailboxes_are_in_ranges_that_nobody_has(town: City) -> None:
    for person in town.persons():
        assert person.mobile is None or validators.is_demo_mobile(person.mobile)
        assert person.email is None or validators.is_demo_email(person.email)
    for holder in (*town.firms(), *town.officials(), *town.bodies()):
        assert validators.is_demo_landline(holder.phone)
    for official in town.officials():
        assert validators.is_demo_email(official.email)
    for body in town.bodies():
        assert validators.is_demo_email(body.email)


def test_business_numbers_are_of_no_real_office(town: City) -> None:
    for firm in town.firms():
        assert validators.is_demo_business_number(firm.registration_number)
        assert int(firm.registration_number[:3]) < 101
        middle = int(firm.registration_number[4:6])
        assert (middle in (81, 86, 87, 88)) == (firm.legal_form == "corporation")


def test_the_check_digit_is_that_of_real_business_numbers() -> None:
    # the example number that forms show
    assert validators.business_check_digit("123456789") == 1


def corporation(index: int) -> str:
    return business_number(index, True)


@given(st.integers(0, 799_999), st.integers(0, 799_999))
def test_different_indexes_give_different_numbers(one: int, other: int) -> None:
    for number in (mobile, landline, lambda index: business_number(index, False), corporation):
        assert (number(one) == number(other)) == (one == other)


@pytest.mark.parametrize(
    "text",
    [
        "", "825514", "820514-2100001", "825532-2100001", "825514-9100001", "825514-0100001", "825514-21000010",
        "825514 2100001", "８２５５１４-2100001", "825114-2100001\n", "996330-1234567", "015229-1234567", None,
    ],
)  # fmt: skip
def test_what_is_no_demo_resident_number(text: str | None) -> None:
    assert not validators.is_demo_resident_number(text or "")


def test_a_leap_day_counts_only_in_leap_years() -> None:
    assert validators.is_demo_resident_number("005229-3000001")
    assert not validators.is_demo_resident_number("015229-3000001")


@pytest.mark.parametrize(
    "text", ["010-1234-5678", "010-2000-0000", "011-0123-4567", "010-01234-567", "02-0123-4567"]
)
def test_what_is_no_demo_mobile(text: str) -> None:
    assert not validators.is_demo_mobile(text)


def test_hyphens_may_be_left_out() -> None:
    assert validators.is_demo_resident_number("8255142100001")
    assert validators.is_demo_mobile("01001234567")
    assert validators.is_demo_landline("0490123456")
    assert validators.is_demo_business_number(business_number(0, False).replace("-", ""))


@pytest.mark.parametrize(
    "text", ["x@haneul.example.com", "x@example.com", "@haneul.example", "X y@haneul.example"]
)
def test_what_is_no_demo_mailbox(text: str) -> None:
    assert not validators.is_demo_email(text)


def test_postcodes_are_out_of_use(town: City) -> None:
    assert all(validators.is_demo_postcode(address.postcode) for address in town.addresses())
    assert not validators.is_demo_postcode("63644")
