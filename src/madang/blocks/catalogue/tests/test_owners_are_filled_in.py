"""Listings from before they had owners get the body whose editor wrote them."""

from __future__ import annotations

from importlib import import_module

from django.db import connection

from madang.blocks.catalogue import actions
from madang.blocks.catalogue.models import Listing
from madang.blocks.identity import actions as identity
from madang.blocks.ledger import SYSTEM

FILL = import_module("madang.blocks.catalogue.migrations.0005_owners_of_what_was_written").FILL


def test_the_body_that_wrote_a_listing_owns_it(db: None) -> None:
    body = identity.create_organisation(
        SYSTEM, code="haneul", name_ko="하늘시", name_en="Haneul-si", kind="city", parent=None
    )
    account = identity.join(SYSTEM, username="some.editor", organisation=body, role="editor").account
    written, _act = actions.draft(account, title="안내")
    houses, _act = actions.draft(SYSTEM, title="누리집의 안내")
    Listing.objects.update(organisation=None)
    with connection.cursor() as cursor:
        cursor.execute(FILL)
    written.refresh_from_db()
    houses.refresh_from_db()
    assert (written.organisation, houses.organisation) == (body, None)
