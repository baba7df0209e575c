"""Codes of verification (진위확인 번호): 15 signs and a check sign that finds each slip of one sign or two neighbours.

The alphabet is Crockford's: without I, L, O and U, so that nothing looks like something else on paper; the first three
are read as what they look like. The check is Damm's over the 32 signs as numbers of GF(2⁵): s ← 2·(s + d).
"""

from __future__ import annotations

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_LOOKS_LIKE = str.maketrans("OIL", "011")
_POLYNOMIAL = 0b100101  # x⁵ + x² + 1


def code_from(secret: bytes) -> str:
    """Return the code that the first 75 bits of ``secret`` (10 bytes or more) stand for."""
    number = int.from_bytes(secret[:10], "big") >> 5
    signs = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH - 1)))
    return signs + ALPHABET[_state(signs)]


def normalised(typed: str) -> str | None:
    """Return a code as it is kept, from what somebody typed; None when it cannot be one."""
    if len(typed) > 100:
        return None
    signs = unicodedata.normalize("NFKC", typed).upper()
    signs = "".join(each for each in signs if each not in " -–—·.\t").translate(_LOOKS_LIKE)
    if len(signs) != LENGTH or any(each not in ALPHABET for each in signs):
        return None
    return signs if _state(signs) == 0 else None


def grouped(code: str) -> str:
    """Return a code as people read it: four by four."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def _state(signs: str) -> int:
    """The check sign of a row of signs; zero after a row that ends with its own."""
    state = 0
    for sign in signs:
        state = (state ^ ALPHABET.index(sign)) << 1
        if state & 32:
            state ^= _POLYNOMIAL
    return state
