"""Whom a change touches, as tables that people read: used by the comparison and by the desk of a proposal."""

from __future__ import annotations

from django.utils.translation import gettext as _

from madang.blocks.decisions.populations import DECILES, SEXES
from madang.blocks.decisions.queries.touching import Counts, Touched

Part = tuple[str, list[tuple[str, Counts]]]


def parts(touched: Touched | None) -> list[Part]:
    """Tables by age, income, sex and district, after one of all."""
    if touched is None:
        return []
    return [
        (_("모두"), [(_("모두"), touched.all)]),
        (_("나이대"), list(touched.by_age.items())),
        (
            _("소득 십분위"),
            [(_decile(name, touched.income_tops), counts) for name, counts in touched.by_income.items()],
        ),
        (_("성별"), [(str(SEXES[name]), counts) for name, counts in sorted(touched.by_sex.items())]),
        (_("사는 구"), sorted(touched.by_district.items())),
    ]


def _decile(name: str, tops: tuple[int, ...]) -> str:
    number = int(name)
    if number == DECILES:
        return _("%(number)d분위: 그보다 많음") % {"number": number}
    return _("%(number)d분위: 월 %(won)s원까지") % {
        "number": number,
        "won": f"{round(tops[number - 1], -4):,}",
    }
