"""What of an exception may stand in a log: its class, where it happened, codes; no value that it carried."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

from madang.config.environment import ConfigurationError

_MOST_FRAMES = 40
_MOST_CAUSES = 4
_SITE_PACKAGES = "site-packages/"

# Exceptions whose text names code and never data. ``TypeError`` and ``ValueError`` are not among them: Django
# puts the offending value into theirs. ``KeyError`` holds the key that was asked for.
_TEXT_IS_CODE: tuple[type[BaseException], ...] = (
    AttributeError,
    ImportError,
    NameError,
    NotImplementedError,
    RecursionError,
    ConfigurationError,
)


def describe(error: BaseException, *, causes: int = _MOST_CAUSES) -> dict[str, Any]:
    """Return class, places (``file:line function``, innermost last) and codes of an exception and its causes.

    Local values, source lines, SQL and its parameters, and the texts of all but a few classes are left out:
    any of them may hold what somebody typed.
    """
    kind = type(error)
    found: dict[str, Any] = {"type": f"{kind.__module__}.{kind.__qualname__}", "at": _places(error)}
    if isinstance(error, OSError):
        found |= {"errno": error.errno, "text": error.strerror or ""}
    elif isinstance(error, _TEXT_IS_CODE) or _says_its_text_is_safe(kind):
        found["text"] = str(error)
    found |= _of_database(error)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and causes > 0:
        found["cause"] = describe(cause, causes=causes - 1)
    if isinstance(error, BaseExceptionGroup):
        found["group"] = [describe(each, causes=causes - 1) for each in error.exceptions[:_MOST_CAUSES]]
    return found


def _says_its_text_is_safe(kind: type[BaseException]) -> bool:
    """Whether the class comes from the ledger: its errors speak of keys, entries and files only."""
    return kind.__module__ == "madang.blocks.ledger.errors"


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__, limit=-_MOST_FRAMES)
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(name: str) -> str:
    for mark in (_SITE_PACKAGES, "/src/"):
        if mark in name:
            return name.rpartition(mark)[2]
    return Path(name).name


def _of_database(error: BaseException) -> dict[str, Any]:
    """SQLSTATE and names of the constraint, table and column; never the message, which quotes the row."""
    diagnosis = getattr(error, "diag", None)
    if diagnosis is None:
        return {}
    codes = {
        "sqlstate": getattr(error, "sqlstate", None),
        "constraint": diagnosis.constraint_name,
        "table": diagnosis.table_name,
        "column": diagnosis.column_name,
    }
    return {name: value for name, value in codes.items() if value}
