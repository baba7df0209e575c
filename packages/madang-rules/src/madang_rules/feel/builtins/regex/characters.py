"""Classes of characters of XPath's regular expressions (XML Schema part 2, appendix G) as ranges of code points."""

from __future__ import annotations

import sys
import unicodedata
from functools import lru_cache

Ranges = list[tuple[int, int]]
"""Sorted, apart from one another, both ends included."""

LAST = sys.maxunicode
_BLOCKS: dict[str, tuple[int, int]] = {
    "BasicLatin": (0x00, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "IPAExtensions": (0x250, 0x2AF),
    "SpacingModifierLetters": (0x2B0, 0x2FF),
    "CombiningDiacriticalMarks": (0x300, 0x36F),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Armenian": (0x530, 0x58F),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "Devanagari": (0x900, 0x97F),
    "Thai": (0xE00, 0xE7F),
    "HangulJamo": (0x1100, 0x11FF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "BoxDrawing": (0x2500, 0x257F),
    "GeometricShapes": (0x25A0, 0x25FF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "HangulCompatibilityJamo": (0x3130, 0x318F),
    "EnclosedCJKLettersandMonths": (0x3200, 0x32FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "PrivateUse": (0xE000, 0xF8FF),
    "CJKCompatibilityIdeographs": (0xF900, 0xFAFF),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}
_SPACE: Ranges = [(9, 10), (13, 13), (32, 32)]
_NAME_SIGNS = {"i": "_:", "c": "_:.-\u00b7"}
_NAME_CATEGORIES = {"i": ("L", "Nl"), "c": ("L", "Nl", "Nd", "M")}


def united(ranges: Ranges) -> Ranges:
    """Return the union of ranges in any order."""
    made: Ranges = []
    for low, high in sorted(ranges):
        if made and low <= made[-1][1] + 1:
            made[-1] = made[-1][0], max(made[-1][1], high)
        else:
            made.append((low, high))
    return made


def complement(ranges: Ranges) -> Ranges:
    """Return all characters outside the ranges."""
    made: Ranges = []
    following = 0
    for low, high in united(ranges):
        if low > following:
            made.append((following, low - 1))
        following = high + 1
    if following <= LAST:
        made.append((following, LAST))
    return made


def without(ranges: Ranges, removed: Ranges) -> Ranges:
    """Return the characters of `ranges` that are not in `removed`."""
    return complement(united(complement(ranges) + removed))


@lru_cache(maxsize=1)
def _categories() -> dict[str, Ranges]:
    """Return the ranges of each category of Unicode; computed once, when first asked for."""
    made: dict[str, Ranges] = {}
    start, current = 0, unicodedata.category("\0")
    for code in range(1, LAST + 2):
        category = unicodedata.category(chr(code)) if code <= LAST else ""
        if category != current:
            made.setdefault(current, []).append((start, code - 1))
            start, current = code, category
    return made


@lru_cache(maxsize=128)
def category(name: str) -> Ranges | None:
    """Return the characters of a category (`L`, `Nd`) or block (`IsBasicLatin`), None where there is none such."""
    if name.startswith("Is"):
        block = _BLOCKS.get(name[2:])
        return None if block is None else [block]
    found = [ranges for known, ranges in _categories().items() if known == name or known[0] == name]
    return united([one for ranges in found for one in ranges]) if found else None


def _of_categories(*names: str) -> Ranges:
    return united([one for name in names for one in category(name) or ()])


@lru_cache(maxsize=16)
def escaped(letter: str) -> Ranges | None:
    r"""Return what `\d`, `\s`, `\w`, `\i`, `\c` or their opposites in capitals stand for; None for other letters."""
    if letter.isupper():
        opposite = escaped(letter.lower())
        return None if opposite is None else complement(opposite)
    if letter == "d":
        return _of_categories("Nd")
    if letter == "s":
        return _SPACE
    if letter == "w":
        return complement(_of_categories("P", "Z", "C"))
    if letter in _NAME_SIGNS:
        return united(
            _of_categories(*_NAME_CATEGORIES[letter])
            + [(ord(sign), ord(sign)) for sign in _NAME_SIGNS[letter]]
        )
    return None
