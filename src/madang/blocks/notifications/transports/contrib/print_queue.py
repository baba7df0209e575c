"""Letters: set by ``documents`` as a tagged PDF with address window and QR, then they wait for the mail room."""

from __future__ import annotations

from madang.blocks.documents import actions as documents
from madang.blocks.documents.errors import Unfit
from madang.blocks.ledger import SYSTEM
from madang.blocks.notifications.models import Reason, State
from madang.blocks.notifications.transports.base import Handed, Never, Parcel


class PrintQueue:
    """One letter a parcel; the mail room prints it and says when it was posted."""

    name = "print_queue"

    def carry(self, parcel: Parcel) -> Handed:
        notice = parcel.delivery.notice
        try:
            document = documents.make(
                SYSTEM,
                "notifications/letter",
                {
                    "name": parcel.name,
                    "heading": parcel.content["title"],
                    "address": parcel.address,
                    "paragraphs": parcel.content["paragraphs"],
                    **({"registered": "yes"} if parcel.delivery.registered else {}),
                },
                owner=str(notice),
                organisation=notice.organisation,
                purpose=notice.purpose,
                basis=notice.basis,
                language=parcel.language,
                title_ko=SUBJECTS["ko"],
                title_en=SUBJECTS["en"],
                large=notice.large,
                channel="post",
                made_at=notice.created_at,
            )
        except Unfit as error:
            raise Never(Reason.UNSET, bounced=False) from error
        return Handed(State.WAITING, Reason.PRINTING, parcel.reference, document)


SUBJECTS = {"ko": "알림 편지", "en": "Letter of notice"}
"""What everybody who has the code reads of it: nothing of the matter."""

TRANSPORT = PrintQueue()
