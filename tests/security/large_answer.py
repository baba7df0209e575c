"""An application for Granian that sends 50 MB, as patiently as the site does, and says what became of it."""

from __future__ import annotations

import os
from typing import Any

from django.core.exceptions import RequestAborted

from madang.config.readers import Readers

PIECE = b"a" * 65_536
_readers = Readers(seconds=float(os.environ["PATIENCE"]), most=int(os.environ["MOST"]))
_ended = {"let go": 0, "read": 0}


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/ended":
        await send({"type": "http.response.body", "body": f"{_ended['let go']} {_ended['read']}".encode()})
        return
    patient = _readers.patient(send)
    try:
        for _piece in range(800):
            await patient({"type": "http.response.body", "body": PIECE, "more_body": True})
        await patient({"type": "http.response.body", "body": b"", "more_body": False})
    except RequestAborted:
        _ended["let go"] += 1
    else:
        _ended["read"] += 1
