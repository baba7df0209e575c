"""The whole city is asked in a job: the page tells how far it is, and the result comes by itself or by a link."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from madang.blocks.decisions import actions
from madang.blocks.decisions.actions.counting import count
from madang.blocks.decisions.models import Counting, CountingState, ModelVersion
from madang.blocks.identity.models import Account
from tests.browser.page import assert_axe_clean, assert_fits

pytestmark = pytest.mark.browser

COMPARE = "/decisions/models/youth-rent-support/compare/?before=1&after=2&day=2027-03-01&f0=true"


@pytest.fixture(autouse=True)
def waiting(few_people: None, demo_rules: None) -> Counting:
    """The rent support's change, approved, and its count that nobody has begun."""
    version = ModelVersion.objects.get(model__key="youth-rent-support", number=2)
    actions.approve(Account.objects.get(username="rule.reviewer"), version)
    return version.countings.get()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_result_comes_by_itself(page: Page, waiting: Counting, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(COMPARE)
    expect(page.locator("#city progress")).to_be_visible()
    assert_axe_clean(page)
    Counting.objects.filter(pk=waiting.pk).update(state=CountingState.COUNTING, done=42)
    expect(page.get_by_text("42% 물었습니다")).to_be_visible()
    count(waiting.pk)
    expect(page.get_by_text("3,000명에게 두 판을 물었습니다")).to_be_visible()
    expect(page.locator("#city progress")).to_have_count(0)
    assert_axe_clean(page)
    assert_fits(page)


def test_without_scripts_a_link_tells_whether_it_is_done(
    browser: Browser, live_server: LiveServer, waiting: Counting
) -> None:
    context = browser.new_context(base_url=live_server.url, locale="ko-KR", java_script_enabled=False)
    page = context.new_page()
    page.goto(COMPARE)
    count(waiting.pk)
    page.get_by_role("link", name="끝났는지 보기").click()
    expect(page.get_by_text("3,000명에게 두 판을 물었습니다")).to_be_visible()
    context.close()
