"""E-mail by SMTP, against a real server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from madang.blocks.notifications import actions
from madang.blocks.notifications.models import Delivery, Reason
from madang.blocks.notifications.tests.conftest import DATA, NOON, Sent, last, ways


class Server:
    """Keeps what it is sent; answers a recipient or a message with ``says`` when told so."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.at_recipient = ""
        self.at_data = ""

    async def handle_RCPT(  # the server's own names
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if not self.at_recipient:
            envelope.rcpt_tos.append(address)
        return self.at_recipient or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if not self.at_data:
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.at_data or "250 OK"


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    """A mail server on a free port, which this site sends to."""
    handler = Server()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    control = Controller(handler, hostname="127.0.0.1", port=port)
    control.start()
    settings.NOTIFICATIONS_TRANSPORTS = {"email": "smtp"}
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "하늘시청 <madang@haneul.example>"
    settings.MAIL_DOMAIN = "haneul.example"
    yield handler
    control.stop()


def test_a_message_arrives_whole_and_once(server: Server, send: Sent) -> None:
    notice = send()
    for _again in range(2):
        actions.bring(last(notice).pk, now=NOON)
    (message,) = server.messages
    assert (
        message["To"] == "haneul@example.org"
        and message["From"].addresses[0].addr_spec == "madang@haneul.example"
    )
    assert message["Subject"] == "‘주민등록증 재발급’ 접수" and message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<{notice.pk}.1@haneul.example>"
    assert "접수번호는 2026-000000123-7입니다." in message.get_content()


def test_a_value_writes_no_header(server: Server, send: Sent) -> None:
    send(data={**DATA, "service": "재발급\r\nBcc: thief@example.org\r\n\r\n"})
    actions.bring_due(now=NOON)
    (message,) = server.messages
    assert message["Bcc"] is None and "thief@example.org" in message["Subject"]


def test_an_address_that_is_none_bounces_and_the_next_way_is_taken(server: Server, send: Sent) -> None:
    server.at_recipient = "550 no such user"
    notice = send()
    actions.bring_due(now=NOON)
    assert ways(notice) == [("email", "bounced"), ("letter", "waiting")]
    assert notice.deliveries.get(number=1).reason == Reason.NO_SUCH_ADDRESS


@pytest.mark.parametrize("at", ["at_recipient", "at_data"])
def test_a_busy_server_is_asked_again(at: str, server: Server, send: Sent) -> None:
    setattr(server, at, "451 try later")
    notice = send()
    actions.bring_due(now=NOON)
    assert ways(notice) == [("email", "waiting")] and last(notice).reason == Reason.BUSY
    setattr(server, at, "")
    actions.bring_due(now=last(notice).due_at)
    assert ways(notice) == [("email", "sent")] and len(server.messages) == 1


def test_a_message_that_is_refused_for_good_goes_by_letter(server: Server, send: Sent) -> None:
    server.at_data = "554 refused"
    notice = send()
    actions.bring_due(now=NOON)
    assert notice.deliveries.get(number=1).reason == Reason.REFUSED
    assert Delivery.objects.get(notice=notice, number=2).channel == "letter"
