"""A model uses another one of the house: the version in force on the day, or it is refused; a change tells who uses it."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from madang_rules.export.node import Node, find_node

from madang.blocks.decisions import actions
from madang.blocks.decisions.errors import NotNow, PersonsFail, Unfit
from madang.blocks.decisions.models import DecisionModel, Ending, TestPerson
from madang.blocks.decisions.queries import imports, standing
from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.ledger import SYSTEM

from .conftest import FIRST, Official, enact, end, proposed

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"
LATER = date(2026, 6, 1)


def common(rate: str, imports: str = "") -> bytes:
    """A model with a function that others use."""
    return f"""<definitions xmlns="{DMN}" name="공통 계산" namespace="https://haneul.example/common">{imports}
<businessKnowledgeModel id="reduce" name="감면"><variable name="감면" typeRef="number"/><encapsulatedLogic>
<formalParameter name="금액" typeRef="number"/><literalExpression><text>금액 * {rate}</text></literalExpression>
</encapsulatedLogic></businessKnowledgeModel>
<decision id="rate" name="비율"><variable name="비율" typeRef="number"/>
<literalExpression><text>{rate}</text></literalExpression></decision></definitions>""".encode()


USING = f"""<definitions xmlns="{DMN}" name="사용료" namespace="https://haneul.example/using">
<import name="공통" namespace="https://haneul.example/common" importType="{DMN}"/>
<inputData id="amount" name="요금"><variable name="요금" typeRef="number"/></inputData>
<decision id="charge" name="사용료"><variable name="사용료" typeRef="number"/>
<informationRequirement id="n1"><requiredInput href="#amount"/></informationRequirement>
<knowledgeRequirement id="n2"><requiredKnowledge href="https://haneul.example/common#reduce"/></knowledgeRequirement>
<literalExpression><text>공통.감면(요금)</text></literalExpression></decision></definitions>""".encode()


def model(key: str, body: Organisation) -> DecisionModel:
    return actions.found(
        SYSTEM, key=key, title_ko=f"{key} 규칙", title_en=f"Rule {key}", organisation=body, source="조례"
    )


@pytest.fixture
def base(body: Organisation) -> DecisionModel:
    return model("base", body)


@pytest.fixture
def using(body: Organisation, base: DecisionModel, drafter: Account, reviewer: Account) -> DecisionModel:
    """A rule that uses the common one, both in force."""
    enact(base, drafter, reviewer, common("0.5"), FIRST)
    found = model("using", body)
    person = {
        "key": "one", "title_ko": "천 원", "title_en": "1,000 won", "kind": "accepted",
        "facts": {"요금": 1000}, "expected": "500",
    }  # fmt: skip
    actions.approve_persons(reviewer, actions.propose_persons(drafter, found, rows=[person], note_="시험"))
    enact(found, drafter, reviewer, USING, FIRST)
    return found


def charge(client: Client, day: str) -> Any:
    sent = {"facts": {"요금": 1000}, "day": day}
    answer = client.post(
        "/api/v1/decisions/models/using/evaluate", json.dumps(sent), content_type="application/json"
    )
    return answer.json()["value"]


def test_the_imported_version_is_the_one_in_force_on_the_day(
    using: DecisionModel, base: DecisionModel, drafter: Account, reviewer: Account, client: Client
) -> None:
    enact(base, drafter, reviewer, common("0.3"), LATER, changed=("using/one",))
    assert float(charge(client, "2026-05-31")) == 500
    assert float(charge(client, "2026-06-01")) == 300
    page = client.get("/decisions/models/using/versions/1/").content.decode()
    assert "가져다 쓰는 모형" in page and "감면 (공통 계산)" in page


@pytest.mark.skipif(find_node() is None, reason="no Node.js of version 22.17 or later")
def test_the_browser_is_sent_what_is_imported(using: DecisionModel, client: Client) -> None:
    sent = client.get("/api/v1/decisions/models/using/compact", {"day": "2026-03-01"}).json()
    with Node(find_node() or "") as node:
        node.ask({"load": sent["model"]})
        answer = node.ask({"decide": "사용료", "given": [[None, "요금", {"number": "1000"}]]})
    assert answer["values"] == [["사용료", {"number": "500.0"}]]


def test_what_is_not_in_force_is_refused(base: DecisionModel, body: Organisation, drafter: Account) -> None:
    found = model("using", body)
    with pytest.raises(Unfit, match=r"‘공통’\(https://haneul.example/common\)을\(를\) 가져오지만"):
        actions.draft(drafter, found, xml=USING)


def test_what_comes_into_force_later_serves_from_then_on(
    base: DecisionModel, body: Organisation, drafter: Account, reviewer: Account
) -> None:
    enact(base, drafter, reviewer, common("0.5"), date(2030, 1, 1))
    version = actions.draft(drafter, model("using", body), xml=USING)
    with pytest.raises(Unfit, match="가져오지만"):
        actions.propose(drafter, version, valid_from=date(2029, 12, 31), note_="너무 이르다")
    actions.propose(drafter, version, valid_from=date(2030, 1, 1), note_="그날부터")
    actions.approve(reviewer, version)


def test_a_cycle_is_refused(using: DecisionModel, base: DecisionModel, drafter: Account) -> None:
    back = f'<import name="사용" namespace="https://haneul.example/using" importType="{DMN}"/>'
    with pytest.raises(Unfit, match="돌아와 자신을 가져옵니다"):
        actions.draft(drafter, base, xml=common("0.5", back))


def test_a_change_tells_which_rules_use_it_and_whose_results_differ(
    using: DecisionModel, base: DecisionModel, drafter: Account, desk: Client
) -> None:
    version = actions.draft(drafter, base, xml=common("0.3"), note_="개정")
    page = desk.get(f"/decisions/office/versions/{version.pk}/").content.decode()
    assert "이 모형을 가져다 쓰는 규칙" in page
    assert "천 원: 500" in page and "→ 300" in page


def test_a_new_version_is_approved_only_when_whom_it_changes_elsewhere_is_named(
    using: DecisionModel, base: DecisionModel, drafter: Account, reviewer: Account, judge: Client
) -> None:
    version = proposed(base, drafter, common("0.3"), date(2030, 1, 1))
    with pytest.raises(PersonsFail, match="천 원: 기대 500, 결과 300") as refused:
        actions.approve(reviewer, version)
    assert refused.value.keys == ("using/one",)
    at = f"/decisions/office/versions/{version.pk}/review/"
    assert "using 규칙: 천 원" in judge.get(at).content.decode()
    answer = judge.post(at, {"judgement": "approve", "changed": ["using/one"]})
    assert answer.status_code == 302, answer.content.decode()
    one = standing.persons(using)[0]
    assert (one.expected, one.version_id) == ("300.0", version.pk)
    version.refresh_from_db()
    assert version.changed_expectations == ["using/one"]


def test_rules_that_import_it_through_another_or_only_later_are_tried_too(
    using: DecisionModel, base: DecisionModel, body: Organisation, drafter: Account, reviewer: Account
) -> None:
    """One imports the rule that imports what changes, and comes into force only after the change."""
    far = model("far", body)
    text = USING.replace(b"haneul.example/using", b"haneul.example/far")
    text = text.replace(b"haneul.example/common", b"haneul.example/using")
    text = text.replace("공통.감면(요금)".encode(), "공통.절반(요금)".encode()).replace(b"#reduce", b"#half")
    through = USING.replace(
        b"</definitions>",
        """<businessKnowledgeModel id="half" name="절반"><variable name="절반" typeRef="number"/><knowledgeRequirement
 id="n3"><requiredKnowledge href="https://haneul.example/common#reduce"/></knowledgeRequirement><encapsulatedLogic>
