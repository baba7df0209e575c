"""Whatever stands in a listing or is typed into the search box, pages show it as text and go on working."""

from __future__ import annotations

import gzip
import html
from urllib.parse import quote

import pytest
from django.test import Client

from madang.blocks.catalogue.models import Listing
from madang.systems.portal.forms import SECTIONS

from .conftest import Publish

SCRIPT = """"><script>alert('x')</script><img src=x onerror=alert(1)>"""
TEMPLATE = "{{ madang.language }}{% now 'Y' %}{% csrf_token %}<c-badge>x</c-badge>"
HOSTILE = [SCRIPT, TEMPLATE, "'><svg/onload=alert(1)>", "&lt;b&gt; &amp; &#x3C;script&#x3E;"]
MARKUP = ("<script>alert", "<img src=x", "<svg/onload", "<c-badge>", "&lt;b&gt; &amp; &#x3C;")
"""The beginnings of those, as they must not stand in a page's source."""
OVERRIDE = "\u202emoc.live\u202c"  # right-to-left override: turns what follows around


def everywhere(text: str) -> dict[str, object]:
    """Return a listing's content with the text in every field of it."""
    return {
        "title": text,
        "summary": text,
        "provider": text,
        "topics": [text],
        "regions": [text],
        "audiences": [text],
        "channels": [text],
        "phones": [f"{text} 02-000-1234"],
        "body": dict.fromkeys((*SECTIONS, "laws", text), text),
        "translations": {
            "en": {"title": text, "summary": text, "body": dict.fromkeys(SECTIONS, text)},
        },
    }


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_every_field_is_shown_as_text(
    publish: Publish, client: Client, text: str, language: str
) -> None:
    listing = publish(**everywhere(text))
    for path in ("/", "/search/", f"/search/?topic={quote(text)}", f"/listings/{listing.id}/"):
        answer = client.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 200
        page = answer.content.decode()
        assert text in html.unescape(page), f"{path}: what was written is not shown as it was written"
        for piece in MARKUP:
            assert piece not in page, f"{path}: {piece} is markup"


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_text_at_the_editors_desk_too(publish: Publish, editor: Client, text: str) -> None:
    listing = publish(**everywhere(text))
    for path in ("/office/listings/", f"/office/listings/{listing.id}/"):
        page = editor.get(path).content.decode()
        assert text in html.unescape(page)
        for piece in MARKUP:
            assert piece not in page, f"{path}: {piece} is markup"


@pytest.mark.parametrize(
    "text",
    [
        "가" * 10_240,
        "a" * 10_240,
        "지원 " * 3_400,
        "\x00",
        "유아\x00학비",
        OVERRIDE,
        "👩‍👩‍👧‍👦🇰🇷",
        "ㄱ" * 500,
        'title:* OR +"(((" ~9999',
        "\ud7ff\ufeff\u200b\u2028",
        "%",
        "' OR 1=1 --",
        SCRIPT,
        TEMPLATE,
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_any_search_gets_a_page(publish: Publish, client: Client, text: str) -> None:
    publish(title="유아학비 지원", summary="유치원에 다니는 아이")
    answer = client.get("/search/", {"q": text})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "결과" in page
    assert len(gzip.compress(answer.content)) < 50_000


def test_a_search_that_is_no_utf_8_gets_a_page(publish: Publish, client: Client) -> None:
    publish(title="유아학비 지원")
    assert client.get("/search/?q=%C0%AF%FE%FF&topic=%ED%A0%80&page=%00").status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "1e3", "١", "²", "", "2&page=3"])
def test_any_page_number_gets_a_page(publish: Publish, client: Client, page: str) -> None:
    publish(title="유아학비 지원")
    assert client.get(f"/search/?page={page}").status_code == 200


def test_conditions_that_do_not_exist_find_nothing_and_say_so(publish: Publish, client: Client) -> None:
    publish(title="유아학비 지원")
    answer = client.get("/search/?" + "&".join(f"topic={number}" for number in range(300)) + "&kind=%00")
    assert answer.status_code == 200
    assert "찾는 서비스가 없습니다" in answer.content.decode()


