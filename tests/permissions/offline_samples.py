"""A counter's device of the clerk's, and what it brought back that waits for a human."""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from madang.blocks.cases import actions
from madang.blocks.cases.models import OfflineAct
from madang.blocks.cases.tests.sample import ANSWERS
from tests.permissions.people import City


def offline_samples(city: City) -> dict[str, Any]:
    """Return what stands behind the doors of the counter without a line, by route."""
    clerk = city.readers["clerk"].account
    assert clerk is not None
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    device = actions.enrol(
        clerk, name="민원실 1번", public_key=key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    block = actions.allot(clerk, device, 1)
    brought = OfflineAct.objects.create(
        device=device,
        sequence=1,
        digest=bytes(32),
        signature=bytes(64),
        number=block.numbers[0],
        happened_at=timezone.now(),
        state=OfflineAct.State.CONFLICT,
        reason="두 번 낸 것인지 확인해 주세요.",
        payload=json.dumps({"service": "library-card", "version": 1, "answers": ANSWERS}),
        act=block.act,
    )
    return {
        "services/desk/offline/shell/<slug:language>/": "ko",
        "services/desk/offline/acts/<int:identifier>/": brought.pk,
    }
