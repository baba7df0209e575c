"""This system's part of Haneul-si: its services can be applied for, and officials of a community centre handle them."""

from __future__ import annotations

from madang.blocks.cases.actions import publish_service
from madang.blocks.identity.demo import TOP, invent_official
from madang.blocks.identity.models import Account, Membership, Organisation
from madang.blocks.ledger import SYSTEM
from madang.systems.services.offered import folders, read

OFFICIALS = {"card.officer": "case_officer", "card.supervisor": "supervisor"}
"""Whoever decides at the community centre of the demo's clerk: the city's other officers sit elsewhere."""


def load() -> str:
    """Publish the services; returns what was done. A second call changes nothing."""
    clerk = (
        Membership.objects.filter(role="clerk", account__username="clerk")
        .select_related("organisation")
        .first()
    )
    body = clerk.organisation if clerk else Organisation.objects.get(code=TOP)
    for username, role in OFFICIALS.items():
        if not Account.objects.filter(username=username).exists():
            invent_official(username, body, role)
    count = 0
    for folder in folders():
        process, form = read(folder)
        publish_service(SYSTEM, process=process, form=form, organisation=body)
        count += 1
    return f"services to apply for: {count}"
