"""What all requests bring together is bounded too: many clients cannot do what one cannot."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from madang.config.bodies import TOGETHER, TOO_LARGE, TOO_MUCH_AT_ONCE, Bodies

LIMIT = 1000
SCOPE: dict[str, Any] = {"headers": []}


async def whole() -> dict[str, Any]:
    return {"type": "http.request", "body": b"a" * LIMIT, "more_body": False}


async def too_large() -> dict[str, Any]:
    return {"type": "http.request", "body": b"a" * LIMIT, "more_body": True}


def test_one_more_than_can_be_kept_is_refused_until_another_is_let_go() -> None:
    async def run() -> None:
        bodies = Bodies(limit=LIMIT, seconds=5)
        async with AsyncExitStack() as stack:
            held = [await stack.enter_async_context(bodies.read(SCOPE, whole)) for _ in range(TOGETHER)]
            assert [body.refused for body in held] == [None] * TOGETHER
            async with bodies.read(SCOPE, whole) as one_more:
                assert one_more.refused == TOO_MUCH_AT_ONCE
        async with bodies.read(SCOPE, whole) as afterwards:
            assert (afterwards.refused, afterwards.content.read()) == (None, b"a" * LIMIT)

    asyncio.run(run())


def test_what_was_refused_is_not_counted() -> None:
    async def run() -> None:
        bodies = Bodies(limit=LIMIT, seconds=5)
        for _ in range(2 * TOGETHER):
            async with bodies.read(SCOPE, too_large) as body:
                assert body.refused == TOO_LARGE

    asyncio.run(run())
