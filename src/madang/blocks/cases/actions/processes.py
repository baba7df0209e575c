"""A service published: its form and its process, tried on its samples first."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.cases.basis import LAW, MAKE
from madang.blocks.cases.models import ProcessVersion, ServiceProcess
from madang.blocks.cases.process.reading import read_process
from madang.blocks.cases.registered import act_names, fact_names
from madang.blocks.forms import actions as forms
from madang.blocks.identity.models import Organisation
from madang.blocks.identity.principal import Principal, require
from madang.blocks.identity.roles import roles
from madang.blocks.ledger import record
from madang.blocks.ledger.entry import canonical


@transaction.atomic
def publish_service(
    by: Principal, *, process: Any, form: Any, organisation: Organisation, valid_from: date | None = None
) -> ProcessVersion:
    """Keep a form and a process (JSON) as the service's next version; the same texts make no new one.

    Cases that run stay on theirs. Raises PermissionDenied, UnfitDefinition and UnfitProcess with every fault.
    """
    actor = require(by, "cases.publish", organisation)
    form_version = forms.publish_checked(actor, form, organisation=organisation)
    found = read_process(
        process, form=form_version.definition, roles=roles(), facts=fact_names(), acts=act_names()
    )
    text = canonical(found.as_data())
    digest = sha256(text).digest()
    service, _made = ServiceProcess.objects.get_or_create(
        key=found.key, defaults={"organisation": organisation}
    )
    service = ServiceProcess.objects.select_for_update().get(pk=service.pk)
    if service.organisation_id != organisation.pk:
        raise PermissionDenied(_("다른 기관의 절차입니다. 다른 코드를 쓰거나 그 기관에 물어보세요."))
    latest = service.versions.order_by("-number").first()
    if latest is not None and bytes(latest.digest) == digest and latest.form_version_id == form_version.pk:
        return latest
    number = (service.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    act = record(
        "cases.process.published",
        actor=actor,
        subject=f"process:{service.key}",
        detail={
            "process": service.key,
            "number": number,
            "sha256": digest.hex(),
            "form_sha256": bytes(form_version.digest).hex(),
        },
        purpose=MAKE,
        basis=LAW,
    )
    return ProcessVersion.objects.create(
        process=service,
        number=number,
        definition_json=text.decode(),
        digest=digest,
        form_version=form_version,
        valid_from=valid_from or timezone.localdate(),
        act=act,
    )
