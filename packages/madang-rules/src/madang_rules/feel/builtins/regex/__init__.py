"""Regular expressions of XPath (XQuery and XPath functions 3.1, 5.6): on RE2, which needs linear time.

Patterns that refer back to a group, which RE2 does not know, run on a matcher that counts its steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import re2

from madang_rules.feel.builtins.regex.matcher import Matcher
from madang_rules.feel.builtins.regex.pattern import (
    Reader,
    UnreadablePattern,
    re2_text,
    steps,
    weight,
)
from madang_rules.feel.evaluation import Evaluation

_MAX_MEMORY = 8 << 20
_HEAVIEST = 30_000
_STEPS_A_WEIGHT = 6
_WAYS_A_STEP = 5
"""A power of two: so many ways through a pattern are tried at one character in the time of a step, at worst."""
_MOST_KNOWN = 64
_KNOWN: dict[tuple[str, str], Pattern] = {}
"""Patterns compiled lately."""
_PLAIN = re.compile(r"[^\\.^$|?*+()\[\]{}]+\Z")
_REFERENCE = re.compile(r"\\(.?)|\$([0-9]*)", re.DOTALL)


class Pattern:
    """A pattern ready to match. `ways`: how many ways RE2 may follow at once; it cannot be stopped on its way."""

    def __init__(self, engine: Any, ways: int = 0) -> None:
        self._engine = engine
        self._ways = ways

    def finditer(self, evaluation: Evaluation, text: str) -> Iterator[Any]:
        """Return the matches one after the other."""
        if isinstance(self._engine, Matcher):
            yield from self._engine.finditer(evaluation, text)
            return
        evaluation.charge(self._ways * len(text) >> _WAYS_A_STEP)
        for found in self._engine.finditer(text):
            evaluation.look_at_clock()  # each may have looked at all the rest
            yield found

    def is_in(self, evaluation: Evaluation, text: str) -> bool:
        """Whether the pattern matches somewhere."""
        if isinstance(self._engine, Matcher):
            return next(self._engine.finditer(evaluation, text), None) is not None
        evaluation.charge(self._ways * len(text) >> _WAYS_A_STEP)
        return self._engine.search(text) is not None


def compiled_pattern(evaluation: Evaluation, pattern: str, flags: str) -> Pattern | None:
    """Return the compiled pattern, None with a reason where it is none."""
    known = _KNOWN.get((pattern, flags))
    if known is not None:
        return known
    try:
        made = _compiled(evaluation, pattern, flags)
    except (UnreadablePattern, re2.error) as error:
        detail = error.args[0] if error.args else ""
        return evaluation.record(
            "pattern", None, detail=detail.decode() if isinstance(detail, bytes) else detail
        )
    if len(_KNOWN) >= _MOST_KNOWN:
        _KNOWN.clear()
    _KNOWN[pattern, flags] = made
    return made


def _compiled(evaluation: Evaluation, pattern: str, flags: str) -> Pattern:
    """Compile a pattern; its weight is counted before, since compiling takes long for some."""
    if not set(flags) <= set("smixq"):
        raise UnreadablePattern(f"flags {flags!r}")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    evaluation.charge(len(pattern))
    if "q" in flags:
        literal = Reader(pattern, dot_all=False, spaced=False, fold="i" in flags).literal()
        return Pattern(re2.compile(re2_text(literal), options), steps(literal))
    reader = Reader(pattern, dot_all="s" in flags, spaced="x" in flags, fold="i" in flags)
    tree = reader.read()
    heavy = weight(tree)
    if heavy > _HEAVIEST:
        raise UnreadablePattern(f"{pattern[:20]}…")
    evaluation.charge(heavy * _STEPS_A_WEIGHT)
    if reader.refers:
        return Pattern(Matcher(tree, reader.groups, fold="i" in flags, lines="m" in flags))
    text = re2_text(tree)
    return Pattern(re2.compile(f"(?m:{text})" if "m" in flags else text, options), steps(tree))


def expand(evaluation: Evaluation, replacement: str, found: Any, *, literal: bool) -> str | None:
    r"""Return the replacement of one match: `$1` is its first group, `\$` a dollar; None where it is malformed."""
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
