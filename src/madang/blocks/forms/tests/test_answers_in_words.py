"""Answers as people read them back."""

from __future__ import annotations

import pytest

from madang.blocks.forms.definition import Kind, Question
from madang.blocks.forms.values import in_words
from madang.blocks.forms.web import field_of


def asked(kind: Kind) -> Question:
    return Question.model_validate({"name": "asked", "kind": kind, "label": {"ko": "물음", "en": "Asked"}})


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("01012345678", "010-1234-5678"),
        ("0212345678", "02-1234-5678"),
        ("021234567", "02-123-4567"),
        ("0311234567", "031-123-4567"),
        ("+821012345678", "+821012345678"),
        ("15881234", "15881234"),
    ],
)
def test_a_telephone_number_is_read_back_in_its_groups(number: str, said: str) -> None:
    assert in_words(asked(Kind.PHONE), number, "ko") == said


@pytest.mark.parametrize("channel", ["phone", "kiosk"])
def test_a_date_is_typed_in_figures_on_the_phone_and_at_the_kiosk(channel: str) -> None:
    assert field_of(asked(Kind.DATE), channel).widget.attrs["inputmode"] == "numeric"
