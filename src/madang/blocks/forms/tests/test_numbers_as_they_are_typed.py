"""Numbers and amounts: a comma stands between groups of three digits, and nowhere else."""

from __future__ import annotations

import pytest

from madang.blocks.forms.definition import Question
from madang.blocks.forms.errors import UnfitAnswer
from madang.blocks.forms.values import value_of


def _question(kind: str) -> Question:
    return Question.model_validate({"name": "x", "kind": kind, "label": {"ko": "얼마", "en": "How much"}})


@pytest.mark.parametrize(
    ("typed", "value"), [("5,000", 5000), ("5000원", 5000), ("１２，０００", 12000), ("1,234,567", 1234567)]
)
def test_amounts_as_people_write_them(typed: str, value: int) -> None:
    assert value_of(_question("money"), typed) == value


@pytest.mark.parametrize("typed", ["1,5", ",,,1,,,", "12,34", "5,00", "1.5", "-5", "1e3", "NaN", "5,0000"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(UnfitAnswer):
        value_of(_question("money"), typed)


def test_decimals_keep_their_digits() -> None:
    assert value_of(_question("number"), "1,234.50") == "1234.50"
