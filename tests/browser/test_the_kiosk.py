"""The kiosk: wiped without a touch, worked by a keypad alone, targets of 20 mm in the lower half, no history, no way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from madang.blocks.cases.models import Answer
from madang.blocks.identity import actions as identity
from madang.blocks.identity.demo import TOP
from madang.blocks.ledger import SYSTEM
from madang.systems.services import demo as services
from tests.browser.page import assert_axe_clean, seen, watch

pytestmark = pytest.mark.browser

STANDING, LYING = {"width": 1080, "height": 1920}, {"width": 1920, "height": 1080}
TARGET = 72  # 20 mm in CSS pixels, at 24 inches and 1080 lines (0.277 mm a pixel)


@pytest.fixture
def kiosk(transactional_db: None, new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A kiosk that stands upright, at its first screen; its clock is the test's."""
    identity.create_organisation(
        SYSTEM, code=TOP, name_ko="하늘시", name_en="Haneul-si", kind="city", parent=None
    )
    services.load()
    page = new_context(viewport=STANDING).new_page()
    page.set_default_timeout(10_000)
    problems = watch(page)
    page.clock.install()
    page.goto("/services/kiosk/")
    yield page
    assert not problems, "\n".join(problems)


def begin(page: Page) -> None:
    page.get_by_role("button", name="주민등록증 재발급").click()
    page.locator("[name=birth_date]").wait_for()


def assert_large_and_low(page: Page) -> None:
    """Whatever is pressed is 20 mm each way at least, and its middle stands in the lower half of the screen."""
    boxes = page.evaluate(
        """() => [...document.querySelectorAll(
               'a[href], button, summary, input:not([type=hidden]), select, textarea')]
             .filter(each => each.checkVisibility() && !each.closest('#krds-skip-link'))
             .map(each => [each.outerHTML.slice(0, 120),
               (/radio|checkbox/.test(each.type) ? each.labels[0] : each).getBoundingClientRect()])
             .map(([html, box]) => [html, box.width, box.height, box.top + box.height / 2])"""
    )
    assert boxes
    half = (page.viewport_size or STANDING)["height"] / 2
    small = [each for each in boxes if each[1] < TARGET or each[2] < TARGET]
    assert not small, small
    high = [each for each in boxes if each[3] < half]
    assert not high, high


def test_what_is_pressed_is_large_and_stands_low(kiosk: Page) -> None:
    assert_large_and_low(kiosk)
    assert_axe_clean(kiosk, widths=(1080,))
    kiosk.set_viewport_size(STANDING)
    begin(kiosk)
    assert_large_and_low(kiosk)
    seen(kiosk, "kiosk-figures", whole=False)
    assert_axe_clean(kiosk, widths=(1080, 1920))
    kiosk.set_viewport_size(STANDING)
    kiosk.goto(kiosk.url.replace("birth_date", "reason"))
    assert_large_and_low(kiosk)
    seen(kiosk, "kiosk-choices", whole=False)
    assert_axe_clean(kiosk, widths=(1080, 1920))
    kiosk.set_viewport_size(LYING)
    seen(kiosk, "kiosk-lying", whole=False)
    assert not kiosk.evaluate("document.documentElement.scrollHeight > innerHeight")
    kiosk.get_by_role("button", name="선명한 화면").click()
    kiosk.get_by_role("button", name="기본 화면").wait_for()
    seen(kiosk, "kiosk-contrast", whole=False)
    assert_axe_clean(kiosk, widths=(1080,))


def test_ninety_seconds_without_a_touch_wipe_the_screen(kiosk: Page) -> None:
    begin(kiosk)
    kiosk.locator("[name=birth_date]").fill("19820514")
    begun = kiosk.url
    kiosk.clock.run_for(69_000)
    warning = kiosk.get_by_role("alertdialog")
    expect(warning).to_be_hidden()
    kiosk.clock.run_for(2_000)
    expect(warning).to_be_visible()
    seen(kiosk, "kiosk-warning", whole=False)
    expect(warning.get_by_role("alert")).to_contain_text("곧 화면을 지웁니다")
    assert_axe_clean(kiosk, widths=(1080,))

    kiosk.keyboard.press("7")  # any key: it closes the warning and does nothing else
    expect(warning).to_be_hidden()
    expect(kiosk.locator("[name=birth_date]")).to_have_value("19820514")
    kiosk.clock.run_for(69_000)
    expect(warning).to_be_hidden()

    kiosk.clock.run_for(22_000)
    kiosk.wait_for_url("**/services/kiosk/")
    answer = kiosk.request.get(begun)
    assert answer.status == 404
    kiosk.clock.run_for(200_000)  # the first screen has nothing to wipe
    expect(kiosk.get_by_role("alertdialog")).to_be_hidden()


