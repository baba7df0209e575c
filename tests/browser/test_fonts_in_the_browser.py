"""The browser draws every Korean syllable with our own font, and fetches little of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.page import transferred

pytestmark = pytest.mark.browser

FONT_BUDGET = 300_000  # bytes that a Korean page may fetch


def fonts_of(page: Page, selector: str) -> dict[tuple[str, bool], int]:
    """Return (family, ours?) → glyphs, as the browser really drew an element."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    used = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {(font["familyName"], font["isCustomFont"]): int(font["glyphCount"]) for font in used}


@pytest.mark.parametrize("weight", ["400", "700"])
def test_all_11172_syllables_are_drawn_with_our_font(page: Page, weight: str) -> None:
    page.goto("/ui/help")
    page.evaluate(
        """async weight => {
            const text = Array.from({length: 11172}, (_, at) => String.fromCodePoint(0xAC00 + at)).join("");
            const box = document.createElement("div");
            box.id = "syllables";
            box.style.fontWeight = weight;
            box.textContent = text;
            document.getElementById("content").append(box);
            await document.fonts.load(`${weight} 17px "Madang Sans"`, text);
            await document.fonts.ready;
        }""",
        weight,
    )
    assert fonts_of(page, "#syllables") == {("Madang Sans", True): 11172}


@pytest.mark.parametrize("path", ["/", "/ui/", "/ui/help", "/identity/sign-in/"])
def test_a_korean_page_fetches_at_most_300_kilobytes_of_fonts(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate("document.fonts.ready")
    fonts = [entry for entry in transferred(page) if entry["name"].endswith(".woff2")]
    assert fonts, "the page fetched no font at all"
    assert sum(entry["bytes"] for entry in fonts) <= FONT_BUDGET
