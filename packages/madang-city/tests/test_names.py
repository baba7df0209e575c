"""Names: namesakes, syllables of all sorts, long Latin ones."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict

import pytest
from madang_city import City
from madang_city.draws import Stream
from madang_city.naming import name_everybody
from madang_city.residents import Households, Residents
from madang_city.romanise import romanise
from madang_city.tables import foreigners


def test_there_are_namesakes(small: City) -> None:
    names = Counter(person.name for person in small.persons() if person.nationality == "KR")
    assert names.most_common(1)[0][1] >= 2
    assert names["김하늘"] >= 2


def test_names_are_whole_syllables_and_some_are_outside_the_old_character_set(town: City) -> None:
    rare = 0
    for person in town.persons():
        if person.nationality == "KR":
            assert all("가" <= character <= "힣" for character in person.name)
            rare += any(len(character.encode("euc_kr")) > 2 for character in person.name)
    assert rare >= 2


def test_every_city_has_somebody_with_a_syllable_that_ks_x_1001_lacks(small: City) -> None:
    with_rare = [p for p in small.persons() if "믜" in p.given_name]
    assert with_rare


def test_lengths_of_names(town: City) -> None:
    koreans = [person for person in town.persons() if person.nationality == "KR"]
    surnames = Counter(len(person.family_name) for person in koreans)
    given = Counter(len(person.given_name) for person in koreans)
    assert surnames[1] > 50 * surnames[2] > 0
    assert given[2] > 20 * given[1] > 0
    assert max(given) >= 3


def test_brothers_and_sisters_in_a_household_have_different_names(town: City) -> None:
    households = defaultdict(list)
    for person in town.persons():
        if person.relation in ("child", "sibling"):
            households[person.household_id].append(person.name)
    assert all(len(names) == len(set(names)) for names in households.values())


def test_a_foreign_family_larger_than_the_list_of_names_can_be_named() -> None:
    nation = [code for code, _ in foreigners.NATIONALITIES].index("BD") + 1
    brothers = Residents(array("i", range(700_000, 712_000, 1_000)), bytearray(12))
    brothers.nationality = bytearray([nation]) * 12
    brothers.father = array("i", [-1] + [0] * 11)
    household = Households()
    household.add(0, range(12))
    book = name_everybody(brothers, household, Stream(1, "brothers"))
    assert len(set(book.latin.values())) == 12


def test_foreigners_have_long_latin_names(town: City) -> None:
    lengths = []
    for person in town.persons():
        if person.nationality != "KR":
            assert person.name == person.latin_name == f"{person.family_name} {person.given_name}"
            assert person.name.isascii() and person.name == person.name.upper()
            lengths.append(len(person.name))
    assert max(lengths) > 50


def test_koreans_have_a_latin_name_too(small: City) -> None:
    hanuel = next(small.persons())
    assert (hanuel.name, hanuel.latin_name) == ("김하늘", "KIM HANEUL")


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        ("하늘", "haneul"), ("복남", "boknam"), ("빛나", "bitna"), ("설믜", "seolmui"),
        ("은하수로", "eunhasuro"),
        ("꽃내", "kkotnae"), ("A동 1", "Adong 1"), ("", ""),
    ],
)  # fmt: skip
def test_names_are_romanised_syllable_by_syllable(hangul: str, latin: str) -> None:
    assert romanise(hangul) == latin
