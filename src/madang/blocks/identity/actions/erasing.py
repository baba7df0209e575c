"""A person is erased, a citizen closes their account, and a restored site does both again (개인정보의 파기)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from madang.blocks.identity.basis import CLOSE_ACCOUNT, CLOSE_ACCOUNT_BASIS, ERASURES
from madang.blocks.identity.erasure import Whom, held, of_account, of_person, traces
from madang.blocks.identity.errors import NotPossible, StillHeld
from madang.blocks.identity.models import Account, Person
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import Actor
from madang.blocks.ledger.actions import erase_subject
from madang.blocks.ledger.errors import UnfitReason
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.models import Subject
from madang.blocks.ledger.reasons import check_reason
from madang.blocks.ledger.recording import SUBJECT_PURPOSE

ERASE = "identity.erase_person"
CLOSE = "identity.close_account"


@transaction.atomic
def erase_person(by: Principal, identifier: uuid.UUID, *, purpose: str, basis: str) -> uuid.UUID | None:
    """Take everything away by which a person is known: rows here and in every room, and what the ledger tells.

    The rows of the person and their accounts stay as tombstones; sessions, keys and factors end at once. Every
    restore of an older backup does it again before it serves (``replay_erasures``).

    Args:
        purpose: one of ``basis.ERASURES``.
        basis: the article of law; it stands in the public log.

    Returns the act's UUID, or None when the person is erased already. Raises PermissionDenied, StillHeld while
    a room holds the person, and NotPossible for an unknown person or an unfit reason.
    """
    actor = require(by, ERASE)
    _check(purpose, basis)
    person = Person.objects.select_for_update().filter(pk=identifier).first()
    if person is None:
        raise NotPossible(_("그런 사람이 없습니다."), field="identifier")
    list(Account.objects.select_for_update().filter(person=person).order_by("id"))
    return _erase(of_person(person), actor, purpose, basis)


@transaction.atomic
def erase_account(by: Principal, identifier: int, *, purpose: str, basis: str) -> uuid.UUID | None:
    """Erase an account behind which no person is known; else like ``erase_person``."""
    actor = require(by, ERASE)
    _check(purpose, basis)
    account = Account.objects.select_for_update().filter(pk=identifier).first()
    if account is None:
        raise NotPossible(_("그런 계정이 없습니다."), field="identifier")
    if account.person_id is not None:
        raise NotPossible(_("이 계정에는 등록된 사람이 있습니다. 그 사람을 지우세요."), field="identifier")
    return _erase(of_account(account), actor, purpose, basis)


@transaction.atomic
def close_account(by: Account) -> uuid.UUID | None:
    """Close one's own account and take away by whom it was; what the office keeps of the person stays.

    Returns the act's UUID, or None when it is closed already. Raises PermissionDenied for an official, whose
    account ends by leaving, and StillHeld.
    """
    actor = require(by, CLOSE, by)
    account = Account.objects.select_for_update().get(pk=by.pk)
    return _erase(of_account(account), actor, CLOSE_ACCOUNT, CLOSE_ACCOUNT_BASIS)


@transaction.atomic
def replay_erasures() -> int:
    """Erase again whom a restored database holds and the ledger names as erased; returns how many.

    Called when the ledger's own replay is done (``ledger.actions.replay_erasures``), before anything serves. The
    log names subjects by keyed hash only, so those of all people and accounts here are computed.
    """
    erased = {
        bytes(mac) for mac in Subject.objects.filter(erased_at__isnull=False).values_list("mac", flat=True)
    }
    if not erased:
        return 0
    done = 0
    for name in _named_by(erased, "person", Person.objects.filter(erased_at__isnull=True)):
        traces(of_person(Person.objects.get(pk=name)), only_look=False)
        done += 1
    for name in _named_by(erased, "account", Account.objects.filter(erased_at__isnull=True)):
        traces(of_account(Account.objects.get(pk=name)), only_look=False)
        done += 1
    return done


def _named_by(macs: set[bytes], kind: str, rows: QuerySet[Any]) -> Iterator[Any]:
    keys = key_store()
    for key in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=10_000):
        if not macs.isdisjoint(keys.macs(SUBJECT_PURPOSE, f"{kind}:{key}".encode())):
            yield key


def _check(purpose: str, basis: str) -> None:
    if purpose not in ERASURES:
        raise NotPossible(
            _("지우는 까닭을 고르세요: %(known)s") % {"known": ", ".join(ERASURES)}, field="purpose"
        )
    try:
        check_reason(purpose, basis)
    except UnfitReason as error:
        raise NotPossible(error, field=error.field) from error


def _erase(whom: Whom, actor: Actor, purpose: str, basis: str) -> uuid.UUID | None:
    if reasons := held(whom):
        raise StillHeld(reasons)
    found = traces(whom, only_look=False)
    others = sorted({name for trace in found for name in trace.subjects})
    acts = [
        erase_subject(name, actor=actor, purpose=purpose, basis=basis)
        for name in dict.fromkeys([*whom.subjects, *others])
    ]
    return next((act for act in acts if act is not None), None)
