"""What a change may do to people of whom facts are unknown: what follows from every way the facts may turn out.

A fact that may have few values (a truth, one of a list, a number that both versions only compare with constants) is told in
every one of them, and both versions are asked. Where that cannot be done, each version alone says which results are
possible, and each of one is held against each of the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise, product
from math import prod
from typing import Any

from madang_rules.dmn.explain.plain import plain
from madang_rules.feel import Unknown
from madang_rules.feel.types import BOOLEAN, NUMBER, STRING, NamedType, unnamed

from madang.blocks.decisions import saying
from madang.blocks.decisions.models import Better
from madang.blocks.decisions.queries.answers import Ready

GAIN, LOSE, OTHER, NO_ANSWER, MAY_GAIN, MAY_LOSE, UNKNOWN, SAME = (
    "gain", "lose", "other", "no_answer", "may_gain", "may_lose", "unknown", "same",
)  # fmt: skip
OUTCOMES = (GAIN, LOSE, OTHER, NO_ANSWER, MAY_GAIN, MAY_LOSE, UNKNOWN, SAME)
BITS = {GAIN: 1, LOSE: 2, OTHER: 4, SAME: 8, NO_ANSWER: 16}
ALL = sum(BITS.values())
MOST_COMPLETIONS = 64
"""Ways for facts to turn out that are asked; of more nothing is said but what each version says alone."""
_NO_WORD = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Possible:
    """What a version may give somebody: ``values`` as plain data, None where they cannot be listed."""

    values: tuple[Any, ...] | None
    facts: frozenset[str]

    @classmethod
    def of(cls, value: Any) -> Possible:
        """Of what the engine gave."""
        if isinstance(value, Unknown):
            values = value.values
            return cls(None if values is None else tuple(map(plain, values)), value.facts)
        found = plain(value)
        facts = _open(found)
        return cls(None if facts else (found,), facts)


def effect(before: Possible, after: Possible, better: Better) -> int:
    """What a change may do to somebody, as a sum of ``BITS``."""
    if before.values is None or after.values is None:
        return ALL
    found = 0
    for old, new in product(before.values, after.values):
        found |= BITS[outcome(old, new, better)]
    return found


def name_of(effects: int) -> str:
    """The outcome that a sum of ``BITS`` is: certain, possible on one side only, or open."""
    for name, bit in BITS.items():
        if effects == bit:
            return name
    if effects == BITS[GAIN] | BITS[SAME]:
        return MAY_GAIN
    return MAY_LOSE if effects == BITS[LOSE] | BITS[SAME] else UNKNOWN


def outcome(before: Any, after: Any, better: Better) -> str:
    """What a change of a plain result means for whom it is about.

    Where one version gives a value and the other none (a row is missing, or it fails), neither is the better one.
    """
    if saying.is_unknown(before) or saying.is_unknown(after):
        return UNKNOWN
    if saying.same(before, after):
        return SAME
    if before is None or after is None:
        return NO_ANSWER
    old, new = _rank(before), _rank(after)
    if better == Better.NEITHER or old is None or new is None:
        return OTHER
    return GAIN if (new > old) == (better == Better.MORE) else LOSE


def completions(versions: Sequence[Ready], facts: Iterable[str]) -> list[dict[str, Any]]:
    """All ways for the facts to turn out that make a difference to a version; none where they are too many to ask."""
    from madang_rules.population import constants_that_matter

    names = sorted(facts)
    options: list[list[Any]] = []
    for name in names:
        asking = [each for each in versions if name in each.asked]
        constants = [constants_that_matter(each.engine, name) for each in asking]
        found = _options([each.engine.inputs[name] for each in asking], constants)
        if not found or prod(map(len, options)) * len(found) > MOST_COMPLETIONS:
            return []
        options.append(found)
    return [dict(zip(names, values, strict=True)) for values in product(*options)]


def _options(types: Sequence[Any], constants: Sequence[list[Any] | None]) -> list[Any]:
    """Values of which one stands for each that a fact may have; null is one of them. None of them: cannot be listed."""
    behind = {unnamed(each) for each in types}
    if len(behind) != 1:
        return []
    base = behind.pop()
    named = [each for each in types if isinstance(each, NamedType) and each.allows is not None]
    listed = [each.possible for each in named if each.possible is not None]
    found: list[Any]
    if base == BOOLEAN:
        found = [True, False]
    elif base == STRING and listed and all(isinstance(one, str) for each in listed for one in each):
        found = list(dict.fromkeys(one for each in listed for one in each))
    elif any(each is None for each in constants):
        return []
    elif base == NUMBER:
        found = _between({one for each in constants for one in each or () if isinstance(one, Decimal)})
    elif base == STRING:
        found = sorted({one for each in constants for one in each or () if isinstance(one, str)})
        found.append("".join(found) + _NO_WORD)
    else:
        return []
    found = [one for one in found if all(each.allows is None or each.allows(one) for each in named)]
    return [*found, None] if found else []


def _between(constants: set[Decimal]) -> list[Decimal]:
    """Each constant, one number between each two neighbours, one below all and one above."""
    if not constants:
        return [Decimal(0)]
    order = sorted(constants)
    with localcontext(prec=250):
        middles = [(low + high) / 2 for low, high in pairwise(order)]
        found = sorted([order[0] - 1, *order, *middles, order[-1] + 1])
    apart = all(low < high for low, high in pairwise(found))
    return found if apart else []  # numbers so far apart that one more or less is not to be written


def _open(value: Any) -> frozenset[str]:
    """The facts of what is still open inside a plain result."""
    if saying.is_unknown(value):
        return frozenset(value["unknown"])
    parts: Iterable[Any] = ()
    if isinstance(value, Mapping):
        parts = value.values()
    elif isinstance(value, list):
        parts = value
    return frozenset[str]().union(*map(_open, parts))


def _rank(value: Any) -> Decimal | None:
    """A result as a number to compare by; a yes is more than a no."""
    if isinstance(value, bool):
        return Decimal(int(value))
    return saying.number_of(value) if isinstance(value, str) else None
