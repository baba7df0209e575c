"""Acts as the tests of this room write them."""

from __future__ import annotations

import uuid

from django.db import transaction

from madang.blocks.ledger import Actor, record

CLERK = Actor(organisation="haneul-city", role="clerk", pseudonym="4711")
OPERATOR = Actor(organisation="haneul-city", role="operator", pseudonym="1")
BASIS = "시험법 제1조"


def act(subject: str | None = "person:1", type: str = "test.thing.done", **detail: object) -> uuid.UUID:
    """Record one act in a transaction of its own."""
    with transaction.atomic():
        return record(type, actor=CLERK, subject=subject, detail=detail, purpose="operate", basis=BASIS)
