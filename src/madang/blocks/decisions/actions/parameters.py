"""Dated parameters: founded, a table of figures proposed, reviewed; superseded figures are closed, never overwritten."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Context, Decimal
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from madang_rules.errors import RulesError
from madang_rules.feel.types import NUMBER
from madang_rules.parameters import Parameters, canonical

from madang.blocks.decisions import running, saying
from madang.blocks.decisions.actions.counting import ask_about_figures
from madang.blocks.decisions.actions.expectations import settle
from madang.blocks.decisions.actions.models import slug
from madang.blocks.decisions.actions.reviewing import (
    BASIS,
    PROPOSE,
    PURPOSE,
    as_author,
    as_reviewer,
    judged,
    locked,
    not_overtaken,
    note,
    past,
    pseudonym,
    refused,
    taken_back,
    term,
    text,
)
from madang.blocks.decisions.errors import NotNow, Unfit
from madang.blocks.decisions.models import (
    ChangeKind,
    DatedParameter,
    Mark,
    ParameterChange,
    ParameterValue,
    State,
)
from madang.blocks.decisions.models.parameter import place_of
from madang.blocks.decisions.queries import effects, figures
from madang.blocks.decisions.queries.figures import Row
from madang.blocks.identity.models import Organisation
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import SYSTEM, record

MOST_ROWS = 2000
MOST_DIGITS = 27
"""Before the point."""
_SMALLEST = Decimal("0.000001")
_WIDE = Context(prec=100)


@transaction.atomic
def found_parameter(
    by: Principal,
    *,
    key: str,
    name: str,
    title_ko: str,
    title_en: str,
    organisation: Organisation,
    unit: str,
    source: str,
    dimensions: Iterable[str] = (),
) -> DatedParameter:
    """Found a parameter, still without figures. Raises PermissionDenied, and Unfit naming the field."""
    actor = require(by, PROPOSE, organisation)
    made = DatedParameter(
        key=slug(key),
        name=text(name, "name", longest=200),
        title_ko=text(title_ko, "title_ko", longest=200),
        title_en=text(title_en, "title_en", longest=200),
        organisation=organisation,
        unit=text(unit, "unit", longest=40),
        source=text(source, "source", longest=400),
        dimensions=[text(each, "dimensions", longest=100) for each in dimensions],
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Unfit(_("이미 쓰고 있는 코드나 이름입니다. 다른 것을 적어 주세요."), field="key") from error
    record(
        "decisions.parameter.founded",
        actor=actor,
        subject=f"dated-parameter:{made.key}",
        detail={"parameter": made.key, "organisation": organisation.code},
        purpose=PURPOSE,
        basis=BASIS,
    )
    return made


@transaction.atomic
def propose_parameters(
    by: Principal,
    parameter: DatedParameter,
    *,
    rows: Sequence[tuple[Sequence[str], str]],
    valid_from: date | None,
    valid_to: date | None = None,
    article: str,
    mark: str = Mark.LEAD,
    kind: str = ChangeKind.ROWS,
    past_reason: str = "",
    note_: str,
) -> ParameterChange:
    """Propose a table of figures: (keys in the order of the dimensions, figure) a row; none to end all of them.

    A day in the past needs ``past_reason``: why they hold from then on.
    Raises PermissionDenied, and Unfit naming the row that does not fit.
    """
    actor = as_author(by, parameter)
    first, last = term(valid_from, valid_to)
    if mark not in Mark.values:
        raise Unfit(_("확인 여부를 골라 주세요."), field="mark")
    said = text(article, "article", longest=400)
    if kind not in ChangeKind.values:
        raise Unfit(_("고치는 범위를 골라 주세요."), field="kind")
    if kind == ChangeKind.END and rows:
        raise Unfit(_("값을 모두 끝낼 때는 값을 적지 않습니다. 칸을 비워 주세요."), field="rows")
    moment = timezone.now()
    document = _document(parameter, rows, first, last, said, mark, ending=kind == ChangeKind.END)
    made = ParameterChange(
        parameter=parameter,
        document=document,
        digest=sha256(document).digest(),
        valid_from=first,
        valid_to=last,
        article=said,
        mark=mark,
        kind=kind,
        note=text(note_, "note"),
        past_reason=past(first, past_reason, moment),
        state=State.PROPOSED,
        drafted_by=pseudonym(by),
        proposed_by=pseudonym(by),
        proposed_at=moment,
    )
    _fits_beside(made)
    _note("decisions.parameter.proposed", made, actor)
    ask_about_figures(SYSTEM, made)
    return made


@transaction.atomic
def approve_parameters(
    by: Principal, change: ParameterChange, *, changed: Iterable[str] = (), note_: str = ""
) -> uuid.UUID:
    """Approve a table: its figures hold from its day on.

    ``changed`` names, as ``MODEL/KEY``, the test persons of rules that read the figures whose expected result they
    change. Raises PermissionDenied for its proposer, NotNow, also where another table of the same day was approved
    meanwhile, PersonsFail as ``models.approve`` does, and Unfit where it says of one day and place what another row
    says.
    """
    wanted = locked(change, State.PROPOSED)
    actor = as_reviewer(by, wanted, wanted.parameter)
    DatedParameter.objects.select_for_update().get(pk=wanted.parameter_id)
    not_overtaken(wanted)
    _nothing_unseen(wanted)
    _fits_beside(wanted)
    moment = timezone.now()
    wanted.changed_expectations = settle(by, [], effects.of_figures(wanted), changed, moment, wanted)
    judged(wanted, by, State.APPROVED, text(note_, "note", needed=False))
    act = _note(
        "decisions.parameter.approved", wanted, actor, changed_expectations=wanted.changed_expectations
    )
    for old, kept in figures.beside(wanted):
        ParameterValue.objects.filter(pk=old.pk).update(known_to=moment)
        for first, last in kept:
            _value(old.change, old.keys, old.value, first, last, moment)
    for keys, value in wanted.rows:
        assert wanted.valid_from is not None
        _value(wanted, keys, value, wanted.valid_from, wanted.valid_to, moment)
    return act


@transaction.atomic
def refuse_parameters(by: Principal, change: ParameterChange, *, note_: str) -> uuid.UUID:
    """Refuse a table, with the reason. Raises PermissionDenied, NotNow, Unfit."""
    return _note("decisions.parameter.refused", *refused(by, change, change.parameter, note_))


@transaction.atomic
def withdraw_parameters(by: Principal, change: ParameterChange, *, note_: str) -> uuid.UUID:
    """Take a proposed table back. Raises PermissionDenied, NotNow, Unfit."""
    return _note("decisions.parameter.withdrawn", *taken_back(by, change, change.parameter, note_))


def read_table(parameter: DatedParameter, typed: str) -> list[tuple[list[str], str]]:
    """Read a table as people paste it: a row a line, cells by tab, comma or ``|``, the figure last."""
    found = []
    for line in typed.splitlines():
        if not line.strip():
            continue
        splitter = "\t" if "\t" in line else "|" if "|" in line else ","
        limit = len(parameter.dimensions)
        parts = [each.strip() for each in line.split(splitter, limit)]
        found.append((parts[:-1], parts[-1]))
    return found


def _document(
    parameter: DatedParameter,
    rows: Sequence[tuple[Sequence[str], str]],
    first: date,
    last: date | None,
    article: str,
    mark: str,
    *,
    ending: bool = False,
) -> bytes:
    """The table as the library writes it, checked; raises Unfit naming the row that does not fit."""
    if ending:
        return canonical(Parameters([figures.table(parameter, [])]))
    if not rows:
        raise Unfit(_("값을 한 줄 이상 적어 주세요."), field="rows")
    if len(rows) > MOST_ROWS:
        raise Unfit(
            _("줄이 너무 많습니다. %(limit)d줄까지 적을 수 있습니다.") % {"limit": MOST_ROWS}, field="rows"
        )
    made: dict[tuple[str, ...], Row] = {}
    for number, (keys, typed) in enumerate(rows, 1):
        if len(keys) != len(parameter.dimensions):
            raise Unfit(
                _("%(row)d번째 줄: %(names)s 뒤에 값을 적어 주세요.")
                % {"row": number, "names": ", ".join([*parameter.dimensions]) or "-"},
                field="rows",
            )
        value = saying.number_of(typed)
        if value is not None and value and value.adjusted() >= MOST_DIGITS:
            raise Unfit(
                _(
                    "%(row)d번째 줄: ‘%(typed)s’은(는) 너무 큽니다. 소수점 앞은 %(limit)d자리까지 적을 수 있습니다."
                )
                % {"row": number, "typed": typed[:40], "limit": MOST_DIGITS},
                field="rows",
            )
        if value is None or value != _WIDE.quantize(value, _SMALLEST):
            raise Unfit(
                _("%(row)d번째 줄: ‘%(typed)s’은(는) 수가 아니거나 소수점 아래가 여섯 자리를 넘습니다.")
                % {"row": number, "typed": str(typed)[:40]},
                field="rows",
            )
        place = tuple(text(str(each), "rows", longest=100) for each in keys)
        if any("|" in each for each in place) or place in made:
            raise Unfit(
                _("%(row)d번째 줄: 같은 칸이 두 번 있거나 쓸 수 없는 글자(|)가 있습니다.") % {"row": number},
                field="rows",
            )
        made[place] = (list(place), value, first, last, article, mark)
    try:
        table = figures.table(parameter, made.values())
    except RulesError as error:
        raise Unfit(running.sentence_of(error), field="rows") from error
    known = figures.book([parameter])[parameter.name]
    for (name, old), (_name, new) in zip(known.dimensions, table.dimensions, strict=True):
        if known.entries and old != new:
            raise Unfit(
                _("‘%(name)s’ 칸은 지금까지처럼 %(kind)s(으)로 적어 주세요.")
                % {"name": name, "kind": _("수") if old == NUMBER else _("글자")},
                field="rows",
            )
    return canonical(Parameters([table]))


def _nothing_unseen(change: ParameterChange) -> None:
    """Refuse a table over figures that its proposer has not seen: approved since, for its first day or a later one."""
    assert change.valid_from is not None
    since = ParameterChange.objects.filter(
        parameter=change.parameter_id,
        state=State.APPROVED,
        reviewed_at__gt=change.proposed_at,
        valid_from__gte=change.valid_from,
    )
    if change.valid_to is not None:
        since = since.filter(valid_from__lt=change.valid_to)
    if other := next((each for each in since.order_by("reviewed_at") if each.meets(change)), None):
        assert other.valid_from is not None
        raise NotNow(
            _(
                "이 안을 낸 뒤에 %(day)s에 시행하는 다른 표(%(article)s)가 승인되었습니다. 이 안은 그 값을 보지 못하고 "
                "덮어씁니다. 반려하고, 지금의 값을 보고 다시 내게 해 주세요."
            )
            % {"day": date_format(other.valid_from, "SHORT_DATE_FORMAT"), "article": other.article}
        )


def _fits_beside(change: ParameterChange) -> None:
    try:
        figures.book([change.parameter], proposed=change)
    except RulesError as error:  # a range that meets another row
        raise Unfit(running.sentence_of(error), field="rows") from error


def _value(
    change: ParameterChange,
    keys: list[str],
    value: Decimal,
    first: date,
    last: date | None,
    moment: datetime,
) -> None:
    ParameterValue.objects.create(
        parameter=change.parameter,
        change=change,
        keys=keys,
        place=place_of(keys),
        value=value,
        valid_from=first,
        valid_to=last,
        known_from=moment,
        article=change.article,
        mark=change.mark,
    )


def _note(type: str, change: ParameterChange, actor: Any, **more: Any) -> uuid.UUID:
    return note(
        type,
        change,
        actor,
        f"dated-parameter:{change.parameter.key}",
        parameter=change.parameter.key,
        kind=str(change.kind),
        rows=len(change.rows),
        document_sha256=change.digest_hex,
        **more,
    )
