"""The whole way of a change of figures: proposed, whom it touches, reviewed by another who names whom it changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from madang.blocks.decisions.actions.counting import count
from madang.blocks.decisions.models import DatedParameter, ParameterChange
from madang.blocks.decisions.queries import counted
from tests.browser.page import watch, well

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("few_people", "demo_rules")]


@pytest.mark.parametrize("locale", ["ko-KR", "en-GB"])
def test_from_a_table_to_the_day_on_which_it_holds(
    signed_in: Callable[[str, str], Page], locale: str
) -> None:
    korean, mark = locale == "ko-KR", locale[:2]

    def words(ko: str, en: str) -> str:
        return ko if korean else en

    editor = signed_in("rule.editor", locale)
    problems = watch(editor)
    editor.goto("/decisions/office/parameters/median-income/")
    editor.locator('input[name="kind"][value="whole"]').check(force=True)
    editor.locator('[name="rows"]').fill("".join(f"{size}, {1_000_000 * size}\n" for size in range(1, 7)))
    editor.locator('[name="valid_from"]').fill("2026-03-01")
    editor.locator('[name="article"]').fill("2026년 고친 고시")
    editor.locator('[name="note"]').fill("값을 고친다")
    send = editor.get_by_role("button", name=words("검토 요청하기", "Ask for review"))
    send.click()
    expect(editor.locator('[name="past"]')).to_have_attribute("aria-invalid", "true")
    editor.locator('[name="past"]').check(force=True)
    editor.locator('[name="past_reason"]').fill("고시가 3월에 고쳐졌다")
    well(editor, f"figures-form-{mark}")
    send.click()
    editor.wait_for_url("**/parameter-changes/**")
    assert not problems, "\n".join(problems)
    change = ParameterChange.objects.get(state="proposed")
    (asked,) = counted.of_figures(change)
    expect(editor.locator(f"#city-{asked.pk} progress")).to_be_visible()
    count(asked.pk)
    expect(editor.locator(f"#city-{asked.pk}")).to_contain_text(words("불리함", "Loses"))

    reviewer = signed_in("rule.reviewer", locale)
    problems = watch(reviewer)
    reviewer.goto("/decisions/office/")
    title = words("기준 중위소득", "Median income")
    reviewer.get_by_role("link", name=title, exact=True).click()
    expect(reviewer.get_by_text("고시가 3월에 고쳐졌다")).to_be_visible()
    expect(reviewer.get_by_role("cell", name="2,564,238")).to_be_visible()
    expect(reviewer.get_by_role("cell", name="1,000,000", exact=True)).to_be_visible()
    reviewer.locator('input[name="judgement"][value="approve"]').check(force=True)
    well(reviewer, f"figures-desk-{mark}")
    judge = reviewer.get_by_role("button", name=words("판단 남기기", "Leave the judgement"))
    judge.click()
    expect(reviewer.locator("#main-content, main")).to_contain_text(
        words("결과가 기대와 다릅니다", "do not get what is expected")
    )
    reviewer.locator('input[name="judgement"][value="approve"]').check(force=True)
    for each in reviewer.locator('input[name="changed"]').all():
        each.check(force=True)
    judge.click()
    reviewer.wait_for_url("**/receipts/**")
    assert not problems, "\n".join(problems)
    reviewer.goto(f"/decisions/parameters/{DatedParameter.objects.get().key}/?day=2026-03-01")
    expect(reviewer.get_by_role("cell", name="1,000,000", exact=True)).to_be_visible()
    well(reviewer, f"figures-public-{mark}")
