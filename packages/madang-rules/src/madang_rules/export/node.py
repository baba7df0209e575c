"""The evaluator in TypeScript, run by Node.js: for tests and benchmarks. Browsers need none of this."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

__all__ = ["SCRIPTS", "Node", "find_node"]

SCRIPTS = Path(__file__).parents[3] / "js"
"""Where the sources in TypeScript lie (not part of the wheel)."""
_OLDEST = (22, 17)


def find_node() -> str | None:
    """Return the path of a Node.js new enough to run TypeScript: named by `MADANG_NODE`, beside Python, or on the path."""
    beside = Path(sys.prefix) / "bin" / "node"
    for candidate in (os.environ.get("MADANG_NODE"), str(beside), shutil.which("node")):
        if candidate and Path(candidate).exists() and _version(candidate) >= _OLDEST:
            return candidate
    return None


def _version(node: str) -> tuple[int, ...]:
    try:
        said = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
        return tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2])
    except (OSError, subprocess.SubprocessError, ValueError):
        return (0,)


class Node:
    """A process that answers questions, one line of JSON each way."""

    def __init__(self, node: str) -> None:
        flags = ["--experimental-strip-types", "--no-warnings"]
        self._process = subprocess.Popen(
            [node, *flags, str(SCRIPTS / "src" / "serve.ts")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            bufsize=1,
        )

    def __enter__(self) -> Node:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(timeout=20)

    def ask(self, question: dict[str, Any]) -> Any:
        """Return the answer. Raises `RuntimeError` with the evaluator's own words where it failed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the evaluator ended")
        answer = json.loads(line)
        if isinstance(answer, dict) and "error" in answer:
            raise RuntimeError(answer["error"])
        return answer
