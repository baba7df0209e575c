"""One listing as a person reads it: dates, links, doubts, the way back, a person to ask, and what was withdrawn."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override

from madang.blocks.catalogue import actions
from madang.blocks.catalogue.models import Listing
from madang.blocks.ledger import SYSTEM
from madang.systems.portal import prose

from .conftest import Publish


def main_of(client: Client, listing: Listing, language: str = "ko", **headers: str) -> str:
    answer = client.get(f"/listings/{listing.id}/", headers={"Accept-Language": language, **headers})
    return answer.content.decode().split('<div id="container">')[1].split("</main>")[0]


@pytest.mark.parametrize(
    ("text", "shown", "over"),
    [
        ("20240403 ~ 20240423", "2024. 4. 3. ~ 2024. 4. 23.", True),
        ("20240403 ~ 20990101", "2024. 4. 3. ~ 2099. 1. 1.", False),
        ("2024-04-03", "2024. 4. 3.", True),
        ("20240403 ~", "2024. 4. 3. ~", False),  # no end
        ("2024.04.03 이후 언제나", "2024. 4. 3. 이후 언제나", False),  # says more than dates
        ("20241332 ~ 20240230", "20241332 ~ 20240230", False),  # no such days
        ("상시신청", "상시신청", False),
        ("02-2024-0403", "02-2024-0403", False),
    ],
)
def test_periods_are_shown_as_dates_and_marked_when_they_are_over(text: str, shown: str, over: bool) -> None:
    with override("ko"):
        assert prose.period(text, date(2026, 1, 1)) == prose.Period(shown, over)


def test_a_period_that_is_over_is_marked_and_shown(publish: Publish, client: Client) -> None:
    listing = publish(title="안내", body={"deadline": "20240403 ~ 20240423"})
    page = main_of(client, listing)
    assert "2024. 4. 23." in page and "지난 기간" in page
    listing = publish(title="안내", body={"deadline": "20240403 ~ 29990423"})
    assert "지난 기간" not in main_of(client, listing)


def test_addresses_and_numbers_in_a_text_are_links_and_nothing_else_is(
    publish: Publish, client: Client
) -> None:
    text = (
        "신청은 https://example.org/apply?a=1&b=2. 또는 www.example.org\n문의 02-000-1234, 1500-0000\n\n"
        "javascript:alert(1) data:text/html,x 계좌 123-02-000-12345 <a href='https://x.example'>"
    )
    page = main_of(client, publish(title="안내", body={"content": text}))
    assert (
        '<a href="https://example.org/apply?a=1&amp;b=2" rel="noopener noreferrer external nofollow">' in page
    )
    assert '<a href="https://www.example.org" rel=' in page
    assert '<a href="tel:02-000-1234">' in page and '<a href="tel:1500-0000">' in page
    assert page.count("tel:") == 3  # and the person's to ask
    assert 'href="javascript' not in page and 'href="data' not in page and "&lt;a href=" in page


def test_a_text_that_stands_under_two_headings_is_shown_once(publish: Publish, client: Client) -> None:
    same = "하늘시에 사는 어린이에게 그림책을 드립니다."
    page = main_of(client, publish(title="안내", summary=same, body={"target": same, "content": same}))
    assert page.count(same) == 1


@pytest.mark.parametrize("summary", ["상동", "-", " 위와 같음. "])
def test_a_summary_that_says_nothing_is_none_and_cards_show_the_beginning_of_the_text(
    publish: Publish, client: Client, summary: str
) -> None:
    listing = publish(title="그림책 꾸러미", summary=summary, body={"content": "｢그림책｣을 드립니다."})
    assert "ui-heading-lead" not in main_of(client, listing)
    results = client.get("/search/?q=그림책").content.decode()
    assert '<div class="ui-card-body">「그림책」을 드립니다.</div>' in results


def test_the_way_back_leads_to_the_results_that_were_asked_for(publish: Publish, client: Client) -> None:
    listing = publish(title="안내")
    came = "http://testserver/search/?q=%EC%95%88%EB%82%B4&topic=a%22b"
    page = main_of(client, listing, referer=came)
    assert '<a href="/search/?q=%EC%95%88%EB%82%B4&amp;topic=a%22b" class="txt">찾은 결과</a>' in page
    for elsewhere in ("http://evil.example/search/?q=x", "http://testserver/?q=x", ""):
        assert '<a href="/search/" class="txt">서비스 찾기</a>' in main_of(client, listing, referer=elsewhere)


def test_a_person_to_ask_comes_with_the_number(publish: Publish, client: Client) -> None:
    assert '<a href="tel:000-110">000-110</a>' in main_of(client, publish(title="안내"))


def test_a_text_that_does_not_fit_its_title_is_folded_below_a_warning_with_the_original(
    publish: Publish, client: Client
) -> None:
    listing = publish(
        title="주간활동", body={"content": "홈쇼핑 판매를 돕습니다."}, url="https://example.org/7"
    )
    assert "맞지 않아" not in main_of(client, listing)
    Listing.objects.filter(id=listing.id).update(mismatched=True, source="bokjiro-list")
    page = main_of(client, listing)
    notice, text = page.index("이 글은 제목과 맞지 않아 보입니다"), page.index("홈쇼핑")
    assert notice < page.index('href="https://example.org/7"') < page.index("<details") < text
    assert "홈쇼핑" not in client.get("/search/?q=주간활동").content.decode()
    Listing.objects.filter(id=listing.id).update(completions={"page 7": {"content": "낮에 함께합니다."}})
    page = main_of(client, listing)
    assert "낮에 함께합니다." in page and "맞지 않아" not in page and "홈쇼핑" not in page


def test_an_english_page_says_once_that_texts_are_korean_only(publish: Publish, client: Client) -> None:
    korean = publish(title="안내", body={"target": "어린이", "content": "그림책"})
    both = publish(
        title="안내",
        body={"target": "어린이"},
        translations={"en": {"title": "A", "body": {"target": "Children"}}},
    )
    sentence = "in Korean only"
    assert main_of(client, korean, "en").count(sentence) == 1
    assert sentence not in main_of(client, both, "en")
    assert "한국어로만" not in main_of(client, korean)


def test_what_was_withdrawn_says_so_and_why(publish: Publish, client: Client) -> None:
    listing = publish(title="지난 안내", body={"content": "옛 글"})
    actions.withdraw(SYSTEM, listing.id, reason="<b>사업이 끝났습니다</b>")
    answer = client.get(f"/listings/{listing.id}/")
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "&lt;b&gt;사업이 끝났습니다" in page and "옛 글" not in page and "/search/?q=" in page
    actions.publish(SYSTEM, listing.id)
    assert "사업이 끝났습니다" not in main_of(client, listing)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_written_after_a_withdrawal_is_not_shown(
    publish: Publish, client: Client, language: str
) -> None:
    listing = publish(title="지난 안내", translations={"en": {"title": "Past notice"}})
    actions.withdraw(SYSTEM, listing.id, reason="사업이 끝났습니다")
    version = listing.version + 1
    for _turn in range(2):
        actions.change(
            SYSTEM,
            listing.id,
            expected_version=version,
            title="아직 비밀인 새 이름",
            translations={"en": {"title": "Still secret"}},
        )
        version += 1
    answer = client.get(f"/listings/{listing.id}/", headers={"Accept-Language": language})
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "비밀" not in page and "secret" not in page
    assert ("지난 안내" if language == "ko" else "Past notice") in page
