"""A decision table as boxes in a space: which rules meet, what none accepts, which one never counts.

Every rule is a box, one side an input column; a side is a set of segments of the column's axis. A cell that
holds more than constants is only known to accept something between nothing (`inner`) and everything
(`outer`); overlaps and cover are told from the inner boxes, gaps and disjointness from the outer ones, so
that what is said here is true whatever those cells say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from madang_rules.dmn.tables.area import Area
from madang_rules.dmn.tables.axis import Axis, spans_to_mask
from madang_rules.dmn.tables.column import Column
from madang_rules.dmn.tables.policy import bits

__all__ = ["Boxes", "GaveUp", "Region", "Side"]

Region = list[int]
"""One mask of segments a side."""
MAX_SIDES = 100
Charge = Callable[[int], None]
"""Counts segments before they are looked at; raises where they are too many."""


def _free(_segments: int) -> None:
    pass


class GaveUp(Exception):
    """A question about the boxes needs more steps than allowed."""


class Side:
    """One dimension: the axis, each rule's inner and outer mask, and the rules of each segment."""

    def __init__(self, column: Column, rules: int, allowed: Area | None) -> None:
        self.exact = not column.general
        areas = [
            cell.area for cell in column.cells if cell.area is not None and cell.area.kind == column.kind
        ]
        if allowed is not None and allowed.kind == column.kind:
            areas.append(allowed)
        else:
            allowed = None
        self.axis = Axis(column.kind or "any", areas)
        self.full = (1 << self.axis.segments) - 1
        self.domain = self.axis.domain(allowed)
        self.inner = [0] * rules
        self.outer = [self.full] * rules
        for cell in column.cells:
            if column.looks_up(cell):
                assert cell.area is not None
                mask = spans_to_mask(self.axis.spans(cell.area))
                for rule in bits(cell.rules):
                    self.inner[rule] = self.outer[rule] = mask
        self._meeting: dict[tuple[int, bool], int] = {}
        self._by_segment: dict[bool, list[int]] = {}

    def by_segment(self, inner: bool, charge: Charge = _free) -> list[int]:
        """For each segment, the rules whose (inner or outer) box has it."""
        found = self._by_segment.get(inner)
        if found is None:
            found = [0] * self.axis.segments
            rules_of: dict[int, int] = {}
            for rule, mask in enumerate(self.inner if inner else self.outer):
                rules_of[mask] = rules_of.get(mask, 0) | 1 << rule
            enter = [0] * (self.axis.segments + 1)
            leave = [0] * (self.axis.segments + 1)
            charge(2 * self.axis.segments)
            for mask, rules in rules_of.items():
                charge(self.axis.segments >> 6)
                for start, end in _runs(mask):
                    enter[start] |= rules
                    leave[end + 1] |= rules
            current = 0
            for segment in range(self.axis.segments):
                current = (current & ~leave[segment]) | enter[segment]
                found[segment] = current
            self._by_segment[inner] = found
        return found

    def meeting(self, mask: int, inner: bool, charge: Charge = _free) -> int:
        """The rules whose box meets `mask` on this side."""
        known = self._meeting.get((mask, inner))
        if known is None:
            table = self.by_segment(inner, charge)
            charge(mask.bit_count())
            known = 0
            for segment in bits(mask):
                known |= table[segment]
            self._meeting[mask, inner] = known
        return known


def _runs(mask: int) -> Iterator[tuple[int, int]]:
    start = 0
    while mask:
        skip = (mask & -mask).bit_length() - 1
        mask >>= skip
        start += skip
        length = (~mask & (mask + 1)).bit_length() - 1
        yield start, start + length - 1
        mask >>= length
        start += length


