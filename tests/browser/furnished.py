"""A site with something on every page: long names, many rows, real receipts, so that pages are tried as people see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.utils import timezone

from madang.blocks.cases import actions as cases
from madang.blocks.cases.models import ServiceProcess, Task
from madang.blocks.cases.process.parts import Channel
from madang.blocks.cases.tests.sample import ANSWERS, FORM
from madang.blocks.catalogue import actions as catalogue
from madang.blocks.catalogue.following import everything
from madang.blocks.catalogue.models import ImportRun, Listing, Quarantined
from madang.blocks.catalogue.search import SearchIndex
from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import SignInEvent
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Delivery, LogState
from madang.blocks.ledger.tests.by_hand import log_everything
from madang.systems.operations.models import Backup
from tests.permissions.people import City, Reader, city
from tests.permissions.samples import Samples

BROWSER = "Mozilla/5.0 (Linux; Android 14; SM-S918N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
TASK = "a_package_with_a_long_name.and_a_module.and_a_task_that_has_no_place_to_break"


@dataclass(frozen=True)
class House:
    """Everybody and everything there is to see."""

    city: City
    samples: Samples

    def reader(self, role: str) -> Reader:
        return self.city.readers[role]


def furnish() -> House:
    """Fill the site; the home in the settings must be the test's own."""
    people = city()
    samples = Samples(people)
    _listings(people, samples)
    _people(people)
    _operations(samples)
    _task_for_a_clerk(people)
    index = SearchIndex(settings.ENVIRONMENT.index)
    index.open_or_rebuild(everything)
    index.close()
    return House(people, samples)


def _listings(people: City, samples: Samples) -> None:
    body = people.body
    Listing.objects.filter(pk=samples.published.pk).update(
        summary="하늘시에 사는 무주택 청년에게 월세를 매달 20만 원까지, 최대 12개월 동안 지원합니다.",
        body={"content": "월세 가운데 매달 20만 원까지 지원합니다."},
        provider="하늘시 주거복지과",
        phones=["000-110"],
        url="https://example.org/",
    )
    for number in range(3):
        listing, _act = catalogue.draft(
            SYSTEM,
            organisation=body,
            title=f"띄어쓰기없이아주길게쓴안내의제목이어서줄을바꿀곳이없는것 {number}",
        )
        catalogue.publish(SYSTEM, listing.id)


def _people(people: City) -> None:
    identity.create_organisation(
        SYSTEM,
        code="walk.a-very-long-code-of-a-small-office",
        name_ko="하늘시 시민안전국 생활안전과 어린이놀이시설안전관리팀",
        name_en="Safety Bureau, Everyday Safety Division, Playground Inspection",
        kind="department",
        parent=people.body,
    )
    for reader in people.readers.values():
        if reader.account is None:
            continue
        for outcome in ("succeeded", "failed", "stepped_up"):
            SignInEvent.objects.create(
                account=reader.account,
                realm=reader.account.realm,
                outcome=outcome,
                methods="password,webauthn",
                ip_address="2001:db8:85a3:8d3:1319:8a2e:370:7348",
                user_agent=BROWSER,
            )
        UserSession.objects.get_or_create(
            session_key=reader.browser.session.session_key,
            defaults={
                "user": reader.account,
                "ip": "2001:db8:85a3:8d3:1319:8a2e:370:7348",
                "user_agent": BROWSER,
            },
        )


def _operations(samples: Samples) -> None:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) "
            "SELECT 'events', %s, 'failed' FROM generate_series(1, 60)",
            [TASK],
        )
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now())")
    Delivery.objects.create(
        listener=f"{TASK}:a_listener",
        index=1_234_567,
        state=Delivery.DEAD,
        attempts=6,
        due_at=now,
        error="SomeErrorWithAnUnbreakableNameThatIsLong: x",
    )
    Backup.objects.create(
        name="20260101T000000Z-abcdef",
        finished_at=now,
        entries=12_345_678,
        size=10**9,
        keys_until=now + timedelta(days=30),
    )
    numbers: dict[str, Any] = {"read": 1_234_567, "added": 1_000_000, "changed": 200_000, "rejected": 4}
    ImportRun.objects.create(
        origin="a_published_file_with_a_long_name_2026-11.txt", state="failed", **numbers
    )
    ImportRun.objects.filter(pk=samples.run.pk).update(**numbers)
    for raw in ("김하늘;" * 200, "x" * 3000):
        Quarantined.objects.create(
            run=samples.run,
            source="gov24",
            reason_code="r",
            reason_ko="까닭",
            reason_en="reason",
            raw=raw.encode(),
        )


def _task_for_a_clerk(people: City) -> None:
    """A case whose task waits for the first role that may open the queue."""
    citizen = people.readers["citizen"].account
    service = ServiceProcess.objects.get(key=FORM["key"])
    assert citizen is not None
    by = cases.begin_contact(Channel.WEB, citizen, level=1)
    case = cases.begin(by, service)
    cases.write_answers(by, case, ANSWERS)
    cases.take(by, case, "lodge")
    Task.objects.filter(case=case).update(role="clerk")


def write_log() -> None:
    """Write what was recorded since to the log."""
    log_everything(settings.ENVIRONMENT.home / "log")


def lose_the_last_acts() -> None:
    """Leave the database as an older backup would: the log holds acts that it does not."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry WHERE index >= 2")
    LogState.objects.update(size=2)
