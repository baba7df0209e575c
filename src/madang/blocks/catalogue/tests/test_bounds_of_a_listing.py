"""A listing holds what a page can show: so many sections, topics and characters, and a sentence beyond them."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from madang.blocks.catalogue import actions
from madang.blocks.catalogue.actions.bounds import (
    LONGEST_NAME,
    LONGEST_PROVIDER,
    LONGEST_URL,
    LONGEST_WORD,
    MOST_CHARACTERS,
    MOST_LANGUAGES,
    MOST_SECTIONS,
    MOST_WORDS,
)
from madang.blocks.catalogue.addresses import imported
from madang.blocks.catalogue.errors import InvalidListing
from madang.blocks.catalogue.models import Listing
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Outbox

pytestmark = pytest.mark.django_db

TOO_MUCH = {
    "sections": ({"body": {f"s{number}": "x" for number in range(MOST_SECTIONS + 1)}}, "body"),
    "a section's name": ({"body": {"s" * (LONGEST_NAME + 1): "x"}}, "body"),
    "a section without a name": ({"body": {" ": "x"}}, "body"),
    "topics": ({"topics": [f"주제{number}" for number in range(MOST_WORDS + 1)]}, "topics"),
    "a topic": ({"topics": ["x" * (LONGEST_WORD + 1)]}, "topics"),
    "an empty topic": ({"topics": [" "]}, "topics"),
    "audiences": ({"audiences": ["x"] * (MOST_WORDS + 1)}, "audiences"),
    "regions": ({"regions": ["x"] * (MOST_WORDS + 1)}, "regions"),
    "phones": ({"phones": ["1"] * (MOST_WORDS + 1)}, "phones"),
    "provider": ({"provider": "x" * (LONGEST_PROVIDER + 1)}, "provider"),
    "url": ({"url": "https://" + "x" * LONGEST_URL}, "url"),
    "url that hides its host": ({"url": "https://gov.kr@evil.example/"}, "url"),
    "languages": (
        {"translations": {f"l{number}": {} for number in range(MOST_LANGUAGES + 1)}},
        "translations",
    ),
    "a translation's sections": (
        {"translations": {"en": {"body": {f"s{number}": "x" for number in range(MOST_SECTIONS + 1)}}}},
        "translations",
    ),
    "a translation's text": ({"translations": {"en": {"summary": "x" * 100_001}}}, "translations"),
    "everything together": (
        {"body": {f"s{number}": "x" * 100_000 for number in range(MOST_CHARACTERS // 100_000 + 1)}},
        "body",
    ),
}


@pytest.mark.parametrize(("content", "field"), TOO_MUCH.values(), ids=TOO_MUCH)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_too_much_is_refused_in_the_readers_language(
    content: dict[str, Any], field: str, language: str
) -> None:
    Outbox.objects.all().delete()
    with override(language), pytest.raises(InvalidListing) as refusal:
        actions.draft(SYSTEM, title="안내", **content)
    assert list(refusal.value.fields) == [field]
    assert any("가" <= letter <= "힣" for letter in str(refusal.value)) == (language == "ko")
    assert not Listing.objects.exists() and not Outbox.objects.exists()


def test_a_change_is_bounded_too_and_as_much_as_may_be_is_taken() -> None:
    listing, _act = actions.draft(
        SYSTEM,
        title="안내",
        body={f"s{number}": "x" for number in range(MOST_SECTIONS)},
        topics=[f"{number}" for number in range(MOST_WORDS)],
    )
    with pytest.raises(InvalidListing):
        actions.change(SYSTEM, listing.id, expected_version=1, topics=["x"] * (MOST_WORDS + 1))
    assert Listing.objects.get().version == 1


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        ("https://www.gov.kr/a?b=1", "https://www.gov.kr/a?b=1"),
        ("www.gov.kr/a", "www.gov.kr/a"),
        ("https://한국.kr/", "https://한국.kr/"),
        ("", ""),
        ("https://gov.kr@evil.example/", ""),
        ("www.gov.kr@evil.example", ""),
        ("https://::::", ""),
        ("http:///evil.example", ""),
        ("http://[::1", ""),
        ("https://g\u043ev.kr", ""),
        ("javascript:alert(1)", ""),
        ("//evil.example", ""),
    ],
)
def test_an_address_that_comes_with_a_record_is_kept_when_it_leads_where_it_seems_to(
    came: str, kept: str
) -> None:
    assert imported(came) == kept
