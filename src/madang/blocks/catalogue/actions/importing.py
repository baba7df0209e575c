"""Bringing records of other publishers in: idempotent, in batches, bad ones to quarantine with a reason."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.catalogue.addresses import imported
from madang.blocks.catalogue.content import content_of, digest_of
from madang.blocks.catalogue.errors import NotAllowedNow
from madang.blocks.catalogue.models import ImportRun, Listing, ListingVersion, Quarantined, Status
from madang.blocks.catalogue.sources import Record, Rejected, Skipped, read_folder
from madang.blocks.catalogue.sources.reasons import REASONS
from madang.blocks.catalogue.sources.topics import one_name_each
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import Actor, record

BATCH = 500
COUNTS = ("read", "added", "changed", "unchanged", "merged", "rejected")
"""What a report and an ImportRun count. Every record read is in exactly one of the others."""
_ONE_IMPORT = 0x6D61_6461_6E67_0001  # key of the advisory lock: "madang", and a number of its own


@dataclass
class Report:
    """What an import did, per source and in all.

    Attributes:
        run: id of the ImportRun.
        by_source: source name → counts of read, added, changed, unchanged, merged, rejected.
        reasons: reason code → rows quarantined.
        skipped: file name → why it was not read.
        mismatched: file name → (records whose text seems to be another service's, some of their titles).
        gone: source → listings of it that are public here and were not among what was read. None is withdrawn by
            itself: what was read may be a part of the source.
        acts: UUIDs of the ledger entries, one a batch.
    """

    run: uuid.UUID
    by_source: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    skipped: dict[str, str] = field(default_factory=dict)
    mismatched: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    _seen: dict[str, set[str]] = field(default_factory=dict, repr=False)
    acts: list[uuid.UUID] = field(default_factory=list)

    def count(self, source: str, what: str) -> None:
        self.by_source.setdefault(source, Counter())[what] += 1

    def see(self, source: str, identifier: str) -> None:
        self._seen.setdefault(source, set()).add(identifier)

    def find_gone(self) -> None:
        """Count what is public here of the sources read and was not among what was read."""
        for source, seen in self._seen.items():
            public = Listing.objects.filter(source=source, status=Status.PUBLISHED)
            number = sum(each not in seen for each in public.values_list("source_id", flat=True).iterator())
            if number:
                self.gone[source] = number

    def doubt(self, record: Record) -> None:
        number, titles = self.mismatched.get(record.file, (0, []))
        self.mismatched[record.file] = number + 1, [*titles, record.title][:3]

    def total(self, what: str) -> int:
        return sum(counts[what] for counts in self.by_source.values())


def import_folder(
    by: Principal, path: Path, *, progress: Callable[[Report], None] = lambda report: None
) -> Report:
    """Import every source file in a folder (or one file).

    Safe to stop and run again: a record that is already in is compared, not doubled. ``progress`` is called
    after each batch. Raises PermissionDenied, and NotAllowedNow while another import runs; a file that cannot
    be read at all is in ``Report.skipped``.
    """
    actor = require(by, "catalogue.import")
    with _alone():
        # Whoever held the lock before is gone: what still says "running" was killed.
        ImportRun.objects.filter(state=ImportRun.RUNNING).update(
            state=ImportRun.FAILED, error="stopped before its end", finished_at=timezone.now()
        )
        run = ImportRun.objects.create(origin=path.name)
        report = Report(run=run.id)
        try:
            for batch in _batches(read_folder(path), BATCH):
                _take(batch, run, report, actor)
                progress(report)
            report.find_gone()
        except BaseException as error:
            ImportRun.objects.filter(id=run.id).update(
                state=ImportRun.FAILED,
                error=f"{type(error).__name__}: {error}".replace("\x00", "")[:2000],
                finished_at=timezone.now(),
            )
            raise
        ImportRun.objects.filter(id=run.id).update(state=ImportRun.DONE, finished_at=timezone.now())
    return report


@contextmanager
def _alone() -> Iterator[None]:
    """Keep a second import out while one runs; the database lets go of the lock when this process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_IMPORT])
        if cursor.fetchone() != (True,):
            raise NotAllowedNow(
                _(
                    "다른 들여오기가 아직 돌고 있습니다. 끝난 뒤에 다시 해 주세요. 이미 들어온 기록은 그대로입니다."
                )
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_IMPORT])


