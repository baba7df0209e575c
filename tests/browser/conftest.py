"""A real browser for every test in this folder: ``page`` on the site as its settings make it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from madang.blocks.decisions import populations
from madang.blocks.decisions.demo import load as rules
from madang.blocks.identity import actions as identity
from madang.blocks.identity.demo import TOP
from madang.blocks.identity.models import Account
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM
from tests.browser.page import HEIGHT, watch


@pytest.fixture
def new_context(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts (each a reader of its own) on the running site; arguments are Playwright's."""
    made: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        settings: dict[str, object] = {
            "base_url": live_server.url,
            "locale": "ko-KR",
            "timezone_id": "Asia/Seoul",
            "reduced_motion": "reduce",
            "viewport": {"width": 1280, "height": HEIGHT},
            **options,
        }
        context = browser.new_context(**settings)  # type: ignore[arg-type]
        context.set_default_timeout(60_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A page that fails its test when the Content-Security-Policy refuses anything or a script breaks."""
    page = new_context().new_page()
    problems = watch(page)
    yield page
    assert not problems, "\n".join(problems)


@pytest.fixture
def demo_rules(transactional_db: None) -> None:
    """The demo's rules, in their city."""
    identity.create_organisation(
        SYSTEM, code=TOP, name_ko="하늘시", name_en="Haneul-si", kind="city", parent=None
    )
    rules.load()


@pytest.fixture
def few_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole city is 3,000 people here, from the first question on that the demo asks of it."""
    monkeypatch.setattr(populations, "WHOLE", 3_000)


@pytest.fixture
def signed_in(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> Callable[[str, str], Page]:
    """The browser of somebody of the demo, by user name and language."""

    def opened(username: str, locale: str) -> Page:
        client = sign_in(Client(), Account.objects.get(username=username))
        context = new_context(locale=locale)
        context.add_cookies(
            [
                {"name": name, "value": each.value, "url": live_server.url}
                for name, each in client.cookies.items()
            ]
        )
        return context.new_page()

    return opened
