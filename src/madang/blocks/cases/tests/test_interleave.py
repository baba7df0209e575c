"""One case pulled at by all channels in any order: no acknowledged answer is lost, no case doubled, none without provenance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madang.blocks.cases import actions, queries
from madang.blocks.cases.actions.writing import digest_of
from madang.blocks.cases.errors import CasesError
from madang.blocks.cases.models import Answer, Case, ServiceProcess, Submission
from madang.blocks.cases.parties import By
from madang.blocks.cases.process.parts import Channel
from madang.blocks.cases.tests.sample import ANSWERS
from madang.blocks.identity.models import Account

WHO = ("web", "kiosk", "phone", "counter", "home")
NAMES = ("김 하늘", "김 바다", "김 구름")
STEPS = st.one_of(
    st.tuples(
        st.just("write"), st.sampled_from(WHO), st.sampled_from(NAMES), st.sampled_from(["seen", "stale"])
    ),
    st.tuples(st.just("look"), st.sampled_from(WHO)),
    st.tuples(st.just("go_on"), st.sampled_from(WHO), st.sampled_from(WHO)),
    st.tuples(st.just("confirm"), st.sampled_from(WHO)),
    st.tuples(st.just("settle"), st.sampled_from(WHO), st.booleans()),
    st.tuples(st.just("lodge"), st.sampled_from(WHO)),
    st.tuples(st.just("ask")),
    st.tuples(st.just("complete"), st.sampled_from(WHO)),
    st.tuples(st.just("withdraw"), st.sampled_from(WHO)),
)


class World:
    """The case, who pulls at it, what each saw last, and what the site acknowledged."""

    def __init__(self, service: ServiceProcess, citizen: Account, officials: dict[str, Account]) -> None:
        self.by: dict[str, By] = {
            "web": actions.begin_contact(Channel.WEB, citizen, level=2),
            "kiosk": actions.begin_contact(Channel.KIOSK),
            **{
                name: actions.begin_contact(Channel(name), officials[name])
                for name in ("phone", "counter", "home")
            },
        }
        self.officer = actions.at_desk(officials["officer"])
        self.case = actions.begin(self.by["web"], service)
        actions.write_answers(self.by["web"], self.case, ANSWERS)
        self.seen: dict[str, str] = {}
        self.acknowledged: list[tuple[str, str]] = []
        self.numbers: set[str] = set()

    def do(self, step: tuple[Any, ...]) -> None:
        try:
            with transaction.atomic():
                getattr(self, f"_{step[0]}")(*step[1:])
        except (CasesError, PermissionDenied):
            pass
        self.check()

    def _write(self, who: str, name: str, how: str) -> None:
        seen = {"full_name": self.seen.get(who, "none")} if how == "stale" else None
        written = actions.write_answers(self.by[who], self._now(), {"full_name": name}, seen=seen)
        assert written.kept or written.clashes
        self.acknowledged.append((self.by[who].channel, name))

    def _look(self, who: str) -> None:
        self.seen[who] = str(queries.answers(self._now())["full_name"].pk)

    def _go_on(self, who: str, to: str) -> None:
        code, _asked = actions.continue_code(self.by[who], self._now())
        actions.redeem(self.by[to], code, "1982-05-14")

    def _confirm(self, who: str) -> None:
        actions.confirm(self.by[who], self._now(), method="own_screen", digest=digest_of(self._now()))

    def _settle(self, who: str, keep: bool) -> None:
        for clash in queries.clashes(self._now())[:1]:
            actions.settle(self.by[who], clash, keep=keep)

    def _lodge(self, who: str) -> None:
        actions.take(self.by[who], self._now(), "lodge")

    def _ask(self) -> None:
        actions.take(self.officer, self._now(), "ask", reason="성명을 확인해 주세요")

    def _complete(self, who: str) -> None:
        actions.take(self.by[who], self._now(), "complete")

    def _withdraw(self, who: str) -> None:
        actions.take(self.by[who], self._now(), "withdraw")

    def check(self) -> None:
        case = self._now()
        rows = list(case.answers.all())
        kept = {(each.channel, each.value) for each in rows if each.question == "full_name"}
        values = {value for _channel, value in kept}
        for _channel, value in self.acknowledged:
            assert value in values, "an acknowledged answer is gone"
        for each in rows:
            assert each.contact_id and each.channel and (each.account_id or each.channel == "kiosk")
        assert len({each.question for each in rows if each.is_current}) == sum(
            each.is_current for each in rows
        )
        if case.number:
            self.numbers.add(case.number)
            assert len(self.numbers) == 1, "lodged twice"
            assert Submission.objects.filter(case=case).count() == 1
        steps = list(case.steps.values_list("number", flat=True))
        assert steps == list(range(1, len(steps) + 1))

    def _now(self) -> Case:
        return Case.objects.select_related("version__process", "version__form_version").get(pk=self.case.pk)


@pytest.fixture
def officials(official: Callable[..., Account]) -> dict[str, Account]:
    return {
        "phone": official("phone_agent"),
        "counter": official("clerk"),
        "home": official("field_officer"),
        "officer": official("case_officer"),
    }


def _pulled(
    service: ServiceProcess, citizen: Account, officials: dict[str, Account], steps: list[Any]
) -> None:
    with transaction.atomic():
        world = World(service, citizen, officials)
        for each in steps:
            world.do(each if isinstance(each, tuple) else (each,))
        assert Answer.objects.filter(case=world.case, question="birth_date").count() == 1
        transaction.set_rollback(True)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, max_size=14))
def test_no_order_of_channels_loses_anything(
    service: ServiceProcess, citizen: Account, officials: dict[str, Account], steps: list[Any]
) -> None:
    _pulled(service, citizen, officials, steps)


@pytest.mark.long
@settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, max_size=40))
def test_no_long_order_of_channels_loses_anything(
    service: ServiceProcess, citizen: Account, officials: dict[str, Account], steps: list[Any]
) -> None:
    _pulled(service, citizen, officials, steps)
