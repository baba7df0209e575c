"""Counts of the city: a share for each body, one count for one question, a place for the preview."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from madang.blocks.decisions import actions, limits, populations
from madang.blocks.decisions.actions import counting
from madang.blocks.decisions.demo.load import elders_from_70, source_of
from madang.blocks.decisions.errors import NotNow
from madang.blocks.decisions.models import Counting, DatedParameter, DecisionModel
from madang.blocks.decisions.queries.counted import Question
from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.ledger import SYSTEM

from .conftest import FEE, FIRST, enact
from .test_a_change_of_figures_is_seen import change
from .test_a_table_edited_cell_by_cell import ELDERS, FEE_COLUMN, fields, path
from .test_models_import_models import DMN, model

DAY = date(2027, 7, 1)


@pytest.fixture(autouse=True)
def no_large_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(populations, "WHOLE", 3_000)


@pytest.fixture(autouse=True)
def no_jobs_of_other_tests(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def asked(rule: DecisionModel, days: int, first: int = 0) -> list[Counting]:
    one = rule.versions.get(number=1)
    return [
        actions.ask_the_city(SYSTEM, Question(one, one, DAY + timedelta(days=each), {}))
        for each in range(first, first + days)
    ]


def rule_of(code: str, body: Organisation) -> DecisionModel:
    """A rule of a body of its own, with one text."""
    own = identity.create_organisation(
        SYSTEM, code=f"haneul.{code}", name_ko=code, name_en=code, kind="department", parent=body
    )
    made = model(code, own)
    text = source_of(FEE).replace(b"https://haneul.example/rules/id-card-reissue-fee", code.encode())
    assert text != source_of(FEE)
    enact(made, SYSTEM, SYSTEM, text, FIRST)  # type: ignore[arg-type]
    return made


def test_one_body_does_not_take_the_places_of_others(body: Organisation) -> None:
    greedy, other, last = (rule_of(code, body) for code in ("greedy", "other", "last"))
    asked(greedy, counting.MOST_OF_A_BODY)
    with pytest.raises(NotNow, match="이 기관의 견주기 10건"):
        asked(greedy, 1, first=counting.MOST_OF_A_BODY)
    asked(other, counting.MOST_WAITING - counting.MOST_OF_A_BODY)
    (one,) = asked(last, 1)  # who has none waiting still gets a place
    assert one.state == "waiting"
    with pytest.raises(NotNow, match="세고 있는 견주기가 많습니다"):
        asked(last, 1, first=1)
    assert asked(greedy, 1)[0].pk  # what waits already needs no other place


def test_the_first_of_each_body_is_counted_before_the_second_of_any(body: Organisation) -> None:
    greedy, other = (rule_of(code, body) for code in ("greedy", "other"))
    mine, theirs = asked(greedy, 3), asked(other, 1)
    jobs = ProcrastinateJob.objects.filter(task_name=counting.TASK).order_by("-priority", "id")
    assert [each.args["counting"] for each in jobs] == [mine[0].pk, theirs[0].pk, mine[1].pk, mine[2].pk]


UNTYPED = f"""<definitions xmlns="{DMN}" name="무엇" namespace="https://haneul.example/untyped">
<inputData id="a" name="무엇"><variable name="무엇"/></inputData>
<inputData id="b" name="수"><variable name="수" typeRef="number"/></inputData>
<decision id="d" name="답"><variable name="답"/>
<informationRequirement id="n1"><requiredInput href="#a"/></informationRequirement>
<informationRequirement id="n2"><requiredInput href="#b"/></informationRequirement>
<literalExpression><text>if 무엇 = 1 then 수 else 0</text></literalExpression></decision></definitions>""".encode()


def test_a_number_and_a_text_are_two_questions_where_the_model_does_not_say_which(
    body: Organisation, drafter: Account
) -> None:
    one = actions.draft(drafter, model("untyped", body), xml=UNTYPED)

    def digest(**assumed: Any) -> bytes:
        return Question(one, one, DAY, assumed).digest()

    assert digest(무엇=1) != digest(무엇="1")
    assert digest(무엇=True) != digest(무엇="True")
    assert digest(무엇=[1]) != digest(무엇=["1"])
    assert digest(무엇=1) == digest(무엇=1.0)
    assert digest(수=1) == digest(수="1")


def test_the_preview_of_a_table_takes_a_place(
    fee: DecisionModel, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.COMPARED, "patience", 0.05)
    at = path(fee)
    sent = {**fields(desk.get(at).content.decode()), f"r{ELDERS}c{FEE_COLUMN}": "9000"}
    with ExitStack() as held:
        held.enter_context(limits.COMPARED.place())
        held.enter_context(limits.COMPARED.place())
        answer = desk.post(at, {**sent, "do": "preview"})
        assert (answer.status_code, answer["Retry-After"]) == (503, str(limits.COME_AGAIN))
        assert "잠시 뒤에 다시" in answer.content.decode() and "9000" in answer.content.decode()
        assert desk.post(at, {**sent, "do": "add:0"}).status_code == 200  # a row more is no such work
    assert desk.post(at, {**sent, "do": "preview"}).status_code == 200
    monkeypatch.setattr(limits.COMPARED, "rate", "1/m")
    assert {desk.post(at, {**sent, "do": "preview"}).status_code for _ in range(3)} == {200, 429}


def test_figures_that_found_no_place_are_counted_by_a_button(
    rent: DecisionModel,
    median: DatedParameter,
    drafter: Account,
    desk: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counting, "MOST_OF_A_BODY", 0)
    wanted = change(drafter, median)
    assert not Counting.objects.exists()
    at = reverse("decisions:review-parameter", args=[wanted.pk])
    count = reverse("decisions:count-parameter", args=[wanted.pk])
    page = desk.get(at).content.decode()
    assert "아직 세지 않은 규칙" in page and count in page
    assert "이 기관의 견주기" in desk.post(count, follow=True).content.decode()
    monkeypatch.undo()
    monkeypatch.setattr(populations, "WHOLE", 3_000)
    assert desk.post(count)["Location"] == at
    row = Counting.objects.get()
    assert (row.figures, row.state) == (wanted, "waiting")
    page = desk.get(at).content.decode()
    assert "아직 세지 않은 규칙" not in page and f'id="city-{row.pk}"' in page
    Counting.objects.update(state="failed", fault={"ko": "멈춤", "en": "Stopped"})
    assert "아직 세지 않은 규칙" in desk.get(at).content.decode()


def test_a_text_that_stands_already_is_refused_at_both_doors_with_one_sentence(
    fee: DecisionModel, drafter: Account, desk: Client
) -> None:
    said = "주민등록증 재발급 수수료 1판과(와) 글자 하나 다르지 않아 새 판을 만들지 않았습니다."
    sent = {"xml": source_of(FEE).decode(), "note": "개정"}
    page = desk.post(reverse("decisions:draft", args=[FEE]), sent, follow=True)
    assert said in page.content.decode()
    _key, secret = identity.issue_api_key(
        drafter,
        label="기계",
        scopes=["decisions:read", "decisions:write"],
        expires_at=timezone.now() + timedelta(days=1),
    )
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    url = f"/api/v1/decisions/models/{FEE}/versions"
    answer = program.post(url, sent, "application/json")
    assert (answer.status_code, answer.json()["detail"]) == (409, said)
    changed = {**sent, "xml": elders_from_70().decode()}
    assert program.post(url, changed, "application/json").status_code == 201
    assert fee.versions.count() == 2
