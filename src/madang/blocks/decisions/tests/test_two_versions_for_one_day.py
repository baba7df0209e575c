"""Of two versions proposed for one day, the second is not approved over the first unseen; the desk says what it overlays."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madang.blocks.decisions import actions, populations
from madang.blocks.decisions.demo.load import elders_from_70, source_of
from madang.blocks.decisions.errors import NotNow
from madang.blocks.decisions.jobs import count_city
from madang.blocks.decisions.models import Counting, DecisionModel
from madang.blocks.decisions.queries import standing
from madang.blocks.decisions.tests.conftest import FEE, Official, enact, end, proposed
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


JULY = date(2027, 7, 1)
DEARER = source_of(FEE).replace(b"<text>5000</text>", b"<text>6000</text>")


def test_a_base_that_changed_meanwhile_is_not_turned_back_unseen(
    fee: DecisionModel, drafter: Account, reviewer: Account
) -> None:
    waiting = proposed(fee, drafter, elders_from_70(), JULY)
    today = timezone.localdate()
    dearer = enact(fee, drafter, reviewer, DEARER, today, changed=failing_by_dearer(fee, today))
    with pytest.raises(NotNow, match=f"{dearer.number}판이 승인되었습니다"):
        actions.approve(reviewer, waiting, changed=["age-65"])
    assert standing.in_force(fee, JULY) == dearer


def test_a_base_that_ended_meanwhile_is_said(
    fee: DecisionModel, drafter: Account, reviewer: Account, official: Official
) -> None:
    waiting = proposed(fee, drafter, elders_from_70(), JULY)
    base = standing.in_force(fee, JULY)
    assert base is not None
    end(base, reviewer, official, JULY)
    with pytest.raises(NotNow, match="시행하던 판이 끝났습니다"):
        actions.approve(reviewer, waiting, changed=["age-65"])


def test_the_desk_compares_with_what_is_in_force_now_and_counts_again(
    fee: DecisionModel, drafter: Account, reviewer: Account, judge: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(populations, "WHOLE", 500)
    waiting = proposed(fee, drafter, elders_from_70(), JULY)
    count_city(counting=waiting.countings.get().pk)
    path = reverse("decisions:desk", args=[waiting.pk])
    page = unescape(judge.get(path).content.decode())
    assert "before=1&after=2&day=2027-07-01" in page and "1판과 2판을 견주었습니다" in page
    assert "소득 십분위" in page

    today = timezone.localdate()
    enact(fee, drafter, reviewer, DEARER, today, changed=failing_by_dearer(fee, today))
    page = unescape(judge.get(path).content.decode())
    assert "before=1&" not in page and "before=3&after=2&day=2027-07-01" in page
    assert "앞선 상태를 센 것만 있습니다" in page and "소득 십분위" not in page
    assert "3판 → 2판" in page
    form = page[page.index("3판과 견주어 다시 세기") - 3000 :]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', form))
    assert hidden["before"] == "3"
    assert judge.post(reverse("decisions:count", args=[FEE]), hidden).status_code == 302
    count_city(counting=Counting.objects.get(before__number=3, after=waiting).pk)
    page = judge.get(path).content.decode()
    assert "3판과 2판을 견주었습니다" in page and "앞선 상태" not in page


def failing_by_dearer(fee: DecisionModel, today: date) -> tuple[str, ...]:
    """The test persons who pay the full fee."""
    return tuple(each.key for each in standing.persons(fee) if each.expected == "5000")
