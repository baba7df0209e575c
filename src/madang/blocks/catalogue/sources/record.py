"""What a reader of public-service records gives out: records, rejected rows, skipped files, and errors.

All values are plain data without Django, so that the readers run in a job, a test or a shell alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

Duplicate = Literal["", "identical", "conflicting"]

BODY_SECTIONS = (
    "target",  # 지원대상: who it is for
    "criteria",  # 선정기준: how those people are chosen
    "content",  # 지원내용: what one gets
    "how_to_apply",  # 신청방법: the way to ask for it, as text
    "deadline",  # 신청기한: free text, rarely a date
    "papers",  # 구비서류: what to bring
    "laws",  # 근거법령
    "contact",  # 문의: as text; the numbers are also in `Record.phones`
    "receiving_office",  # 접수기관: where to hand it in
    "support_form",  # 지원유형: cash, goods, service… as the source says it
    "period",  # 사업기간 or how often it is paid
    "selection",  # 심사방법: how applications are examined
    "excluded",  # 참여제한: who cannot
    "notes",  # 기타
)
"""Keys of `Record.body`, in the order in which a page shows them. A section without text is left out."""


class Sentence(NamedTuple):
    """One sentence for people, Korean first, in both languages of the platform."""

    ko: str
    en: str

    def __str__(self) -> str:
        return f"{self.ko} / {self.en}"


class Phone(NamedTuple):
    """A contact of a service. `number` is empty when the source names an office without a number."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Record:
    """One public service as a source describes it, cleaned but not interpreted.

    Text stays text: markup and entities in the source are kept as the characters they are, and whoever
    shows them must escape them. Blanks, `undefined`, `-` and `null` of the source are absent here.
    """

    source: str
    """Name of the form it came from, e.g. `gov24-list`."""
    source_id: str
    """The publisher's own number of the service; unique in a clean file, see `duplicate`."""
    title: str
    summary: str = ""
    body: dict[str, str] = field(default_factory=dict)
    """Typed text sections, keys out of `BODY_SECTIONS`."""
    kind: str = "service"
    provider: str = ""
    """The responsible body's name (소관기관), without its department."""
    provider_code: str = ""
    """The body's code of seven characters (행정표준코드 기관코드) where the source gives one."""
    department: str = ""
    region: str = ""
    """Region as text (`경기도 이천시`); empty means the whole country or unknown."""
    region_codes: list[str] = field(default_factory=list)
    """Codes of districts (법정동 시군구, five digits) as the source lists them; `11000` is all of Seoul."""
    topics: list[str] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    life_stages: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    """Ways to apply: `web`, `counter`, `phone`, `post`, `none` (nothing to apply for), `other`."""
    url: str = ""
    apply_url: str = ""
    phones: list[Phone] = field(default_factory=list)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    """Aware; Korean time where the source says no zone."""
    language: str = "ko"
    views: int | None = None
    raw: dict[str, Any] = field(default_factory=dict)
    """The source's own record, unchanged, for the raw store."""
    extends: str = ""
    """Name of the source whose record this one completes (same `source_id`, else same `title`), if any."""
    duplicate: Duplicate = ""
    """Whether this `source_id` was met before in the same file, and if so with the same content."""
    conflicts: tuple[str, ...] = ()
    """Field names that differ from the first record of this `source_id`; body sections as `body.target`."""
    mismatched: bool = False
    """Whether its text seems to be another service's, in a file in which most do (see `plausibility`)."""
    file: str = ""
    row_number: int = 0
    """Number of the record in its file, from 1."""
    byte_offset: int | None = None
    """Where the record starts in the file; None for forms without a byte position (xlsx)."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that could not be read; the rows around it are unaffected."""

    source: str
    reason_code: str
    """Stable code, e.g. `invalid-encoding`, `field-too-large`, `unclosed-quote`, `missing-id`."""
    reason: Sentence
    byte_offset: int | None
    row_number: int
    raw: bytes | str
    """The beginning of the row as it came, at most `limits.RAW_EXCERPT` bytes or characters."""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """One file of a folder that was not read. `failed` tells a broken source from a file that is none."""

    path: Path
    reason_code: str
    reason: Sentence
    failed: bool = False


class SourceError(Exception):
    """A file as a whole cannot be read. `sentence` says why and what to do, Korean and English."""

    def __init__(self, code: str, ko: str, en: str) -> None:
        self.code = code
        self.sentence = Sentence(ko, en)
        super().__init__(str(self.sentence))


class Source(Protocol):
    """One form in which public-service records are published."""

    name: str
    label: Sentence

    def recognises(self, path: Path, head: bytes) -> bool:
        """Tell by content alone whether `path` is in this form. `head` is its first `limits.HEAD` bytes."""
        ...

    def read(self, path: Path) -> Iterator[Record | Rejected]:
        """Yield every record in file order, and a `Rejected` in the place of each that cannot be read.

        Raises `SourceError` only when the file as a whole cannot be read.
        """
        ...
