"""The first day of a real site, as docs/runbook.md tells it: keys, first administrator, `madang up` with TLS."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.operations.running import eventually
from tests.operations.site import MADANG, Site
from tests.operations.test_production import NAMES, PASSWORD, write_certificate

SIGN_IN = "/identity/office/sign-in/"


class Reader:
    """A browser that trusts the site's certificate and keeps its cookies."""

    def __init__(self, port: int, certificate: Path) -> None:
        self._port = port
        self._trust = ssl.create_default_context(cafile=str(certificate))
        self.cookies: SimpleCookie = SimpleCookie()

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPSConnection("localhost", self._port, timeout=60, context=self._trust)
        headers = {
            "Cookie": "; ".join(f"{name}={each.value}" for name, each in self.cookies.items()),
            "Origin": f"https://localhost:{self._port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection.request(method, path, urlencode(fields), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(cookie)
        return answer.status, answer.headers, text

    def submit(self, path: str, **fields: str) -> tuple[int, http.client.HTTPMessage, str]:
        _status, _headers, page = self.ask("GET", path)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found is not None
        return self.ask("POST", path, csrfmiddlewaretoken=found[1], **fields)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    tls = write_certificate(tmp_path / "tls")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield Site(
        tmp_path / "home",
        **{**NAMES, "MADANG_HOSTS": "localhost,www.baram.go.kr"},
        MADANG_ENV="production",
        MADANG_PORT=str(port),
        MADANG_TLS_CERT=str(tls["tls_certificate"]),
        MADANG_TLS_KEY=str(tls["tls_key"]),
    )


def test_the_first_day_in_production(site: Site, tmp_path: Path) -> None:
    site.madang("keys", "create")
    refused = site.madang("up", check=False)
    assert refused.returncode == 2 and "create-admin" in refused.stdout + refused.stderr
    weak = site.refused("create-admin", "--username", "first.admin", input="password\n")
    assert "too weak" in weak
    site.madang("create-admin", "--username", "first.admin", input=f"{PASSWORD}\n")
    assert "관리자" in site.refused("create-admin", "--username", "second", input=f"{PASSWORD}\n")
    with (tmp_path / "up.log").open("wb") as said:
        up = subprocess.Popen([str(MADANG), "up"], env=site.environment, stdout=said, stderr=said)
    try:
        reader = Reader(int(site.environment["MADANG_PORT"]), tmp_path / "tls" / "site.pem")
        eventually(lambda: up.poll() is None and reader.ask("GET", "/readyz")[0] == 200)
        status, headers, page = reader.ask("GET", "/")
        assert status == 200 and headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "바람시청" in page and "시연용" not in page
        _sign_in_for_the_first_time(reader)
    finally:
        up.send_signal(signal.SIGTERM)
        code = up.wait(60)
    said_up = (tmp_path / "up.log").read_text()
    assert code == 0, said_up
    assert "https://localhost/" in said_up and "demo" not in said_up
    _logs_are_json(site.home / "logs")


def _sign_in_for_the_first_time(reader: Reader) -> None:
    status, headers, page = reader.submit(SIGN_IN, login="first.admin", password="wrong " + PASSWORD)
    assert status == 200 and "sessionid" not in reader.cookies
    status, headers, page = reader.submit(SIGN_IN, login="first.admin", password=PASSWORD)
    assert status == 302
    secure = [
        cookie
        for cookie in headers.get_all("Set-Cookie") or []
        if cookie.startswith(("sessionid", "csrftoken"))
    ]
    assert secure and all("Secure" in cookie and "HttpOnly" in cookie for cookie in secure)
    # A password alone opens no office: the way leads to a second factor first.
    where = "/operations/"
    for _step in range(4):
        status, headers, page = reader.ask("GET", where)
        if status != 302:
            break
        where = headers["Location"]
    assert re.search(r"/(totp/add|security|step-up|confirm)/", where), (status, where)
    assert "살필 것" not in page


def _logs_are_json(folder: Path) -> None:
    lines = 0
    for path in folder.glob("*.log"):
        if path.name == "preparation.log":
            continue  # sentences for whoever sits at the terminal
        text = path.read_text()
        assert PASSWORD not in text and "first.admin" not in text
        for line in text.splitlines():
            assert {"time", "level", "event"} <= json.loads(line).keys(), (path.name, line)
            lines += 1
    assert lines > 5
