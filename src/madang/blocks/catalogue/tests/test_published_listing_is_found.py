"""From the editor's act to the search result, and back out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from madang.blocks.catalogue import actions, queries
from madang.blocks.catalogue.errors import InvalidListing, NotAllowedNow
from madang.blocks.catalogue.following import Follower
from madang.blocks.catalogue.models import Listing, ListingVersion
from madang.blocks.identity.models import Account
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.sequencer import Sequencer
from madang.blocks.ledger.tests.by_hand import sequencer_by_hand


class House:
    """Sequencer and index follower, stepped by hand."""

    def __init__(self, home: Path, sequencer: Sequencer) -> None:
        self.sequencer = sequencer
        self.follower = Follower(home / "index")

    def settle(self) -> None:
        while self.sequencer.step():
            pass
        self.follower.step()


@pytest.fixture
def house(tmp_path: Path, settings: Any, transactional_db: None) -> Iterator[House]:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    with sequencer_by_hand(tmp_path / "log") as sequencer:
        found = House(tmp_path, sequencer)
        yield found
        found.follower.close()


def titles(text: str) -> list[str]:
    return [found.listing.title for found in queries.search(text).items]


def test_a_published_listing_is_found_even_misspelt_and_a_withdrawn_one_is_not(house: House) -> None:
    listing, _ = actions.draft(SYSTEM, title="유아학비 지원", summary="유치원에 다니는 아이의 학비")
    house.settle()
    assert titles("유아학비") == []
    actions.publish(SYSTEM, listing.id)
    house.settle()
    assert titles("유아학비") == ["유아학비 지원"]
    assert titles("유야학비") == ["유아학비 지원"]
    actions.withdraw(SYSTEM, listing.id, reason="끝난 사업")
    house.settle()
    assert titles("유아학비") == []
    assert ListingVersion.objects.filter(listing=listing).count() == 3


def test_the_english_of_a_listing_is_found_too(house: House) -> None:
    listing, _ = actions.draft(
        SYSTEM,
        title="전입신고",
        translations={"en": {"title": "Report of moving in", "summary": "New address"}},
    )
    actions.publish(SYSTEM, listing.id)
    house.settle()
    assert titles("moving in") == ["전입신고"]


def test_an_index_that_is_gone_is_built_anew_from_the_database(house: House, tmp_path: Path) -> None:
    listing, _ = actions.draft(SYSTEM, title="주민등록증 재발급")
    actions.publish(SYSTEM, listing.id)
    house.settle()
    fresh = Follower(tmp_path / "other-index")
    assert fresh._index.count() == 1
    fresh.close()


def test_without_an_index_titles_are_still_found_in_the_database(
    house: House, settings: Any, tmp_path: Path
) -> None:
    listing, _ = actions.draft(SYSTEM, title="주민등록증 재발급")
    actions.publish(SYSTEM, listing.id)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path / "elsewhere")
    page = queries.search("재발급")
    assert page.degraded
    assert [found.listing.id for found in page.items] == [str(listing.id)]


def test_two_editors_cannot_overwrite_each_other(house: House) -> None:
    listing, _ = actions.draft(SYSTEM, title="하나")
    actions.change(SYSTEM, listing.id, expected_version=1, title="둘")
    with pytest.raises(NotAllowedNow):
        actions.change(SYSTEM, listing.id, expected_version=1, title="셋")
    assert Listing.objects.get().title == "둘"


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "가", "kind": "x"}, "kind"),
        ({"title": "가", "url": "javascript:1"}, "url"),
    ],
)
def test_wrong_content_is_refused_by_field(house: House, content: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidListing) as caught:
        actions.draft(SYSTEM, **content)
    assert list(caught.value.fields) == [field]
    assert not Listing.objects.exists()


def test_a_citizen_can_neither_write_nor_publish(house: House) -> None:
    citizen = Account.objects.create(username="citizen-x")
    with pytest.raises(PermissionDenied):
        actions.draft(citizen, title="내 것")
    listing, _ = actions.draft(SYSTEM, title="초안")
    with pytest.raises(PermissionDenied):
        actions.publish(citizen, listing.id)
    with pytest.raises(PermissionDenied):
        queries.for_editing(citizen, listing.id)
