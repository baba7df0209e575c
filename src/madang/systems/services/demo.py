"""This system's part of Haneul-si: its services can be applied for."""

from __future__ import annotations

from madang.blocks.cases.actions import publish_service
from madang.blocks.identity.demo import TOP
from madang.blocks.identity.models import Membership, Organisation
from madang.blocks.ledger import SYSTEM
from madang.systems.services.offered import folders, read


def load() -> str:
    """Publish the services; returns what was done. A second call changes nothing."""
    officer = (
        Membership.objects.filter(role="case_officer", account__username="case_officer")
        .select_related("organisation")
        .first()
    )
    body = officer.organisation if officer else Organisation.objects.get(code=TOP)
    count = 0
    for folder in folders():
        process, form = read(folder)
        publish_service(SYSTEM, process=process, form=form, organisation=body)
        count += 1
    return f"services to apply for: {count}"
