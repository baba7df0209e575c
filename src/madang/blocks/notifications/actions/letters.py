"""The mail room: letters printed in a batch, posted, returned."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pypdf import PdfWriter

from madang.blocks.documents import queries as documents
from madang.blocks.identity.models import Account
from madang.blocks.identity.principal import Principal, require
from madang.blocks.notifications.actions.bringing import report
from madang.blocks.notifications.actions.changing import changed, locked, note
from madang.blocks.notifications.errors import Missing, NotNow, Unfit
from madang.blocks.notifications.models import Channel, Delivery, Reason, State

MOST_LETTERS = 200
LONGEST_TRACKING = 40


@transaction.atomic
def print_letters(by: Principal, letters: Sequence[int], *, now: datetime | None = None) -> bytes:
    """Return the letters as one PDF, in the order asked, and note that they were printed. Printed again: the same.

    Raises Unfit for none or too many, Missing when one is not this body's, NotNow when one was posted meanwhile, and
    HeldBack (of documents) when a file is damaged; then nothing is noted.
    """
    wanted = list(dict.fromkeys(letters))
    if not wanted or len(wanted) > MOST_LETTERS:
        raise Unfit(_("편지를 1통부터 %(most)d통까지 골라 주세요.") % {"most": MOST_LETTERS}, "letters")
    moment, writer = now or timezone.now(), PdfWriter()
    for each in wanted:
        letter = _letter(by, each)
        notice = letter.notice
        actor = require(by, "notifications.post", notice)
        if letter.state != State.WAITING or letter.document is None:
            raise NotNow(_("그 사이에 부친 편지가 있습니다. 목록을 다시 보고 골라 주세요."))
        opened = documents.fetch(by, letter.document, purpose=notice.purpose, basis=notice.basis)
        writer.append(io.BytesIO(opened.data))
        if letter.printed_at is None:
            letter.printed_at = moment
            changed(notice, letter, State.WAITING, Reason.PRINTED, moment, on_record=False)
        note(notice, "notifications.letter.printed", actor, way=letter.number)
    drawn = io.BytesIO()
    writer.write(drawn)
    return drawn.getvalue()


@transaction.atomic
def posted(by: Principal, letter: Delivery, *, tracking: str = "", now: datetime | None = None) -> None:
    """Say that a printed letter went to the post; a registered one with the number the post gave it.

    Raises PermissionDenied, Missing, Unfit without that number, NotNow for one that is not printed or went already.
    """
    found = _letter(by, letter.pk)
    actor = require(by, "notifications.post", found.notice)
    number = "".join(tracking.split()).replace("-", "").upper()
    if found.state != State.WAITING or found.printed_at is None:
        raise NotNow(_("아직 인쇄하지 않았거나 이미 부친 편지입니다."))
    if found.registered and not number:
        raise Unfit(_("등기 편지는 우체국에서 받은 등기 번호를 적어 주세요."), "tracking")
    if number and not (number.isascii() and number.isalnum() and len(number) <= LONGEST_TRACKING):
        raise Unfit(_("등기 번호는 숫자와 영문으로 적어 주세요."), "tracking")
    found.tracking = number
    changed(found.notice, found, State.SENT, Reason.POSTED, now or timezone.now(), actor=actor)


@transaction.atomic
def returned(by: Principal, letter: Delivery, *, now: datetime | None = None) -> None:
    """Say that the post brought a letter back: it bounced, and the next way is taken.

    Raises PermissionDenied, Missing, NotNow.
    """
    found = _letter(by, letter.pk)
    require(by, "notifications.post", found.notice)
    report(by, found, State.BOUNCED, Reason.RETURNED, now=now)


@transaction.atomic
def delivered(by: Principal, letter: Delivery, *, now: datetime | None = None) -> None:
    """Say that the post handed a letter over: with a registered one its delivery is proved.

    Raises PermissionDenied, Missing, NotNow.
    """
    found = _letter(by, letter.pk)
    require(by, "notifications.post", found.notice)
    report(by, found, State.DELIVERED, Reason.REPORTED, now=now)


def _letter(by: Principal, identifier: int) -> Delivery:
    """Return a letter with its notice held; raises Missing for another body's."""
    found = Delivery.objects.filter(pk=identifier, channel=Channel.LETTER).first()
    if found is None:
        raise Missing(_("그런 편지가 없거나, 다른 기관의 편지입니다."))
    notice = locked(found.notice_id)
    if isinstance(by, Account) and not by.has_perm("notifications.post", notice):
        raise Missing(_("그런 편지가 없거나, 다른 기관의 편지입니다."))
    found = Delivery.objects.select_related("document__blob").get(pk=identifier)
    found.notice = notice
    return found


__all__ = ["delivered", "posted", "print_letters", "returned"]
