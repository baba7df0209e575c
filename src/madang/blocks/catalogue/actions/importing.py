"""Bringing records of other publishers in: idempotent, in batches, bad ones to quarantine with a reason."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from madang.blocks.catalogue.content import content_of, digest_of
from madang.blocks.catalogue.models import ImportRun, Listing, ListingVersion, Quarantined, Status
from madang.blocks.catalogue.sources import Record, Rejected, Skipped, read_folder
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import Actor, record

BATCH = 500


@dataclass
class Report:
    """What an import did, per source and in all.

    Attributes:
        run: id of the ImportRun.
        by_source: source name → counts of read, added, changed, unchanged, merged, rejected.
        reasons: reason code → rows quarantined.
        skipped: file name → why it was not read.
        acts: UUIDs of the ledger entries, one a batch.
    """

    run: uuid.UUID
    by_source: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    skipped: dict[str, str] = field(default_factory=dict)
    acts: list[uuid.UUID] = field(default_factory=list)

    def count(self, source: str, what: str) -> None:
        self.by_source.setdefault(source, Counter())[what] += 1

    def total(self, what: str) -> int:
        return sum(counts[what] for counts in self.by_source.values())


def import_folder(
    by: Principal, path: Path, *, progress: Callable[[Report], None] = lambda report: None
) -> Report:
    """Import every source file in a folder (or one file).

    Safe to stop and run again: a record that is already in is compared, not doubled. ``progress`` is called
    after each batch. Raises PermissionDenied; a file that cannot be read at all is in ``Report.skipped``.
    """
    actor = require(by, "catalogue.import")
    run = ImportRun.objects.create(origin=path.name)
    report = Report(run=run.id)
    try:
        for batch in _batches(read_folder(path), BATCH):
            _take(batch, run, report, actor)
            progress(report)
    except BaseException as error:
        ImportRun.objects.filter(id=run.id).update(
            state=ImportRun.FAILED,
            error=f"{type(error).__name__}: {error}"[:2000],
            finished_at=timezone.now(),
        )
        raise
    ImportRun.objects.filter(id=run.id).update(state=ImportRun.DONE, finished_at=timezone.now())
    return report


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
                if item.duplicate == "identical":
                    report.count(item.source, "unchanged")
                else:
                    records[item.source, item.source_id] = item
    with transaction.atomic():
        whole = [item for item in records.values() if not item.extends]
        _write(whole, run, report, actor)
        _complete([item for item in records.values() if item.extends], run, report, actor)
        Quarantined.objects.bulk_create(quarantine)
        for row in quarantine:
            report.count(row.source, "rejected")
            report.reasons[row.reason_code] += 1
        ImportRun.objects.filter(id=run.id).update(
            **{name: report.total(name) for name in ("read", "added", "changed", "unchanged", "rejected")}
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
        listing.version += 1
        listing.changed_at = timezone.now()
        changed.append(listing)
        report.count(item.source, "changed")
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
    Listing.objects.bulk_create(added)
    if changed:
        Listing.objects.bulk_update(changed, [*_fields(records[0]), "digest", "version", "changed_at"])
    _note_versions(added + changed, act)


def _complete(records: list[Record], run: ImportRun, report: Report, actor: Actor) -> None:
    """Let records complete the listings they belong to; one without a listing of its own to complete is one itself.

    The partner has the same number, else the same title, in the source that the record extends. What it adds
    is kept beside the partner's own text, so either file can be imported again, in any order.
    """
    alone: list[Record] = []
    partners: list[Listing] = []
    for item in records:
        found = Listing.objects.select_for_update().filter(source=item.extends)
        partner = (
            found.filter(source_id=item.source_id).first()
            or found.filter(title=item.title).order_by("id").first()
        )
        if partner is None:
            alone.append(item)
            continue
        before = bytes(partner.digest)
        partner.completions = {**partner.completions, item.source: item.body}
        partner.digest = digest_of(partner)
        stale = Listing.objects.filter(
            source=item.source, source_id=item.source_id, status=Status.PUBLISHED
        ).first()
        if stale is not None:
            stale.status = Status.WITHDRAWN
            partners.append(stale)
        report.count(item.source, "merged")
        if bytes(partner.digest) != before:
            partners.append(partner)
    _write(alone, run, report, actor)
    if not partners:
        return
    act = record(
        "catalogue.batch.imported",
        actor=actor,
        subject=None,
        detail={
            "run": str(run.id),
            "listings": {str(listing.id): bytes(listing.digest).hex() for listing in partners},
        },
        purpose="publish-information",
        basis="공공데이터의 제공 및 이용 활성화에 관한 법률 제17조",
    )
    report.acts.append(act)
    for listing in partners:
        listing.version += 1
        listing.save()
    _note_versions(partners, act)


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
        "topics": item.topics,
        "audiences": item.audiences,
        "life_stages": item.life_stages,
        "channels": item.channels,
        "phones": [f"{phone.name} {phone.number}".strip() for phone in item.phones],
        "url": item.url,
        "views": item.views,
        "source_updated_at": item.updated_at,
    }


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
        reason_ko=f"같은 번호의 기록이 앞에 있고 내용이 다릅니다: {names}",
        reason_en=f"a record of this id came before, with other content: {names}",
        byte_offset=item.byte_offset,
        row_number=item.row_number,
        raw=repr(asdict(item)).encode()[:16_384],
    )
