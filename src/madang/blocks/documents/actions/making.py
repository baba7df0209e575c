"""The site makes a document of its own, and revokes it."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.documents import papers
from madang.blocks.documents.actions.storing import check_place, lock_bytes
from madang.blocks.documents.codes import code_from, grouped
from madang.blocks.documents.errors import Unfit
from madang.blocks.documents.models import Blob, Document, Made, Scan
from madang.blocks.documents.names import shown_name
from madang.blocks.documents.storage import storage
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import record
from madang.blocks.ledger.entry import canonical
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.reasons import check_reason

VERIFICATION = "documents.verification"
COMPARISON = "documents.comparison"
MOST_TITLE = 200


def make(
    by: Principal,
    template: str,
    data: Mapping[str, Any],
    *,
    owner: str,
    purpose: str,
    basis: str,
    language: str = "ko",
    organisation: Organisation | None = None,
    title_ko: str = "",
    title_en: str = "",
    large: bool = False,
    channel: str = "web",
    retention_until: date | None = None,
    made_at: datetime | None = None,
) -> Document:
    """Make a document from a template: tagged PDF/A-2a and PDF/UA-1, with a code by which anybody verifies it.

    The same arguments with the same ``made_at`` give the same bytes and the same document: made once, however often
    it is asked for.

    Args:
        data: what the template needs (``papers.toml``); texts and lists of texts.
        owner: whose it is, as in ``store``; its readers may read it.
        organisation: the body that answers for it; the one ``by`` acts in when left out.
        title_ko, title_en: what it is, where the template's own name does not say enough. Everybody who has the code
            reads it, so it tells nothing of anybody.
        large: in large print.

    Raises PermissionDenied, Unfit naming the field, and UnfitReason.
    """
    organisation = organisation or _acting(by)
    actor = require(by, "documents.make", organisation)
    check_reason(purpose, basis)
    check_place(owner, channel)
    if language not in papers.LANGUAGES:
        raise Unfit(
            _("문서를 만들 수 있는 언어: %(known)s") % {"known": ", ".join(papers.LANGUAGES)}, "language"
        )
    chosen = papers.paper(template)
    content = chosen.checked(data)
    titles = [
        _title(title_ko or chosen.title_ko, "title_ko"),
        _title(title_en or chosen.title_en, "title_en"),
    ]
    moment = made_at or timezone.now()
    secret = key_store().mac(
        VERIFICATION,
        canonical(
            {
                "template": [template, chosen.version, language, large],
                "titles": titles,
                "data": content,
                "owner": owner,
                "organisation": organisation.code,
                "made": moment.isoformat(),
            }
        ),
    )
    code = code_from(secret)
    english = language == "en"
    pdf = papers.typeset(
        chosen,
        content,
        language=language,
        title=titles[english],
        organisation=organisation.name_en if english else organisation.name_ko,
        made_at=moment,
        code=grouped(code),
        address=address_of(code),
        large=large,
    )
    digest = sha256(pdf).digest()
    with transaction.atomic():
        lock_bytes(digest)
        made = Made.objects.select_related("document__blob").filter(code=code).first()
        if made is not None and made.document is not None and made.document.deleted_at is None:
            return made.document
        blob, _is_new = Blob.objects.get_or_create(
            digest=digest, defaults={"size": len(pdf), "kind": "pdf", "scan": Scan.OURS}
        )
        if blob.scan == Scan.UNSCANNED:
            blob.scan = Scan.OURS
            blob.save(update_fields=["scan"])
        storage().put(blob.key, pdf)
        document = Document.objects.create(
            blob=blob,
            digest=digest,
            name=shown_name(titles[english], "pdf")[0],
            owner=owner,
            channel=channel,
            purpose=purpose,
            basis=basis,
            retention_until=retention_until,
        )
        act = record(
            "documents.document.made",
            actor=actor,
            subject=owner,
            detail={
                "document": str(document.pk),
                "sha256": blob.key,
                "template": template,
                "version": chosen.version,
                "code": code,
            },
            purpose=purpose,
            basis=basis,
        )
        _keep(made, document, code, len(pdf), chosen, language, titles, organisation, moment, act, content)
        from madang.blocks.documents.jobs import look_at

        look_at.defer(blob=blob.pk)
    return document


@transaction.atomic
def revoke(by: Principal, made: Made, *, purpose: str, basis: str) -> uuid.UUID:
    """Say that a document holds no longer: its page of verification tells so from now on. Returns the act's UUID.

    A second time changes nothing and returns the first act. Raises PermissionDenied and UnfitReason.
    """
    actor = require(by, "documents.revoke", made)
    found = Made.objects.select_for_update().get(pk=made.pk)
    if found.revoked_act is None:
        found.revoked_at = timezone.now()
        found.revoked_act = record(
            "documents.document.revoked",
            actor=actor,
            subject=found.document.owner if found.document else None,
            detail={"code": found.code, "sha256": bytes(found.digest).hex()},
            purpose=purpose,
            basis=basis,
        )
        found.save(update_fields=["revoked_at", "revoked_act"])
    made.refresh_from_db()
    return found.revoked_act


def says(made: Made, field: str, typed: str) -> bool:
    """Whether the paper says ``typed`` in a field that may be compared; gaps and capitals do not count."""
    kept = made.compared.get(field)
    if kept is None or len(typed) > 1000:
        return False
    return any(mac.hex() == kept for mac in key_store().macs(COMPARISON, _compared(made.code, field, typed)))


def address_of(code: str) -> str:
    """Return the address under which anybody verifies a document; it stands in its QR code."""
    return f"{settings.SITE_ADDRESS}documents/verify/{code}/"


def _keep(
    made: Made | None,
    document: Document,
    code: str,
    size: int,
    chosen: papers.Paper,
    language: str,
    titles: list[str],
    organisation: Organisation,
    moment: datetime,
    act: uuid.UUID,
    content: Mapping[str, Any],
) -> None:
    values = {
        "document": document,
        "digest": document.digest,
        "size": size,
        "template": chosen.name,
        "version": chosen.version,
        "language": language,
        "title_ko": titles[0],
        "title_en": titles[1],
        "organisation": organisation,
        "made_at": moment,
        "act": act,
        "compared": {
            field: key_store().mac(COMPARISON, _compared(code, field, content[field])).hex()
            for field in chosen.compares
            if isinstance(content.get(field), str)
        },
    }
    if made is None:
        Made.objects.create(code=code, **values)
    else:  # its file was deleted, and is made again
        Made.objects.filter(pk=made.pk).update(**values)


def _compared(code: str, field: str, value: str) -> bytes:
    folded = "".join(unicodedata.normalize("NFKC", value).casefold().split())
    return f"{code}|{field}|{folded}".encode()


def _title(told: str, field: str) -> str:
    said = " ".join(told.split())
    if not said or len(said) > MOST_TITLE:
        raise Unfit(_("문서의 이름은 %(most)s자까지 적어 주세요.") % {"most": MOST_TITLE}, field)
    return said


def _acting(by: Principal) -> Organisation:
    if isinstance(by, Account) and by.acting is not None:
        return by.acting.organisation
    raise Unfit(_("어느 기관의 문서인지 정해 주세요."), "organisation")
