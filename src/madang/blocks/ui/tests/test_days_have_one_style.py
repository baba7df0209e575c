"""Days and moments are written in one style a language, on every page of every room."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

SOURCE = Path(__file__).resolve().parents[3]
MOMENT = datetime(2026, 11, 8, 0, 4, 33, tzinfo=UTC)  # 09:04 in Korea
OWN_STYLE = re.compile(r"""\|date(?::["'](?!DATE_FORMAT|DATETIME_FORMAT|TIME_FORMAT|SHORT_DATE)[^"']*["'])""")

IN_AN_ADDRESS = re.compile(r"""=\{\{ [\w.]+\|date:['"]Y-m-d['"] \}\}""")
"""A day that a machine reads: in the query of a link."""


@pytest.mark.parametrize(
    ("language", "day", "moment", "second"),
    [
        ("ko", "2026. 11. 8.", "2026. 11. 8. 09:04", "2026. 11. 8. 09:04:33"),
        ("en", "8 Nov 2026", "8 Nov 2026, 09:04", "8 Nov 2026, 09:04:33"),
    ],
)
def test_a_moment_in_each_language(language: str, day: str, moment: str, second: str) -> None:
    template = Template(
        '{% load ui %}{{ at|date:"DATE_FORMAT" }}|{{ at|date:"SHORT_DATE_FORMAT" }}|{{ at|date:"DATETIME_FORMAT" }}|'
        '{{ at|date:"SHORT_DATETIME_FORMAT" }}|{{ at }}|{{ at|to_the_second }}|{{ none|to_the_second }}'
    )
    with translation.override(language), timezone.override("Asia/Seoul"):
        html = template.render(Context({"at": MOMENT, "none": None}))
    assert html.split("|") == [day, day, moment, moment, moment, second, ""]


def test_no_page_has_a_style_of_its_own() -> None:
    found = [
        f"{path.relative_to(SOURCE)}: {match}"
        for path in SOURCE.rglob("templates/**/*.html")
        for match in OWN_STYLE.findall(IN_AN_ADDRESS.sub("", path.read_text(encoding="utf-8")))
    ]
    assert not found, 'write |date:"DATE_FORMAT" or |date:"DATETIME_FORMAT":\n' + "\n".join(found)
