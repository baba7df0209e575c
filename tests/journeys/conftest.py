"""The whole house, really running: `madang up` on a fresh home with a PostgreSQL of its own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.page import watch

MADANG = Path(sys.executable).with_name("madang")
STARTS_WITHIN = 240.0  # seconds; some ten, unless the machine has much else to do


@dataclass
class House:
    """A running site.

    Attributes:
        url: its address, without a slash at the end.
        home: its folder of state.
    """

    url: str
    home: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def madang(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run the `madang` command against this site."""
        done = subprocess.run(
            [str(MADANG), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def stop(self) -> None:
        """Stop it as Ctrl-C would, and as somebody does who will not wait for readers that stay connected."""
        while self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(3)


def start(home: Path, log: Path, **more: str) -> House:
    """Start a site on ``home`` and wait until every part of it is ready; ``more`` goes into its environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {
        name: value
        for name, value in os.environ.items()
        if not re.match(r"MADANG_|DATABASE_URL|DJANGO_", name)
    }
    environment = {**kept, "MADANG_HOME": str(home), "MADANG_PORT": str(port), "MADANG_ENV": "demo", **more}
    with log.open("wb") as output:
        process = subprocess.Popen([str(MADANG), "up"], env=environment, stdout=output, stderr=output)
    house = House(f"http://127.0.0.1:{port}", home, environment, process)
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(
                f"madang up ended with {process.returncode}:\n{log.read_text(errors='replace')[-4000:]}"
            )
        try:
            with urllib.request.urlopen(f"{house.url}/readyz", timeout=20) as answer:
                if b'"ready"' in answer.read():
                    return house
        except OSError:
            pass
        time.sleep(0.1)
    house.stop()
    pytest.fail(
        f"the site was not ready after {STARTS_WITHIN:.0f} s:\n{log.read_text(errors='replace')[-4000:]}"
    )


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """One running site with the demo city for all journeys of a file."""
    with tempfile.TemporaryDirectory(prefix="madang-journey-") as folder:
        running = start(Path(folder) / "var", Path(folder) / "up.log")
        yield running
        running.stop()


@pytest.fixture
def page(browser: Browser, house: House) -> Iterator[Page]:
    """A fresh reader in a real browser; fails when the page breaks its security policy or its scripts."""
    context = browser.new_context(base_url=house.url, locale="ko-KR", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    page = context.new_page()
    problems = watch(page)
    yield page
    context.close()
    assert not problems, "\n".join(problems)
