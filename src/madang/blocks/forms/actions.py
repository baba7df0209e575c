"""A form founded or given a new version."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from madang.blocks.forms.definition import read_definition
from madang.blocks.forms.models import Form, FormVersion
from madang.blocks.identity.models import Organisation
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import Actor, record
from madang.blocks.ledger.entry import canonical


@transaction.atomic
def publish(by: Principal, data: Any, *, organisation: Organisation) -> FormVersion:
    """Keep a definition (JSON text or values) as the form's next version; the same text makes no new one.

    Raises PermissionDenied, and UnfitDefinition with every fault.
    """
    return publish_checked(require(by, "forms.publish", organisation), data, organisation=organisation)


@transaction.atomic
def publish_checked(actor: Actor, data: Any, *, organisation: Organisation) -> FormVersion:
    """The same for a caller who checked the permission: a form published together with its process."""
    found = read_definition(data)
    text = canonical(found.as_data())
    digest = sha256(text).digest()
    form, _made = Form.objects.get_or_create(key=found.key, defaults={"organisation": organisation})
    form = Form.objects.select_for_update().get(pk=form.pk)
    if form.organisation_id != organisation.pk:
        raise PermissionDenied(_("다른 기관의 서식입니다. 다른 코드를 쓰거나 그 기관에 물어보세요."))
    latest = form.versions.order_by("-number").first()
    if latest is not None and bytes(latest.digest) == digest:
        return latest
    number = (form.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    act = record(
        "forms.version.published",
        actor=actor,
        subject=f"form:{form.key}",
        detail={"form": form.key, "number": number, "sha256": digest.hex()},
        purpose="make-forms",
        basis="민원 처리에 관한 법률 제12조",
    )
    return FormVersion.objects.create(
        form=form, number=number, definition_json=text.decode(), digest=digest, act=act
    )
