"""What a citizen sees: results, what was understood, a way on from nothing, one listing in their language."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from django.utils import timezone

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
    assert "가까운 서비스" in page and "유아학비 지원" in page
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
    assert "자료 출처" in page and "2025년 8월 5일" in page
    assert '<a href="tel:02-000-1234">하늘시청 02-000-1234</a>, 가까운 주민센터' in page


def test_nobody_sees_a_draft_or_what_was_withdrawn(publish: Publish, client: Client) -> None:
    listing = publish(title="유아학비 지원")
    for status in ("draft", "withdrawn"):
        Listing.objects.filter(id=listing.id).update(status=status)
        assert client.get(f"/listings/{listing.id}/").status_code == 404
        assert "유아학비 지원" not in client.get("/search/?q=유아학비").content.decode()
