"""Words of a publisher stay as they came; on a page of another language a screen reader is told which they are."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from madang.blocks.catalogue.models import Listing
from madang.blocks.catalogue.sources.topics import EQUAL
from madang.systems.portal.demo_services import SERVICES
from madang.systems.portal.topics import TOPICS

from .conftest import Publish

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
KOREAN = re.compile(r"[가-힣]+")
PET = "반려동물"  # a topic that is not ours
ENGLISH = {"title": "Preschool fees", "summary": "Fees of kindergarten", "body": {"target": "Children"}}


class Words(HTMLParser):
    """Collects Korean words with the language that is in force where they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            language = dict(attrs).get("lang") or (self.open[-1][1] if self.open else "")
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.found += [(word, self.open[-1][1] if self.open else "") for word in KOREAN.findall(data)]


def words(client: Client, path: str, language: str) -> list[tuple[str, str]]:
    parser = Words()
    parser.feed(client.get(path, headers={"Accept-Language": language}).content.decode())
    return parser.found


@pytest.fixture
def listing(publish: Publish) -> Listing:
    return publish(
        title="유아학비 지원",
        summary="유치원에 다니는 아이의 학비",
        provider="하늘시청",
        topics=["보육·교육", PET],
        regions=["경기도"],
        audiences=["부모"],
        channels=["web"],
        translations={"en": ENGLISH},
    )


@pytest.mark.parametrize(
    "path", ["/", "/search/", f"/search/?topic={PET}&region=경기도&audience=부모", "/listings/{}/"]
)
def test_every_korean_word_of_an_english_page_is_marked(listing: Listing, client: Client, path: str) -> None:
    found = words(client, path.format(listing.id), "en")
    assert [word for word, language in found if language != "ko"] == []
    assert PET in [word for word, _language in found]


@pytest.mark.parametrize("path", ["/", "/search/?topic=보육·교육", "/listings/{}/"])
def test_our_own_topics_have_english_names(listing: Listing, client: Client, path: str) -> None:
    html = client.get(path.format(listing.id), headers={"Accept-Language": "en"}).content.decode()
    assert "Childcare and education" in html
    assert not re.search(r">\s*보육·교육", html)


def test_on_a_korean_page_nothing_is_marked_that_is_the_pages_own(listing: Listing, client: Client) -> None:
    for path in ("/", f"/search/?topic={PET}"):
        html = client.get(path, headers={"Accept-Language": "ko"}).content.decode()
        assert "보육·교육" in html and PET in html
        assert 'lang="ko"' not in html.split("<main")[1].split("</main>")[0]


def test_every_topic_of_the_demo_city_and_of_the_import_is_ours() -> None:
    assert {service[1] for service in SERVICES} <= set(TOPICS)
    assert set(EQUAL) <= set(TOPICS)
