"""Predicates for the library ``rules`` that every room's permissions are made of."""

from __future__ import annotations

from typing import Any

import rules


def has_role(code: str) -> rules.predicates.Predicate:
    """Return a predicate that holds when the account acts in the role ``code`` now."""

    @rules.predicate(f"has_role:{code}")
    def holds(account: Any) -> bool:
        acting = getattr(account, "acting", None)
        return acting is not None and acting.role == code

    return holds
