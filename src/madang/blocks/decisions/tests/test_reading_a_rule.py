"""A model as people read it: functions, services and boxed logic as tables, the author's layout as a picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from madang.blocks.decisions import running, shown
from madang.blocks.decisions.demo.load import elders_from_70
from madang.blocks.decisions.models import DecisionModel
from madang.blocks.identity.models import Account

from .conftest import FEE, FIRST, enact

DMN = "https://www.omg.org/spec/DMN/20230324/"
HEAD = (
    f'<definitions xmlns="{DMN}MODEL/" xmlns:dmndi="{DMN}DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" '
    'xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/" name="m" namespace="urn:m">'
)
BOXED = f"""{HEAD}
<inputData id="age" name="나이"><variable name="나이" typeRef="number"/></inputData>
<businessKnowledgeModel id="round" name="백 원 버림"><variable name="백 원 버림"/>
  <encapsulatedLogic><formalParameter name="금액" typeRef="number"/>
    <literalExpression><text>floor(금액 / 100) * 100</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
<decision id="fee" name="수수료"><variable name="수수료" typeRef="number"/>
  <informationRequirement id="n1"><requiredInput href="#age"/></informationRequirement>
  <knowledgeRequirement id="n2"><requiredKnowledge href="#round"/></knowledgeRequirement>
  <context>
    <contextEntry><variable name="기본"/><literalExpression><text>5150</text></literalExpression></contextEntry>
    <contextEntry><variable name="감면"/><decisionTable hitPolicy="UNIQUE">
      <input><inputExpression typeRef="number"><text>나이</text></inputExpression></input><output/>
      <rule><inputEntry><text>&gt;= 65</text></inputEntry><outputEntry><text>0</text></outputEntry></rule>
      <rule><inputEntry><text>&lt; 65</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
    </decisionTable></contextEntry>
    <contextEntry><invocation><literalExpression><text>백 원 버림</text></literalExpression>
      <binding><parameter name="금액"/><literalExpression><text>기본 * 감면</text></literalExpression></binding>
    </invocation></contextEntry>
  </context></decision>
<decision id="list" name="목록"><variable name="목록"/>
  <relation><column name="등급"/><column name="금액"/>
    <row><literalExpression><text>"가"</text></literalExpression><literalExpression><text>100</text></literalExpression></row>
  </relation></decision>
<decision id="all" name="모두"><variable name="모두"/><informationRequirement id="n3"><requiredDecision href="#list"/></informationRequirement>
  <every iteratorVariable="줄"><in><literalExpression><text>목록</text></literalExpression></in>
    <satisfies><literalExpression><text>줄.금액 &gt; 0</text></literalExpression></satisfies></every></decision>
<decision id="either" name="하나"><variable name="하나"/>
  <conditional><if><literalExpression><text>true</text></literalExpression></if>
    <then><literalExpression><text>1</text></literalExpression></then>
    <else><list><literalExpression><text>2</text></literalExpression></list></else></conditional></decision>
<decisionService id="service" name="수수료 묻기"><variable name="수수료 묻기"/>
  <outputDecision href="#fee"/><inputData href="#age"/></decisionService>
</definitions>"""
LAID_OUT = BOXED.replace(
    "</definitions>",
    """<dmndi:DMNDI><dmndi:DMNDiagram name="도식">
