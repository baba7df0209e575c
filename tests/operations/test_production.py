"""Production mode: everything that is missing is told at once, each with its remedy, and nothing starts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.db import transaction

from madang.blocks.identity import actions as identity
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.models import Account
from madang.blocks.ledger.keys import FileKeyStore
from madang.config.environment import ConfigurationError, Environment
from madang.config.keys import DJANGO_SECRET, read_or_create_secret
from madang.config.production import (
    database_problems,
    help_line,
    key_purposes,
    problems,
    refuse_unready,
    two_languages,
)
from madang.config.production_setup import create_administrator
from madang.systems.operations.actions import mark_demo
from tests.operations.site import Site

PASSWORD = "saffron lantern on the 7th bridge"
NAMES = {
    "MADANG_ORGANISATION": "바람시청 | Baram City Hall",
    "MADANG_HELP_NAME": "민원실 | Help desk",
    "MADANG_HELP_NUMBER": "02-120",
    "MADANG_HELP_HOURS": "평일 9시~18시 | weekdays 9 to 18",
    "MADANG_ORIGIN": "www.baram.go.kr/madang",
    "MADANG_HOSTS": "www.baram.go.kr,localhost",
}


def write_certificate(
    folder: Path, *, days: int = 30, form: PrivateFormat = PrivateFormat.PKCS8
) -> dict[str, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "www.baram.go.kr")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(exist_ok=True)
    found = {"tls_certificate": folder / "site.pem", "tls_key": folder / "site.key"}
    found["tls_certificate"].write_bytes(certificate.public_bytes(Encoding.PEM))
    found["tls_key"].touch(mode=0o600)
    found["tls_key"].write_bytes(key.private_bytes(Encoding.PEM, form, NoEncryption()))
    return found


@pytest.fixture
def ready(tmp_path: Path) -> Environment:
    """Surroundings that lack nothing."""
    env = Environment(
        home=tmp_path / "home",
        mode="production",
        port=8400,
        database_url=None,
        hosts=("www.baram.go.kr",),
        origin="www.baram.go.kr/madang",
        organisation="바람시청 | Baram City Hall",
        help_name="민원실 | Help desk",
        help_number="02-120",
        help_hours="평일 9시~18시 | weekdays 9 to 18",
        **write_certificate(tmp_path / "tls"),
    )
    read_or_create_secret(env.keys / DJANGO_SECRET)
    store = FileKeyStore(env.keys, create_missing=False)
    for purpose in key_purposes():
        store.create(purpose)
    return env


def test_surroundings_that_lack_nothing_pass(ready: Environment) -> None:
    assert problems(ready) == []
    proxied = replace(ready, tls_certificate=None, tls_key=None, trusted_proxies=("10.0.0.0/8",))
    assert problems(proxied) == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"hosts": ()}, "MADANG_HOSTS"),
        ({"hosts": ("*",)}, "MADANG_HOSTS holds '*'"),
        ({"hosts": ("http://www.baram.go.kr",)}, "MADANG_HOSTS"),
        ({"tls_certificate": None, "tls_key": None}, "MADANG_TRUSTED_PROXIES"),
        ({"tls_key": None}, "MADANG_TLS_KEY is not set"),
        ({"tls_certificate": None}, "MADANG_TLS_CERT is not set"),
        ({"tls_certificate": None, "tls_key": None, "trusted_proxies": ("0.0.0.0/0",)}, "everybody"),
        ({"tls_certificate": Path("/nowhere/site.pem")}, "does not exist"),
        ({"organisation": "바람시청"}, "MADANG_ORGANISATION"),
        ({"help_number": ""}, "MADANG_HELP_NUMBER"),
        ({"help_hours": "9-18"}, "MADANG_HELP_HOURS"),
        ({"help_number": "000-110"}, "invented"),
        ({"help_number": "010-0123-4567"}, "invented"),
        ({"origin": ""}, "MADANG_ORIGIN"),
        ({"origin": "haneul.example/madang"}, "MADANG_ORIGIN"),
    ],
)
def test_each_lack_is_one_sentence_with_its_remedy(
    ready: Environment, changes: dict[str, Any], named: str
) -> None:
    (sentence,) = problems(replace(ready, **changes))
    assert named in sentence
    assert "\n" not in sentence and sentence.endswith((".", "NEW`."))


def test_all_are_told_at_once(ready: Environment, db: None) -> None:
    with pytest.raises(ConfigurationError) as raised:
        refuse_unready(replace(ready, hosts=(), origin="", organisation="", tls_key=None))
    text = str(raised.value)
    for named in ("MADANG_HOSTS", "MADANG_ORIGIN", "MADANG_ORGANISATION", "MADANG_TLS_KEY", "create-admin"):
        assert named in text
    refuse_unready(replace(ready, mode="demo", hosts=()))


def test_keys_are_never_made_by_themselves(ready: Environment) -> None:
    (ready.keys / "ledger.subject" / "0001.key").unlink()
    (ready.keys / DJANGO_SECRET).unlink()
    (sentence,) = problems(ready)
    assert "ledger.subject" in sentence and DJANGO_SECRET in sentence and "madang keys create" in sentence
    assert not (ready.keys / "ledger.subject" / "0001.key").exists()


def test_no_keys_at_all(ready: Environment, tmp_path: Path) -> None:
    (sentence,) = problems(replace(ready, home=tmp_path / "empty"))
    assert "restore them from the key backup" in sentence


@pytest.mark.parametrize("place", [".", DJANGO_SECRET, "ledger.subject", "ledger.subject/0001.key"])
def test_keys_that_others_may_read_are_refused(ready: Environment, place: str) -> None:
    path = ready.keys / place
    path.chmod(path.stat().st_mode | 0o040)
    (sentence,) = problems(ready)
    assert "chmod -R go=" in sentence


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_keys_of_another_account_are_refused(ready: Environment) -> None:
    os.chown(ready.keys / DJANGO_SECRET, 12345, 12345)
    (sentence,) = problems(ready)
    assert "chown" in sentence


@pytest.mark.parametrize(
    ("how", "named"),
    [
        ({"days": -1}, "expired"),
        ({"form": PrivateFormat.TraditionalOpenSSL}, "openssl pkcs8"),
    ],
)
def test_a_certificate_that_cannot_serve(ready: Environment, tmp_path: Path, how: Any, named: str) -> None:
    (sentence,) = problems(replace(ready, **write_certificate(tmp_path / "other", **how)))
    assert named in sentence


def test_a_key_of_another_certificate_and_one_that_others_may_read(
    ready: Environment, tmp_path: Path
) -> None:
    other = write_certificate(tmp_path / "other")
    (sentence,) = problems(replace(ready, tls_key=other["tls_key"]))
    assert "cannot be used together" in sentence
    other["tls_key"].chmod(0o644)
    (sentence,) = problems(replace(ready, **other))
    assert "chmod 600" in sentence


def test_a_database_that_was_ever_loaded_with_the_demo_city_is_refused(db: None) -> None:
    (only,) = database_problems()
    assert "create-admin" in only
    mark_demo()
    first, second = database_problems()
    assert "demo city" in first and "create-admin" in second


def test_a_demo_account_alone_is_enough_to_refuse(db: None) -> None:
    account = identity.open_citizen_account("minsu", PASSWORD)
    Account.objects.filter(pk=account.pk).update(invented=True)
    assert "demo city" in database_problems()[0]


def test_the_first_administrator(ready: Environment, db: None) -> None:
    create_administrator(ready, "first.admin", PASSWORD, "baram")
    assert database_problems() == []
    account = Account.objects.get(username="first.admin")
    assert account.check_password(PASSWORD) and not account.password_temporary
    assert account.acting is not None and account.acting.organisation.name_ko == "바람시청"
    with pytest.raises(ConfigurationError, match="관리자"), transaction.atomic():
        create_administrator(ready, "second.admin", PASSWORD, "baram")


@pytest.mark.parametrize("weak", ["", "short", "1234567890123", "first.admin1", "password1234"])
def test_a_weak_password_is_refused_and_makes_nobody(ready: Environment, db: None, weak: str) -> None:
    with pytest.raises(ConfigurationError, match="too weak"):
        create_administrator(ready, "first.admin", weak, "baram")
    assert not Account.objects.exists()


def test_invented_resident_numbers_are_refused_in_production(settings: Any, db: None) -> None:
    from madang.blocks.identity.resident_number import normalise

    assert normalise("905101-2000001")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mode="production")
    with pytest.raises(NotPossible):
        normalise("905101-2000001")


def test_two_languages_need_both() -> None:
    assert two_languages("가 | a") is not None
    assert two_languages("가") is two_languages("| a") is two_languages("") is None


def test_the_person_to_call_is_the_configured_one(ready: Environment) -> None:
    found = help_line(ready)
    assert found is not None and (found.number, found.name.en) == ("02-120", "Help desk")


@pytest.fixture
def production(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Return a function making an installation in production mode, with nothing but its environment."""
    tls = write_certificate(tmp_path / "tls")
    environment = {
        **NAMES,
        "MADANG_TLS_CERT": str(tls["tls_certificate"]),
        "MADANG_TLS_KEY": str(tls["tls_key"]),
    }
    made: list[Site] = []

    def make(**more: str) -> Site:
        made.append(Site(tmp_path / "home", MADANG_ENV="production", **{**environment, **more}))
        return made[-1]

    yield make
    for site in made:
        site.stop_database()


