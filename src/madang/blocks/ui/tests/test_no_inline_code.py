"""The Content-Security-Policy allows no inline style or script: no template of any room holds one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

RULES = {
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"""<[^>]*\sstyle\s*=""", re.IGNORECASE),
    "inline script": re.compile(
        r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*type=[\"']application/json[\"'])", re.IGNORECASE
    ),
    "event attribute": re.compile(r"""<[^>]*\son[a-z]+\s*=""", re.IGNORECASE),
    "script address": re.compile(r"""(?:href|src|action)\s*=\s*["']?\s*javascript:""", re.IGNORECASE),
    "htmx code": re.compile(r"\bhx-on\b|hx-(?:vals|headers)\s*=\s*[\"']js:", re.IGNORECASE),
}


def faults(source: str) -> list[str]:
    """Return which rules a template breaks."""
    # Tags and variables may hold > signs; what they put in is not markup of the template.
    markup = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)
    return [name for name, rule in RULES.items() if rule.search(markup)]


def templates() -> list[Path]:
    ours = {*settings.BLOCKS, *settings.SYSTEMS, "madang.config"}
    folders = [Path(app.path) / "templates" for app in apps.get_app_configs() if app.name in ours]
    return sorted(path for folder in folders for path in folder.rglob("*.html"))


def test_no_template_holds_inline_style_or_script() -> None:
    found = templates()
    assert len(found) > 60
    wrong = {str(path): names for path in found if (names := faults(path.read_text(encoding="utf-8")))}
    assert wrong == {}


@pytest.mark.parametrize(
    "source",
    [
        "<style>a{}</style>",
        '<p class="a" style="color:red">',
        "<p\n  STYLE='x'>",
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<button onclick="go()">',
        '<div {% if a > b %}class="x"{% endif %} onload=go()>',
        '<a href="javascript:go()">',
        '<div hx-on:click="go()">',
    ],
)
def test_the_rules_see_what_they_are_for(source: str) -> None:
    assert faults(source)


@pytest.mark.parametrize(
    "source",
    [
        '<script type="module" src="x.js"></script>',
        '<script type="application/json">{}</script>',
        '<p class="on style">style=1 onclick=2</p>',
        '{% if style == "x" %}<b data-on="1">{% endif %}',
    ],
)
def test_the_rules_leave_the_rest_alone(source: str) -> None:
    assert faults(source) == []
