"""The parts of a definition (서식 정의). One question carries its wording for every channel."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Passage = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class Part(BaseModel):
    """What every part shares: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """One text in the languages of the house."""

    ko: Passage
    en: Passage

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.ko

    def __str__(self) -> str:
        return self.in_language(get_language() or "ko")


class Kind(StrEnum):
    """What an answer is, and so how it is asked, checked and written."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NAME = "name"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    PHONE = "phone"
    ADDRESS = "address"
    FILE = "file"
    DECLARATION = "declaration"


class Choice(Part):
    """One answer to choose from; ``key`` is what the keypad of a telephone or kiosk says."""

    value: Name
    label: Words


class Box(Part):
    """Where an answer stands on the printed form: page from 1, millimetres from its upper left corner."""

    page: Annotated[int, Field(ge=1, le=20)] = 1
    x: Annotated[float, Field(ge=0, le=297)]
    y: Annotated[float, Field(ge=0, le=420)]
    width: Annotated[float, Field(gt=0, le=297)]
    height: Annotated[float, Field(gt=0, le=420)]


class Question(Part):
    """One question (문항).

    Attributes:
        name: code; guards and rules read the answer by it.
        label: as the web form asks it. ``help`` stands below.
        phone: what an agent reads aloud; ``kiosk``: short, for large letters; ``easy``: easy to read. Each is the
            label where it is left out.
        when: FEEL over the answers before this one; the question is asked when it is true.
        lowest, highest: bounds of a number or amount; of a date as days from today (``-36500``).
        longest: most characters of a text.
        prefill: a registered source that may know the answer (``identity.full_name``).
        evidence: codes of evidence that a body can show in place of a paper.
        read_level, write_level: how sure we must be who sits there (0 to 3) to show or take the answer.
        second_fact: may be asked beside a continue code.
        personal: the answer tells something of a person.
        checked_by: registered check of a file (``photo.id_card``).
    """

    name: Name
    kind: Kind
    label: Words
    help: Words | None = None
    phone: Words | None = None
    kiosk: Words | None = None
    easy: Words | None = None
    choices: tuple[Choice, ...] = ()
    required: bool = True
    when: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    lowest: int | None = None
    highest: int | None = None
    longest: Annotated[int, Field(ge=1, le=10_000)] | None = None
    prefill: Line | None = None
    evidence: tuple[Line, ...] = ()
    read_level: Annotated[int, Field(ge=0, le=3)] = 0
    write_level: Annotated[int, Field(ge=0, le=3)] = 0
    second_fact: bool = False
    personal: bool = True
    checked_by: Line | None = None
    box: Box | None = None

    def asked_as(self, channel: str) -> Words:
        """The wording for a channel: ``phone``, ``kiosk``, ``easy``; the label for every other."""
        if channel == "phone":
            return self.phone or self.label
        if channel == "kiosk":
            return self.kiosk or self.label
        if channel == "easy":
            return self.easy or self.label
        return self.label


class Definition(Part):
    """A whole form (서식)."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,79}$")]
    title: Words
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=200)]

    def question(self, name: str) -> Question | None:
        """The question of this name."""
        return next((each for each in self.questions if each.name == name), None)

    def as_data(self) -> dict[str, Any]:
        """The definition as JSON values, without what was left out."""
        return self.model_dump(mode="json", exclude_defaults=True)
