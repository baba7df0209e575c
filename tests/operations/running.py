"""A site whose processes are started, stopped and killed one by one, and a reader who looks at it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.operations.site import Site

COMMAND = (sys.executable, "-m", "madang.cli")
PATIENCE = 60.0  # seconds; what is awaited takes one or two, unless the machine has much else to do


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


class Running:
    """The processes of a site in production mode, behind a proxy that ends TLS: the reader below."""

    def __init__(self, site: Site, host: str) -> None:
        self.site = site
        self.host = host
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        (site.home / "logs").mkdir(exist_ok=True)

    def start(self, *names: str) -> None:
        for name in names:
            with self.log(name).open("ab") as log:
                self._processes[name] = subprocess.Popen(
                    (*COMMAND, name),
                    env={**self.site.environment, "MADANG_PORT": str(self.port)},
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )

    def alive(self, name: str) -> bool:
        return self._processes[name].poll() is None

    def log(self, name: str) -> Path:
        return self.site.home / "logs" / f"{name}.log"

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        process = self._processes[name]
        os.killpg(process.pid, number)  # with the processes that it started
        process.wait(PATIENCE)

    def stop(self) -> None:
        for process in self._processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self._processes.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        """Ask the site once, as the proxy in front of it does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        sent = {
            "Host": self.host,
            "X-Forwarded-Proto": "https",
            "Accept": "text/html",
            "Accept-Language": "ko",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        try:
            connection.request(method, path, body.encode(), sent)
            answer = connection.getresponse()
            found = Answer(
                answer.status,
                {name.title(): value for name, value in answer.getheaders()},
                answer.read().decode(errors="replace"),
            )
            cookies = answer.headers.get_all("Set-Cookie") or []
            found.headers["Cookie"] = "; ".join(
                f"{name}={each.value}" for cookie in cookies for name, each in SimpleCookie(cookie).items()
            )
            return found
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def submit(self, path: str, **fields: str) -> Answer:
        """Open a page with a form and send it in."""
        page = self.get(path)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        token = found[1] if found else ""
        return self.ask(
            "POST",
            path,
            urlencode({"csrfmiddlewaretoken": token, **fields}),
            Cookie=page.headers["Cookie"],
            Origin=f"https://{self.host}",
            Content_Type="application/x-www-form-urlencoded",
        )


def eventually(holds: Callable[[], Any]) -> Any:
    """Return what ``holds`` returns once it is true; fails when that takes longer than ``PATIENCE``."""
    end = time.monotonic() + PATIENCE
    pause = 0.02
    found: Any = None
    while time.monotonic() < end:
        try:
            if found := holds():
                return found
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
    raise AssertionError(f"not so within {PATIENCE} s; the last look gave {found!r}")
