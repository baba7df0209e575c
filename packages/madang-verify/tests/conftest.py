"""Makes the test log writer importable, and builds the Go oracle where its packages are installed."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
GOPATH = Path("/usr/share/gocode")

sys.path.insert(0, str(HERE))


class Oracle:
    """Go's sumdb packages in a process of their own: one JSON question a line."""

    def __init__(self, program: Path) -> None:
        self._process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, op: str, **values: Any) -> dict[str, Any]:
        question = json.dumps({"op": op} | values, default=lambda data: base64.b64encode(data).decode())
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(question.encode() + b"\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def data(self, op: str, field: str, **values: Any) -> Any:
        """Ask, insist on an answer, and return the bytes (or list of bytes) in one field."""
        answer = self.ask(op, **values)
        assert answer["ok"], answer
        found = answer.get(field, [])
        return (
            [base64.b64decode(one) for one in found] if isinstance(found, list) else base64.b64decode(found)
        )

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)


@pytest.fixture(scope="session")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    go = shutil.which("go")
    if not go or not (GOPATH / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip("needs Go's sumdb: apt-get install golang-go golang-golang-x-mod-dev")
    folder = tmp_path_factory.mktemp("oracle")
    program = folder / "oracle"
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": str(GOPATH),
        "GOFLAGS": "",
        "GOTOOLCHAIN": "local",
        "GOCACHE": os.environ.get("GOCACHE", str(folder / "cache")),
    }
    subprocess.run([go, "build", "-o", program, HERE / "oracle/main.go"], env=environment, check=True)
    running = Oracle(program)
    yield running
    running.close()
