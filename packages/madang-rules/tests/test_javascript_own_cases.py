"""The cases of our own tests of FEEL and DMN, evaluated by the evaluator in TypeScript too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from madang_rules.export.node import find_node

HERE = Path(__file__).parent
_LONG = "not is_sound and not mutated and not fuzz"
_SHORT = f"{_LONG} and not attack"


@pytest.mark.skipif(find_node() is None, reason="no Node.js of version 22.17 or later")
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param(_SHORT, marks=pytest.mark.long),
        pytest.param(f"not ({_SHORT}) and {_LONG}", marks=pytest.mark.long),
    ],
    ids=["examples", "attacks"],
)
def test_what_our_own_tests_evaluate(tmp_path: Path, chosen: str) -> None:
    report = tmp_path / "report.json"
    paths = [os.fspath(HERE / "javascript"), *sys.path]
    environment = {
        **os.environ,
        "MADANG_JS_REPORT": str(report),
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(HERE.parent), "--confcutdir", str(HERE),
         "-p", "javascript_recorder", "-p", "no:cacheprovider", "--import-mode=importlib", "--hypothesis-seed=0",
         str(HERE / "feel"), str(HERE / "dmn"), "-k", chosen],
        env=environment, cwd=tmp_path, check=False, capture_output=True, text=True, timeout=580,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-3000:]
    found = json.loads(report.read_text(encoding="utf-8"))
    assert not found["differences"], "\n".join(found["differences"][:20])
    assert found["counts"]["compared"] > 100, found["counts"]
    if chosen == _SHORT:
        assert found["counts"]["compared"] > 9_000, found["counts"]
        assert found["counts"]["decisions compared"] > 250, found["counts"]
        assert found["counts"]["questions compared"] > 40, found["counts"]
