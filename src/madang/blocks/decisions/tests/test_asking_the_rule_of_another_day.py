"""From a rule's page of another day one asks the rule of that day, with and without scripts; the page names both."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

from django.test import Client
from django.utils import timezone

from madang.blocks.decisions.demo.load import elders_from_70
from madang.blocks.decisions.models import DecisionModel
from madang.blocks.identity.models import Account

from .conftest import FEE, enact

JULY = date(2027, 7, 1)
PAGE = f"/decisions/models/{FEE}/"
SIXTY_SIX = {"f0": "분실", "f1": "false", "f2": "false", "f3": "66"}


def test_the_day_goes_along_and_the_answer_is_of_its_version(
    fee: DecisionModel, drafter: Account, reviewer: Account, client: Client
) -> None:
    enact(fee, drafter, reviewer, elders_from_70(), JULY, changed=("age-65",))
    page = client.get(PAGE, {"day": "2027-08-01"}).content.decode()
    (there,) = re.findall(r'href="([^"]*/try/[^"]*)"', page)
    assert there == f"{PAGE}try/?day=2027-08-01"
    assert f'{PAGE}try/"' in client.get(PAGE).content.decode(), "of today without a day"

    page = client.get(there).content.decode()
    assert "2027. 8. 1." in page and "시행하는 2판입니다" in page
    sent = re.search(r'data-decide="([^"]+)"', page)
    assert sent is not None
    compact = client.get(unescape(sent[1])).json()
    assert (compact["version"], compact["day"]) == (2, "2027-08-01")
    assert "시행하는 2판의 답입니다. 오늘의 답이 아닙니다" in page, (
        "what the browser shows beside its own answer"
    )

    answered = client.post(there, SIXTY_SIX).content.decode()
    notice = answered[: answered.index("data-decide=")]
    assert ">5,000<" in notice and "시행하는 2판의 답입니다" in notice
    today = client.post(f"{PAGE}try/", SIXTY_SIX).content.decode()
    assert ">0<" in today and "시행하는 1판입니다" in today and "오늘의 답이 아닙니다" not in today


def test_a_day_without_a_rule_is_named_and_what_is_no_day_is_said(fee: DecisionModel, client: Client) -> None:
    page = client.get(f"{PAGE}try/", {"day": "2020-01-01"}).content.decode()
    assert "2020. 1. 1.에 시행하는 판이 없습니다" in page and "data-decide" not in page
    answer = client.get(f"{PAGE}try/", {"day": "언제"}, follow=True)
    assert answer.redirect_chain and "올바른 날짜" in answer.content.decode()
    tomorrow = timezone.localdate() + timedelta(days=1)
    english = client.get(f"{PAGE}try/", {"day": tomorrow.isoformat()}, headers={"Accept-Language": "en"})
    assert "not today" in english.content.decode()
