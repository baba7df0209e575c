"""How long a citizen's browser takes for 11,000 conditions: the first evaluation in Chromium, beside Node's.

Each run opens a fresh page, so nothing is compiled or warm. The limit is 300 ms for reading the bundle and answering
all conditions for the first person.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from tests.browser.chromium import find_chromium, node  # noqa: E402

JS = REPOSITORY / "packages/madang-rules/js"
LIMIT_MS = 300.0
ENTRY = """
import { Bundle, decode } from %s;
globalThis.measure = (text, told) => {
  const begin = performance.now();
  const exported = JSON.parse(text);
  const parsed = performance.now();
  const bundle = new Bundle(exported);
  const read = performance.now();
  const scope = Bundle.facts(new Map(told.map(([name, value]) => [name, decode(value)])));
  const answers = bundle.evaluateAll(scope);
  const end = performance.now();
  return { parsing: parsed - begin, reading: read - parsed, first: end - read, count: answers.length };
};
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="3 fresh pages in place of 15")
    options = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "conditions.json"
        _run(sys.executable, JS / "bench/conditions.py", "--count", "11000", "--seed", "1", "--out", data)
        beside = json.loads(_run(node(), JS / "bench/measure.ts", data).splitlines()[-1])
        script = _bundled(Path(folder))
        persons = json.loads(data.with_suffix(".persons.json").read_text(encoding="utf-8"))
        runs = _in_chromium(script, data.read_text(encoding="utf-8"), persons[0], 3 if options.quick else 15)
    totals = sorted(each["reading"] + each["first"] for each in runs)
    ours = statistics.median(totals)
    print(
        json.dumps(
            {
                "question": "first evaluation of 11,000 conditions in Chromium, a fresh page each",
                "unit": "ms from parsed data to all answers, median",
                "ours": round(ours, 1),
                "peer": LIMIT_MS,
                "ratio": round(LIMIT_MS / ours, 2),
                "slowest_ms": round(totals[-1], 1),
                "parsing_ms": round(statistics.median(each["parsing"] for each in runs), 1),
                "node": beside["milliseconds"],
                "bytes": {name: beside[name] for name in ("bytes", "gzip", "brotli")},
                "rows": runs[0]["count"],
                "runs": len(runs),
                "versions": {"node": beside["node"], "chromium": _VERSION[0]},
                "seconds": round(time.monotonic() - start, 1),
                "rss_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
            }
        )
    )


_VERSION: list[str] = []


def _run(*command: object) -> str:
    return subprocess.run(
        [str(each) for each in command], check=True, capture_output=True, text=True, cwd=REPOSITORY
    ).stdout


def _bundled(folder: Path) -> str:
    """Return the evaluator and the measure as one script, put together by the bundler of the front end."""
    entry, built = folder / "entry.ts", folder / "built.js"
    entry.write_text(ENTRY % json.dumps(str(JS / "src/index.ts")), encoding="utf-8")
    _run(
        node(),
        REPOSITORY / "node_modules/rolldown/bin/cli.mjs",
        entry,
        "--file",
        built,
        "--format",
        "iife",
        "--minify",
    )
    return built.read_text(encoding="utf-8")


def _in_chromium(script: str, data: str, told: Any, times: int) -> list[dict[str, float]]:
    found = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.executable, args=list(found.arguments), env=dict(found.environment)
        )
        _VERSION.append(browser.version)
        runs = []
        for _time in range(times):
            page = browser.new_page()
            page.add_script_tag(content=script)
            runs.append(page.evaluate("([data, told]) => measure(data, told)", [data, told]))
            page.close()
        browser.close()
    return runs


if __name__ == "__main__":
    main()
