"""Work without a line (회선이 끊긴 창구): a device enrolled, numbers allotted beforehand, signed acts taken in on return.

A device signs each act with its own time and the digest of the act before it, so that none can be slipped in, changed or
left out unseen. What cannot become a case as it is (a double, an answer that does not fit) is kept and listed for a human;
its number stays its own.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from madang.blocks.cases import registered
from madang.blocks.cases.actions.answering import write_answers
from madang.blocks.cases.actions.beginning import begin, begin_contact, end_contact
from madang.blocks.cases.actions.confirming import confirm
from madang.blocks.cases.actions.moving import Brought, take
from madang.blocks.cases.actions.writing import digest_of
from madang.blocks.cases.basis import HANDLE, RECEIVE
from madang.blocks.cases.errors import CasesError, NotNow, Unfit
from madang.blocks.cases.models import Case, Device, NumberBlock, OfflineAct, ProcessVersion
from madang.blocks.cases.numbers import case_number
from madang.blocks.cases.parties import By
from madang.blocks.cases.process.parts import Channel
from madang.blocks.identity.models import Account
from madang.blocks.identity.principal import require
from madang.blocks.ledger import record

HOURS = 8
GRACE = timedelta(hours=16)
"""After the hours: the device may come back later than it worked, but no act may have happened then."""
MOST_NUMBERS = 200
MOST_DEVICES = 20
MOST_BLOCKS = 10
MOST_BYTES = 8_000_000
NOTHING_BEFORE = "0" * 64
_CHANNELS = (Channel.COUNTER, Channel.HOME)


@transaction.atomic
def enrol(by: Account, *, name: str, public_key: bytes) -> Device:
    """Enrol the device of an official who serves people. Raises PermissionDenied, and Unfit for another kind of key."""
    actor = require(by, "cases.serve")
    try:
        key = load_der_public_key(public_key)
    except ValueError as error:
        raise Unfit(_("기기의 열쇠를 읽을 수 없습니다. 기기를 다시 등록해 주세요.")) from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Unfit(_("기기의 열쇠는 P-256이어야 합니다."))
    assert by.acting is not None
    if Device.objects.filter(account=by, revoked_at__isnull=True).count() >= MOST_DEVICES:
        raise Unfit(_("등록한 기기가 너무 많습니다. 쓰지 않는 기기를 먼저 거두어 주세요."))
    identifier = uuid.uuid4()
    act = record(
        "cases.device.enrolled",
        actor=actor,
        subject=f"device:{identifier}",
        detail={"device": str(identifier), "key_sha256": sha256(public_key).hexdigest()},
        purpose=HANDLE,
        basis=RECEIVE,
    )
    return Device.objects.create(
        id=identifier,
        account=by,
        organisation=by.acting.organisation,
        name=" ".join(name.split())[:100] or str(_("이름 없는 기기")),
        public_key=public_key,
        act=act,
    )


@transaction.atomic
def revoke(by: Account, device: Device) -> Device:
    """A device is lost or given back: nothing that it signs afterwards is taken. Its official, or a supervisor of the body."""
    if device.account_id != by.pk and not by.has_perm("cases.assign", device):
        raise PermissionDenied(_("이 기기를 거둘 수 있는 사람이 아닙니다."))
    device = Device.objects.select_for_update().get(pk=device.pk)
    if device.revoked_at is None:
        device.revoked_at = timezone.now()
        device.save(update_fields=["revoked_at"])
        record(
            "cases.device.revoked",
            actor=require(by, "cases.work") if device.account_id != by.pk else require(by, "cases.serve"),
            subject=f"device:{device.pk}",
            detail={"device": str(device.pk)},
            purpose=HANDLE,
            basis=RECEIVE,
        )
    return device


@transaction.atomic
def allot(by: Account, device: Device, count: int) -> NumberBlock:
    """Allot intake numbers for the next eight hours. Raises NotNow for a revoked device, Unfit for too many."""
    actor = require(by, "cases.serve")
    device = Device.objects.select_for_update().get(pk=device.pk)
    if device.account_id != by.pk:
        raise PermissionDenied(_("자기 기기에만 번호를 받을 수 있습니다."))
    if device.revoked_at is not None:
        raise NotNow(_("거둔 기기입니다. 새로 등록해 주세요."))
    if not 1 <= count <= MOST_NUMBERS:
        raise Unfit(_("번호는 %(most)d개까지 받을 수 있습니다.") % {"most": MOST_NUMBERS})
    now = timezone.now()
    if device.blocks.filter(expires_at__gt=now).count() >= MOST_BLOCKS:
        raise Unfit(_("받아 둔 번호가 이미 많습니다. 받은 번호부터 써 주세요."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number') FROM generate_series(1, %s)", [count])
        serials = [row[0] for row in cursor.fetchall()]
    year = timezone.localtime(now).year
    act = record(
        "cases.numbers.allotted",
        actor=actor,
        subject=f"device:{device.pk}",
        detail={"device": str(device.pk), "first": serials[0], "last": serials[-1], "count": count},
        purpose=HANDLE,
        basis=RECEIVE,
    )
    return NumberBlock.objects.create(
        device=device,
        numbers=[case_number(year, serial) for serial in serials],
        allotted_at=now,
        expires_at=now + timedelta(hours=HOURS),
        act=act,
    )


@dataclass(frozen=True)
class _Told:
    """One act as the device signed it."""

    sequence: int
    happened_at: datetime
    channel: Channel
    service: str
    version: int
    number: str
    answers: Mapping[str, Any]
    steps: tuple[str, ...]
    method: str
    extras: Mapping[str, Any]


@transaction.atomic
def receive(by: Account, text: str, signature: bytes) -> OfflineAct:
    """Take in one act. The same act again gives what became of it the first time.

    Args:
        text: canonical JSON: device, sequence (from 1), previous (SHA-256 of the text before, hex), happened_at, channel,
            service, version, number, answers, steps, method (how the applicant confirmed), extras.
        signature: 64 bytes (r and s) by the device over the text, ECDSA P-256 with SHA-256.

    What is signed and in its order is never refused: where its time or number is wrong, or the device was revoked, a human
    looks, and the acts after it go on. Raises PermissionDenied and Unfit for what no enrolled device of this official signed
    in its order: nothing of it is kept.
    """
    require(by, "cases.serve")
    device, data = _signed(by, text, signature)
    digest = sha256(text.encode()).digest()
    told = _told(data)
    known = device.acts.filter(sequence=told.sequence).first()
    if known is not None:
        if bytes(known.digest) == digest:
            return known
        raise Unfit(_("같은 순서의 다른 접수가 이미 들어와 있습니다. 기기를 담당자에게 보여 주세요."))
    last = device.acts.order_by("-sequence").first()
    if told.sequence != (last.sequence if last else 0) + 1 or data.get("previous") != (
        bytes(last.digest).hex() if last else NOTHING_BEFORE
    ):
        raise Unfit(
            _("차례가 맞지 않습니다. %(next)d번째 접수부터 보내 주세요.")
            % {"next": (last.sequence if last else 0) + 1},
            {"sequence": str((last.sequence if last else 0) + 1)},
        )
    number, fault = _number_of(device, told)
    fault = fault or _fault_of_time(device, told)
    case, reason = (None, fault) if fault else _tried(by, told)
    act = record(
        "cases.offline.received",
        actor=require(by, "cases.serve"),
        subject=case.subject if case else f"device:{device.pk}",
        detail={
            "device": str(device.pk),
            "sequence": told.sequence,
            "sha256": digest.hex(),
            "number": told.number,
            "accepted": case is not None,
        },
        purpose=HANDLE,
        basis=RECEIVE,
        happened_at=told.happened_at,
    )
    return OfflineAct.objects.create(
        device=device,
        sequence=told.sequence,
        digest=digest,
        signature=signature,
        number=number,
        happened_at=told.happened_at,
        state=OfflineAct.State.ACCEPTED if case else OfflineAct.State.CONFLICT,
        reason=reason,
        payload="" if case else text,
        case=case,
        act=act,
    )


@transaction.atomic
def settle_offline(by: Account, identifier: int, reason: str) -> OfflineAct:
    """A human has dealt with an act that could not become a case, and says how; what was taken in is then let go.

    Raises PermissionDenied, NotNow, Unfit without words, OfflineAct.DoesNotExist.
    """
    actor = require(by, "cases.serve")
    found = OfflineAct.objects.select_for_update(of=("self",)).select_related("device").get(pk=identifier)
    if found.device.organisation_id not in by.reach():
        raise PermissionDenied(_("다른 기관의 접수입니다."))
    said = " ".join(reason.split())[:500]
    if not said:
        raise Unfit(_("어떻게 처리했는지 적어 주세요."), {"reason": _("어떻게 처리했는지 적어 주세요.")})
    if found.state != OfflineAct.State.CONFLICT:
        raise NotNow(_("이미 처리한 접수입니다."))
    found.state, found.payload, found.reason = OfflineAct.State.SETTLED, "", said
    found.save(update_fields=["state", "payload", "reason"])
    record(
        "cases.offline.settled",
        actor=actor,
        subject=f"device:{found.device_id}",
        detail={"device": str(found.device_id), "sequence": found.sequence, "number": found.number},
        purpose=HANDLE,
        basis=RECEIVE,
    )
    return found


def _signed(by: Account, text: str, signature: bytes) -> tuple[Device, dict[str, Any]]:
    refusal = Unfit(_("이 기기가 서명한 접수가 아닙니다. 기기의 등록을 확인해 주세요."))
    if len(text) > MOST_BYTES:
        raise Unfit(_("접수 한 건이 너무 큽니다."))
    try:
        data = json.loads(text)
        identifier = uuid.UUID(str(data["device"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise refusal from error
    device = Device.objects.select_for_update().filter(pk=identifier, account=by).first()
    if device is None or not isinstance(data, dict):
        raise refusal
    key = load_der_public_key(bytes(device.public_key))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    if len(signature) != 64:
        raise refusal
    r, s = (int.from_bytes(part, "big") for part in (signature[:32], signature[32:]))
    try:
        key.verify(encode_dss_signature(r, s), text.encode(), ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        raise refusal from error
    return device, data


def _told(data: Mapping[str, Any]) -> _Told:
    try:
        happened = parse_datetime(str(data["happened_at"]))
        if happened is None or happened.tzinfo is None:
            raise ValueError("happened_at")
        answers, extras = data["answers"], data.get("extras", {})
        if not isinstance(answers, dict) or not isinstance(extras, dict):
            raise ValueError("answers")
        return _Told(
            sequence=int(data["sequence"]),
            happened_at=happened,
            channel=Channel(data["channel"]),
            service=str(data["service"]),
            version=int(data["version"]),
            number=str(data["number"]),
            answers=answers,
            steps=tuple(str(each) for each in data["steps"]),
            method=str(data["method"]),
            extras=extras,
        )
    except (KeyError, ValueError, TypeError) as error:
        raise Unfit(_("접수의 모양이 맞지 않습니다. 기기의 화면을 새로 고쳐 주세요.")) from error


def _number_of(device: Device, told: _Told) -> tuple[str | None, str]:
    """The number of an act, None where it was not the device's to give, and then why a human has to look."""
    allotted = device.blocks.filter(numbers__contains=[told.number]).exists()
    if not allotted or OfflineAct.objects.filter(number=told.number).exists():
        return None, _("이 기기에 미리 준 번호가 아니거나 이미 쓴 번호입니다.")
    return told.number, ""


