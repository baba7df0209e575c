"""The public table: figures of each channel, small cells hidden so that none can be worked out, alarms."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from madang.blocks.cases.models import Case
from madang.blocks.cases.queries import service
from madang.blocks.identity.models import Organisation
from madang.systems.services.figures import table


def _cases(channel: str, begun: int, lodged: int, minutes: int) -> None:
    found = service("id-card-reissue")
    assert found is not None
    version = found.version_on()
    now = timezone.now()
    for place in range(begun):
        done = place < lodged
        Case.objects.create(
            version=version,
            state="examination" if done else "draft",
            organisation=found.organisation,
            began_on=channel,
            created_at=now - timedelta(days=1),
            lodged_at=now - timedelta(days=1) + timedelta(minutes=minutes) if done else None,
            number=f"{channel}-{place}" if done else None,
        )


def test_a_worse_channel_raises_an_alarm_and_small_ones_are_hidden(body: Organisation) -> None:
    _cases("web", 20, 18, 10)
    _cases("phone", 10, 6, 30)
    _cases("kiosk", 7, 7, 11)
    _cases("home", 2, 2, 200)
    rows = {each.channel: each for each in table()}
    assert (rows["web"].success, rows["web"].minutes, rows["web"].alarms) == (0.9, 10, ())
    assert rows["phone"].alarms == ("success", "minutes")
    # One small cell alone could be worked out from a total: the next smallest is hidden with it.
    assert rows["home"].begun is None and rows["kiosk"].begun is None


def test_everybody_reads_the_table(body: Organisation, client: Client) -> None:
    _cases("web", 6, 6, 10)
    page = client.get("/services/figures/").content.decode()
    assert "100%" in page and "10분" in page