<formalParameter name="금액" typeRef="number"/><literalExpression><text>공통.감면(금액)</text></literalExpression>
</encapsulatedLogic></businessKnowledgeModel></definitions>""".encode(),
    )
    enact(using, drafter, reviewer, through, LATER)
    person = {
        "key": "two", "title_ko": "이천 원", "title_en": "2,000 won", "kind": "accepted",
        "facts": {"요금": 2000}, "expected": "1000",
    }  # fmt: skip
    actions.approve_persons(reviewer, actions.propose_persons(drafter, far, rows=[person], note_="시험"))
    enact(far, drafter, reviewer, text, date(2031, 1, 1))
    version = proposed(base, drafter, common("0.3"), date(2030, 1, 1))
    with pytest.raises(PersonsFail) as refused:
        actions.approve(reviewer, version)
    assert refused.value.keys == ("far/two", "using/one")
    for_a_year = proposed(base, drafter, common("0.3"), date(2030, 1, 1), date(2031, 1, 1))
    with pytest.raises(PersonsFail) as refused:
        actions.approve(reviewer, for_a_year)
    assert refused.value.keys == ("using/one",)


def test_what_another_rule_uses_cannot_be_withdrawn(
    using: DecisionModel, base: DecisionModel, reviewer: Account, official: Official
) -> None:
    version = base.versions.get()
    with pytest.raises(NotNow, match="‘using 규칙’ 규칙이 이 모형을 가져다 씁니다"):
        end(version, reviewer, official)
    end(using.versions.get(), reviewer, official)
    actions.approve_ending(reviewer, Ending.objects.get(version=version))


def test_withdrawing_what_others_use_is_tried_on_them_too(
    using: DecisionModel, base: DecisionModel, drafter: Account, reviewer: Account, official: Official
) -> None:
    second = enact(base, drafter, reviewer, common("0.3"), date(2030, 1, 1), changed=("using/one",))
    person = {
        "key": "later", "title_ko": "이천 원", "title_en": "2,000 won", "kind": "accepted",
        "facts": {"요금": 2000}, "expected": "1000",
    }  # fmt: skip
    actions.approve_persons(reviewer, actions.propose_persons(drafter, using, rows=[person], note_="시험"))
    TestPerson.objects.filter(key="later").update(expected="600")  # as of 2030, when only it is in force
    ending = actions.propose_ending(drafter, second, note_="그만")
    with pytest.raises(PersonsFail, match="기대 600, 결과 1,000") as refused:
        actions.approve_ending(reviewer, ending)
    assert refused.value.keys == ("using/later",)  # the other one expects again what it did
    actions.approve_ending(reviewer, ending, changed=["using/later"])
    assert {each.key: float(str(each.expected)) for each in standing.persons(using)} == {
        "one": 500,
        "later": 1000,
    }


def test_a_namespace_is_one_models(
    using: DecisionModel, base: DecisionModel, official: Official, drafter: Account, client: Client
) -> None:
    far = identity.create_organisation(
        SYSTEM, code="bada", name_ko="바다시", name_en="Bada-si", kind="city", parent=None
    )
    stranger = official("far.drafter", "rule_editor", far)
    with pytest.raises(Unfit, match="다른 모형의 것입니다"):
        actions.draft(stranger, model("twin", far), xml=common("0.9"))
    assert float(charge(client, "2026-05-31")) == 500
    actions.draft(drafter, using, xml=USING)
    with pytest.raises(Unfit, match="바꾸지 말고"):
        actions.draft(
            drafter, base, xml=common("0.5").replace(b"haneul.example/common", b"haneul.example/else")
        )


def test_what_is_not_the_models_namespace_is_not_imported_by_it(
    using: DecisionModel, base: DecisionModel, client: Client
) -> None:
    """As with rules of before that shared a namespace: the one that it was not given to answers to nobody."""
    DecisionModel.objects.filter(pk=base.pk).update(namespace=None)
    assert charge(client, "2026-05-31") is None


def test_texts_of_strangers_are_not_kept(client: Client, db: None) -> None:
    before = imports._kept.cache_info().currsize
    sent = {"xml": common("0.5").decode()}
    answer = client.post("/api/v1/decisions/check", json.dumps(sent), content_type="application/json")
    assert answer.json()["fit"] is True
    assert imports._kept.cache_info().currsize == before and not hasattr(imports.heading, "cache_info")


def test_an_answer_names_the_digest_of_each_text_it_imports(
    base: DecisionModel, using: DecisionModel, drafter: Account, reviewer: Account, client: Client
) -> None:
    enact(base, drafter, reviewer, common("0.3"), LATER, changed=("using/one",))
    for day, rate in (("2026-05-31", "0.5"), ("2026-06-01", "0.3")):
        sent = json.dumps({"facts": {"요금": 1000}, "day": day})
        address = "/api/v1/decisions/models/using/evaluate"
        evidence = client.post(address, sent, content_type="application/json").json()["evidence"]
        assert evidence["imports"] == [
            {"namespace": "https://haneul.example/common", "sha256": sha256(common(rate)).hexdigest()}
        ]
