"""Hangul in Latin letters, as names are written: syllable by syllable (Revised Romanization, 2000, 3.4)."""

from __future__ import annotations

_INITIALS = (
    "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h",
)  # fmt: skip
_VOWELS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu",
    "eu", "ui", "i",
)  # fmt: skip
_FINALS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t",
    "ng", "t", "t", "k", "t", "p", "t",
)  # fmt: skip
_FIRST, _LAST = 0xAC00, 0xD7A3


def romanise(text: str) -> str:
    """Each Hangul syllable by itself, in lower case; other characters stay as they are."""
    result = []
    for character in text:
        code = ord(character)
        if _FIRST <= code <= _LAST:
            initial, rest = divmod(code - _FIRST, 588)
            vowel, final = divmod(rest, 28)
            result.append(_INITIALS[initial] + _VOWELS[vowel] + _FINALS[final])
        else:
            result.append(character)
    return "".join(result)
