"""What a case costs: by the decision model that its process names, as in force today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from madang_rules.dmn.explain.plain import plain
from madang_rules.feel import Unknown

from madang.blocks.cases.actions.writing import current_answers, values_of
from madang.blocks.cases.models import Case
from madang.blocks.cases.process.guards import evaluate, scope
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.queries import standing
from madang.blocks.decisions.queries.answers import ready


@dataclass(frozen=True)
class Fee:
    """A fee.

    Attributes:
        amount: won; None while answers are missing.
        paid: won, refunds taken off.
        sentences: why, by language: the row and the article.
        rule: model, version and row, as a decision names them.
    """

    amount: int | None
    paid: int
    sentences: Mapping[str, list[str]]
    rule: Mapping[str, Any]

    @property
    def due(self) -> int | None:
        """What is still to be paid; None while the amount is not known."""
        return None if self.amount is None else max(self.amount - self.paid, 0)

    @property
    def settled(self) -> bool:
        return self.due == 0


FREE = Fee(0, 0, {"ko": [], "en": []}, {})


def fee_of(case: Case) -> Fee:
    """The fee by today's rule and the answers so far."""
    named = case.process.fee
    if named is None:
        return FREE
    paid = case.payments.aggregate(sum=Sum("amount"))["sum"] or 0
    unknown = Fee(None, paid, {"ko": [], "en": []}, {})
    model = standing.model(named.model)
    version = standing.in_force(model, timezone.localdate()) if model else None
    if version is None:
        return unknown
    known = scope(case.form, values_of(current_answers(case)), {})
    told = {
        name: _told(value)
        for name, text in named.facts.items()
        if not isinstance(value := evaluate(text, case.form, known), Unknown) and value is not None
    }
    try:
        result = ready(version, timezone.localdate()).answer(told, ask=False)
    except Unfit:
        return unknown
    if result.status != "known" or not isinstance(result.value, int | Decimal | str):
        return unknown
    rule = {
        "model": named.model,
        "version": version.number,
        "rows": [each.id for each in result.rows],
        "annotations": [list(each.annotations) for each in result.rows],
    }
    return Fee(int(Decimal(result.value)), paid, result.sentences, rule)


def facts(case: Case) -> dict[str, Any]:
    """What guards of processes may read: ``fee_settled``."""
    return {"fee_settled": fee_of(case).settled}


def _told(value: Any) -> Any:
    found = plain(value)
    return int(found) if isinstance(found, Decimal) and found == found.to_integral_value() else found
