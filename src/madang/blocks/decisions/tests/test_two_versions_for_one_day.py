"""Of two versions proposed for one day, the second is not approved over the first unseen; the desk says what it overlays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import elders_from_70
from madang.blocks.decisions.errors import NotNow
from madang.blocks.decisions.models import DecisionModel
from madang.blocks.decisions.queries import standing
from madang.blocks.decisions.tests.conftest import enact, proposed
from madang.blocks.identity.models import Account


def test_a_version_approved_meanwhile_is_not_overlaid_unseen(
    fee: DecisionModel, drafter: Account, reviewer: Account
) -> None:
    day = timezone.localdate() + timedelta(days=30)
    first, second = (proposed(fee, drafter, elders_from_70(), day) for _ in range(2))
    actions.approve(reviewer, first, changed=["age-65"])
    with pytest.raises(NotNow, match=f"{first.number}판이 승인되었습니다"):
        actions.approve(reviewer, second)
    assert standing.in_force(fee, day) == first
    actions.refuse(reviewer, second, note_="다시")
    third = proposed(fee, drafter, elders_from_70(), day)
    actions.approve(reviewer, third)
    assert standing.in_force(fee, day) == third


def test_the_desk_names_the_later_version_whose_place_is_taken(
    fee: DecisionModel, drafter: Account, reviewer: Account, judge: Client
) -> None:
    today = timezone.localdate()
    later = enact(fee, drafter, reviewer, elders_from_70(), today + timedelta(days=60), changed=("age-65",))
    whole = proposed(fee, drafter, elders_from_70(), today + timedelta(days=30))
    page = judge.get(reverse("decisions:desk", args=[whole.pk])).content.decode()
    assert f"{later.number}판, 시행일" in page
    assert "자리를 내주고" in page
    until = proposed(fee, drafter, elders_from_70(), today + timedelta(days=30), later.valid_from)
    assert "자리를 내주고" not in judge.get(reverse("decisions:desk", args=[until.pk])).content.decode()
    actions.approve(reviewer, until)
    assert standing.in_force(fee, today + timedelta(days=60)) == later
