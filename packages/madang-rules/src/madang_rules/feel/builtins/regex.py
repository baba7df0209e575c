"""Regular expressions of XPath (XQuery and XPath functions 3.1, 5.6) on RE2, which needs linear time."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

from madang_rules.feel.evaluation import Evaluation

LONGEST_PATTERN = 1000
_MAX_MEMORY = 8 << 20
_PLAIN = re.compile(r"[^\\.^$|?*+()\[\]{}]+\Z")
_NAME_CLASSES = {
    "i": r"\p{L}\p{Nl}_:",
    "c": r"\p{L}\p{Nl}\p{Nd}\p{M}_:.\-\x{b7}",
}
_REFERENCE = re.compile(r"\\(.?)|\$([0-9]*)", re.DOTALL)


class _Unreadable(ValueError):
    """A pattern that XPath or RE2 cannot read."""


def compiled_pattern(evaluation: Evaluation, pattern: str, flags: str) -> Any:
    """Return the compiled pattern, None with a reason where it is none."""
    try:
        return _compiled(pattern, flags)
    except (_Unreadable, re2.error) as error:
        detail = error.args[0] if error.args else ""
        return evaluation.record(
            "pattern", None, detail=detail.decode() if isinstance(detail, bytes) else detail
        )


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> Any:
    if len(pattern) > LONGEST_PATTERN:
        raise _Unreadable(f"longer than {LONGEST_PATTERN} characters")
    if not set(flags) <= set("smixq"):
        raise _Unreadable(f"flags {flags!r}")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    options.case_sensitive = "i" not in flags
    if "q" in flags:
        options.literal = True
        return re2.compile(pattern, options)
    inline = "".join(flag for flag in "sm" if flag in flags)
    translated = _translated(pattern, spaced="x" in flags)
    return re2.compile(f"(?{inline}:{translated})" if inline else translated, options)


def _translated(pattern: str, *, spaced: bool) -> str:
    """Write a pattern of XPath as one of RE2: `\\i` and `\\c` spelled out, spaces left out under flag x."""
    made: list[str] = []
    in_class = 0
    at = 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            following = pattern[at + 1 : at + 2]
            at += 2
            if following.lower() in _NAME_CLASSES and following:
                inner = _NAME_CLASSES[following.lower()]
                if not in_class:
                    made.append(f"[{'^' if following.isupper() else ''}{inner}]")
                elif following.islower():
                    made.append(inner)
                else:
                    raise _Unreadable(f"\\{following} within []")
            elif following in "nrtdDsSwWpP\\|.?*+(){}-[]^$" and following:
                made.append("\\" + following)
            else:
                raise _Unreadable(f"\\{following}")
            continue
        if sign == "[":
            if in_class:
                raise _Unreadable("[ within []")
            in_class = 1
        elif sign == "]":
            in_class = 0
        elif spaced and not in_class and sign in " \t\n\r":
            at += 1
            continue
        elif sign == "(" and pattern[at + 1 : at + 2] == "?" and pattern[at + 2 : at + 3] != ":":
            raise _Unreadable("(?")
        made.append(sign)
        at += 1
    return "".join(made)


def expand(evaluation: Evaluation, replacement: str, found: Any, *, literal: bool) -> str | None:
    r"""Return the replacement of one match: `$1` is its first group, `\$` a dollar. None where it is malformed."""
    if literal or ("$" not in replacement and "\\" not in replacement):
        return replacement
    groups = len(found.groups())
    made: list[str] = []
    end = 0
    for reference in _REFERENCE.finditer(replacement):
        made.append(replacement[end : reference.start()])
        end = reference.end()
        escaped, digits = reference.groups()
        if escaped is not None:
            if escaped not in ("\\", "$"):
                return evaluation.record("pattern", None, detail=reference[0])
            made.append(escaped)
            continue
        if not digits:
            return evaluation.record("pattern", None, detail="$")
        # `$12` is group 12 where there are so many, else group 1 and a 2.
        number = digits
        while len(number) > 1 and int(number[:9]) > groups:
            number = number[:-1]
        made.append((found.group(int(number)) or "") if int(number) <= groups else "")
        made.append(digits[len(number) :])
    made.append(replacement[end:])
    return "".join(made)


def literal_split(text: str, delimiter: str) -> list[str] | None:
    """Split at a delimiter without signs of regular expressions; None where it has some."""
    return text.split(delimiter) if _PLAIN.match(delimiter) else None