def test_every_process_refuses_an_unready_site(production: Callable[..., Site]) -> None:
    site = production(MADANG_HOSTS="")
    assert "key file" in site.refused("worker")
    site.madang("keys", "create")
    site.start_database()
    for process in ("worker", "sequencer", "indexer"):
        said = site.refused(process)
        assert "MADANG_HOSTS" in said and "create-admin" in said
    web = subprocess.run(
        [sys.executable, "-c", "import madang.config.asgi"],
        env=site.environment,
        capture_output=True,
        text=True,
    )
    assert web.returncode != 0 and "MADANG_HOSTS" in web.stderr


def test_keys_are_not_made_anew_beside_a_log(production: Callable[..., Site]) -> None:
    site = production()
    assert "ledger.checkpoint" in site.madang("keys", "create").stdout
    assert site.madang("keys", "create").stdout == ""
    assert "ledger.checkpoint" in site.madang("keys", "show").stdout
    (site.home / "log").mkdir()
    (site.home / "log" / "checkpoint").write_text("x")
    (site.home / "keys" / "ledger.checkpoint" / "0001.key").unlink()
    assert "restore the key backup" in site.refused("keys", "create")


def test_the_demo_city_cannot_be_loaded(production: Callable[..., Site]) -> None:
    site = production()
    site.madang("keys", "create")
    assert "demo city" in site.refused("demo", "load")
