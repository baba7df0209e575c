"""Segments of a clock: what paused it, for how long, by which article and actor; and what extended it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from .calendar import absolute
from .errors import SegmentWrong
from .periods import Period
from .rules import RulesOn
from .texts import DAY_MINUTES, Ground, Mark, Text, say

FOREVER = 10**10  # minutes: the end of a pause that is still open


class SegmentKind(StrEnum):
    COMPLETION_FIRST = "completion_first"  # 보완 요구(1차)
    COMPLETION_SECOND = "completion_second"  # 보완 요구(2차)
    DECREE = "decree"  # 고시에 따른 모든 시계의 정지
    TRANSFER = "transfer"  # 이송
    REPRESENTATIVE = "representative"  # 대표자 선정
    HEARING = "hearing"  # 의견 청취
    EXAMINATION = "examination"  # 실험·검사·감정
    PRIOR_CASE = "prior_case"  # 선행사무
    EVIDENCE = "evidence"  # 증명서류 발급·확인
    SITE_SURVEY = "site_survey"  # 고충민원의 현장조사
    EXTENSION = "extension"  # 처리기간 연장

    @property
    def family(self) -> str:
        """The name by which the rules speak of this kind of pause."""
        return self.value.removesuffix("_first").removesuffix("_second")


_RANKS = {kind: rank for rank, kind in enumerate(SegmentKind)}


@dataclass(frozen=True, slots=True)
class Segment:
    """One event that changes a clock.

    Attributes:
        kind: what it is.
        begins: when the clock stopped; of an extension, when the citizen was told.
        ends: when it ran on; None while it stands still. An extension has none.
        article: the article the act stood on; empty: the one of the rules.
        actor: code of who did it.
        reason: as the citizen reads it.
        length: of an extension; None: as long as the period itself.
        mark: how sure the one who entered it is of ``article``, as of the notice that suspends all clocks; None: as
            sure as the rules are.
        consent: of a second extension, that the citizen agreed (시행령 제21조제1항 단서).

    Raises:
        SegmentWrong: it ends before it begins, or has no zone.
    """

    kind: SegmentKind
    begins: datetime
    ends: datetime | None = None
    article: str = ""
    actor: str = ""
    reason: str = ""
    length: Period | None = None
    consent: bool = False
    mark: Mark | None = None

    def __post_init__(self) -> None:
        if self.begins.tzinfo is None or (self.ends is not None and self.ends.tzinfo is None):
            raise SegmentWrong(f"{self.kind}: its moments need a zone")
        if self.ends is not None and self.ends < self.begins:
            raise SegmentWrong(f"{self.kind}: ends at {self.ends}, before it begins at {self.begins}")
        if self.kind is SegmentKind.EXTENSION and self.ends is not None:
            raise SegmentWrong("an extension has a length, no end")
        if self.kind is not SegmentKind.EXTENSION and (self.length is not None or self.consent):
            raise SegmentWrong(f"{self.kind}: only an extension has a length or consent")


class Pause(NamedTuple):
    """Minutes (of :func:`calendar.absolute`) in which the clock stands still, and why. Pauses never overlap."""

    begins: int
    ends: int
    name: Text
    ground: Ground
    actor: str = ""

    @property
    def open(self) -> bool:
        return self.ends >= FOREVER


def pauses_of(segments: Iterable[Segment], rules: RulesOn, mode: str) -> tuple[Pause, ...]:
    """The pauses that ``segments`` make in a period counted in ``mode``, in order and without overlap.

    Time that several segments cover counts once, under the kind that :class:`SegmentKind` names first; parts of
    one pause that touch are one pause.
    """
    found: list[tuple[tuple[int, str, str], Pause]] = []
    for segment in segments:
        if segment.kind is SegmentKind.EXTENSION:
            continue
        rule = rules.pause(segment.kind.family, mode)
        begins = absolute(segment.begins)
        ends = FOREVER if segment.ends is None else absolute(segment.ends)
        if rule.value == "whole_days":
            begins -= begins % DAY_MINUTES
            ends = ends if ends == FOREVER else ends - ends % DAY_MINUTES + DAY_MINUTES
        if rule.value == "none" or begins == ends:
            continue
        article = Text(segment.article, segment.article) if segment.article else rule.article
        name = Text(say(segment.kind, "ko"), say(segment.kind, "en"))
        rank = (_RANKS[segment.kind], segment.article, segment.actor)
        ground = Ground(rule.name, article, segment.mark or rule.mark, rule.note)
        found.append((rank, Pause(begins, ends, name, ground, segment.actor)))
    found.sort()
    return _apart([pause for _, pause in found])


def _apart(ranked: Sequence[Pause]) -> tuple[Pause, ...]:
    """Pauses without overlap, from pauses of which an earlier one goes before a later."""
    if len(ranked) < 2:
        return tuple(ranked)
    apart: list[Pause] = []
    edges = sorted({edge for pause in ranked for edge in (pause.begins, pause.ends)})
    for begins, ends in pairwise(edges):
        pause = next((one for one in ranked if one.begins <= begins and ends <= one.ends), None)
        if pause is None:
            continue
        last = apart[-1] if apart else None
        if last is not None and last.ends == begins and last[2:] == pause[2:]:
            apart[-1] = last._replace(ends=ends)
        else:
            apart.append(pause._replace(begins=begins, ends=ends))
    return tuple(apart)


def covering(pauses: Sequence[Pause], spans: Iterable[tuple[int, int]]) -> tuple[Pause, Pause] | None:
    """The first and the last pause that together cover all of ``spans``; None where a minute stays free."""
    first = last = None
    for begins, ends in spans:
        for pause in pauses:
            if pause.begins <= begins < pause.ends:
                first, last = first or pause, pause
                begins = pause.ends
        if begins < ends:
            return None
    return (first, last) if first is not None and last is not None else None
