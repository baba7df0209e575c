"""Characters in either case (XPath functions 3.1, 5.6.2, flag i): variants are the same in lower or in upper case."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache

from madang_rules.feel.builtins.regex.characters import Ranges

_LAST_CASED = 0x1FFFF
"""Unicode has no letters with case behind its second plane."""
_STRETCH = 256
"""Characters looked at together: most stretches have no case."""


@lru_cache(maxsize=1)
def _variants() -> dict[int, frozenset[int]]:
    """Return the variants of each character that has some, itself among them, in order; computed when first asked for."""
    cased: set[str] = set()
    for start in range(0, _LAST_CASED, _STRETCH):
        stretch = "".join(map(chr, range(start, start + _STRETCH)))
        if stretch.lower() == stretch == stretch.upper():
            continue
        for sign in stretch:
            lower, upper = sign.lower(), sign.upper()
            if lower != sign or upper != sign:
                cased.update(one for one in (sign, lower, upper) if len(one) == 1)
    of_lower: dict[str, set[int]] = {}
    of_upper: dict[str, set[int]] = {}
    for sign in cased:
        of_lower.setdefault(sign.lower(), set()).add(ord(sign))
        of_upper.setdefault(sign.upper(), set()).add(ord(sign))
    return {ord(sign): frozenset(of_lower[sign.lower()] | of_upper[sign.upper()]) for sign in sorted(cased)}


@lru_cache(maxsize=1)
def _cased() -> list[int]:
    return list(_variants())


@lru_cache(maxsize=512)
def both_cases(low: int, high: int) -> Ranges:
    """Return a range and the variants of its characters, in any order."""
    cased, variants = _cased(), _variants()
    inside = cased[bisect_left(cased, low) : bisect_right(cased, high)]
    others = {other for code in inside for other in variants[code] if not low <= other <= high}
    return [(low, high), *((other, other) for other in others)]


def same_in_either_case(one: str, other: str) -> bool:
    """Whether two texts have the same characters or variants of them, one by one."""
    variants = _variants()
    return len(one) == len(other) and all(
        here == there or ord(there) in variants.get(ord(here), ())
        for here, there in zip(one, other, strict=True)
    )
