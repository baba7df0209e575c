"""What the living page shows: one example of every component and state."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def examples(request: HttpRequest) -> dict[str, Any]:
    """Return the context of ``ui/components.html``."""
    return {"breadcrumb": [("홈", "/"), ("구성 요소", None)]}