<dmndi:DMNShape dmnElementRef="fee"><dc:Bounds x="100" y="50" width="150" height="60"/></dmndi:DMNShape>
<dmndi:DMNShape dmnElementRef="age"><dc:Bounds x="100" y="200" width="150" height="50"/></dmndi:DMNShape>
<dmndi:DMNShape dmnElementRef="round"><dc:Bounds x="{x}" y="200" width="150" height="50"/></dmndi:DMNShape>
<dmndi:DMNEdge dmnElementRef="n1"><di:waypoint x="175" y="200"/><di:waypoint x="175" y="110"/></dmndi:DMNEdge>
</dmndi:DMNDiagram></dmndi:DMNDI></definitions>""",
)


@pytest.fixture
def read(empty: DecisionModel, drafter: Account, reviewer: Account, client: Client) -> Callable[..., str]:
    """Return a function that puts a text in force and gives its page."""

    def page(xml: str, language: str = "ko") -> str:
        version = enact(empty, drafter, reviewer, xml.encode(), FIRST)
        address = f"/decisions/models/{empty.key}/versions/{version.number}/"
        return client.get(address, headers={"accept-language": language}).content.decode()

    return page


def bare(html: str) -> str:
    """The text of a page, a stroke between cells."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html.replace("</th>", " | ").replace("</td>", " | ")))


def test_boxed_logic_is_read_as_tables(read: Callable[..., str]) -> None:
    text = bare(read(BOXED))
    assert "기본 | 5150 | " in text
    assert "감면 | 아래 ‘감면’ | " in text
    assert "수수료 › 감면" in text and "65 이상" in text
    assert "결과 | 아래 ‘결과’ | " in text and "수수료 › 결과" in text
    assert "부르는 함수 | 백 원 버림 | " in text and "금액 | 기본 * 감면 | " in text
    assert "백 원 버림 함수" in text and "받는 값 | 금액 (number) | " in text
    assert "내놓는 값 | floor(금액 / 100) * 100 | " in text
    assert "등급 | 금액 | " in text and "&quot;가&quot; | 100 | " in text
    assert "목록의 모두가 조건에 맞는지 봅니다." in text and "하나(줄)의 조건 | 줄.금액 &gt; 0 | " in text
    assert "만약 | true | " in text and "아니면 | 아래 ‘아니면’ | " in text
    assert "받는 입력 | 나이 | " in text and "답하는 결정 | 수수료 | " in text


def test_boxed_logic_in_english(read: Callable[..., str]) -> None:
    html = read(BOXED, "en")
    text = bare(html)
    assert "If | true | " in text and "Function called | 백 원 버림 | " in text
    assert '<span lang="ko">If</span>' not in html and '<span lang="ko">등급</span>' in html


def test_the_layout_of_the_file_is_shown(read: Callable[..., str]) -> None:
    html = read(LAID_OUT.format(x=300))
    assert 'viewBox="92 42 366 216"' in html and "도식" in html
    assert 'data-drd="/decisions/models/' in html


@pytest.mark.parametrize("x", ["NaN", "1e999", "", "-1e9", "left"])
def test_a_shape_that_lies_nowhere_is_left_out(read: Callable[..., str], x: str) -> None:
    assert 'viewBox="92 42 166 216"' in read(LAID_OUT.format(x=x))


def test_without_a_layout_the_graph_is_laid_out_by_us(read: Callable[..., str]) -> None:
    html = read(BOXED)
    assert '<svg class="ui-diagram"' in html and "data-drd" not in html


def test_a_graph_that_nobody_could_read_is_only_listed() -> None:
    inputs = "".join(f'<inputData id="i{n}" name="입력 {n}"/>' for n in range(100))
    xml = f'{HEAD}{inputs}<decision id="d" name="d"><literalExpression><text>1</text></literalExpression></decision></definitions>'
    engine: Any = running.checked(xml.encode())
    assert shown.diagrams(engine, xml.encode()) == []
    assert len(shown.requirements(engine)) == 101


def test_the_history_says_since_when_a_period_is_known_so_not_when_it_was_decided(
    fee: DecisionModel, drafter: Account, reviewer: Account, client: Client
) -> None:
    """A later version shortens the period of the one before: that is known since then, and was not decided then."""
    enact(fee, drafter, reviewer, elders_from_70(), date(2027, 7, 1), changed=("age-65",))
    page = client.get(f"/decisions/models/{FEE}/").content.decode()
    assert "이렇게 알게 된 때" in page and "정한 때" not in page
