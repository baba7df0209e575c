"""The last net under the logs: whatever looks personal is struck out, wherever it stands.

Code must not log such values in the first place; a line in which something was struck out is a defect to mend.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

STRUCK = "[가림]"
_DEEPEST = 6

# Fields that hold personal data or secrets whatever they look like.
PERSONAL_FIELDS = frozenset(
    {
        *("name", "full_name", "latin_name", "username", "user", "email", "phone", "mobile", "contact"),
        *("address", "postcode", "birth_date", "resident_number", "number", "account_number"),
        *(
            "password",
            "token",
            "secret",
            "authorization",
            "cookie",
            "session",
            "csrfmiddlewaretoken",
            "api_key",
        ),
        *("args", "kwargs", "task_kwargs", "params", "parameters", "body", "query", "path", "sql", "values"),
    }
)

# Letters and digits beside a match mean it is a part of something longer (a UUID, a digest).
_ALONE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
_NUMBERS = (
    re.compile(_ALONE.format(pattern), re.ASCII)
    for pattern in (
        r"mdg_[0-9a-f]{10}_[A-Za-z0-9_-]+",  # API keys, whose prefix may look like a telephone number
        r"\d{6}[- ]?\d{7}",  # resident and foreigner numbers
        r"0\d{1,2}[-. ]?\d{3,4}[-. ]?\d{4}",  # telephone numbers
        r"\+82[-. ]?\d{1,2}[-. ]?\d{3,4}[-. ]?\d{4}",
        r"\d{3}-\d{2}-\d{5}",  # business numbers
    )
)
_EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[A-Za-z]{2,}")
_PATTERNS = (*_NUMBERS, _EMAIL)


def redact(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event with personal fields and personal-looking texts replaced by ``[가림]``."""
    return {key: _clean(key, value, _DEEPEST) for key, value in event.items()}


def _clean(key: str, value: Any, depth: int) -> Any:
    if key.lower() in PERSONAL_FIELDS and value not in (None, ""):
        return STRUCK
    if isinstance(value, str):
        return strike(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if depth == 0:
        return type(value).__name__
    if isinstance(value, Mapping):
        return {str(name): _clean(str(name), each, depth - 1) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_clean("", each, depth - 1) for each in value]
    return (
        strike(str(value)) if type(value).__module__ in {"uuid", "datetime", "pathlib", "decimal"} else value
    )


def strike(text: str) -> str:
    """Return the text with every resident, telephone and business number, e-mail and API key struck out."""
    for pattern in _PATTERNS:
        text = pattern.sub(STRUCK, text)
    return text
