"""The parts of a process. What it may do is a short list of effects; law and wording are data beside them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from madang.blocks.forms.definition.parts import Line, Name, Part, Words

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,79}$")]
Condition = Annotated[str, StringConstraints(min_length=1, max_length=500)]

APPLICANT = "applicant"
"""Who acts for themselves, or for whom an official at a desk or at the door writes down what they say."""


class Channel(StrEnum):
    """How somebody reached the office (접수 경로)."""

    WEB = "web"
    PHONE = "phone"
    COUNTER = "counter"
    KIOSK = "kiosk"
    POST = "post"
    HOME = "home"
    EMAIL = "email"


STAFFED = (Channel.PHONE, Channel.COUNTER, Channel.POST, Channel.HOME, Channel.EMAIL)
"""Channels on which an official writes for somebody: nothing is lodged without that person's confirmation."""


class StateKind(StrEnum):
    """What a state means to everybody who does not know the process."""

    DRAFT = "draft"
    OPEN = "open"
    WAITING = "waiting"  # for the applicant
    DECIDED = "decided"
    CLOSED = "closed"


class Effect(StrEnum):
    """What a transition does beside moving the case."""

    LODGE = "lodge"  # number given, answers frozen, clock started
    PAUSE = "pause"  # the clock stops for a completion request
    RESUME = "resume"
    EXTEND = "extend"
    DECIDE = "decide"
    CLOSE = "close"


class Task(Part):
    """Work that waits in a state, and whose it is."""

    role: Name
    title: Words


class State(Part):
    """A state (상태): ``said`` is what the applicant reads of it."""

    name: Name
    title: Words
    kind: StateKind
    said: Words | None = None
    task: Task | None = None


class Transition(Part):
    """A step from one state to another.

    Attributes:
        by: ``applicant`` and roles that may take it.
        channels: on which; empty: on all of the service.
        guard: FEEL over answers and the case's facts; ``guard_said`` is told when it is not true.
        outcome: with the effect ``decide``.
        asks_reason: whoever takes it says why.
        at_most: how often in one case.
        acts: registered effects of a system (``services.block_card``).
        notice: template of the notice to the applicant.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    name: Name
    title: Words
    sources: Annotated[tuple[Name, ...], Field(min_length=1, alias="from")]
    to: Name
    by: Annotated[tuple[Name, ...], Field(min_length=1)]
    channels: tuple[Channel, ...] = ()
    guard: Condition | None = None
    guard_said: Words | None = None
    effects: tuple[Effect, ...] = ()
    outcome: Literal["granted", "part", "refused"] | None = None
    asks_reason: bool = False
    at_most: Annotated[int, Field(ge=1, le=20)] | None = None
    acts: tuple[Line, ...] = ()
    notice: Line | None = None


class Period(Part):
    """How long the office may take (처리기한), with its source."""

    amount: Annotated[int, Field(ge=1, le=1_000)]
    unit: Literal["immediate", "hours", "days", "weeks", "months", "years"]
    article: Line
    mark: Literal["checked", "lead"] = "lead"


class Fee(Part):
    """What it costs: a decision model and how its facts are told from the answers (FEEL)."""

    model: Key
    facts: dict[Line, Condition] = {}


class SampleStep(Part):
    """One step of a sample: which transition, by whom, on which channel."""

    take: Name
    by: Name
    channel: Channel = Channel.WEB


class Sample(Part):
    """A case on which a version is tried before it is kept."""

    title: Line
    answers: dict[Name, Any] = {}
    facts: dict[Name, Any] = {}
    steps: tuple[SampleStep, ...]
    ends: Name


class Process(Part):
    """A whole process."""

    key: Key
    title: Words
    summary: Words
    form: Key
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    states: Annotated[tuple[State, ...], Field(min_length=2, max_length=60)]
    transitions: Annotated[tuple[Transition, ...], Field(min_length=1, max_length=200)]
    period: Period | None = None
    fee: Fee | None = None
    samples: tuple[Sample, ...] = ()

    def state(self, name: str) -> State:
        """The state of this name; KeyError when there is none."""
        for each in self.states:
            if each.name == name:
                return each
        raise KeyError(name)

    def transition(self, name: str) -> Transition | None:
        """The transition of this name."""
        return next((each for each in self.transitions if each.name == name), None)

    @property
    def begins(self) -> State:
        """The state in which a case begins."""
        return next(each for each in self.states if each.kind == StateKind.DRAFT)

    def leaving(self, state: str) -> list[Transition]:
        """The transitions out of a state, in order."""
        return [each for each in self.transitions if state in each.sources]

    def as_data(self) -> dict[str, Any]:
        """The process as JSON values, without what was left out."""
        return self.model_dump(mode="json", exclude_defaults=True, by_alias=True)
