"""Who tries the doors: a stranger, two citizens, and an official of each role in each of two bodies."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from madang.blocks.identity.actions import create_organisation, issue_api_key
from madang.blocks.identity.actions.members import assign, new_account
from madang.blocks.identity.humans import normal_number
from madang.blocks.identity.models import Account, ApiKey, Membership, Organisation
from madang.blocks.identity.roles import ADMINISTRATOR, roles
from madang.blocks.identity.testing import sign_in
from madang.blocks.identity.tests.authenticator import Authenticator as Device
from madang.blocks.ledger import SYSTEM
from madang.blocks.rooms.manifest import manifests

STRANGER, CITIZEN = "stranger", "citizen"
AT_THE_TOP = "administrator_at_the_top"  # of the body above all others
PASSWORD = "walk-through-2026"


@dataclass
class Reader:
    """Somebody at the doors.

    Attributes:
        name: ``stranger``, ``citizen`` or a role's code.
        browser: signed in with two factors, proved a moment ago.
        program: has an API key with every scope there is, acting in the same role: the role alone holds it back.
        narrow: a program whose key lacks every scope that there is.
        key, passkey, membership: what is their own.
    """

    name: str
    browser: Client = field(default_factory=lambda: _client())
    program: Client = field(default_factory=lambda: _client())
    narrow: Client = field(default_factory=lambda: _client())
    account: Account | None = None
    key: ApiKey | None = None
    passkey: Authenticator | None = None
    membership: Membership | None = None


@dataclass(frozen=True)
class City:
    """Two bodies side by side under one, and their people by role; ``others`` sit in the other body."""

    top: Organisation
    body: Organisation
    other_body: Organisation
    readers: dict[str, Reader]
    others: dict[str, Reader]


def city() -> City:
    """Make everybody."""
    top = _body("walk", "city", None)
    body, other_body = _body("walk.here", "department", top), _body("walk.there", "department", top)
    staff = [code for code, role in roles().items() if role.staff]
    return City(
        top,
        body,
        other_body,
        {
            STRANGER: Reader(STRANGER),
            CITIZEN: citizen("walk-citizen"),
            **{code: official(code, body, "here") for code in staff},
            AT_THE_TOP: official(ADMINISTRATOR, top, "top"),
        },
        {CITIZEN: citizen("walk-neighbour"), **{code: official(code, other_body, "there") for code in staff}},
    )


def citizen(name: str) -> Reader:
    return _reader(CITIZEN, new_account(name, realm="citizen", password=PASSWORD), None)


def official(role: str, body: Organisation, where: str) -> Reader:
    name = f"walk-{where}-{role.replace('_', '-')}"
    known = {"staff_number": normal_number(name), "staff_number_in": Organisation.objects.top_of(body.pk)}
    account = new_account(name, realm="staff", password=PASSWORD, **known)
    return _reader(role, account, assign(SYSTEM, account, organisation=body, role=role))


def _body(code: str, kind: str, parent: Organisation | None) -> Organisation:
    return create_organisation(SYSTEM, code=code, name_ko=code, name_en=code, kind=kind, parent=parent)


def _reader(name: str, account: Account, membership: Membership | None) -> Reader:
    account = Account.objects.get(pk=account.pk)
    TOTP.activate(account, generate_totp_secret())
    RecoveryCodes.activate(account)
    passkey = Authenticator.objects.create(
        user=account, type=Authenticator.Type.WEBAUTHN, data={"name": "walk", "credential": _credential()}
    )
    browser = sign_in(_client(), account, acting=membership)
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["reauthenticated"] = True
    session.save()
    account.act_as(membership)
    key, program = _program(
        account, [f"{room.name}:{verb}" for room in manifests() if room.api for verb in ("read", "write")]
    )
    _key, narrow = _program(account, ["nothing:read"])
    return Reader(name, browser, program, narrow, account, key, passkey, membership)


def _credential() -> Any:
    """A passkey as a browser would have made it."""
    return json.loads(Device().create({"publicKey": {"user": {"id": "d2Fsaw"}, "challenge": "d2Fsaw"}}))


def _program(account: Account, allowed: list[str]) -> tuple[ApiKey, Client]:
    key, secret = issue_api_key(
        account, label="walk", scopes=["catalogue:read"], expires_at=timezone.now() + timedelta(days=1)
    )
    ApiKey.objects.filter(pk=key.pk).update(scopes=allowed)
    return key, _client(Authorization=f"Bearer {secret}")


def _client(**headers: str) -> Client:
    """A client that reads JSON: pages that say no are half of all answers, and drawn they take half the time."""
    more: Any = {"Accept": "application/json", **headers}
    return Client(headers=more)
