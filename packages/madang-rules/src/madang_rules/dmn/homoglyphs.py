"""Names that look alike though they are written with other characters."""

from __future__ import annotations

import unicodedata

__all__ = ["skeleton"]

# Letters of other scripts that look like Latin ones in common fonts (Unicode TR 39 calls them confusable).
_LOOK_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеіјорсухѕԁԛԝгпАΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοιν",
    "ABESIJKMHOPCTYXaeijopcyxsdqwrnAABEZHIKMNOPTYXaoiv",
)
_INVISIBLE = dict.fromkeys(
    place
    for start, end in (
        (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5),
        (0x180B, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
        (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
    )
    for place in range(start, end + 1)
)  # fmt: skip


def skeleton(name: str) -> str:
    """A form in which names that look alike are equal: compatibility forms, invisible characters and
    look-alike letters of other scripts are evened out, and blanks counted once."""
    text = unicodedata.normalize("NFKC", name).translate(_INVISIBLE).translate(_LOOK_ALIKE)
    text = text.replace("l", "I").replace("1", "I").replace("|", "I").replace("0", "O")
    return " ".join(text.split())
