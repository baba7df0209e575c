"""Events reach their listeners: in order per subject, at least once, and what cannot be heard is kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType

import pytest
from django.db import transaction
from django.utils import timezone

from madang.blocks.ledger import Actor, actions, dispatch, queries, record
from madang.blocks.ledger.dispatch import BACK_OFF, MAX_ATTEMPTS, deliver_due
from madang.blocks.ledger.entry import Event
from madang.blocks.ledger.errors import AlreadySettled
from madang.blocks.ledger.models import Delivery, Entry
from madang.blocks.ledger.sequencer import Sequencer
from madang.blocks.rooms import manifest

OPERATOR = Actor(organisation="haneul-city", role="operator", pseudonym="1")
LISTENER = "a_listening_room:hear"


class Ear:
    """What a room heard; ``deaf`` numbers raise."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, int]] = []
        self.deaf: set[int] = set()

    def hear(self, event: Event) -> None:
        assert event.detail is not None
        if event.detail["number"] in self.deaf:
            raise RuntimeError("주민 900151-1234567")
        self.heard.append((event.detail["of"], event.detail["number"]))


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ear]:
    """A room of its own that hears the acts of these tests."""
    found = Ear()
    module = ModuleType("a_listening_room")
    module.hear = found.hear  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "a_listening_room", module)
    text = manifest.Text("듣는 방", "A listening room")
    room = manifest.Manifest("listening", text, text, hears={"dispatch-test.*": LISTENER})
    monkeypatch.setitem(manifest._registry, "listening", room)
    dispatch.listeners_of.cache_clear()
    yield found
    dispatch.listeners_of.cache_clear()


def happen(subject: str, number: int) -> None:
    detail = {"of": subject, "number": number}
    with transaction.atomic():
        record(
            "dispatch-test.thing.done",
            actor=OPERATOR,
            subject=subject,
            detail=detail,
            purpose="test",
            basis="시험법 제1조",
        )


def let_time_pass() -> None:
    """Make due whatever waits for its next attempt."""
    Delivery.objects.filter(state=Delivery.PENDING).update(due_at=timezone.now() - timedelta(seconds=1))


def give_up() -> Delivery:
    for _attempt in range(MAX_ATTEMPTS):
        let_time_pass()
        deliver_due(LISTENER)
    (dead,) = queries.dead_letters()
    return dead


def test_each_event_is_heard_once_and_in_order(sequencer: Sequencer, ear: Ear) -> None:
    expected = [(f"person:{number % 3}", number) for number in range(12)]
    for subject, number in expected:
        happen(subject, number)
    sequencer.step()
    assert deliver_due(LISTENER) == 12
    assert deliver_due(LISTENER) == 0
    assert ear.heard == expected


def test_a_failure_holds_back_its_own_subject_only_and_is_made_up_in_order(
    sequencer: Sequencer, ear: Ear
) -> None:
    for subject, number in (("person:a", 1), ("person:a", 2), ("person:b", 3)):
        happen(subject, number)
    sequencer.step()
    ear.deaf = {1}
    deliver_due(LISTENER)
    assert ear.heard == [("person:b", 3)]
    ear.deaf = set()
    assert deliver_due(LISTENER) == 0, "it is tried again only after a while"
    let_time_pass()
    deliver_due(LISTENER)
    assert ear.heard == [("person:b", 3), ("person:a", 1), ("person:a", 2)]


def test_the_wait_doubles_and_the_error_quotes_nobody(sequencer: Sequencer, ear: Ear) -> None:
    happen("person:a", 1)
    sequencer.step()
    ear.deaf = {1}
    for attempt in range(1, 4):
        let_time_pass()
        before = timezone.now()
        deliver_due(LISTENER)
        found = Delivery.objects.get()
        assert found.attempts == attempt
        wait = BACK_OFF * 2 ** (attempt - 1)
        assert wait <= found.due_at - before < wait + timedelta(seconds=10)
    assert "RuntimeError" in found.error
    assert "900151" not in found.error


def test_a_dead_letter_is_kept_and_heard_when_it_is_tried_again(sequencer: Sequencer, ear: Ear) -> None:
    happen("person:a", 1)
    happen("person:a", 2)
    sequencer.step()
    ear.deaf = {1}
    dead = give_up()
    let_time_pass()
    assert deliver_due(LISTENER) == 0, "what follows a dead letter of its subject waits"
    assert queries.delivery_health() is not None
    ear.deaf = set()
    actions.retry_dead_letter(dead, actor=OPERATOR)
    assert deliver_due(LISTENER) == 2
    assert ear.heard == [("person:a", 1), ("person:a", 2)]
    with pytest.raises(AlreadySettled):
        actions.retry_dead_letter(dead, actor=OPERATOR)


def test_a_dead_letter_is_dropped_with_a_reason_that_stands_in_the_ledger(
    sequencer: Sequencer, ear: Ear
) -> None:
    happen("person:a", 1)
    happen("person:a", 2)
    sequencer.step()
    ear.deaf = {1}
    dead = give_up()
    with pytest.raises(ValueError, match="reason"):
        actions.drop_dead_letter(dead, actor=OPERATOR, reason=" ")
    actions.drop_dead_letter(dead, actor=OPERATOR, reason="두 번 신고됨")
    deliver_due(LISTENER)
    assert ear.heard == [("person:a", 2)]
    assert not queries.dead_letters()
    sequencer.step()
    assert Entry.objects.filter(type="ledger.dead-letter.dropped").count() == 1


def test_what_a_failing_listener_wrote_is_undone(
    sequencer: Sequencer, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_then_fail(event: Event) -> None:
        happen("person:z", 99)
        raise RuntimeError

    happen("person:a", 1)
    sequencer.step()
    monkeypatch.setattr(sys.modules["a_listening_room"], "hear", write_then_fail)
    assert deliver_due(LISTENER) == 0
    assert queries.waiting() == 0
