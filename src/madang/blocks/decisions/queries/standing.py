"""What is in force: on day D, as known at moment K; and who may see what is not yet decided."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from madang.blocks.decisions.models import (
    DatedParameter,
    DecisionModel,
    Ending,
    InForce,
    ModelVersion,
    ParameterChange,
    PersonsChange,
    State,
    TestPerson,
)
from madang.blocks.identity.models import Account
from madang.blocks.identity.principal import Principal, require


def models() -> QuerySet[DecisionModel]:
    """All models, in order of key."""
    return DecisionModel.objects.select_related("organisation").order_by("key")


def model(key: str) -> DecisionModel | None:
    """The model of this key."""
    return models().filter(key=key).first()


def in_force(of: DecisionModel, day: date, known: datetime | None = None) -> ModelVersion | None:
    """The version in force on ``day``, as known at ``known`` (default: now)."""
    row = (
        as_known(InForce.objects.filter(model=of), known)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)
        .select_related("version__model")
        .first()
    )
    return row.version if row else None


def periods(of: DecisionModel, known: datetime | None = None) -> list[InForce]:
    """Which version is in force when, as known at ``known`` (default: now)."""
    return list(
        as_known(InForce.objects.filter(model=of), known).select_related("version").order_by("valid_from")
    )


def overlaid(by: ModelVersion) -> list[InForce]:
    """The periods, as known now, that would begin no more were this version in force on its days: it takes their place."""
    assert by.valid_from is not None
    later = Q(valid_from__gte=by.valid_from)
    if by.valid_to is not None:
        later &= Q(valid_from__lt=by.valid_to)
    known = as_known(InForce.objects.filter(later, model=by.model_id), None).exclude(version=by)
    return list(known.select_related("version").order_by("valid_from"))


def versions(of: DecisionModel, reader: Any = None) -> list[ModelVersion]:
    """The versions that the reader may see: approved ones everybody, all those of their body its drafters."""
    found = ModelVersion.objects.filter(model=of).select_related("model__organisation").order_by("-number")
    return [each for each in found if may_see(each, reader)]


def version(of: DecisionModel, number: int, reader: Any = None) -> ModelVersion | None:
    """One version, if there is one of this number that the reader may see."""
    if number > 2_000_000_000:
        return None
    found = ModelVersion.objects.filter(model=of, number=number).select_related("model__organisation").first()
    return found if found is not None and may_see(found, reader) else None


def of_same_text(of: DecisionModel, xml: bytes) -> ModelVersion | None:
    """The version in force today, or a draft or proposal that waits, whose text is this one but for the ends of its lines."""
    today = timezone.localdate()
    waiting = ModelVersion.objects.filter(model=of, state__in=[State.DRAFT, State.PROPOSED]).order_by(
        "number"
    )
    found = [in_force(of, today), *waiting.select_related("model")]
    return next((each for each in found if each is not None and _lines(each.source_xml) == _lines(xml)), None)


def _lines(xml: bytes) -> list[bytes]:
    return xml.strip().splitlines()


def may_see(one: ModelVersion, reader: Any) -> bool:
    """Whether somebody may read a version. Approved ones are law and public."""
    if one.reviewed_at is not None and one.state in {State.APPROVED, State.WITHDRAWN}:
        return True
    return (
        isinstance(reader, Account)
        and reader.has_perm("decisions.see_proposals")
        and one.model.organisation_id in reader.reach()
    )


def open_proposals(by: Principal) -> dict[str, list[Any]]:
    """Drafts and proposals of one's own body and those below it; raises PermissionDenied."""
    require(by, "decisions.see_proposals")
    waiting = Q(state__in=[State.DRAFT, State.PROPOSED])
    reach = by.reach() if isinstance(by, Account) else None

    def own(rows: QuerySet[Any], path: str) -> list[Any]:
        found = rows.filter(waiting).order_by("-recorded_at")
        return list(found if reach is None else found.filter(**{f"{path}__organisation__in": reach}))

    return {
        "versions": own(ModelVersion.objects.select_related("model__organisation"), "model"),
        "parameters": own(ParameterChange.objects.select_related("parameter__organisation"), "parameter"),
        "endings": own(Ending.objects.select_related("version__model__organisation"), "version__model"),
        "persons": own(PersonsChange.objects.select_related("model__organisation"), "model"),
    }


def persons(of: DecisionModel, known: datetime | None = None) -> list[TestPerson]:
    """The test persons of a model, as known at ``known`` (default: now)."""
    return list(as_known(TestPerson.objects.filter(model=of), known).order_by("key"))


def parameters() -> list[DatedParameter]:
    """All dated parameters."""
    return list(DatedParameter.objects.select_related("organisation"))


def end_of_day(day: date) -> datetime:
    """The moment at which a day is over: what was known "on day K" was known by then."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def as_known(rows: QuerySet[Any], known: datetime | None) -> QuerySet[Any]:
    """Those rows that were held for true at ``known`` (default: now)."""
    if known is None:
        return rows.filter(known_to__isnull=True)
    return rows.filter(Q(known_to__isnull=True) | Q(known_to__gt=known), known_from__lte=known)
