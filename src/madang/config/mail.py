"""The mail server of a site (``MADANG_MAIL``), and which transports carry its notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from madang.config.environment import ConfigurationError, Environment

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_CAUGHT = {"email": "catcher", "sms": "catcher", "voice": "catcher"}


@dataclass(frozen=True)
class Mail:
    """Django's settings of mail, and which transport carries which channel."""

    sender: str
    transports: dict[str, str] = field(default_factory=dict)
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    scheme: str = "smtp"

    @property
    def domain(self) -> str:
        """What stands behind the @ in the sender's address, and in each message's own name."""
        return parseaddr(self.sender)[1].partition("@")[2]


def mail_of(env: Environment) -> Mail:
    """Return how this site sends mail; raises ConfigurationError with the remedy.

    The demonstration sends nothing to anybody, whatever is configured: it catches what would leave the house.
    """
    sender = env.mail_from or "madang@localhost"
    if not Mail(sender).domain:
        raise ConfigurationError(f"MADANG_MAIL_FROM is {sender!r}; write it as: Name <name@example.org>.")
    if not env.production:
        return Mail(sender, _CAUGHT)
    if not env.mail:
        return Mail(sender)
    parts = urlsplit(env.mail)
    if parts.scheme not in PORTS or not parts.hostname or not env.mail_from:
        raise ConfigurationError(
            "MADANG_MAIL must be smtps://, smtp+starttls:// or smtp:// with user:password@host:port, "
            "and MADANG_MAIL_FROM the sender."
        )
    return Mail(
        sender,
        {"email": "smtp"},
        parts.hostname,
        parts.port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        parts.scheme,
    )
