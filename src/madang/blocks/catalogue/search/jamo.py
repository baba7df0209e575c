"""Hangul below the syllable: letters (자모), initial consonants (초성), keys of the keyboard (두벌식).

Syllables U+AC00–U+D7A3 are initial × 588 + vowel × 28 + final (Unicode Standard, chapter 3.12).
"""

from __future__ import annotations

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_FIRST, _LAST = 0xAC00, 0xD7A3

_KEYS = dict(
    zip(
        "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml",
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ",
        strict=True,
    )
)
_KEYS |= {key.upper(): letter for key, letter in _KEYS.items() if key.upper() not in _KEYS}
_VOWEL_PAIRS = {
    "ㅗㅏ": "ㅘ",
    "ㅗㅐ": "ㅙ",
    "ㅗㅣ": "ㅚ",
    "ㅜㅓ": "ㅝ",
    "ㅜㅔ": "ㅞ",
    "ㅜㅣ": "ㅟ",
    "ㅡㅣ": "ㅢ",
}
_FINAL_PAIRS = {
    "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ", "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ", "ㄹㅂ": "ㄼ", "ㄹㅅ": "ㄽ",
    "ㄹㅌ": "ㄾ", "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ",
}  # fmt: skip
_APART = {whole: pair for pair, whole in (_VOWEL_PAIRS | _FINAL_PAIRS).items()}


def _letters(code: int) -> str:
    index = code - _FIRST
    return INITIALS[index // 588] + VOWELS[index // 28 % 21] + FINALS[index % 28]


_LETTERS = {code: _letters(code) for code in range(_FIRST, _LAST + 1)}
_INITIALS = {code: INITIALS[(code - _FIRST) // 588] for code in range(_FIRST, _LAST + 1)}


def letters(text: str) -> str:
    """Syllables taken apart into letters; all else stays. `안녕` → `ㅇㅏㄴㄴㅕㅇ`."""
    return text.translate(_LETTERS)


def initials(text: str) -> str:
    """Initial consonants of the syllables; all else stays. `기초연금` → `ㄱㅊㅇㄱ`."""
    return text.translate(_INITIALS)


def is_initials(text: str) -> bool:
    """Whether a text consists of initial consonants only, as people type them to save time."""
    return bool(text) and all(character in INITIALS for character in text)


def from_keyboard(text: str) -> str:
    """What a text typed with the keyboard set to English would have been in Korean: `dkssud` → `안녕`.

    Letters that make no syllable stay single letters; characters of no key stay as they are.
    """
    return compose("".join(_KEYS.get(character, character) for character in text))


def compose(text: str) -> str:
    """Letters in typing order put together into syllables, as an input method does (두벌식 automaton)."""
    made: list[str] = []
    initial = vowel = final = ""
    for letter in (*text, ""):
        if letter and letter in VOWELS:
            if final:
                # The final, or its second half, belongs to the new syllable.
                pair = _APART.get(final, final)
                final, moved = pair[:-1], pair[-1]
                if moved not in INITIALS:
                    final, moved = pair, ""
                made.append(_syllable(initial, vowel, final))
                initial, vowel, final = moved, letter, ""
            elif vowel and vowel + letter in _VOWEL_PAIRS:
                vowel = _VOWEL_PAIRS[vowel + letter]
            elif vowel:
                made.append(_syllable(initial, vowel, ""))
                initial, vowel = "", letter
            else:
                vowel = letter
        elif letter and letter in INITIALS:
            if initial and vowel and not final and letter in FINALS:
                final = letter
            elif final and final + letter in _FINAL_PAIRS:
                final = _FINAL_PAIRS[final + letter]
            else:
                made.append(_syllable(initial, vowel, final))
                initial, vowel, final = letter, "", ""
        else:
            made.append(_syllable(initial, vowel, final))
            made.append(letter)
            initial = vowel = final = ""
    return "".join(made)


def _syllable(initial: str, vowel: str, final: str) -> str:
    if initial and vowel:
        code = _FIRST + INITIALS.index(initial) * 588 + VOWELS.index(vowel) * 28 + FINALS.index(final)
        return chr(code)
    return initial + vowel + final


def is_syllables(text: str) -> bool:
    """Whether a text is Hangul syllables and nothing else."""
    return bool(text) and all("가" <= character <= "힣" for character in text)


def grams(text: str, size: int) -> list[str]:
    """Overlapping pieces of `size` characters; a shorter text is one piece, an empty one none."""
    if len(text) <= size:
        return [text] if text else []
    return [text[start : start + size] for start in range(len(text) - size + 1)]
