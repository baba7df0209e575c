"""What an unknown amount gives with a constant, for every kind and sign, against every completion."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from madang_rules.feel import Evaluation, Unknown, compile_expression
from madang_rules.feel.types import BOOLEAN, DATE, DAYS_DURATION, MONTHS_DURATION, NUMBER
from madang_rules.feel.unknown import join, truth_of
from madang_rules.feel.values import Range
from test_unknown_is_sound import fits


def of(text: str) -> Any:
    return compile_expression(text)({}, Evaluation())


RANGES = {
    NUMBER: (*[(low, high) for low, high in (("1", "10"), ("-5", "5"), ("-9", "-2"), ("0", "3"))],),
    DAYS_DURATION: (('duration("P1D")', 'duration("P9D")'), ('duration("-P3D")', 'duration("PT36H")')),
    MONTHS_DURATION: (('duration("P1M")', 'duration("P1Y")'), ('duration("-P2M")', 'duration("P5M")')),
    DATE: (('date("2026-01-28")', 'date("2026-03-31")'),),
}
BETWEEN = {
    NUMBER: ("-7", "-2.5", "-1", "0", "0.5", "2", "4", "8"),
    DAYS_DURATION: ('duration("-P1D")', 'duration("P0D")', 'duration("P1DT1H")', 'duration("P2D")', 'duration("P5D")'),
    MONTHS_DURATION: ('duration("-P1M")', 'duration("P0M")', 'duration("P2M")', 'duration("P11M")'),
    DATE: ('date("2026-01-31")', 'date("2026-02-28")', 'date("2026-03-01")'),
}  # fmt: skip
CONSTANTS = (
    "2", "-2", "0.3", "0", 'duration("P2D")', 'duration("-P2D")', 'duration("PT5H")', 'duration("P0D")', 'duration("P2M")',
    'duration("-P2M")', 'duration("P0M")', 'date("2026-02-10")', 'date and time("2026-02-10T12:00:00Z")',
)  # fmt: skip
LIMITS = ("3", 'duration("P4D")', 'duration("P3M")', 'date("2026-02-12")')
FORMS = ("x {0} {1}", "{1} {0} x", "(x {0} {1}) <= {2}", "not({2} < {1} {0} x)", "(x {0} {1}) = {2}", "count([1][x {0} {1} > {2}])",
         'if date("2026-01-20") + (x {0} {1}) <= date("2026-02-05") then "in time" else "late"')  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("operator", ["+", "-", "*", "/"])
@pytest.mark.parametrize("type_", list(RANGES), ids=str)
def test_what_is_definite_is_so_for_every_amount(type_: Any, operator: str, form: str) -> None:
    for low, high in RANGES[type_]:
        ends = of(low), of(high)
        unknown = Unknown.fact("x", type_, allowed=(Range(*ends),))
        inside = [one for one in map(of, BETWEEN[type_]) if of_range(one, *ends)]
        for constant in CONSTANTS:
            for limit in LIMITS if "{2}" in form else ("",):
                text = form.format(operator, constant, limit)
                compiled = compile_expression(text, {"x": type_})
                partial = compiled({"x": unknown}, Evaluation())
                for value in (*ends, *inside):
                    full = compiled({"x": value}, Evaluation())
                    assert fits(partial, full, frozenset({"x"})), (text, low, high, value, partial, full)


def of_range(value: Any, low: Any, high: Any) -> bool:
    return (
        compile_expression("x >= l and x <= h", ["x", "l", "h"])(
            {"x": value, "l": low, "h": high}, Evaluation()
        )
        is True
    )


def test_a_term_of_days_that_nobody_told_is_open() -> None:
    compiled = compile_expression(
        'if n != null and date("2026-01-01") + n*duration("P1D") <= date("2026-01-05") then "in time" else "late"',
        {"n": NUMBER},
    )
    answer = compiled(
        {"n": Unknown.fact("n", NUMBER, allowed=(Range(Decimal(1), Decimal(10)),))}, Evaluation()
    )
    assert isinstance(answer, Unknown)


def test_where_nothing_seems_possible_the_answer_is_open() -> None:
    facts = frozenset({"n"})
    assert truth_of((), facts) == Unknown(facts, BOOLEAN, (True, False), True)
    assert join((), facts, NUMBER) == Unknown(facts, NUMBER)
    nothing = Unknown(facts, NUMBER, (), nullable=False)
    for text in ("n < 3", "n = 3", "n in [1..3]", "n + 1", "if n < 3 then 1 else 2", "n < 3 and n > 1"):
        found = compile_expression(text, {"n": NUMBER})({"n": nothing}, Evaluation())
        assert isinstance(found, Unknown), text