def test_right_to_left_marks_and_emoji_stay_as_they_were_written(publish: Publish, client: Client) -> None:
    text = f"안내 {OVERRIDE} 👩‍👩‍👧‍👦"
    listing = publish(title=text, summary=text)
    assert text in client.get(f"/listings/{listing.id}/").content.decode()


@pytest.mark.parametrize("name", ["title", "summary", "provider", "topics", "body_target", "body_target_en"])
def test_a_nul_in_the_editors_form_is_refused_with_a_sentence(editor: Client, name: str) -> None:
    filled = {"kind": "service", "title": "제목", name: "가\x00나"}
    answer = editor.post("/office/listings/new/", filled)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Listing.objects.exists()


def test_too_long_texts_are_refused_with_a_sentence_and_stay_in_the_form(editor: Client) -> None:
    answer = editor.post(
        "/office/listings/new/", {"kind": "service", "title": "가" * 301, "summary": "짧은 글"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "300" in page and "짧은 글" in page
    assert not Listing.objects.exists()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x.example"]
)
def test_only_web_addresses_are_taken(editor: Client, url: str) -> None:
    answer = editor.post("/office/listings/new/", {"kind": "service", "title": "제목", "url": url})
    stored = Listing.objects.first()
    assert answer.status_code == 422 or (stored is not None and stored.url.startswith("https://"))


def test_an_address_that_came_with_a_record_is_linked_only_when_it_is_one(
    publish: Publish, client: Client
) -> None:
    listing = publish(title="들여온 안내")
    Listing.objects.filter(id=listing.id).update(source="gov24-list", url="javascript:alert(1)")
    assert "javascript:" not in client.get(f"/listings/{listing.id}/").content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "www.gov.kr@evil.example/x",
        "https://gov.kr@evil.example/",
        "https://gov.kr:443@evil.example/",
        "https://::::",
        "http:///evil.example",
        "http://[::1",
        "https://g\u043ev.kr",
        "https://www.g\u043ev.kr",
        "https://www.gov.\u043erg",
        "https://www.a한국.kr",
        "https://gov.kr:99999999/",
    ],
)
def test_a_text_that_leads_elsewhere_than_it_seems_is_no_link(
    publish: Publish, client: Client, text: str
) -> None:
    listing = publish(title="안내", body={"content": f"신청 {text} 까지"})
    page = client.get(f"/listings/{listing.id}/").content.decode()
    assert text in html.unescape(page)
    assert 'rel="noopener noreferrer external nofollow"' not in page


def test_a_particle_after_an_address_leaves_it_a_link(publish: Publish, client: Client) -> None:
    listing = publish(title="안내", body={"content": "www.gov.kr에서 신청. https://a.example/b/가"})
    page = client.get(f"/listings/{listing.id}/").content.decode()
    assert '<a href="https://www.gov.kr" rel=' in page and '<a href="https://a.example/b/" rel=' in page


def test_a_text_has_so_many_links_and_the_rest_stays_text(publish: Publish, client: Client) -> None:
    listing = publish(title="안내", body={"content": "https://a.example/x 02-000-1234\n\n" * 300})
    page = client.get(f"/listings/{listing.id}/").content.decode()
    assert page.count('href="https://a.example/x"') + page.count('href="tel:02-000-1234"') == 200
    assert page.count("https://a.example/x") > 300


@pytest.mark.parametrize(
    "url",
    [
        "https://gov.kr@evil.example/",
        "https://::::",
        "http:///evil.example",
        "http://[::1",
        "https://g\u043ev.kr",
    ],
)
def test_an_address_that_leads_elsewhere_than_it_seems_is_neither_taken_nor_linked(
    publish: Publish, editor: Client, client: Client, url: str
) -> None:
    answer = editor.post("/office/listings/new/", {"kind": "service", "title": "제목", "url": url})
    assert answer.status_code == 422 and not Listing.objects.exists()
    listing = publish(title="들여온 안내")
    Listing.objects.filter(id=listing.id).update(source="gov24-list", url=url)
    assert "누리집에서 보기" not in client.get(f"/listings/{listing.id}/").content.decode()


def test_the_button_to_a_site_says_which(publish: Publish, client: Client) -> None:
    listing = publish(title="안내", url="https://www.gov.kr/portal?x=1")
    assert "누리집에서 보기 (www.gov.kr)" in client.get(f"/listings/{listing.id}/").content.decode()
