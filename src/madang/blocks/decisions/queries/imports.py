"""Models that import other models of the house: by namespace, each in the version in force on the day asked about.

Nothing is fetched: what is not in force here is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


@lru_cache(maxsize=1024)
def heading(xml: bytes) -> Heading:
    """Read the heading of a model that was checked before."""
    found = read_definitions(xml)
    wanted = tuple(
        (each.namespace, each.name)
        for each in found.imports
        if "/DMN/" in each.import_type or not each.import_type
    )
    return Heading(found.namespace, wanted)


def beside(
    xml: bytes,
    day: date,
    known: datetime | None = None,
    *,
    instead: bytes | None = None,
    later: bool = False,
    strict: bool = False,
) -> tuple[bytes, ...]:
    """Return the texts that a model imports, directly or not, as in force on ``day``, as known at ``known``.

    ``instead`` stands in for the model of its namespace. With ``later`` what comes into force after the day is taken
    where nothing is on it. With ``strict`` raises Unfit, naming the model, where none is in force or two are; else
    it is left out and what rests on it is null with a reason.
    """
    asked = heading(xml)
    if not asked.imports:
        return ()
    there = _by_namespace(day, known, later=later)
    if instead is not None:
        there = {**there, heading(instead).namespace: [instead]}
    found: dict[str, bytes] = {}
    open_ = list(asked.imports)
    while open_:
        namespace, name = open_.pop(0)
        if namespace in found or namespace == asked.namespace:
            continue
        texts = there.get(namespace, [])
        if strict and (len(texts) != 1 or len(found) == MOST):
            raise Unfit(_sentence(namespace, name, day, len(texts)), field="xml")
        if texts and len(found) < MOST:
            found[namespace] = texts[0]
            open_ += heading(texts[0]).imports
    return tuple(found.values())


def checked(xml: bytes, day: date, *, later: bool = False) -> Engine:
    """Check what somebody brought, with what it imports on ``day``; raises Unfit (see ``running.checked``)."""
    others: tuple[bytes, ...] = ()
    if len(xml) <= running.MAX_XML:
        with suppress(RulesError, RecursionError):  # what is no model is said below, with its place
            others = beside(xml, day, later=later, strict=True)
    return running.checked(xml, others)


def engine_of(
    version: ModelVersion, day: date, known: datetime | None = None, *, instead: bytes | None = None
) -> Engine:
    """The compiled model of a version as it works on ``day`` (see ``beside``)."""
    xml = version.source_xml
    return running.engine_of(xml, beside(xml, day, known, instead=instead))


def digest(version: ModelVersion, day: date) -> list[str]:
    """SHA-256 of each text that a version imports on ``day``."""
    return sorted(sha256(each).hexdigest() for each in beside(version.source_xml, day))


def importers(of: ModelVersion, day: date) -> list[ModelVersion]:
    """The versions in force on ``day`` that import the model of a version, directly."""
    namespace = heading(of.source_xml).namespace
    rows = _in_force(day, None, later=False).exclude(model_id=of.model_id)
    found = (each.version for each in rows.select_related("version__model__organisation"))
    return [each for each in found if namespace in dict(heading(each.source_xml).imports)]


def _sentence(namespace: str, name: str, day: date, found: int) -> str:
    values = {
        "name": name,
        "namespace": namespace,
        "day": date_format(day, "SHORT_DATE_FORMAT"),
        "most": MOST,
    }
    if found == 0:
        return (
            _(
                "‘%(name)s’(%(namespace)s)을(를) 가져오지만 %(day)s에 시행하는 모형 가운데 그 이름공간이 없습니다. "
                "그 모형을 먼저 시행하거나 시행일을 바꾸어 주세요."
            )
            % values
        )
    if found > 1:
        return (
            _(
                "‘%(name)s’(%(namespace)s)을(를) 가져오지만 그 이름공간을 여러 모형이 씁니다. 이름공간을 나누어 주세요."
            )
            % values
        )
    return _("가져오는 모형이 너무 많습니다. %(most)d개까지 가져올 수 있습니다.") % values


def _in_force(day: date, known: datetime | None, *, later: bool) -> Any:
    begun = Q() if later else Q(valid_from__lte=day)
    rows = as_known(InForce.objects.all(), known).filter(
        begun, Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    )
    return rows.select_related("version").order_by("valid_from")


def _by_namespace(day: date, known: datetime | None, *, later: bool) -> Mapping[str, list[bytes]]:
    """The texts in force by namespace, one a model: the first on the day or after it.

    The model that was founded first comes first: nobody takes over what others import by using its namespace later.
    """
    found: dict[str, list[bytes]] = {}
    seen: set[int] = set()
    for row in sorted(_once(_in_force(day, known, later=later), seen), key=lambda row: row.model_id):
        text = row.version.source_xml
        found.setdefault(heading(text).namespace, []).append(text)
    return found


def _once(rows: Iterable[InForce], seen: set[int]) -> Iterable[InForce]:
    for row in rows:
        if row.model_id not in seen:
            seen.add(row.model_id)
            yield row
