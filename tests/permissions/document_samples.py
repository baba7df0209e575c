"""A paper made for whoever may have one, behind the doors of documents; its code behind the page of verification."""

from __future__ import annotations

from typing import Any

from madang.blocks.documents import actions
from madang.blocks.documents.models import Document
from madang.blocks.identity.models import Account
from madang.blocks.ledger import SYSTEM
from tests.permissions.people import City


def document_samples(city: City) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what stands behind the doors of documents by route, and what is sent there by method and route."""
    papers = {
        reader.account.pk: _paper(city, reader.account) for reader in city.readers.values() if reader.account
    }
    some = next(iter(papers.values()))
    route, verify = "documents/<uuid:identifier>/", "documents/verify/<str:code>/"
    values: dict[str, Any] = {
        f"{route}{each}": lambda own: papers[own.account.pk].pk if own.account else some.pk
        for each in ("", "file/", "preview/")
    }
    values[verify] = some.made.code
    sent = {"POST documents/verify/": {"code": some.made.code}, f"POST {verify}": {"name": "김마당"}}
    return values, sent


def _paper(city: City, account: Account) -> Document:
    return actions.make(
        SYSTEM,
        "certificate",
        {"name": "김마당", "statement": "증명합니다.", "rows": []},
        owner=f"account:{account.pk}",
        organisation=city.body,
        purpose="handle-case",
        basis="민원 처리에 관한 법률 제8조",
    )