def _batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _take(batch: list[Record | Rejected | Skipped], run: ImportRun, report: Report, actor: Actor) -> None:
    records: dict[tuple[str, str], Record] = {}
    quarantine: list[Quarantined] = []
    for item in batch:
        if isinstance(item, Record):
            report.see(item.source, item.source_id)
        match item:
            case Skipped():
                report.skipped[item.path.name] = str(item.reason)
            case Rejected():
                report.count(item.source, "read")
                quarantine.append(_quarantined(run, item))
            case Record() if item.duplicate == "conflicting":
                report.count(item.source, "read")
                quarantine.append(_conflict(run, item))
            case Record():
                report.count(item.source, "read")
                if item.mismatched:
                    report.doubt(item)
                if item.duplicate == "identical":
                    report.count(item.source, "unchanged")
                else:
                    records[item.source, item.source_id] = item
    whole = [item for item in records.values() if not item.extends]
    with transaction.atomic():
        _write(whole, run, report, actor)
        _complete([item for item in records.values() if item.extends], run, report, actor)
        _reunite(whole, run, report, actor)
        Quarantined.objects.bulk_create(quarantine)
        for row in quarantine:
            report.count(row.source, "rejected")
            report.reasons[row.reason_code] += 1
        ImportRun.objects.filter(id=run.id).update(
            **{name: report.total(name) for name in COUNTS},
            mismatched=sum(number for number, _titles in report.mismatched.values()),
        )


def _write(records: list[Record], run: ImportRun, report: Report, actor: Actor) -> None:
    known = {
        (listing.source, listing.source_id): listing
        for listing in Listing.objects.select_for_update().filter(
            source__in={item.source for item in records}, source_id__in=[item.source_id for item in records]
        )
    }
    added: list[Listing] = []
    changed: list[Listing] = []
    for item in records:
        listing = known.get((item.source, item.source_id))
        fields = _fields(item)
        if listing is None:
            listing = Listing(source=item.source, source_id=item.source_id, status=Status.PUBLISHED, **fields)
            listing.digest = digest_of(listing)
            added.append(listing)
            report.count(item.source, "added")
            continue
        before = bytes(listing.digest)
        for name, value in fields.items():
            setattr(listing, name, value)
        listing.digest = digest_of(listing)
        if listing.digest == before:
            report.count(item.source, "unchanged")
            continue
        changed.append(listing)
        report.count(item.source, "changed")
    if not added and not changed:
        return
    Listing.objects.bulk_create(added)
    _keep(added, changed, run, report, actor)


def _complete(records: list[Record], run: ImportRun, report: Report, actor: Actor) -> None:
    """Let records complete the listings they belong to; one without a listing to complete is one itself.

    What a record adds is kept beside the listing's own text, so either file can be imported again, in any order.
    """
    partners = _Partners(records)
    alone = [item for item in records if partners.of(item) is None]
    merged = [(item, partner) for item in records if (partner := partners.of(item)) is not None]
    changed: dict[uuid.UUID, Listing] = {}
    for item, partner in merged:
        report.count(item.source, "merged")
        if _add(partner, _completion_name(item), item.body):
            changed[partner.id] = partner
    # A record may have been a listing of its own when nothing was there yet that it completes.
    for listing in Listing.objects.select_for_update().filter(
        source__in={item.source for item, _partner in merged},
        source_id__in=[item.source_id for item, _partner in merged],
        status=Status.PUBLISHED,
    ):
        listing.status = Status.WITHDRAWN
        changed[listing.id] = listing
    _write(alone, run, report, actor)
    _keep([], list(changed.values()), run, report, actor)


def _reunite(records: list[Record], run: ImportRun, report: Report, actor: Actor) -> None:
    """Give listings what completes them and came before them: it stops being a listing of its own."""
    waiting = Listing.objects.select_for_update().filter(
        Q(source_id__in=[item.source_id for item in records]) | Q(title__in=[item.title for item in records]),
        extends__in={item.source for item in records},
        status=Status.PUBLISHED,
    )
    found = list(waiting)
    partners = _Partners(found)
    changed: dict[uuid.UUID, Listing] = {}
    for listing in found:
        partner = partners.of(listing)
        if partner is not None:
            _add(partner, _completion_name(listing), listing.body)
            listing.status = Status.WITHDRAWN
            changed |= {partner.id: partner, listing.id: listing}
    _keep([], list(changed.values()), run, report, actor)


