"""Rules for machines: read, asked, compared, checked."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from madang.blocks.api.authentication import caller
from madang.blocks.api.problems import Invalid, NotFound
from madang.blocks.decisions import limits, running, saying, shown, telling
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.models import DecisionModel, ModelVersion
from madang.blocks.decisions.queries import compact as compacting
from madang.blocks.decisions.queries import comparing, imports, standing
from madang.blocks.decisions.queries.answers import ready
from madang.blocks.identity.authentication import has_scope
from madang.blocks.identity.models import Account

READ = "decisions:read"
NOT_IN_FORCE = "그날 시행하는 판이 없습니다. / No version is in force on that day."

OPEN_OR_KEY: dict[str, Any] = {"security": [{}, {type(caller).__name__: []}]}
"""Everybody may call it; who sends a key that reads proposals sees those of their bodies, too."""
DRAFTS = "An official's key with the scope `decisions:read` reads drafts and proposals of its bodies, too."

router = Router(tags=["decisions"])


class ModelAnswer(Schema):
    """A rule, and the number of the version in force today."""

    key: str
    title_ko: str
    title_en: str
    source: str
    organisation: str
    version: int | None


class VersionLine(Schema):
    """When a version is in force, as known now."""

    number: int
    valid_from: date
    valid_to: date | None


class ModelDetail(ModelAnswer):
    """A rule with all periods and the inputs that its version in force asks for."""

    periods: list[VersionLine]
    inputs: dict[str, str]


class VersionAnswer(Schema):
    """One version as data: its logic piece by piece, tables in words; its graph; its digest."""

    key: str
    number: int
    state: str
    sha256: str
    valid_from: date | None
    valid_to: date | None
    elements: list[dict[str, Any]]
    requirements: list[dict[str, Any]]


class CompareIn(Schema):
    """Two versions; ``assume`` are facts taken for everybody in the demo city."""

    before: int = Field(ge=1, le=2_000_000_000)
    after: int = Field(ge=1, le=2_000_000_000)
    day: date | None = None
    assume: dict[str, Any] = Field({}, json_schema_extra={"maxProperties": telling.MAX_FACTS})


class CheckIn(Schema):
    """A DMN document to be checked."""

    xml: str = Field(max_length=running.MAX_XML)


class CheckAnswer(Schema):
    """What the library found. ``fit`` says whether the text could be proposed."""

    fit: bool
    sentence: str
    findings: list[dict[str, Any]]


@router.get("/models", response=list[ModelAnswer], summary="All rules")
def models(request: HttpRequest) -> list[dict[str, Any]]:
    return [_line(each) for each in standing.models()]


@router.get("/models/{key}", response=ModelDetail, summary="One rule")
def model(request: HttpRequest, key: str) -> dict[str, Any]:
    found = model_of(key)
    current = standing.in_force(found, timezone.localdate())
    inputs = imports.engine_of(current, timezone.localdate()).inputs if current else {}
    return {
        **_line(found),
        "periods": [
            {"number": each.version.number, "valid_from": each.valid_from, "valid_to": each.valid_to}
            for each in standing.periods(found)
        ],
        "inputs": {name: str(type_) for name, type_ in inputs.items()},
    }


@router.get(
    "/models/{key}/versions/{number}",
    response=VersionAnswer,
    summary="One version",
    description=DRAFTS,
    openapi_extra=OPEN_OR_KEY,
)
def version(request: HttpRequest, key: str, number: int) -> dict[str, Any]:
    found = _version(request, key, number)
    engine = imports.engine_of(found, found.valid_from or timezone.localdate())
    return {
        "key": found.model.key,
        "number": found.number,
        "state": found.state,
        "sha256": found.digest_hex,
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
        "elements": [asdict(each) for each in shown.elements(engine)],
        "requirements": [asdict(each) for each in shown.requirements(engine)],
    }


@router.get(
    "/models/{key}/versions/{number}/xml",
    summary="One version's DMN document, byte for byte",
    description=DRAFTS,
    openapi_extra=OPEN_OR_KEY,
)
def version_xml(request: HttpRequest, key: str, number: int) -> HttpResponse:
    return HttpResponse(_version(request, key, number).source_xml, content_type="application/xml")


@router.get(
    "/models/{key}/compact",
    response=dict[str, Any],
    url_name="decisions-compact",
    summary="A rule for a day as the evaluator in the browser runs it",
    description="Fetched once; facts are then asked and answered where they are, and nothing is sent. `model` is the "
    "exported form of madang-rules, `given` holds the day's dated parameters, `asked` the inputs to ask a person for.",
)
def compact(request: HttpRequest, key: str, day: date | None = None) -> dict[str, Any]:
    found = model_of(key)
    wanted = day or timezone.localdate()
    current = standing.in_force(found, wanted)
    if current is None:
        raise NotFound(NOT_IN_FORCE)
    try:
        return compacting.compact(ready(current, wanted))
    except Unfit as error:
        raise invalid(error) from error


@router.post(
    "/models/{key}/compare",
    response=dict[str, Any],
    summary="Compare two versions: whom it touches",
    description=DRAFTS,
    openapi_extra=OPEN_OR_KEY,
)
def compare(request: HttpRequest, key: str, content: CompareIn) -> dict[str, Any]:
    before, after = (_version(request, key, each) for each in (content.before, content.after))
    day = content.day or max(timezone.localdate(), after.valid_from or timezone.localdate())
    try:
        with limits.COMPARED.problems(request):
            found = comparing.compare(before, after, day, content.assume)
    except Unfit as error:
        raise invalid(error) from error
    return found.as_data()


@router.post("/check", response=CheckAnswer, summary="Check a DMN document; nothing is stored")
def check(request: HttpRequest, content: CheckIn) -> dict[str, Any]:
    try:
        xml = content.xml.encode("utf-8", errors="replace")
        with limits.COMPARED.problems(request):
            engine = imports.checked(xml, timezone.localdate(), later=True)
            findings = engine.findings
    except Unfit as error:
        return {
            "fit": False,
            "sentence": str(error),
            "findings": [each.as_data(saying.language()) for each in error.findings],
        }
    return {
        "fit": True,
        "sentence": "",
        "findings": [each.as_data(saying.language()) for each in findings],
    }


def _line(found: DecisionModel) -> dict[str, Any]:
    current = standing.in_force(found, timezone.localdate())
    return {
        "key": found.key,
        "title_ko": found.title_ko,
        "title_en": found.title_en,
        "source": found.source,
        "organisation": found.organisation.code,
        "version": current.number if current else None,
    }


def model_of(key: str) -> DecisionModel:
    found = standing.model(key) if "\x00" not in key else None
    if found is None:
        raise NotFound("이 코드의 규칙이 없습니다. / No rule has this key.")
    return found


def _version(request: HttpRequest, key: str, number: int) -> ModelVersion:
    found = standing.version(model_of(key), number, _reader(request)) if number > 0 else None
    if found is None:
        raise NotFound("이 번호의 판이 없습니다. / No version has this number.")
    return found


def _reader(request: HttpRequest) -> Account | None:
    """Whose key it is, where it may read what is not decided yet."""
    found = caller(request)
    return found if isinstance(found, Account) and has_scope(found, READ) else None


def invalid(error: Unfit) -> Invalid:
    """All that does not fit: ``field`` is the first one's, ``errors`` names each with its own sentence."""
    if not error.field:
        return Invalid(str(error))
    errors = [{"where": [each.field], "what": str(each)} for each in error.faults]
    return Invalid(str(error), field=error.field, errors=errors)
