"""Text made comparable before it is cut into grams: what looks alike to a reader becomes alike."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {0x3000: " ", 0x318D: " ", 0x119E: " "}
    # Full-width ASCII, half-width jamo, circled and parenthesised letters, squared units, Roman numerals.
    ranges = ((0xFF01, 0xFF5E), (0xFFA1, 0xFFDC), (0x2460, 0x24FF), (0x3200, 0x33FF), (0x2150, 0x218B))
    for first, last in ranges:
        for code in range(first, last + 1):
            wide = unicodedata.normalize("NFKC", chr(code))
            if wide != chr(code):
                table[code] = wide
    # Marks that are seen by nobody: zero width, direction, soft hyphen, byte order, Hangul fillers.
    invisible = [0xAD, 0x61C, 0x180E, 0xFEFF, 0x115F, 0x1160, 0x3164, 0xFFA0]
    invisible += [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    invisible += [*range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080)]
    table.update(dict.fromkeys(invisible))
    return table


_TABLE = _table()

_COMPATIBLE = dict(
    zip(
        map(chr, [*range(0x1100, 0x1113), *range(0x1161, 0x1176), *range(0x11A8, 0x11C3)]),
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
        "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
        "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ",
        strict=True,
    )
)
_JAMO_TABLE = str.maketrans(_COMPATIBLE)


def normalise(text: str) -> str:
    """Composed (NFC), half-width, lower case, without invisible marks; single jamo as typed on a keyboard.

    Never fails: half of a surrogate pair becomes a question mark.
    """
    if not text.isascii():
        text = text.translate(_TABLE)
        text = text.encode("utf-8", "replace").decode("utf-8") if _surrogate(text) else text
        text = unicodedata.normalize("NFC", text).translate(_JAMO_TABLE)
    return text.lower()


def _surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def words(text: str) -> list[str]:
    """Runs of letters and digits of a normalised text, in order. Punctuation and symbols part words."""
    return _WORD.findall(text)