class _Partners:
    """The listings that records complete: of the same number, else of the same title, in the source extended."""

    def __init__(self, records: Sequence[Record | Listing]) -> None:
        self._by_number: dict[tuple[str, str], Listing] = {}
        self._by_title: dict[tuple[str, str], Listing] = {}
        rows = Listing.objects.select_for_update().filter(
            Q(source_id__in=[each.source_id for each in records])
            | Q(title__in=[each.title for each in records]),
            source__in={each.extends for each in records},
        )
        for listing in rows.order_by("source_id"):
            self._by_number[listing.source, listing.source_id] = listing
            self._by_title.setdefault((listing.source, listing.title), listing)

    def of(self, record: Record | Listing) -> Listing | None:
        return self._by_number.get((record.extends, record.source_id)) or self._by_title.get(
            (record.extends, record.title)
        )


def _completion_name(record: Record | Listing) -> str:
    return f"{record.source} {record.source_id}"


def _add(partner: Listing, name: str, body: dict[str, str]) -> bool:
    """Add a completion; return whether the listing says something else now."""
    before = bytes(partner.digest)
    partner.completions = {**partner.completions, name: body}
    partner.digest = digest_of(partner)
    return bytes(partner.digest) != before


def _keep(added: list[Listing], changed: list[Listing], run: ImportRun, report: Report, actor: Actor) -> None:
    """Save what changed, note a version of each, and make the one ledger entry of the step."""
    if not added and not changed:
        return
    act = record(
        "catalogue.batch.imported",
        actor=actor,
        subject=None,
        detail={
            "run": str(run.id),
            "listings": {str(listing.id): bytes(listing.digest).hex() for listing in added + changed},
        },
        purpose="publish-information",
        basis="공공데이터의 제공 및 이용 활성화에 관한 법률 제17조",
    )
    report.acts.append(act)
    for listing in changed:
        listing.version += 1
        listing.changed_at = timezone.now()
    if changed:
        Listing.objects.bulk_update(changed, _SAVED)
    _note_versions(added + changed, act)


def _note_versions(listings: list[Listing], act: uuid.UUID) -> None:
    ListingVersion.objects.bulk_create(
        ListingVersion(
            listing=listing,
            version=listing.version,
            status=listing.status,
            content=content_of(listing),
            act=act,
        )
        for listing in listings
    )


def _fields(item: Record) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "language": item.language,
        "title": item.title,
        "summary": item.summary,
        "body": item.body,
        "provider": item.provider,
        "provider_code": item.provider_code,
        "regions": [item.region] if item.region else [],
        "topics": one_name_each(item.topics),
        "audiences": item.audiences,
        "life_stages": item.life_stages,
        "channels": item.channels,
        "phones": [f"{phone.name} {phone.number}".strip() for phone in item.phones],
        "url": imported(item.url),
        "views": item.views,
        "source_updated_at": item.updated_at,
        "extends": item.extends,
        "mismatched": item.mismatched,
    }


_SAVED = [*_fields(Record("", "", "")), "completions", "status", "digest", "version", "changed_at"]
"""Columns of a listing that an import can change."""


def _quarantined(run: ImportRun, item: Rejected) -> Quarantined:
    raw = item.raw.encode(errors="replace") if isinstance(item.raw, str) else item.raw
    return Quarantined(
        run=run,
        source=item.source,
        reason_code=item.reason_code,
        reason_ko=item.reason.ko,
        reason_en=item.reason.en,
        byte_offset=item.byte_offset,
        row_number=item.row_number,
        raw=raw,
    )


def _conflict(run: ImportRun, item: Record) -> Quarantined:
    names = ", ".join(item.conflicts)
    return Quarantined(
        run=run,
        source=item.source,
        source_id=item.source_id,
        reason_code="conflicting-duplicate",
        reason_ko=f"{REASONS['conflicting-duplicate'].ko} ({names})",
        reason_en=f"{REASONS['conflicting-duplicate'].en} ({names})",
        byte_offset=item.byte_offset,
        row_number=item.row_number,
        raw=repr(asdict(item)).encode()[:16_384],
    )
