"""An editor with an API key, and a published listing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from madang.blocks.catalogue import actions
from madang.blocks.catalogue.models import Listing
from madang.blocks.identity.actions.api_keys import issue_api_key
from madang.blocks.identity.actions.members import assign, new_account
from madang.blocks.identity.actions.organisations import create_organisation
from madang.blocks.identity.models import Account
from madang.blocks.ledger import SYSTEM


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    return tmp_path


@pytest.fixture
def listing(home: Path, db: None) -> Listing:
    found, _act = actions.draft(SYSTEM, title="주민등록증 재발급", body={"content": "새 카드"})
    actions.publish(SYSTEM, found.id)
    return found


def key_for(role: str, scopes: list[str], *, quota: int = 1000) -> str:
    """Return the secret of an API key of a new official in ``role``."""
    body = create_organisation(
        SYSTEM, code=f"body-{role}", name_ko="시청", name_en="City", kind="city", parent=None
    )
    account = new_account(f"official-{role}", realm="staff", password=None)
    assign(SYSTEM, account, organisation=body, role=role)
    account = Account.objects.get(pk=account.pk)
    _key, secret = issue_api_key(
        account,
        label="시험",
        scopes=scopes,
        expires_at=timezone.now() + timedelta(days=1),
        hourly_quota=quota,
    )
    return secret


@pytest.fixture
def editor_key(home: Path, db: None) -> str:
    return key_for("editor", ["catalogue:write"])
