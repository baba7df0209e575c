"""What tests ask of a page in the browser: nothing refused, axe clean, a picture of it."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

REPOSITORY = Path(__file__).resolve().parents[2]
WIDTHS = (390, 1280)
HEIGHT = 900
# WCAG 2.0 to 2.2, levels A and AA, and what axe's authors advise beyond them.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Not in those by default: who says what is written on a button (voice control) must hit it (WCAG 2.5.3).
AXE_RULES = {"label-content-name-mismatch": {"enabled": True}}


@lru_cache(maxsize=1)
def _axe_source() -> str:
    path = REPOSITORY / "node_modules/axe-core/axe.min.js"
    if not path.exists():
        raise FileNotFoundError("axe-core is not installed; run `npm ci`.")
    return path.read_text(encoding="utf-8")


def assert_axe_clean(page: Page, *, widths: tuple[int, ...] = WIDTHS) -> None:
    """Fail with a list of what axe finds in the page as it stands, at each width in CSS pixels.

    axe comes in through the debugging protocol, so the page's Content-Security-Policy stays in force.
    """
    found: list[str] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if not page.evaluate("'axe' in window"):
            page.evaluate(_axe_source())
        result: dict[str, Any] = page.evaluate(
            "([tags, rules]) => axe.run(document, "
            "{runOnly: {type: 'tag', values: tags}, rules, resultTypes: ['violations']})",
            [AXE_TAGS, AXE_RULES],
        )
        for violation in result["violations"]:
            for node in violation["nodes"]:
                found.append(
                    f"{width}px {violation['id']}: {violation['help']}\n  {node['target']} {node['html'][:300]}"
                )
    assert not found, f"axe finds {len(found)} in {page.url}:\n" + "\n".join(found)


def assert_fits(page: Page, *, widths: tuple[int, ...] = WIDTHS) -> None:
    """Fail when the page is wider than the window: nobody should have to scroll sideways (WCAG 1.4.10)."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        inside = page.evaluate("document.documentElement.scrollWidth")
        assert inside <= width, f"{page.url} is {inside}px wide in a window of {width}px"


def assert_readable(page: Page, *, widths: tuple[int, ...] = WIDTHS) -> None:
    """Fail with a list of what a reader would call broken: ``readable.js`` says what is looked for.

    Text that runs out of its box or cell, short words broken in a cell, tables that scroll sideways, telephone numbers broken over two lines,
    links that look like text, buttons that stick to what stands above, dates in another style than the language's.
    """
    found: list[str] = []
    script = (REPOSITORY / "tests/browser/readable.js").read_text(encoding="utf-8")
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        language = page.locator("html").get_attribute("lang")
        found += [f"{width}px {what}" for what in page.evaluate(script, {"language": language})]
    assert not found, f"{page.url} is broken in {len(found)} places:\n" + "\n".join(found)


def take_pictures(page: Page, folder: Path, name: str, *, widths: tuple[int, ...] = WIDTHS) -> list[Path]:
    """Save the whole page as PNG at each width in CSS pixels; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.evaluate("document.fonts.ready")
        path = folder / f"{name}-{width}.png"
        page.screenshot(path=path, full_page=True)
        files.append(path)
    return files


def watch(page: Page) -> list[str]:
    """Return a list that fills with everything the browser refuses or that breaks in the page's scripts."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.on(
        "console",
        lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None,
    )
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('Content Security Policy: ' + "
        + "e.violatedDirective + ' ' + e.blockedURI))"
    )
    return problems


def transferred(page: Page) -> list[dict[str, Any]]:
    """Return name, kind and bytes on the wire of everything that the page has fetched."""
    text = page.evaluate(
        "JSON.stringify(performance.getEntries().filter(e => e.encodedBodySize !== undefined).map(e => "
        "({name: e.name, kind: e.initiatorType, bytes: e.encodedBodySize})))"
    )
    entries: list[dict[str, Any]] = json.loads(text)
    return entries


def well(page: Page, name: str) -> None:
    """Fail unless the page is accessible, fits and can be read; take its picture where somebody wants to look."""
    assert_axe_clean(page)
    assert_fits(page)
    assert_readable(page)
    if folder := os.environ.get("MADANG_PICTURES"):  # to be looked at
        take_pictures(page, Path(folder), name)


def seen(page: Page, name: str, *, whole: bool = True) -> None:
    """Take a picture of the page at its own size, or of its window, where somebody wants to look."""
    if folder := os.environ.get("MADANG_PICTURES"):
        page.evaluate("document.fonts.ready")
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)
