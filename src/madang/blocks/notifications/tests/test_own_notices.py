"""One's own notices: read, received with a receipt, wishes kept; nobody sees another's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from madang.blocks.identity.models import Account, Person
from madang.blocks.identity.testing import sign_in
from madang.blocks.notifications import actions, queries, wording
from madang.blocks.notifications.limits import LATE, LATE_LETTER
from madang.blocks.notifications.models import Caught, Delivery, Preference, State
from madang.blocks.notifications.tests.conftest import DATA, NOON, Sent, last
from madang.blocks.rooms import manifest

REFUSED = {**DATA, "reason": "사진이 없습니다."}


def test_an_ordinary_notice_counts_as_read_when_it_is_opened(send: Sent, browser: Client) -> None:
    notice = send()
    assert "새 알림" in browser.get("/notifications/").content.decode()
    page = browser.get(f"/notifications/{notice.pk}/").content.decode()
    assert "접수번호는 2026-000000123-7" in page and "읽었다는 영수증" in page
    notice.refresh_from_db()
    assert notice.state == State.READ and notice.read_act is not None


def test_proof_is_given_by_receiving_and_nothing_is_seen_before(
    send: Sent, browser: Client, citizen: Account
) -> None:
    actions.prefer(citizen, channel="inapp")
    notice = send("tests/refused", data=REFUSED)
    address = f"/notifications/{notice.pk}/"
    for page in (browser.get("/notifications/"), browser.get(address)):
        assert "사진이 없습니다" not in page.content.decode()
        assert "주민등록증" not in page.content.decode()
    notice.refresh_from_db()
    assert notice.read_at is None
    page = browser.post(f"{address}receive/", follow=True).content.decode()
    notice.refresh_from_db()
    assert "사진이 없습니다" in page and f"/receipts/{notice.read_act}/" in page


def test_nobody_sees_or_receives_anothers(send: Sent, citizen: Account, neighbour: Account) -> None:
    notice, stranger = send(), sign_in(Client(), neighbour)
    assert stranger.get(f"/notifications/{notice.pk}/").status_code == 404
    assert stranger.post(f"/notifications/{notice.pk}/receive/").status_code == 404
    assert (
        "접수"
        not in stranger.get("/notifications/").content.decode().partition("<main")[2].partition("</main")[0]
    )
    assert Client().get(f"/notifications/{notice.pk}/").status_code == 302


def test_wishes_are_kept_and_unknown_ones_refused(browser: Client, person: Person) -> None:
    page = browser.get("/notifications/preferences/").content.decode()
    assert "haneul@example.org" in page and "편지만 보냄" in page
    answer = browser.post(
        "/notifications/preferences/", {"channel": "letter", "language": "en", "large": "on"}
    )
    assert answer.status_code == 302
    wish = Preference.objects.get(person=person)
    assert (wish.channel, wish.language, wish.large, wish.by_night) == ("letter", "en", True, False)
    assert browser.post("/notifications/preferences/", {"channel": "pigeon"}).status_code == 422
    assert browser.post("/notifications/preferences/", {"channel": "push"}).status_code == 422


def test_a_wished_language_is_spoken(send: Sent, citizen: Account) -> None:
    actions.prefer(citizen, language="en")
    notice = send(language="ko")
    assert notice.language == "en" and notice.title.startswith("Received")
    assert "Haneul City Hall" in notice.content["sms"]["text"]


def test_what_is_caught_only_operators_of_a_demonstration_see(
    send: Sent, clerk: Account, settings: object
) -> None:
    send()
    actions.bring_due(now=NOON)
    assert Caught.objects.count() == 1
    assert sign_in(Client(), clerk).get("/notifications/caught/").status_code == 403
    settings.NOTIFICATIONS_TRANSPORTS = {}  # type: ignore[attr-defined]
    assert queries.caught().count() == 1


def test_the_catch_is_thrown_away_after_a_month(send: Sent) -> None:
    send()
    actions.bring_due(now=NOON)
    Caught.objects.update(caught_at=timezone.now() - timedelta(days=29))
    assert actions.throw_away() == 0
    Caught.objects.update(caught_at=timezone.now() - timedelta(days=31))
    assert actions.throw_away() == 1


def test_the_operator_is_told_of_what_stands_still(send: Sent, citizen: Account) -> None:
    actions.prefer(citizen, channel="letter")
    notice = send()
    assert queries.queue_health(NOON + LATE) is None
    assert "worker" in (queries.queue_health(NOON + LATE + timedelta(seconds=1)) or "")
    actions.bring_due(now=NOON)
    assert queries.queue_health(NOON + LATE_LETTER) is None
    assert "우편실" in (queries.queue_health(NOON + LATE_LETTER + timedelta(seconds=1)) or "")
    assert Delivery.objects.get(pk=last(notice).pk).state == State.WAITING


def test_a_rooms_mistake_in_a_template_is_told_to_the_operator(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert wording.health() is None
    (tmp_path / "badly_told").mkdir()
    (tmp_path / "badly_told" / "x.toml").write_text("version = 1\n[ko]\ntitle = '{oops}'\n")
    (tmp_path / "badly_told" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    room = manifest.Manifest(
        name="bad", title=manifest.Text("", ""), summary=manifest.Text("", ""), notices="badly_told"
    )
    monkeypatch.setitem(manifest._registry, "bad", room)
    assert "bad/x [ko]" in (wording.health() or "")


def test_an_officials_desk_tells_nothing_of_their_private_matters(
    send: Sent, citizen: Account, clerk: Account, person: Person
) -> None:
    Account.objects.filter(pk=clerk.pk).update(person=person)
    notice, desk = send(), sign_in(Client(), Account.objects.get(pk=clerk.pk))
    assert desk.get(f"/notifications/{notice.pk}/").status_code == 404
    desk.post("/notifications/preferences/", {"channel": "letter"})
    assert not Preference.objects.filter(person=person).exists()
    assert last(send(to=actions.Recipient.of(account=Account.objects.get(pk=clerk.pk)))).channel == "inapp"
