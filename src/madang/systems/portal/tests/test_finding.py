"""What a citizen sees: results, what was understood, a way on from nothing, one listing in their language."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madang.blocks.catalogue import queries
from madang.blocks.catalogue.models import Listing

from .conftest import Publish

ENGLISH = {
    "title": "Preschool fees",
    "summary": "Fees of kindergarten",
    "body": {"target": "Children of 3 to 5"},
}


def test_there_is_one_search_box_only(publish: Publish, client: Client) -> None:
    publish(title="유아학비 지원")
    for path in ("/", "/search/?q=유아"):
        assert client.get(path).content.decode().count('type="search"') == 1


def test_a_condition_can_be_taken_away_by_itself(publish: Publish, client: Client) -> None:
    publish(title="유아학비 지원", topics=["보육"], channels=["web"])
    page = client.get("/search/", {"q": "유아", "topic": "보육", "channel": "web"}).content.decode()
    assert 'href="?q=%EC%9C%A0%EC%95%84&amp;channel=web"' in page
    assert 'href="?q=%EC%9C%A0%EC%95%84&amp;topic=%EB%B3%B4%EC%9C%A1"' in page


def test_english_keys_are_understood_as_korean_and_the_page_says_so(publish: Publish, client: Client) -> None:
    publish(title="안녕 지원")
    page = client.get("/search/", {"q": "dkssud"}).content.decode()
    assert "‘안녕’" in page and "안녕 지원" in page


def test_a_search_that_finds_nothing_offers_the_nearest_and_a_person(
    publish: Publish, client: Client
) -> None:
    publish(title="유아학비 지원")
    page = client.get("/search/", {"q": "quetzalcoatlus"}).content.decode()
    assert "찾는 서비스가 없습니다" in page
    assert "유아학비 지원" in page
    assert "가까운 서비스" not in page and "찾으신 말과는 상관없이" in page  # it is not near, only used most
    assert f'<a href="{reverse("ui:help")}">사람에게 물어보기</a>' in page


def test_a_listing_is_shown_in_the_readers_language_where_it_is_translated(
    publish: Publish, client: Client
) -> None:
    listing = publish(
        title="유아학비 지원",
        summary="유치원 학비",
        body={"target": "3~5세", "content": "다달이 학비"},
        translations={"en": ENGLISH},
    )
    page = client.get(f"/listings/{listing.id}/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="en"' in page
    assert "Preschool fees" in page and "Children of 3 to 5" in page and "3~5세" not in page
    assert '<div class="ui-prose" lang="ko"><p>다달이 학비</p></div>' in page
    page = client.get(f"/listings/{listing.id}/", headers={"Accept-Language": "ko"}).content.decode()
    assert "3~5세" in page and 'lang="ko"><p>' not in page


def test_an_imported_listing_names_its_source_and_date_and_phones_can_be_dialled(
    publish: Publish, client: Client
) -> None:
    listing = publish(title="들여온 안내", phones=["하늘시청 02-000-1234", "가까운 주민센터"])
    Listing.objects.filter(id=listing.id).update(
        source="gov24-list", source_updated_at=timezone.make_aware(timezone.datetime(2025, 8, 5))
    )
    page = client.get(f"/listings/{listing.id}/").content.decode()
    assert "자료 출처" in page and "2025. 8. 5." in page
    assert '하늘시청 <a href="tel:02-000-1234">02-000-1234</a>, 가까운 주민센터' in page


def test_nobody_sees_a_draft_or_what_was_withdrawn(publish: Publish, client: Client) -> None:
    listing = publish(title="유아학비 지원")
    for status, answer in (("draft", 404), ("withdrawn", 410)):
        Listing.objects.filter(id=listing.id).update(status=status, summary="유치원 학비")
        page = client.get(f"/listings/{listing.id}/")
        assert page.status_code == answer and "유치원 학비" not in page.content.decode()
        assert "유아학비 지원" not in client.get("/search/?q=유아학비").content.decode()


def test_cards_of_imported_listings_name_their_source_and_date(publish: Publish, client: Client) -> None:
    listing = publish(title="들여온 안내", provider="구름구청")
    Listing.objects.filter(id=listing.id).update(
        source="gov24-list", source_updated_at=timezone.make_aware(timezone.datetime(2025, 8, 5))
    )
    for path in ("/", "/search/?q=들여온"):
        page = client.get(path).content.decode()
        assert "구름구청 · 정부24 공공서비스 목록 (CSV), 2025. 8. 5." in page


def test_more_values_of_a_facet_stand_behind_more(publish: Publish, client: Client) -> None:
    topics = [f"분야{letter}" for letter in "가나다라마바사아자차"]
    publish(title="온갖 안내", topics=topics)
    page = client.get("/search/").content.decode()
    group = page.split('<legend class="sr-only">분야</legend>')[1].split("</fieldset>")[0]
    first, more = group.split('<details class="ui-facet-more"><summary>2개 더 보기</summary>')
    assert sum(f'value="{topic}"' in first for topic in topics) == 8
    assert sum(f'value="{topic}"' in more for topic in topics) == 2
    ids = re.findall(r'id="(facet-topic-\d+)"', group)
    assert len(ids) == len(set(ids)) == 10
    page = client.get("/search/", {"topic": topics[-1]}).content.decode()
    assert page.index(f'value="{topics[-1]}"') < page.index("ui-facet-more")


def test_a_word_that_stands_nowhere_is_said_to(publish: Publish, client: Client) -> None:
    publish(title="청년 월세 지원", summary="달마다 월세를 돕습니다")
    assert "‘월쎄’(이)라고 적힌 안내는 없어" in client.get("/search/?q=월쎄").content.decode()
    for known in ("월세", "월세도", "청년월세", "월", ""):
        assert "적힌 안내는 없어" not in client.get("/search/", {"q": known}).content.decode(), known


def test_the_demos_notice_says_when_real_records_are_shown(
    publish: Publish, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = publish(title="안내")
    monkeypatch.setattr(queries, "_imported", (0.0, False))
    assert "모두 지어낸 것입니다" in client.get("/").content.decode()
    Listing.objects.filter(id=listing.id).update(source="gov24-list")
    monkeypatch.setattr(queries, "_imported", (0.0, False))
    page = client.get("/").content.decode()
    assert "모두 지어낸 것입니다" not in page and "그때 공개된 실제 자료" in page


def test_search_engines_stay_out_of_a_demonstration(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.content == b"User-agent: *\nDisallow: /\n"
