"""A process is refused with every fault, its place and the way out; a good one is tried on its samples."""

from __future__ import annotations

from typing import Any

import pytest

from madang.blocks.cases import actions
from madang.blocks.cases.errors import UnfitProcess
from madang.blocks.cases.models import Case, ServiceProcess
from madang.blocks.cases.parties import By
from madang.blocks.cases.tests.sample import FORM, process, state, step
from madang.blocks.identity.models import Organisation
from madang.blocks.ledger import SYSTEM


def _with(**changes: Any) -> dict[str, Any]:
    made = process()
    for name, value in changes.items():
        made[name] = value(made[name]) if callable(value) else value
    return made


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"states": lambda each: [*each, state("island", "open", "clerk")]}, "길이 없습니다"),
        ({"transitions": lambda each: [*each, step("x", "granted", "trap", ["clerk"])]}, "그런 상태"),
        (
            {
                "states": lambda each: [*each, state("trap", "open", "clerk")],
                "transitions": lambda each: [*each, step("x", "granted", "trap", ["clerk"])],
            },
            "끝으로 가는 길이 없습니다",
        ),
        (
            {"transitions": lambda each: [*each, step("back", "granted", "examination", ["case_officer"])]},
            "끝없이 돌 수 있습니다",
        ),
        ({"states": lambda each: [*each[:1], state("examination", "open"), *each[2:]]}, "맡을 역할"),
        ({"states": lambda each: [*each[:1], state("examination", "open", "king"), *each[2:]]}, "king"),
        ({"transitions": lambda each: [{**each[0], "guard": "nothing = 1"}, *each[1:]]}, "nothing"),
        ({"transitions": lambda each: [{**each[0], "guard": "child ="}, *each[1:]]}, "transitions/0"),
        ({"transitions": lambda each: [{**each[0], "acts": ["no.act"]}, *each[1:]]}, "no.act"),
        ({"transitions": lambda each: [{**each[0], "unknown": 1}, *each[1:]]}, "쓰이지 않는 이름"),
        (
            {"samples": lambda each: [{**each[0], "ends": "refused"}]},
            "refused",
        ),
        ({"samples": lambda each: [{**each[0], "answers": {}}]}, "답하지 않은"),
    ],
)
def test_a_bad_process_is_refused(changed: dict[str, Any], said: str, body: Organisation) -> None:
    with pytest.raises(UnfitProcess) as refused:
        actions.publish_service(SYSTEM, process=_with(**changed), form=FORM, organisation=body)
    assert said in str(refused.value)
    assert not ServiceProcess.objects.exists()


def test_a_running_case_stays_on_its_version(drafted: tuple[By, Case], body: Organisation) -> None:
    by, case = drafted
    changed = {**FORM, "questions": FORM["questions"][:3]}
    samples = [
        {**process()["samples"][0], "answers": {"birth_date": "1982-05-14", "full_name": "김", "child": "no"}}
    ]
    second = actions.publish_service(
        SYSTEM, process=process(samples=samples), form=changed, organisation=body
    )
    assert second.number == 2
    case = Case.objects.get(pk=case.pk)
    assert len(case.form.questions) == 6
    assert actions.begin(by, second.process).version == second
    again = actions.publish_service(SYSTEM, process=process(samples=samples), form=changed, organisation=body)
    assert again == second
