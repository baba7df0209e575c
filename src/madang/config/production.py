"""Production mode (``MADANG_ENV=production``): what a site must have before it serves anybody.

Every process asks at its start. What is missing is told all at once, each with its remedy, and nothing starts;
no key, certificate or account is ever made by itself.
"""

from __future__ import annotations

import os
import re
import ssl
import stat
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from madang.blocks.rooms.manifest import Text
from madang.config.environment import ConfigurationError, Environment
from madang.config.keys import DJANGO_SECRET

if TYPE_CHECKING:
    from madang.blocks.ui.context import HelpLine

OWN_HOSTS = ("localhost", "127.0.0.1", "[::1]")
DEMO_ORIGIN_END = ".example"
GRANIAN_LOGS = Path(__file__).with_name("logging_granian.json")
_HOST = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?|\[[0-9a-f:]+\]", re.IGNORECASE)
_ORIGIN = re.compile(r"[a-z0-9][a-z0-9.-]*\.[a-z]{2,}(/[A-Za-z0-9._/-]+)?")
_KEY_IS_PKCS8 = "-----BEGIN PRIVATE KEY-----"


def two_languages(text: str) -> Text | None:
    """Return ``한국어 | English`` as a text, None when one of the two is missing."""
    ko, _bar, en = (part.strip() for part in text.partition("|"))
    return Text(ko, en) if ko and en else None


def help_line(env: Environment) -> HelpLine | None:
    """Return the person to call as the site is configured, None when anything of it is missing."""
    name, hours = two_languages(env.help_name), two_languages(env.help_hours)
    if name is None or hours is None or not env.help_number:
        return None
    from madang.blocks.ui.context import HelpLine

    return HelpLine(name, env.help_number, hours)


def address(env: Environment) -> str:
    """Return the address under which people reach the site.

    On this machine by name, not by number: browsers make passkeys for names only.
    """
    if env.production and env.hosts:
        return f"https://{env.hosts[0].lstrip('.')}/"
    return f"http{'s' if env.tls_certificate else ''}://localhost:{env.port}/"


def web_environment(env: Environment) -> dict[str, str]:
    """Return what Granian, which serves the pages, reads from its environment: log lines as ours, and TLS."""
    found = {"GRANIAN_LOG_CONFIG": str(GRANIAN_LOGS)}
    if env.tls_certificate is not None and env.tls_key is not None:
        found |= {
            "GRANIAN_SSL_CERTIFICATE": str(env.tls_certificate),
            "GRANIAN_SSL_KEYFILE": str(env.tls_key),
            "GRANIAN_SSL_PROTOCOL_MIN": "tls1.2",
        }
    return found


def refuse_unready(env: Environment) -> None:
    """Raise ConfigurationError that lists everything production still lacks. Django is set up; demo mode passes."""
    if not env.production:
        return
    if found := [*problems(env), *database_problems()]:
        lines = "\n".join(f"  {number}. {sentence}" for number, sentence in enumerate(found, start=1))
        raise ConfigurationError(f"운영 모드로 켤 수 없습니다. / Production refuses to start:\n{lines}")


def problems(env: Environment) -> list[str]:
    """Return what the surroundings lack, a sentence each; asks no database."""
    return [*_of_keys(env), *_of_hosts(env), *_of_transport(env), *_of_names(env)]


def _of_keys(env: Environment) -> list[str]:
    from madang.blocks.ledger.keys import FileKeyStore

    if not env.keys.is_dir():
        return [
            f"There are no keys in {env.keys}: restore them from the key backup, or on a new installation run "
            "`madang keys create`."
        ]
    found = []
    if open_to_others := [path for path in (env.keys, *sorted(env.keys.rglob("*"))) if _open_to_others(path)]:
        found.append(
            f"Others may read {open_to_others[0]}"
            + _and_more(open_to_others)
            + f": run `chmod -R go= {env.keys}`."
        )
    if foreign := [path for path in env.keys.rglob("*") if path.lstat().st_uid != os.geteuid()]:
        found.append(
            f"{foreign[0]}{_and_more(foreign)} belongs to another account: run "
            f"`chown -R $(id -u) {env.keys}` as root."
        )
    store = FileKeyStore(env.keys, create_missing=False)
    missing = [purpose for purpose in key_purposes() if not store.versions(purpose)]
    if not (env.keys / DJANGO_SECRET).is_file():
        missing.append(DJANGO_SECRET)
    if missing:
        found.append(
            f"Keys are missing in {env.keys}: {', '.join(missing)}. Restore them from the key backup, or on a new "
            "installation run `madang keys create`."
        )
    return found


def key_purposes() -> list[str]:
    """Return the purposes of all keys that this site's rooms use. Django is set up."""
    from madang.blocks.ledger.queries import KEY_PURPOSES
    from madang.blocks.rooms.manifest import manifests

    return list(dict.fromkeys([*KEY_PURPOSES, *(purpose for room in manifests() for purpose in room.keys)]))


def _open_to_others(path: Path) -> bool:
    return bool(stat.S_IMODE(path.lstat().st_mode) & 0o077) and not path.is_symlink()


