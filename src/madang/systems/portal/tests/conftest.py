"""A site with a search index of its own, and an editor who has signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from madang.blocks.catalogue import actions
from madang.blocks.catalogue.following import document_of, everything
from madang.blocks.catalogue.models import Listing
from madang.blocks.catalogue.search import SearchIndex
from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import Organisation
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM

Publish = Callable[..., Listing]


@pytest.fixture
def index(tmp_path: Path, settings: Any, db: None) -> Iterator[SearchIndex]:
    """The index that the pages read, in a folder of this test."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    opened = SearchIndex(settings.ENVIRONMENT.index)
    opened.open_or_rebuild(everything)
    yield opened
    opened.close()


@pytest.fixture
def body(db: None) -> Organisation:
    """The city, whose editor is ``editor``."""
    return identity.create_organisation(
        SYSTEM, code="haneul", name_ko="하늘시", name_en="Haneul-si", kind="city", parent=None
    )


@pytest.fixture
def publish(index: SearchIndex, body: Organisation) -> Publish:
    """Return a function that writes and publishes a listing of the city which can then be found."""

    def made(**content: Any) -> Listing:
        listing, _act = actions.draft(SYSTEM, organisation=body, **content)
        actions.publish(SYSTEM, listing.id)
        listing.refresh_from_db()
        index.upsert([document_of(listing)])
        index.commit("1")
        return listing

    return made


@pytest.fixture
def editor_of(db: None) -> Callable[..., Client]:
    """Return a function making the browser of an editor of a body, who proved themselves so long ``ago``."""

    def made(body: Organisation, *, ago: timedelta = timedelta(0)) -> Client:
        account = identity.join(
            SYSTEM, username=f"editor.{body.code}", organisation=body, role="editor"
        ).account
        account.password_temporary = False
        account.save()
        return sign_in(Client(), account, ago=ago)

    return made


@pytest.fixture
def editor(editor_of: Callable[..., Client], body: Organisation) -> Client:
    """An editor's browser."""
    return editor_of(body)
