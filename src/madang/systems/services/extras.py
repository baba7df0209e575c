"""What a device without a line brings beside the answers: money that a clerk took, files that were scanned."""

from __future__ import annotations

import base64
import binascii
import io
from typing import Any

from django.utils.translation import gettext as _

from madang.blocks.cases.models import Case
from madang.blocks.cases.parties import By
from madang.blocks.cases.registered import OfflineRefused
from madang.blocks.documents.errors import DocumentsError
from madang.systems.services.actions.paying import COUNTER, pay
from madang.systems.services.actions.photos import bring_photo
from madang.systems.services.errors import ServicesError


def paid(by: By, case: Case, value: Any) -> None:
    """Record the fee that was taken (won). Raises OfflineRefused when another amount is due."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise OfflineRefused(_("받은 금액이 숫자가 아닙니다."))
    try:
        pay(by, case, provider=COUNTER, amount=value)
    except ServicesError as error:
        raise OfflineRefused(str(error)) from error


def files(by: By, case: Case, value: Any) -> None:
    """Keep files as answers: question → {name, type, data (base64)}. Raises OfflineRefused."""
    if not isinstance(value, dict):
        raise OfflineRefused(_("붙인 파일의 모양이 맞지 않습니다."))
    for name, told in value.items():
        question = case.form.question(name)
        if question is None or not isinstance(told, dict):
            raise OfflineRefused(_("이 서식에 없는 문항입니다."))
        try:
            content = base64.b64decode(str(told.get("data", "")), validate=True)
            bring_photo(
                by,
                case,
                question,
                io.BytesIO(content),
                str(told.get("name", "")),
                str(told.get("type", "")),
            )
        except binascii.Error as error:
            raise OfflineRefused(_("붙인 파일을 읽을 수 없습니다.")) from error
        except (ServicesError, DocumentsError) as error:
            raise OfflineRefused(str(error)) from error
