"""The header, menus and dialogs by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_first_tab_skips_to_the_content(page: Page) -> None:
    page.goto("/ui/help")
    page.keyboard.press("Tab")
    link = page.locator("#krds-skip-link a")
    expect(link).to_be_focused()
    assert (link.bounding_box() or {"height": 0})["height"] > 20  # seen while it has the focus
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_every_stop_of_the_tab_key_shows_where_it_is(page: Page) -> None:
    page.goto("/ui/")
    for _stop in range(60):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "() => { const e = document.activeElement; if (e === document.body) return 'end';"
            "const around = [e, e.closest('.ui-card'), ...(e.labels ?? [])].filter(Boolean);"
            "return around.some(x => { const s = getComputedStyle(x), b = getComputedStyle(x, '::before');"
            "return s.outlineStyle !== 'none' || s.boxShadow !== 'none' || b.boxShadow !== 'none' "
            "|| b.outlineStyle !== 'none' }) ? '' : e.outerHTML.slice(0, 200) }"
        )
        if seen == "end":
            return
        assert seen == "", f"no visible focus on {seen}"


def test_small_screens_fold_the_menu_behind_its_button(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/ui/help")
    menu, button = page.locator("#site-menu"), page.locator("[data-menu-button]")
    expect(menu).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(menu).to_be_hidden()


def test_wide_screens_show_the_menu_and_no_button(page: Page) -> None:
    page.goto("/ui/help")
    expect(page.locator("#site-menu")).to_be_visible()
    expect(page.locator("[data-menu-button]")).to_be_hidden()


def test_escape_closes_the_display_settings(page: Page) -> None:
    page.goto("/ui/help")
    summary = page.locator(".ui-drop summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ui-drop-body")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".ui-drop-body")).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_dialog_holds_the_focus_and_gives_it_back(page: Page) -> None:
    page.goto("/ui/")
    opener = page.locator("#sample-dialog summary")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.ui-modal")
    expect(dialog).to_be_visible()
    expect(dialog).to_have_accessible_name("신청을 거두시겠습니까?")
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")  # and it opens again
    expect(dialog).to_be_visible()


def test_a_form_with_mistakes_starts_at_its_summary_which_leads_to_the_field(page: Page) -> None:
    page.goto("/ui/")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.locator("a").first.click()
    expect(page.locator("#id_errors-name")).to_be_focused()
    described = page.locator("#id_errors-name").get_attribute("aria-describedby") or ""
    assert "id_errors-name_error" in described.split()
