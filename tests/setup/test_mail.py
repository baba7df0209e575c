"""How a site sends mail is told by its environment; what cannot be is refused with the remedy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from madang.config.environment import ConfigurationError, Environment
from madang.config.mail import mail_of

SITE = Environment(
    home=Path("/nowhere"),
    mode="production",
    port=8400,
    database_url=None,
    mail="smtps://madang:p%40ss@mail.haneul.example",
    mail_from="하늘시청 <madang@haneul.example>",
)


def test_production_sends_by_the_server_it_is_told() -> None:
    mail = mail_of(SITE)
    assert (mail.host, mail.port, mail.user, mail.password) == ("mail.haneul.example", 465, "madang", "p@ss")
    assert mail.domain == "haneul.example" and mail.transports == {"email": "smtp"}
    assert "p@ss" not in repr(mail)
    assert mail_of(replace(SITE, mail="smtp+starttls://mail.haneul.example:2525")).port == 2525


def test_without_a_server_there_is_no_mail_and_a_demonstration_sends_none() -> None:
    assert mail_of(replace(SITE, mail="")).transports == {}
    assert set(mail_of(replace(SITE, mode="demo")).transports.values()) == {"catcher"}
    assert mail_of(replace(SITE, mode="demo")).host == ""


@pytest.mark.parametrize(
    "wrong",
    [{"mail": "http://x"}, {"mail": "smtps://"}, {"mail_from": ""}, {"mail_from": "nobody"}],
)
def test_what_cannot_be_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="MADANG_MAIL"):
        mail_of(replace(SITE, **wrong))  # type: ignore[arg-type]