def _fault_of_time(device: Device, told: _Told) -> str:
    """Why a human has to look at when an act happened; empty where all is well."""
    if device.revoked_at is not None:
        return _("거둔 기기가 보낸 접수입니다. 신청인에게 확인해 주세요.")
    block = device.blocks.filter(numbers__contains=[told.number]).first()
    last = device.acts.filter(state=OfflineAct.State.ACCEPTED).order_by("-sequence").first()
    now = timezone.now()
    if (
        block is None
        or told.channel not in _CHANNELS
        or not block.allotted_at - timedelta(minutes=5) <= told.happened_at <= block.expires_at
        or told.happened_at > now + timedelta(minutes=5)
        or now > block.expires_at + GRACE
        or (last is not None and told.happened_at < last.happened_at)
    ):
        return _("접수한 때가 번호를 받은 시간을 벗어났습니다. 기기의 시계를 확인해 주세요.")
    return ""


def _tried(by: Account, told: _Told) -> tuple[Case | None, str]:
    """The case made of an act; or why a human has to look. Nothing of a failed try stays."""
    try:
        with transaction.atomic():
            return _made(by, told), ""
    except (CasesError, PermissionDenied) as error:
        return None, str(error) or str(_("접수할 수 없습니다."))
    except registered.OfflineRefused as error:
        return None, str(error)


