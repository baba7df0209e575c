"""What test persons of another body's rule expect is not rewritten without that body."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import MEDIAN_INCOME, persons_of, source_of
from madang.blocks.decisions.models import DatedParameter, DecisionModel, ParameterChange, TestPerson
from madang.blocks.decisions.queries.effects import nameable, of_figures
from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM

from .conftest import FIRST, RENT, Official, enact, found, proposed
from .test_models_import_models import USING, common, model

DAY = date(2030, 1, 1)


def body_of(code: str, parent: Organisation | None) -> Organisation:
    return identity.create_organisation(
        SYSTEM, code=code, name_ko=f"{code}과", name_en=code, kind="department", parent=parent
    )


@pytest.fixture
def theirs(body: Organisation) -> Organisation:
    return body_of("haneul.b", body)


@pytest.fixture
def using(
    theirs: Organisation, ours: Organisation, people: tuple[Account, Account], official: Official
) -> DecisionModel:
    """A rule of one body that rests on the model of another one beside it."""
    editor, judge = (
        official("their.editor", "rule_editor", theirs),
        official("their.judge", "rule_reviewer", theirs),
    )
    enact(model("base", ours), *people, common("0.5"), FIRST)
    rule = model("using", theirs)
    person = {
        "key": "one", "title_ko": "천 원", "title_en": "1,000 won", "kind": "accepted",
        "facts": {"요금": 1000}, "expected": "500",
    }  # fmt: skip
    actions.approve_persons(judge, actions.propose_persons(editor, rule, rows=[person], note_="시험"))
    enact(rule, editor, judge, USING, FIRST)
    return rule


@pytest.fixture
def ours(body: Organisation) -> Organisation:
    return body_of("haneul.a", body)


@pytest.fixture
def people(ours: Organisation, official: Official) -> tuple[Account, Account]:
    return official("our.editor", "rule_editor", ours), official("our.judge", "rule_reviewer", ours)


def expected(rule: DecisionModel) -> list[str]:
    return [each.expected for each in TestPerson.objects.filter(model=rule, known_to=None)]


def test_a_text_is_not_approved_that_rewrites_what_another_body_expects(
    using: DecisionModel, people: tuple[Account, Account], reviewer: Account
) -> None:
    base = DecisionModel.objects.get(key="base")
    version = proposed(base, people[0], common("0.3"), DAY)
    with pytest.raises(PermissionDenied, match=r"다른 기관의 시험 인물.*using 규칙 \(haneul.b과\)"):
        actions.approve(people[1], version, changed=["using/one"])
    assert expected(using) == ["500"]
    for path in ("", "review/"):
        page = sign_in(Client(), people[1]).get(f"/decisions/office/versions/{version.pk}/{path}")
        assert "무엇을 기대할지는 그 기관이 정합니다" in page.content.decode()
    actions.approve(reviewer, version, changed=["using/one"])  # above both
    assert expected(using) == ["300.0"]


def test_the_other_body_may_end_its_test_person_first(
    using: DecisionModel, people: tuple[Account, Account]
) -> None:
    version = proposed(DecisionModel.objects.get(key="base"), people[0], common("0.3"), DAY)
    editor, judge = (Account.objects.get(username=name) for name in ("their.editor", "their.judge"))
    gone = actions.propose_persons(editor, using, rows=[{"key": "one", "gone": True}], note_="바뀐다")
    actions.approve_persons(judge, gone)
    actions.approve(people[1], version)


def test_figures_do_not_rewrite_it_either(
    using: DecisionModel,
    ours: Organisation,
    theirs: Organisation,
    people: tuple[Account, Account],
    drafter: Account,
    reviewer: Account,
    median: DatedParameter,
) -> None:
    median.organisation = ours
    median.save()
    rent = found(RENT, theirs)
    actions.approve_persons(
        reviewer, actions.propose_persons(drafter, rent, rows=persons_of(RENT), note_="시험")
    )
    enact(rent, drafter, reviewer, source_of(RENT), FIRST)
    rows = [([size], str(int(value) // 2)) for size, value in MEDIAN_INCOME]
    change = actions.propose_parameters(
        people[0], median, rows=rows, valid_from=DAY, article="고시", note_="개정"
    )
    named = [name for name, _title in nameable(of_figures(change))]
    assert named
    with pytest.raises(PermissionDenied, match="다른 기관의 시험 인물"):
        actions.approve_parameters(people[1], change, changed=named)
    page = sign_in(Client(), people[1]).get(f"/decisions/office/parameter-changes/{change.pk}/")
    assert "무엇을 기대할지는 그 기관이 정합니다" in page.content.decode()
    actions.approve_parameters(reviewer, change, changed=named)
    assert ParameterChange.objects.get(pk=change.pk).changed_expectations == sorted(named)
