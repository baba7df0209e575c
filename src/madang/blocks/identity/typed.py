"""What somebody typed into a form just when more proof was asked of them: kept in their session, shown once.

A session lies in the database in plain text. So a form names, one by one, the fields worth keeping, and names
none that holds a secret or by which a person is found (number, telephone, e-mail). A value that looks like a
resident number is never kept, whatever its field is called.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from madang.blocks.ledger.reasons import tells_resident_number

KEPT = "identity_typed"
"""Session key."""
LONGEST = 60_000  # bytes; a Korean letter takes six
LIVES = 30 * 60  # seconds

_NEVER = re.compile("password|secret|credential|csrf|resident", re.IGNORECASE)


def keep_typed(request: HttpRequest, names: Iterable[str]) -> None:
    """Keep these fields of a sent form for the page it was sent to, unless it is too long; an earlier one goes.

    Raises ValueError for a name of a secret: a programmer's mistake.
    """
    wanted = set(names)
    if wrong := sorted(name for name in wanted if _NEVER.search(name)):
        raise ValueError(f"{', '.join(wrong)}: what a secret or a number is typed into is never kept")
    fields = {
        name: values
        for name, values in request.POST.lists()
        if name in wanted and not any(tells_resident_number(value) for value in values)
    }
    request.session.pop(KEPT, None)
    if fields and len(json.dumps(fields)) <= LONGEST:
        request.session[KEPT] = {"path": request.path, "at": time.time(), "fields": fields}


def typed_before(request: HttpRequest) -> dict[str, Any]:
    """Return what was typed into this page's form before more proof was asked, for the form's ``initial``.

    Once, for half an hour, and on that page only; else empty.
    """
    kept = request.session.get(KEPT)
    if request.method not in {"GET", "HEAD"} or not kept or kept["path"] != request.path:
        return {}
    del request.session[KEPT]
    if time.time() - kept["at"] > LIVES:
        return {}
    messages.info(request, _("적으셨던 내용을 다시 채웠습니다. 확인하고 보내 주세요."))
    return {name: values[0] if len(values) == 1 else values for name, values in kept["fields"].items()}
