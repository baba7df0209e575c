"""A database restored from a backup that is older than the log, or beside another log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from madang.blocks.ledger import queries
from madang.blocks.ledger.actions import accept_gap, erase_subject, replay_erasures
from madang.blocks.ledger.errors import Conflict, HistoryConflict, KeyMissing, NoGap, NotLogged
from madang.blocks.ledger.log import LogWriter
from madang.blocks.ledger.models import Entry, LogState, Outbox, Subject
from madang.blocks.ledger.recording import open_detail
from madang.blocks.ledger.sequencer import Sequencer
from madang.blocks.ledger.tests.acts import CLERK, OPERATOR, act
from madang.blocks.ledger.tests.backup import Backup

BackUp = Callable[[], Backup]
LAW = "개인정보 보호법 제36조"


def started_again(old: Sequencer) -> Sequencer:
    """A new sequencer over the same log, as a new process makes it."""
    old._writer.close()
    old._writer = LogWriter(old._writer.folder, queries.log_identity())  # the fixture closes it
    return Sequencer(old._writer, now=timezone.now)


def test_the_site_starts_read_only_and_lists_what_the_database_lacks(
    sequencer: Sequencer, backup: BackUp
) -> None:
    act()
    sequencer.step()
    assert queries.gap() == []
    before = backup()
    lost = [act("person:2"), act(None, type="test.other.done")]
    sequencer.step()
    before.restore()

    reason = queries.read_only_reason()  # the first question of a new process, before any sequencer
    assert reason and "1번부터 2번까지" in reason
    with pytest.raises(HistoryConflict) as conflict:
        started_again(sequencer).start()
    assert conflict.value.conflict == Conflict.GAP
    found = queries.gap()
    assert [(each.index, each.id, each.type) for each in found] == [
        (1, lost[0], "test.thing.done"),
        (2, lost[1], "test.other.done"),
    ]
    assert (found[0].organisation, found[0].role) == (CLERK.organisation, CLERK.role)
    assert (timezone.now() - found[0].logged_at).total_seconds() < 60
    assert queries.gap(limit=1) == found[:1]
    assert queries.sequencer_health() == reason


def test_acts_go_on_being_acknowledged_in_a_gap_and_are_logged_after_it(
    sequencer: Sequencer, backup: BackUp
) -> None:
    before = backup()
    act()
    sequencer.step()
    before.restore()
    later = act("person:3")
    with pytest.raises(HistoryConflict):
        started_again(sequencer).start()
    assert queries.log_reader().size() == 1

    assert accept_gap(actor=OPERATOR, reason="서버실 화재, 사본에서 복구") == 1
    again = started_again(sequencer)
    again.start()
    again.step()
    standing = queries.standing(later)
    assert standing is not None and standing.index == 1
    assert not Outbox.objects.exists()


def test_an_accepted_gap_is_indexed_as_lost_and_stands_in_the_ledger(
    sequencer: Sequencer, backup: BackUp
) -> None:
    act()
    sequencer.step()
    before = backup()
    lost = act("person:2", note="사라질 내용")
    sequencer.step()
    before.restore()
    assert queries.read_only_reason()

    with pytest.raises(ValueError, match="reason"):
        accept_gap(actor=OPERATOR, reason=" ")
    assert accept_gap(actor=OPERATOR, reason="사본에서 복구") == 1
    assert queries.read_only_reason() is None
    assert queries.gap() == []
    entry = Entry.objects.get(index=1)
    assert (entry.id, entry.lost) == (lost, True)
    assert open_detail(lost) is None
    assert queries.receipt(lost)  # its proof stays valid
    again = started_again(sequencer)
    again.start()
    assert again.step() == 1
    accepted = Entry.objects.get(type="ledger.gap.accepted")
    detail = open_detail(accepted.id)
    assert detail == {"first": 1, "size": 2, "lost": 1, "reason": "사본에서 복구"}
    assert (accepted.organisation, accepted.role) == (OPERATOR.organisation, OPERATOR.role)
    with pytest.raises(NoGap):
        accept_gap(actor=OPERATOR, reason="once more")


def test_what_waited_at_the_time_of_the_backup_is_not_lost(sequencer: Sequencer, backup: BackUp) -> None:
    waited = [act(number=number) for number in range(3)]
    before = backup()
    lost = act("person:2")
    waited.append(act("person:4"))
    sequencer.step()
    before.restore()
    assert {each.id for each in queries.gap()} == {lost, waited[3]}
    accept_gap(actor=OPERATOR, reason="사본에서 복구")
    assert [Entry.objects.get(id=each).lost for each in waited] == [False, False, False, True]
    assert open_detail(waited[2]) == {"number": 2}


def test_a_crash_between_log_and_database_is_no_gap(sequencer: Sequencer, backup: BackUp) -> None:
    ids = [act(number=number) for number in range(300)]
    before = backup()
    sequencer.step()
    before.restore()  # as if the transaction after the log had never been
    assert queries.read_only_reason() is None
    assert queries.gap() == []
    assert started_again(sequencer).start() == 300
    assert list(Entry.objects.order_by("index").values_list("id", flat=True)) == ids


def test_an_older_log_is_refused_with_a_sentence_and_lodging_goes_on(
    sequencer: Sequencer, log_folder: Path
) -> None:
    act()
    sequencer.step()
    kept = (log_folder / "checkpoint").read_bytes()
    act()
    sequencer.step()
    (log_folder / "checkpoint").write_bytes(kept)
    with pytest.raises(HistoryConflict, match="the log is older"):
        started_again(sequencer).start()
    assert queries.read_only_reason() is None
    assert "사본에서 복구해" in (queries.sequencer_health() or "")
    act()
    assert Outbox.objects.count() == 1
    with pytest.raises(NoGap, match="older"):
        accept_gap(actor=OPERATOR, reason="not a gap")
    for tile in ("tile/0/000.p/2", "tile/entries/000.p/2"):
        assert (log_folder / tile).exists(), "what an older checkpoint does not cover may be the true log"


def test_a_lost_log_is_an_older_log(sequencer: Sequencer, log_folder: Path) -> None:
    act()
    sequencer.step()
    (log_folder / "checkpoint").unlink()
    with pytest.raises(HistoryConflict, match="holds 0"):
        started_again(sequencer).start()


def test_a_database_of_another_history_is_refused_and_read_only(sequencer: Sequencer) -> None:
    act()
    sequencer.step()
    LogState.objects.update(root=bytes(32))
    assert "서로 달라" in (queries.read_only_reason() or "")
    with pytest.raises(HistoryConflict, match="two histories"):
        started_again(sequencer).start()
    with pytest.raises(NoGap):
        accept_gap(actor=OPERATOR, reason="not a gap")


def test_a_settled_conflict_is_forgotten_at_the_next_start(sequencer: Sequencer) -> None:
    act()
    sequencer.step()
    root = LogState.objects.get().root
    LogState.objects.update(root=bytes(32))
    with pytest.raises(HistoryConflict):
        started_again(sequencer).start()
    LogState.objects.update(root=root)
    assert queries.read_only_reason()
    started_again(sequencer).start()
    assert queries.read_only_reason() is None


def test_a_restore_replays_erasures_from_the_log(sequencer: Sequencer, backup: BackUp) -> None:
    secret = act("person:7", name="비밀")
    other = act("person:8", name="공개")
    sequencer.step()
    before = backup()
    erase_subject("person:7", actor=OPERATOR, basis=LAW)
    sequencer.step()
    before.restore()
    assert open_detail(secret) == {"name": "비밀"}, "the old tables hold the key again"

    assert replay_erasures() == 1
    assert open_detail(secret) is None
    assert open_detail(other) == {"name": "공개"}
    with pytest.raises(KeyMissing, match="erased"):
        act("person:7")
    assert replay_erasures() == 0


def test_accepting_a_gap_replays_the_erasures_in_it(sequencer: Sequencer, backup: BackUp) -> None:
    secret = act("person:7", name="비밀")
    sequencer.step()
    before = backup()
    erase_subject("person:7", actor=OPERATOR, basis=LAW)
    sequencer.step()
    before.restore()
    accept_gap(actor=OPERATOR, reason="사본에서 복구")
    assert open_detail(secret) is None


def test_a_subject_that_the_backup_does_not_know_stays_erased(sequencer: Sequencer, backup: BackUp) -> None:
    before = backup()
    act("person:9")
    erase_subject("person:9", actor=OPERATOR, basis=LAW)
    sequencer.step()
    before.restore()
    assert not Subject.objects.filter(erased_at__isnull=False).exists()
    assert replay_erasures() == 1
    with pytest.raises(KeyMissing, match="erased"):
        act("person:9")


def test_a_receipt_of_what_is_not_logged_yet_says_so(sequencer: Sequencer) -> None:
    with pytest.raises(NotLogged):
        queries.log_reader().receipt(0)
