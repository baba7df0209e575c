"""The search for what a reader would call broken finds it, and lets alone what is well."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.page import assert_readable

pytestmark = pytest.mark.browser

PAGE = """<!DOCTYPE html><html lang="{language}"><head><style>
  body {{ margin: 0; font: 16px sans-serif }} td {{ white-space: nowrap }} p, div {{ margin: 0 }}
  .sr-only {{ position: absolute; clip-path: inset(50%) }}
</style></head><body><main id="content">{content}</main></body></html>"""
LONG = "x" * 200

BROKEN = {
    "text runs out of its box": ("en", f"<p>{LONG}</p>"),
    "text runs out of its cell": (
        "en",
        f'<div class="ui-table" tabindex="0" aria-label="t"><table style="table-layout: fixed; width: 300px">'
        f"<tr><td><span>{LONG}</span></td><td>b</td></tr></table></div>",
    ),
    "a table of": (
        "en",
        f'<div class="ui-table" style="overflow-x: auto" tabindex="0" aria-label="t"><table><tr><td>{LONG}</td></tr>'
        "</table></div>",
    ),
    "a table without its component": ("en", "<table><tr><td>a</td></tr></table>"),
    "a table's box without focus or name": (
        "en",
        '<div class="ui-table"><table><tr><td>a</td></tr></table></div>',
    ),
    "a short word is broken": (
        "en",
        '<div class="ui-table" tabindex="0" aria-label="t"><table style="table-layout: fixed; width: 60px">'
        '<tr><td style="white-space: normal; overflow-wrap: anywhere">1,234,567</td></tr></table></div>',
    ),
    "a telephone number is broken": ("en", '<p style="width: 3em; overflow-wrap: anywhere">Call 000-110</p>'),
    "a link that looks like text": ("en", '<p>or <a href="/" style="text-decoration: none">ask</a></p>'),
    "a button 0px below": ("en", '<p>Words</p><a class="krds-btn" href="/">Go</a>'),
    "a date in another style": ("en", "<p>2026-11-28 09:14</p>"),
}


def looked_at(browser: Browser, language: str, content: str) -> None:
    page = browser.new_page()
    try:
        page.set_content(PAGE.format(language=language, content=content))
        page.add_style_tag(content="a.krds-btn { display: block }")
        assert_readable(page, widths=(390,))
    finally:
        page.close()


@pytest.mark.parametrize("what", BROKEN)
def test_it_is_found(browser: Browser, what: str) -> None:
    with pytest.raises(AssertionError, match=what):
        looked_at(browser, *BROKEN[what])


@pytest.mark.parametrize(
    ("language", "date"), [("ko", "2026-11-28"), ("ko", "오전 9:14"), ("en", "11/28/2026 9:14 a.m.")]
)
def test_another_style_of_date_is_found(browser: Browser, language: str, date: str) -> None:
    with pytest.raises(AssertionError, match="a date in another style"):
        looked_at(browser, language, f"<p>{date}</p>")


@pytest.mark.parametrize(("language", "date"), [("ko", "2026. 11. 28. 09:14"), ("en", "28 Nov 2026, 09:14")])
def test_what_is_well_is_let_alone(browser: Browser, language: str, date: str) -> None:
    looked_at(
        browser,
        language,
        f'<p>{date}</p><p class="sr-only">{LONG}</p><details><summary>more</summary>{LONG}</details>'
        '<p>or <a href="/">ask</a> 000-110</p><a class="krds-btn" href="/" style="margin-top: 8px">Go</a>'
        '<div class="ui-table" tabindex="0" aria-label="t"><table><tr><td>a</td></tr></table></div>',
    )
