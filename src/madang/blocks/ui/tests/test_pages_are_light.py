"""A page with all that it loads weighs at most 150 kB compressed; its fonts stay under 300 kB.

The component page is the heaviest there is: it shows every component with its states.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from madang.config.environment import REPOSITORY

PAGE_BUDGET = 150_000  # bytes, compressed, without fonts
STYLE_BUDGET = 60_000  # bytes, compressed: KRDS whole takes 102 kB
FONT_BUDGET = 300_000  # bytes
SLICES = REPOSITORY / "frontend/fonts/slices.json"
HANGUL = range(0xAC00, 0xD7A4)


def asset(url: str) -> Path:
    """Return the file behind a static address."""
    name = url.removeprefix(settings.STATIC_URL)
    found = finders.find(name) or finders.find(re.sub(r"\.[0-9a-f]{12}(\.\w+)$", r"\1", name))
    assert found, f"{url} is not there: the front end is not built; run `make setup`"
    return Path(found)


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/ui/", "/ui/help"])
def test_page_with_styles_and_scripts_fits_its_budget(client: Client, path: str) -> None:
    html = client.get(path).content
    loaded = re.findall(r'<link[^>]*href="(/[^"]+)"|<script[^>]*src="(/[^"]+)"', html.decode())
    urls = {first or second for first, second in loaded}
    assert len(urls) >= 4  # icon, two style sheets, script
    weights = {url: compressed(asset(url).read_bytes()) for url in urls}
    weights[path] = compressed(html)
    assert sum(weights.values()) <= PAGE_BUDGET, weights
    assert sum(size for url, size in weights.items() if url.endswith(".css")) <= STYLE_BUDGET, weights


def test_styles_load_nothing_but_what_lies_inside_them_or_beside_them() -> None:
    for name in ("site.css", "fonts.css"):
        for url in re.findall(
            r"url\(\s*[\"']?([^\"')]+)", asset(f"/static/ui/build/{name}").read_text("utf-8")
        ):
            if not url.startswith("data:image/svg+xml"):
                assert finders.find(f"ui/build/{url.removeprefix('./')}"), (
                    f"{name} names {url}, which is not there"
                )


def covered(text: str) -> set[int]:
    """Return the code points of a CSS unicode-range."""
    points: set[int] = set()
    for part in text.split(","):
        first, _dash, last = part.strip().removeprefix("U+").partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


@pytest.fixture(scope="module")
def slice_of() -> dict[int, dict[str, dict[str, object]]]:
    """Code point → files of the slice that a browser fetches for it: of several rules, the last."""
    chosen: dict[int, dict[str, dict[str, object]]] = {}
    for piece in json.loads(SLICES.read_text(encoding="utf-8"))["slices"]:
        for point in covered(piece["range"]):
            chosen[point] = piece["files"]
    return chosen


def fetched(text: str, weight: str, slice_of: dict[int, dict[str, dict[str, object]]]) -> dict[str, int]:
    """Return file → bytes that a text in one weight makes a browser fetch."""
    files = {}
    for point in map(ord, set(text)):
        if point in slice_of:
            file = slice_of[point][weight]
            files[str(file["file"])] = int(str(file["bytes"]))
    return files


def test_every_syllable_has_a_slice_in_both_weights(
    slice_of: dict[int, dict[str, dict[str, object]]],
) -> None:
    assert {point for point in HANGUL if {"400", "700"} <= slice_of.get(point, {}).keys()} == set(HANGUL)


def test_slices_are_the_files_that_were_made() -> None:
    for piece in json.loads(SLICES.read_text(encoding="utf-8"))["slices"]:
        for file in piece["files"].values():
            data = (SLICES.parent / "slices" / file["file"]).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"]), file[
                "file"
            ]


def test_sixteen_hundred_most_frequent_syllables_in_both_weights_fit_the_budget(
    slice_of: dict[int, dict[str, dict[str, object]]],
) -> None:
    """A page of twenty real public services holds some 220 different ones."""
    pieces = {p["name"]: p for p in json.loads(SLICES.read_text(encoding="utf-8"))["slices"]}
    text = "".join(chr(point) for at in range(8) for point in covered(pieces[f"common-{at}"]["range"]))
    assert len(text) == 1600
    text += "".join(map(chr, range(0x20, 0x7F)))
    total = sum((fetched(text, "400", slice_of) | fetched(text, "700", slice_of)).values())
    assert total <= FONT_BUDGET


def test_fonts_css_declares_every_slice_in_the_order_of_the_list() -> None:
    css = asset("/static/ui/build/fonts.css").read_text(encoding="utf-8")
    pieces = json.loads(SLICES.read_text(encoding="utf-8"))["slices"]
    wanted = [p["files"][w]["file"] for w in ("400", "700") for p in pieces]
    assert re.findall(r"url\(fonts/([^)]+)\)", css) == wanted
    assert css.count("font-display:swap") == len(wanted)