def test_questions_are_answered_with_a_keypad_alone(kiosk: Page) -> None:
    press = kiosk.keyboard.press
    press("1")  # the service
    kiosk.locator("[name=birth_date]").wait_for()
    expect(kiosk.locator("[name=birth_date]")).to_be_focused()
    for digit in "19820514":
        press(digit)
    press("Enter")
    kiosk.locator("[name=full_name]").wait_for()
    kiosk.goto(kiosk.url.replace("full_name", "reason"))
    kiosk.locator("[name=reason]").first.wait_for()
    expect(kiosk.locator("[name=reason] ~ label").nth(1)).to_contain_text("2")
    press("2")
    expect(kiosk.locator("[name=reason]").nth(1)).to_be_checked()
    press("ArrowUp")
    expect(kiosk.locator("[name=reason]").nth(0)).to_be_focused()
    expect(kiosk.locator("[name=reason]").nth(1)).to_be_checked()
    press("Enter")
    expect(kiosk.locator("[name=reason]").nth(0)).to_be_checked()
    press("Enter")
    kiosk.wait_for_url("**/questions/full_name/")
    assert dict(Answer.objects.values_list("question", "value")) == {
        "birth_date": "1982-05-14",
        "reason": "lost",
    }
    press("ArrowUp")  # from the field to what stands before it: the last of all
    expect(kiosk.locator("footer button").last).to_be_focused()


def test_figures_can_be_touched(kiosk: Page) -> None:
    begin(kiosk)
    for digit in "1982":
        kiosk.get_by_role("group", name="숫자판").get_by_text(digit, exact=True).click()
    kiosk.get_by_role("button", name="지우기", exact=True).click()
    expect(kiosk.locator("[name=birth_date]")).to_have_value("198")


def test_a_person_is_called_on_every_screen(kiosk: Page) -> None:
    kiosk.keyboard.press("0")
    expect(kiosk.get_by_role("dialog")).to_contain_text("000-110")
    seen(kiosk, "kiosk-call", whole=False)
    assert_axe_clean(kiosk, widths=(1080,))


def test_nothing_leads_back_or_out(kiosk: Page) -> None:
    kept = kiosk.evaluate("history.length")
    begin(kiosk)
    kiosk.locator("[name=birth_date]").fill("1982")
    kiosk.get_by_role("button", name="저장하고 다음").click()  # refused: said on the same page
    expect(kiosk.locator("[data-error-summary]")).to_be_focused()
    kiosk.locator("[name=birth_date]").fill("19820514")
    kiosk.get_by_role("button", name="저장하고 다음").click()
    kiosk.wait_for_url("**/questions/full_name/")
    kiosk.get_by_role("link", name="지금까지 적은 것 보기").click()
    kiosk.get_by_role("button", name="이어하기 번호 받기").click()
    kiosk.locator(".ui-code").wait_for()
    assert kiosk.evaluate("history.length") == kept
    refused = kiosk.evaluate(
        """() => ['p', 'F5', 'F1'].map(key => !document.body.dispatchEvent(
             new KeyboardEvent('keydown', {key, ctrlKey: key === 'p', bubbles: true, cancelable: true})))
           .concat(!document.body.dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, cancelable: true})))"""
    )
    assert refused == [True] * 4
    # A link to elsewhere on the site leads to the first screen.
    kiosk.evaluate(
        "document.querySelector('#content .inner').insertAdjacentHTML('beforeend', '<a href=\"/\">x</a>')"
    )
    kiosk.get_by_role("link", name="x", exact=True).click()
    kiosk.wait_for_url("**/services/kiosk/")