class Boxes:
    """The boxes of a table with the input `columns`; `allowed` are the values each input may have."""

    def __init__(self, columns: Sequence[Column], rules: int, allowed: Sequence[Area | None]) -> None:
        self.rules = rules
        self.sides = [Side(column, rules, area) for column, area in zip(columns, allowed, strict=True)]

    def are_disjoint(self, one: int, other: int) -> bool:
        """Whether no value at all can satisfy both rules."""
        return any(not side.outer[one] & side.outer[other] for side in self.sides)

    def all_separate(self) -> bool:
        """Whether no two rules of the table can ever match together."""
        everything = (1 << self.rules) - 1
        for rule in range(self.rules):
            others = everything & ~((1 << (rule + 1)) - 1)
            for side in self.sides:
                others &= side.meeting(side.outer[rule], False)
                if not others:
                    break
            if others:
                return False
        return True

    def overlaps(self, limit: int, charge: Charge = _free) -> Iterator[tuple[int, int, Region]]:
        """Pairs of rules that surely meet, with the region where, at most `limit` pairs."""
        everything = (1 << self.rules) - 1
        found = 0
        for rule in range(self.rules):
            others = everything & ~((1 << (rule + 1)) - 1)
            charge(len(self.sides))
            for side in self.sides:
                if not others:
                    break
                mask = side.inner[rule] & (side.domain | 1 << side.axis.null_segment)
                others &= side.meeting(mask, True, charge) if mask else 0
            for other in bits(others):
                region = [side.inner[rule] & side.inner[other] for side in self.sides]
                if all(mask & side.domain for mask, side in zip(region, self.sides, strict=True)):
                    region = [mask & side.domain for mask, side in zip(region, self.sides, strict=True)]
                yield rule, other, region
                found += 1
                if found >= limit:
                    return

    def empty_side(self, rule: int) -> int | None:
        """The first side on which the rule accepts no possible value; None where there is none such."""
        for index, side in enumerate(self.sides):
            if not side.outer[rule] & (side.domain | 1 << side.axis.null_segment):
                return index
        return None

    def gaps(self, limit: int, steps: int = 200_000, charge: Charge = _free) -> list[Region]:
        """Regions that no rule accepts, whatever the cells with more than constants say, at most `limit`.

        Raises `GaveUp` after `steps` steps.
        """
        domain = [side.domain for side in self.sides]
        return list(self._uncovered(domain, (1 << self.rules) - 1, False, limit, steps, charge))

    def is_covered(self, region: Region, rules: int, steps: int = 20_000, charge: Charge = _free) -> bool:
        """Whether the inner boxes of `rules` together cover `region`. Raises `GaveUp` after `steps` steps."""
        return not list(self._uncovered(region, rules, True, 1, steps, charge))

    def _uncovered(
        self, domain: Region, rules: int, inner: bool, limit: int, steps: int, charge: Charge
    ) -> list[Region]:
        sides = self.sides
        if len(sides) > MAX_SIDES:
            raise GaveUp
        order = sorted(range(len(sides)), key=lambda index: sides[index].axis.segments)
        full_from = [rules] * (len(order) + 1)
        for depth in range(len(order) - 1, -1, -1):
            index = order[depth]
            masks = sides[index].inner if inner else sides[index].outer
            wanted = domain[index]
            charge(full_from[depth + 1].bit_count())
            full = sum(1 << rule for rule in bits(full_from[depth + 1]) if masks[rule] & wanted == wanted)
            full_from[depth] = full
        found: list[Region] = []
        covered: set[tuple[int, int]] = set()
        left = [steps]

        def search(depth: int, alive: int, prefix: list[int]) -> bool:
            """Whether everything below is covered; what is not goes into `found`."""
            if alive & full_from[depth]:
                return True
            if not alive:
                region = list(domain)
                for index, mask in zip(order, prefix, strict=False):
                    region[index] = mask
                found.append(region)
                return False
            if (depth, alive) in covered:
                return True
            side = sides[order[depth]]
            table = side.by_segment(inner, charge)
            charge(domain[order[depth]].bit_count())
            groups: dict[int, int] = {}
            for segment in bits(domain[order[depth]]):
                survivors = alive & table[segment]
                groups[survivors] = groups.get(survivors, 0) | 1 << segment
            left[0] -= len(groups)
            if left[0] < 0:
                raise GaveUp
            whole = True
            for survivors, mask in groups.items():
                if not search(depth + 1, survivors, [*prefix, mask]):
                    whole = False
                    if len(found) >= limit:
                        return False
            if whole:
                covered.add((depth, alive))
            return whole

        if all(domain):
            search(0, rules, [])
        return found[:limit]

    def words(self, region: Region) -> list[list[Any] | None]:
        """What a region is, side by side: intervals and values; None for a side on which all is meant."""
        return [
            None if mask & side.domain == side.domain else side.axis.region(mask)
            for mask, side in zip(region, self.sides, strict=True)
        ]
