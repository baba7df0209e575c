"""Text made comparable, syllables taken apart and put together, keys of the wrong keyboard read right."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.blocks.catalogue.search import jamo
from madang.blocks.catalogue.search.normalise import normalise, words

SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=20)


DOUBLE = {
    "ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ",
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip


def keystrokes(text: str) -> str:
    """Letters as typed: double vowels and double finals take two keys."""
    return "".join(DOUBLE.get(letter, letter) for letter in jamo.letters(text))


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("ＡＢＣ　１２３", "abc 123"),
        (unicodedata.normalize("NFD", "장애인 자립"), "장애인 자립"),
        ("장\u200b애\ufeff인", "장애인"),
        ("\u202e장애인\u202c", "장애인"),
        ("장\u00ad애\u2060인\u200f", "장애인"),
        ("\u1112\u200b\u1161\u200b\u11ab글", "한글"),
        ("㈜하늘 ①번", "(주)하늘 1번"),
        ("ﾡﾢ", "ㄱㄲ"),
        ("\u1100\u110e", "ㄱㅊ"),
        ("\ud800하늘", "?하늘"),
        ("İSTANBUL", "i̇stanbul"),
    ],
)
def test_what_looks_alike_becomes_alike(typed: str, same: str) -> None:
    assert normalise(typed) == same


@given(st.text())
def test_any_text_is_normalised_once_and_for_all(text: str) -> None:
    once = normalise(text)
    once.encode("utf-8")
    assert normalise(once) == once


def test_symbols_part_words() -> None:
    assert words(normalise("청년·여성 (무료), 3~5세 a_b 🙂")) == [
        "청년",
        "여성",
        "무료",
        "3",
        "5세",
        "a",
        "b",
    ]


@given(SYLLABLES)
def test_syllables_come_apart_and_together_again(text: str) -> None:
    assert jamo.compose(keystrokes(text)) == text
    assert len(jamo.initials(text)) == len(text)
    assert jamo.is_initials(jamo.initials(text)) == bool(text)


def test_letters_of_a_syllable() -> None:
    assert jamo.letters("값 a") == "ㄱㅏㅄ a"
    assert keystrokes("값과") == "ㄱㅏㅂㅅㄱㅗㅏ"
    assert jamo.initials("기초연금 2") == "ㄱㅊㅇㄱ 2"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dkssud", "안녕"),
        ("rlchdusrma", "기초연금"),
        ("qhfkTl", "보라씨"),
        ("ekfrdl", "닭이"),
        ("dhkdltm", "와이스"),
        ("rkqtdl", "값이"),
        ("rr", "ㄱㄱ"),
        ("dkssud123", "안녕123"),
        ("", ""),
    ],
)
def test_english_keys_read_as_korean(typed: str, meant: str) -> None:
    assert jamo.from_keyboard(typed) == meant


@given(st.text(max_size=60))
def test_no_text_breaks_the_keyboard_reading(text: str) -> None:
    jamo.from_keyboard(text)


def test_grams() -> None:
    assert jamo.grams("abcde", 4) == ["abcd", "bcde"]
    assert jamo.grams("abc", 4) == ["abc"]
    assert jamo.grams("", 4) == []
