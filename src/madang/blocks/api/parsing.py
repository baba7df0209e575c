"""What is sent to the API, read as JSON of whole characters."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class JsonParser(Parser):
    """JSON may write half a surrogate pair as an escape; that is no text: nothing could store it or answer with it."""

    def parse_body(self, request: HttpRequest) -> Any:
        found = super().parse_body(request)
        if b"\\u" in request.body and not is_unicode(found):
            raise ValueError("half a surrogate pair")
        return found


def is_unicode(found: Any) -> bool:
    """Whether all texts in what JSON gave, names too, are whole characters."""
    try:
        json.dumps(found, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        return False
    return True
