"""The whole way of a change of law: one cell, whom it touches, proposed, reviewed by another, in force, asked by a citizen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from madang.blocks.decisions.actions.counting import count
from madang.blocks.decisions.models import ModelVersion
from tests.browser.page import watch, well

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("few_people", "demo_rules")]

FEE = "id-card-reissue-fee"


@pytest.mark.parametrize("locale", ["ko-KR", "en-GB"])
def test_from_one_cell_to_a_citizens_refusal(
    signed_in: Callable[[str, str], Page], new_context: Callable[..., BrowserContext], locale: str
) -> None:
    korean, mark = locale == "ko-KR", locale[:2]

    def words(ko: str, en: str) -> str:
        return ko if korean else en

    # The lawyer opens the fee table and changes one cell.
    lawyer = signed_in("rule.editor", locale)
    problems = watch(lawyer)
    lawyer.goto("/decisions/office/")
    edit = words("‘수수료’ 표 고치기", "Edit the table “수수료”")
    lawyer.get_by_role("link", name=edit).first.click()
    elders = lawyer.get_by_label(words("4행, 나이", "Row 4, 나이"), exact=True)
    expect(elders).to_have_value(">= 65")
    well(lawyer, f"table-{mark}")

    # What cannot be read is said at its cell.
    elders.fill(">= ")
    lawyer.get_by_role("button", name=words("무엇이 바뀌는지 보기", "See what changes")).click()
    expect(elders).to_have_attribute("aria-invalid", "true")
    expect(elders).to_have_value(">= ")
    well(lawyer, f"table-fault-{mark}")

    # Whom it touches, before anything is saved.
    elders.fill(">= 67")
    elders.press("Enter")
    changes = lawyer.locator("#changes")
    expect(changes).to_contain_text(words("67 이상", "at least 67"))
    expect(changes).to_contain_text(words("불리함", "Loses"))
    expect(changes).to_contain_text(words("65세", "65 years old"))
    well(lawyer, f"table-changes-{mark}")
    lawyer.locator("#note").fill("면제 나이를 67세로 올린다")
    lawyer.get_by_role("button", name=words("초안 저장", "Save the draft")).click()

    # Proposed, under assumptions, to be in force today.
    lawyer.get_by_role("link", name=words("검토 요청하기", "Ask for review")).click()
    today = timezone.localdate()
    lawyer.locator('[name="valid_from"]').fill(today.isoformat())
    expect(lawyer.locator('input[name="f0"][value="분실"]')).to_be_checked()
    well(lawyer, f"propose-{mark}")
    lawyer.get_by_role("button", name=words("검토 요청하기", "Ask for review")).click()
    lawyer.wait_for_url("**/receipts/**")
    assert not problems, "\n".join(problems)
    version = ModelVersion.objects.get(model__key=FEE, number=3)
    count(version.countings.get().pk)

    # A second person sees whom it touches and whose expectation changes, names them, approves.
    reviewer = signed_in("rule.reviewer", locale)
    problems = watch(reviewer)
    reviewer.goto(f"/decisions/office/versions/{version.pk}/")
    expect(reviewer.locator("#city")).to_contain_text("재발급 사유: 분실")
    well(reviewer, f"desk-{mark}")
    reviewer.get_by_role("link", name=words("검토하기", "Review"), exact=True).click()
    reviewer.locator('input[name="judgement"][value="approve"]').check(force=True)
    reviewer.locator('input[name="changed"][value="age-65"]').check(force=True)
    well(reviewer, f"review-{mark}")
    reviewer.get_by_role("button", name=words("판단 남기기", "Leave the judgement")).click()
    reviewer.wait_for_url("**/receipts/**")
    assert not problems, "\n".join(problems)

    # In force on its day; a citizen of 66 is told the fee, its row and its article.
    citizen = new_context(locale=locale).new_page()
    problems = watch(citizen)
    citizen.goto(f"/decisions/models/{FEE}/try/")
    expect(citizen.locator("[data-decide-ready]")).to_be_visible()
    for place, answer in enumerate(("분실", "false", "false")):
        citizen.locator(f'input[name="f{place}"][value="{answer}"]').check(force=True)
    citizen.locator('input[name="f3"]').fill("66")
    citizen.get_by_role("button", name=words("물어보기", "Ask")).click()
    expect(citizen.locator("[data-decide-verdict] h2")).to_have_text("5,000")
    row = citizen.locator("[data-decide-rows] li")
    expect(row).to_contain_text("주민등록법 시행규칙 (재발급 수수료)")
    assert (row.locator("a").get_attribute("href") or "").endswith("/versions/3/#row-1-5")
    row.locator("a").click()
    expect(citizen.locator("#row-1-4")).to_contain_text("67")
    well(citizen, f"citizen-{mark}")
    assert not problems, "\n".join(problems)