def _and_more(paths: list[Path]) -> str:
    return f" and {len(paths) - 1} more" if len(paths) > 1 else ""


def _of_hosts(env: Environment) -> list[str]:
    if not env.hosts:
        return [
            "MADANG_HOSTS is not set: list the names under which people reach the site, separated by commas."
        ]
    return [
        f"MADANG_HOSTS holds {host!r}, which is no host name: list names such as www.haneul.go.kr."
        for host in env.hosts
        if not _HOST.fullmatch(host)
    ]


def _of_transport(env: Environment) -> list[str]:
    found = [
        f"MADANG_TRUSTED_PROXIES holds {entry}, which is everybody: name the addresses of your own proxies."
        for entry in env.trusted_proxies
        if entry != "unix" and ip_network(entry).prefixlen == 0
    ]
    if env.tls_certificate is None and env.tls_key is None:
        if not env.trusted_proxies:
            found.append(
                "Nothing encrypts the way to the reader: set MADANG_TLS_CERT and MADANG_TLS_KEY to the files of a "
                "certificate, or MADANG_TRUSTED_PROXIES to the addresses of the proxy that ends TLS."
            )
        return found
    if env.tls_certificate is None or env.tls_key is None:
        missing = "MADANG_TLS_CERT" if env.tls_certificate is None else "MADANG_TLS_KEY"
        return [*found, f"{missing} is not set: certificate and key belong together."]
    return [*found, *_of_certificate(env.tls_certificate, env.tls_key)]


def _of_certificate(certificate: Path, key: Path) -> list[str]:
    from cryptography import x509

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=lambda: b"")
        expires = x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc
        head = key.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        lost = certificate if not certificate.exists() else key
        return [
            f"{lost} does not exist: set MADANG_TLS_CERT and MADANG_TLS_KEY to the files of your certificate."
        ]
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        return [
            f"The certificate {certificate} and the key {key} cannot be used together "
            f"({getattr(error, 'reason', None) or getattr(error, 'strerror', None) or 'no PEM'}): name a certificate "
            "and its own key, both in PEM and without a passphrase."
        ]
    found = []
    if expires <= datetime.now(UTC):
        found.append(f"The certificate {certificate} expired on {expires:%Y-%m-%d}: renew it.")
    if _KEY_IS_PKCS8 not in head:
        found.append(
            f"The key {key} is not in PKCS #8: convert it with `openssl pkcs8 -topk8 -nocrypt -in {key} -out NEW`."
        )
    if _open_to_others(key):
        found.append(f"Others may read the key {key}: run `chmod 600 {key}`.")
    return found


def _of_names(env: Environment) -> list[str]:
    found = []
    if two_languages(env.organisation) is None:
        found.append(
            "MADANG_ORGANISATION is not set: name who runs the site as `한국어 이름 | English name`."
        )
    if help_line(env) is None:
        found.append(
            "The person to call is not set: MADANG_HELP_NAME=`민원실 | Help desk`, MADANG_HELP_NUMBER and "
            "MADANG_HELP_HOURS=`평일 9시~18시 | weekdays 9 to 18`."
        )
    elif _is_invented(env.help_number):
        found.append(
            f"MADANG_HELP_NUMBER {env.help_number} is an invented one: set the number that people can dial."
        )
    if not _ORIGIN.fullmatch(env.origin) or env.origin.partition("/")[0].endswith(DEMO_ORIGIN_END):
        found.append(
            "MADANG_ORIGIN is not set to a name of yours: choose the log's name once and for ever, such as "
            "www.haneul.go.kr/madang."
        )
    return found


def _is_invented(number: str) -> bool:
    from madang_city.validators import is_demo_landline, is_demo_mobile

    return number.startswith("000") or is_demo_landline(number) or is_demo_mobile(number)


def database_problems() -> list[str]:
    """Return what the database must not hold, or lacks, a sentence each. Django is set up."""
    from django.db import connection
    from django.utils import timezone

    from madang.blocks.identity.models import Account, Membership
    from madang.blocks.identity.roles import ADMINISTRATOR
    from madang.blocks.ledger.models import Entry
    from madang.systems.operations.models import DemoMark

    no_administrator = "There is no administrator: run `madang create-admin` to make the first one; that one gives all other roles."
    tables = set(connection.introspection.table_names())
    if not {Account._meta.db_table, Entry._meta.db_table, DemoMark._meta.db_table} <= tables:
        return [no_administrator]
    found = []
    if (
        DemoMark.objects.exists()
        or Account.objects.filter(invented=True).exists()
        or Entry.objects.filter(type="operations.demo.loaded").exists()
    ):
        found.append(
            "This database was once loaded with the demo city, whose people and sign-ins are public: name an empty "
            "database in DATABASE_URL, or an empty folder in MADANG_HOME."
        )
    administrators = Membership.objects.not_over(timezone.now()).filter(
        role=ADMINISTRATOR, account__is_active=True, account__invented=False
    )
    if not administrators.exists():
        found.append(no_administrator)
    return found
