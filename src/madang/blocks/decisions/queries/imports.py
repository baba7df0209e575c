"""Models that import other models of the house: by namespace, each in the version in force on the day asked about.

Nothing is fetched: what is not in force here is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from madang_rules.dmn import Engine
from madang_rules.dmn.exchange import read_definitions
from madang_rules.errors import RulesError

from madang.blocks.decisions import running
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.models import InForce, ModelVersion
from madang.blocks.decisions.queries.standing import as_known

MOST = 20
"""Models that one may import, directly or not."""


@dataclass(frozen=True)
class Heading:
    """What a model is called, and what it imports: (namespace, the name it is known by)."""

    namespace: str
    imports: tuple[tuple[str, str], ...]


Text = tuple[bytes, Heading]
"""A model's text and its heading."""


def heading(xml: bytes) -> Heading:
    """Read the heading of a model; nothing is kept, for strangers send texts."""
    found = read_definitions(xml)
    wanted = tuple(
        (each.namespace, each.name)
        for each in found.imports
        if "/DMN/" in each.import_type or not each.import_type
    )
    return Heading(found.namespace, wanted)


def heading_of(version: ModelVersion) -> Heading:
    """The heading of a version's text: of one that is kept read once a process."""
    if version.pk is None:
        return heading(version.source_xml)
    return _kept(bytes(version.digest))


@lru_cache(maxsize=1024)
def _kept(digest: bytes) -> Heading:
    xml = ModelVersion.objects.filter(digest=digest).values_list("xml", flat=True).first()
    assert xml is not None
    return heading(bytes(xml))


def beside(
    asked: Heading,
    day: date,
    known: datetime | None = None,
    *,
    instead: bytes | None = None,
    later: bool = False,
    strict: bool = False,
) -> tuple[bytes, ...]:
    """Return the texts that a model of this heading imports, directly or not, as in force on ``day``, known at ``known``.

    ``instead`` stands in for the model of its namespace. With ``later`` what comes into force after the day is taken
    where nothing is on it. With ``strict`` raises Unfit, naming the model, where none is in force; else it is left
    out and what rests on it is null with a reason.
    """
    if not asked.imports:
        return ()
    its = None if instead is None else heading(instead)

    def there(namespace: str) -> Text | None:
        if instead is not None and its is not None and its.namespace == namespace:
            return instead, its
        return _of_namespace(namespace, day, known, later=later)

    return tuple(_closure(asked, there, day, strict=strict).values())


def _closure(
    asked: Heading, there: Callable[[str], Text | None], day: date, *, strict: bool = False
) -> dict[str, bytes]:
    """The texts by namespace that a model of this heading imports, directly or not (see ``beside``)."""
    found: dict[str, bytes] = {}
    open_ = list(asked.imports)
    while open_:
        namespace, name = open_.pop(0)
        if namespace in found or namespace == asked.namespace:
            continue
        pair = there(namespace)
        if strict and (pair is None or len(found) == MOST):
            raise Unfit(_sentence(namespace, name, day, there=pair is not None), field="xml")
        if pair is not None and len(found) < MOST:
            found[namespace] = pair[0]
            open_ += pair[1].imports
    return found


def checked(xml: bytes, day: date, *, later: bool = False) -> Engine:
    """Check what somebody brought, with what it imports on ``day``; raises Unfit (see ``running.checked``)."""
    others: tuple[bytes, ...] = ()
    if len(xml) <= running.MAX_XML:
        with suppress(RulesError, RecursionError):  # what is no model is said below, with its place
            others = beside(heading(xml), day, later=later, strict=True)
    return running.checked(xml, others)


def engine_of(
    version: ModelVersion, day: date, known: datetime | None = None, *, instead: bytes | None = None
) -> Engine:
    """The compiled model of a version as it works on ``day`` (see ``beside``)."""
    return running.engine_of(version.source_xml, beside(heading_of(version), day, known, instead=instead))


def digests_by_namespace(texts: Iterable[bytes]) -> list[tuple[str, str]]:
    """Namespace and SHA-256 of each of these texts, which are kept, in order of namespace."""
    digests = [sha256(each) for each in texts]
    return sorted((_kept(each.digest()).namespace, each.hexdigest()) for each in digests)


def importers(of: ModelVersion, first: date, last: date | None = None) -> list[tuple[ModelVersion, date]]:
    """The versions in force from ``first`` to before ``last`` that import the model of a version, directly or not.

    Each with the first such day, and with every later one from which on it imports other texts.
    """
    its = heading_of(of)
    rows = in_force_between(first, last)
    found: list[tuple[ModelVersion, date]] = []
    before: dict[int, dict[str, bytes]] = {}
    for day in sorted({first, *(row.valid_from for row in rows if row.valid_from > first)}):
        there = {**_by_namespace(day, None, later=False), its.namespace: (of.source_xml, its)}
        for row in rows:
            if row.model_id == of.model_id or not row.holds_on(day):
                continue
            texts = _closure(heading_of(row.version), there.get, day)
            if its.namespace in texts and before.get(row.pk) != texts:
                found.append((row.version, day))
            before[row.pk] = texts
    return found


def in_force_between(first: date, last: date | None) -> list[InForce]:
    """Which versions are in force from ``first`` to before ``last``, as known now, in order of day."""
    rows = _in_force(first, None, later=True).select_related("version__model__organisation")
    return [row for row in rows if last is None or row.valid_from < last]


def _sentence(namespace: str, name: str, day: date, *, there: bool) -> str:
    values = {
        "name": name,
        "namespace": namespace,
        "day": date_format(day, "SHORT_DATE_FORMAT"),
        "most": MOST,
    }
    if not there:
        return (
            _(
                "‘%(name)s’(%(namespace)s)을(를) 가져오지만 %(day)s에 시행하는 모형 가운데 그 이름공간이 없습니다. "
                "그 모형을 먼저 시행하거나 시행일을 바꾸어 주세요."
            )
            % values
        )
    return _("가져오는 모형이 너무 많습니다. %(most)d개까지 가져올 수 있습니다.") % values


def _in_force(day: date, known: datetime | None, *, later: bool) -> Any:
    begun = Q() if later else Q(valid_from__lte=day)
    rows = as_known(InForce.objects.all(), known).filter(
        begun, Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    )
    return rows.select_related("version", "model").order_by("valid_from")


def _of_namespace(namespace: str, day: date, known: datetime | None, *, later: bool) -> Text | None:
    """The text in force of the model that a namespace belongs to: the first on the day or after it."""
    row = _in_force(day, known, later=later).filter(model__namespace=namespace).first()
    its = None if row is None else heading_of(row.version)
    return (row.version.source_xml, its) if its is not None and its.namespace == namespace else None


def _by_namespace(day: date, known: datetime | None, *, later: bool) -> dict[str, Text]:
    """The texts in force by namespace: the first of its model on the day or after it.

    Only the model that a namespace belongs to answers to it, whatever other texts say of themselves.
    """
    found: dict[str, Text] = {}
    seen: set[int] = set()
    for row in _in_force(day, known, later=later):
        if row.model_id in seen:
            continue
        seen.add(row.model_id)
        its = heading_of(row.version)
        if its.namespace == row.model.namespace:
            found[its.namespace] = (row.version.source_xml, its)
    return found
