"""Strict reading of base64 and decimal numbers: one value, one spelling.

Formats that are signed or compared must not admit two spellings of the same value, so anything non-canonical
is refused (RFC 4648 section 3.5, tlog-checkpoint: "no leading zeroes").
"""

import base64
import binascii
import re

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def decode_base64(text: str) -> bytes | None:
    """Return the bytes of padded base64, or None when `text` is not their one canonical spelling."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return data if encode_base64(data) == text else None


def encode_base64(data: bytes) -> str:
    """Return `data` as standard padded base64."""
    return base64.b64encode(data).decode("ascii")


def decode_decimal(text: str, limit: int) -> int | None:
    """Return the number `text` spells in ASCII without leading zeros, or None; None also above `limit`."""
    if not _DECIMAL.fullmatch(text):
        return None
    number = int(text)
    return number if number <= limit else None