def _made(by: Account, told: _Told) -> Case:
    version = (
        ProcessVersion.objects.select_related("process", "form_version")
        .filter(process__key=told.service, number=told.version)
        .first()
    )
    if version is None or not told.steps:
        raise NotNow(_("그런 서비스나 판이 없습니다."))
    acting: By = begin_contact(told.channel, by)
    case = begin(acting, version.process, version=version)
    write_answers(acting, case, told.answers)
    registered.offline(acting, case, told.extras)
    _refuse_double(case, version)
    confirm(acting, case, method=told.method, digest=digest_of(case))
    for name in told.steps:
        take(acting, case, name, brought=Brought(told.number, told.happened_at))
    end_contact(acting)
    found = Case.objects.get(pk=case.pk)
    if found.number != told.number:
        raise NotNow(_("접수까지 가지 못한 민원입니다."))
    return found


def _refuse_double(case: Case, version: ProcessVersion) -> None:
    """Whoever was there already for the same thing: by the answers that tell who somebody is."""
    telling = {each.question: each.value for each in case.answers.filter(is_current=True)}
    names = [each.name for each in case.form.questions if each.second_fact or each.kind == "name"]
    others = Case.objects.filter(
        version__process=version.process, lodged_at__isnull=False, closed_at__isnull=True
    ).exclude(pk=case.pk)
    for name in names:
        if name in telling:
            others = others.filter(
                answers__question=name, answers__is_current=True, answers__value=telling[name]
            )
    if names and others.exists():
        raise NotNow(_("같은 사람이 같은 민원을 이미 내서 처리 중입니다. 두 번 낸 것인지 확인해 주세요."))
