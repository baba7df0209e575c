"""Rules: conditions a second beside other engines of FEEL, a large table, many people, and one person.

(a) Conditions. Door: the function of a compiled expression called with one person's facts, a new `Evaluation` every
    20 of them;
    state: parsed once, warm; data: 20 conditions written by hand (five atoms on average; decimals, dates, lists) in turn, 200
    seeded persons. Peers: bkflow-feel (tree made once), pySFeel (tokens made once: it evaluates while it
    parses), feelin (its interpreter's tree made once; through its public door, which parses again, in
    `public_door`). `ratio`: ours over the best peer's, on the conditions that all peers present answer as we do.
    Numbers become what each engine counts with before the clock runs: decimals here, floats and integers in
    bkflow-feel and pySFeel, JavaScript's numbers in feelin. `in_columns`: the same conditions, each asked for
    100,000 people in one call (`population`), facts in columns before the clock runs; the peers have no such door.
(b) Decision table of 3,000 rules under UNIQUE (places × ages × incomes): decisions a second and seconds to load.
(c) Population: 11,000 conditions (of which many say the same in other words) × 200,000 people with absent and
    unknown facts: seconds of processor time on one core, share of the limit of 20 s; answers compared with the
    engine's for 10,000 pairs drawn at random.
(d) One person against the 11,000: 99th percentile of milliseconds, beside the limit of 5 ms.
(e) The standard's test kit, counted in expected result nodes.

Each engine runs in a process of its own, at most two at a time (one a core), timed in processor time. Peers are installed by
pip and npm into a folder kept between runs (`MADANG_BENCH_PEERS`, else below the temporary folder); one that
cannot be installed is reported "absent".

    .venv/bin/python bench/rules.py [--quick] [--without-peers] [--kit FOLDER]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent / "packages" / "madang-rules"
sys.path[:0] = [str(HERE), str(PACKAGE / "src")]

import rules_data  # noqa: E402

PEERS = {
    "bkflow-feel": ("pip", ["bkflow-feel", "bkflow-dmn"], "bkflow_feel_peer.py"),
    "pySFeel": ("pip", ["pySFeel"], "pysfeel_peer.py"),
    "feelin": ("npm", ["feelin"], "feelin_peer.mjs"),
    "dmn-eval-js": ("npm", ["@hbtgmbh/dmn-eval-js"], "dmn_eval_js_peer.mjs"),
}
LIMIT_POPULATION = 20.0
LIMIT_ONE_PERSON = 5.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer people and seconds: under 50 s")
    parser.add_argument("--without-peers", action="store_true", help="ours alone")
    parser.add_argument("--kit", type=Path, default=HERE.parents[1] / "shared" / "data" / "dmn-tck")
    parser.add_argument("--part", choices=("population", "person"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.part:
        part = population if arguments.part == "population" else one_person
        print(json.dumps(part(arguments.quick), ensure_ascii=False))
        return
    begun = time.perf_counter()
    result = measure(arguments)
    result["seconds"] = round(time.perf_counter() - begun, 1)
    result["rss_mb"] = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    print(json.dumps(result, ensure_ascii=False))


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run all parts, each in a process of its own, and return the figures."""
    quick = arguments.quick
    seconds = 1.0 if quick else 6.0
    with tempfile.TemporaryDirectory(prefix="madang-bench-") as name:
        task = Path(name) / "task.json"
        task.write_text(
            json.dumps(
                {
                    "conditions": rules_data.CONDITIONS,
                    "persons": rules_data.persons(50 if quick else 200, seed=2026),
                    "seconds": seconds,
                    "table": rules_data.table(),
                }
            ),
            encoding="utf-8",
        )
        commands = {} if arguments.without_peers else install(quick)
        part = [sys.executable, str(Path(__file__).resolve()), *(["--quick"] if quick else []), "--part"]
        mine = [sys.executable, str(HERE / "rules_peers" / "ours.py"), str(task)]
        with ThreadPoolExecutor(2) as pool:
            # pySFeel takes half a minute to make its grammar: it begins first, beside all others.
            slow = [name for name in ("pySFeel",) if name in commands]
            limit = 40 if quick else 240
            waiting = {name: pool.submit(run_peer, commands[name], task, limit) for name in slow}
            own = pool.submit(run, mine, 120)
            waiting |= {
                name: pool.submit(run_peer, commands[name], task, limit)
                for name in commands
                if name not in slow
            }
            counted = pool.submit(kit, arguments.kit)
            many = pool.submit(run, [*part, "population"], 300)
            one = pool.submit(run, [*part, "person"], 300)
            ours = own.result()
            found = {name: waiting[name].result() for name in commands}
    conditions = compared(ours, found)
    return {
        "question": "conditions evaluated a second on one core, compiled, beside the best other engine of FEEL",
        "unit": "evaluations/s of realistic conditions of five atoms",
        "ours": conditions["common"]["ours"],
        "peer": conditions["common"]["best"],
        "ratio": conditions["common"]["ratio"],
        "conditions": conditions,
        "table": tables(ours, found),
        "population": many.result(),
        "one_person": one.result(),
        "kit": counted.result(),
        "rows": len(rules_data.CONDITIONS),
        "versions": {"python": sys.version.split()[0]}
        | {name: version(name) for name in ("numpy",) if importlib.util.find_spec(name)}
        | {name: each.get("version", each.get("fault")) for name, each in found.items()},
    }


def install(quick: bool) -> dict[str, tuple[list[str] | None, Path]]:
    """Return the command and folder of each peer; None for one that cannot be installed."""
    home = Path(os.environ.get("MADANG_BENCH_PEERS") or Path(tempfile.gettempdir()) / "madang-bench-peers")
    home.mkdir(parents=True, exist_ok=True)

    def one(item: tuple[str, tuple[str, list[str], str]]) -> tuple[str, tuple[list[str] | None, Path]]:
        name, (kind, packages, script) = item
        folder = home / name
        done = folder / "installed"
        path = str(HERE / "rules_peers" / script)
        try:
            command = [str(folder / "bin" / "python"), path] if kind == "pip" else [node(), path]
            if not done.exists():
                (install_by_pip if kind == "pip" else install_by_npm)(folder, packages, 60 if quick else 300)
                done.touch()
        except (OSError, subprocess.SubprocessError):
            return name, (None, home)
        return name, (command, folder if kind == "npm" else home)

    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(one, PEERS.items()))


def install_by_pip(folder: Path, packages: list[str], seconds: int) -> None:
    uv = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
    if Path(uv).exists():
        quiet(["uv", "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)], seconds, uv)
        quiet(
            ["uv", "pip", "install", "--quiet", "--python", str(folder / "bin" / "python"), *packages],
            seconds,
            uv,
        )
        return
    quiet([sys.executable, "-m", "venv", str(folder)], seconds)
    quiet([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *packages], seconds)


def install_by_npm(folder: Path, packages: list[str], seconds: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"name": "peer", "private": true}', encoding="utf-8")
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm")
    quiet(
        [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), *packages], seconds
    )


def quiet(command: list[str], seconds: int, program: str | None = None) -> None:
    subprocess.run([program or command[0], *command[1:]], check=True, capture_output=True, timeout=seconds)


def node() -> str:
    beside = Path(sys.executable).parent / "node"
    found = str(beside) if beside.exists() else shutil.which("node")
    if found is None:
        raise FileNotFoundError("node")
    return found


def run(command: list[str], seconds: int, cwd: Path | None = None) -> dict[str, Any]:
    """Run one process that prints a line of JSON last; a fault is told in its place."""
    environment = {**os.environ, "PYTHONPATH": f"{PACKAGE / 'src'}:{HERE / 'rules_peers'}"}
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=seconds, cwd=cwd, env=environment, text=True, check=False
        )
        return dict(json.loads(done.stdout.splitlines()[-1]))
    except subprocess.TimeoutExpired:
        return {"fault": f"not done within {seconds} s"}
    except (IndexError, ValueError):
        return {"fault": done.stderr.strip().splitlines()[-1][:200] if done.stderr.strip() else "no answer"}


def run_peer(peer: tuple[list[str] | None, Path], task: Path, seconds: int) -> dict[str, Any]:
    """Run a peer in its folder."""
    command, folder = peer
    return {"fault": "absent"} if command is None else run([*command, str(task)], seconds, cwd=folder)


def compared(ours: dict[str, Any], found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return evaluations a second, conditions in turn: on all, and on those that each peer answers as we do."""
    rates = ours["rates"]
    agreeing = {
        name: [index for index, said in enumerate(each["answers"]) if said == ours["answers"][index]]
        for name, each in found.items()
        if each.get("answers")
    }
    figures: dict[str, Any] = {"ours": round(in_turn(rates, range(len(rates))))}
    if not agreeing:
        return {**figures, "common": {"conditions": 0, "ours": figures["ours"], "best": None, "ratio": None}}
    common = sorted(set.intersection(*(set(indexes) for indexes in agreeing.values())))
    peers = {name: in_turn(found[name]["rates"], common) for name in agreeing}
    for name, indexes in agreeing.items():
        own, theirs = in_turn(rates, indexes), in_turn(found[name]["rates"], indexes)
        figures[name] = {
            "answers_as_we_do": len(indexes),
            "rate": round(theirs),
            "ours_on_these": round(own),
            "ratio": round(own / theirs, 1) if theirs else None,
        }
        if "public_door" in found[name]:
            figures[name]["public_door"] = round(in_turn(found[name]["public_door"], indexes))
    best = max(peers.values())
    own = in_turn(rates, common)
    figures["common"] = {
        "conditions": len(common),
        "ours": round(own),
        **{name: round(rate) for name, rate in peers.items()},
        "best": round(best),
        "ratio": round(own / best, 2) if best else None,
    }
    if "in_columns" in ours:
        columns = ours["in_columns"]
        many = in_turn(columns["rates"], common)
        figures["common"]["in_columns"] = {
            "people": columns["people"],
            "conditions_that_agree": columns["conditions_that_agree"],
            "ours": round(many),
            "ratio": round(many / best, 1) if best else None,
            "ours_on_all": round(in_turn(columns["rates"], range(len(rates)))),
        }
    return figures


def in_turn(rates: list[float], indexes: Any) -> float:
    """Return the rate of evaluating conditions one after the other, of the rates of each."""
    chosen = [rates[index] for index in indexes]
    return len(chosen) / sum(1 / rate for rate in chosen) if chosen and all(chosen) else 0.0


def tables(ours: dict[str, Any], found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return decisions a second with the table of 3,000 rules."""
    mine = ours["table"]
    peers: dict[str, Any] = {}
    best = 0.0
    for name, each in found.items():
        other = each.get("table")
        if other is None:
            continue
        if "rate" not in other:
            peers[name] = other
            continue
        is_same = other["outcomes"] == mine["outcomes"][: len(other["outcomes"])]
        peers[other["name"]] = {
            "decisions_per_second": round(other["rate"], 2),
            "load_seconds": round(other.get("load", 0.0), 2),
            "same_outcomes": is_same,
        }
        if is_same:
            best = max(best, other["rate"])
    return {
        "rules": len(rules_data.table()["rules"]),
        "ours_decisions_per_second": round(mine["rate"]),
        "ours_load_seconds": round(mine["load"], 2),
        "limit_load_seconds": 1.0,
        "peers": peers,
        "ratio": round(mine["rate"] / best, 1) if best else None,
    }


def catalogue(count: int) -> tuple[dict[str, str], Any]:
    """Return conditions by label, of which some 45 % say what others say in other words; and their generator."""
    spec = importlib.util.spec_from_file_location("conditions", PACKAGE / "js" / "bench" / "conditions.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    different = made.conditions(round(count * 0.55), seed=11)
    random_ = random.Random(12)
    texts = different + [
        rules_data.spelled_again(random_.choice(different), random_) for _ in range(count - len(different))
    ]
    random_.shuffle(texts)
    return {f"c{index}": text for index, text in enumerate(texts)}, made


def population(quick: bool) -> dict[str, Any]:
    """Many conditions for many people, and pairs drawn at random compared with the engine."""
    if importlib.util.find_spec("numpy") is None:
        return {"fault": "absent: NumPy"}
    import numpy as np
    from madang_rules.feel import Evaluation, compile_expression
    from madang_rules.feel.unknown import truths
    from madang_rules.population import compile_conditions

    count = 20_000 if quick else 200_000
    texts, made = catalogue(2_000 if quick else 11_000)
    begun = time.process_time()
    conditions = compile_conditions(texts, made.FACTS)
    compiling = time.process_time() - begun
    people = rules_data.people(count, 13, made._CHOICES, made._NUMBERS, made._SUPPORTS)
    random_ = random.Random(14)
    labels = list(texts)
    pairs = sorted((random_.randrange(count), random_.choice(labels)) for _ in range(10_000))
    compiled = {label: compile_expression(texts[label], made.FACTS) for _, label in pairs}
    yes = unknown = different = asked = 0
    spent = wall = 0.0
    answers = conditions.answer(people, nulls=True)
    at = 0
    while True:
        begun, from_ = time.process_time(), time.perf_counter()
        part = next(answers, None)
        spent += time.process_time() - begun
        wall += time.perf_counter() - from_
        if part is None:
            break
        asked = conditions.asked
        yes += int(np.bitwise_count(part.yes).sum())
        unknown += conditions.distinct * (part.stop - part.start) - int(
            np.bitwise_count(part.yes).sum() + np.bitwise_count(part.no).sum()
        )
        while at < len(pairs) and pairs[at][0] < part.stop:
            person, label = pairs[at]
            possible = set(truths(compiled[label](people.facts(person), Evaluation())))
            said = (
                {True: "yes", False: "no", None: "null"}[possible.pop()] if len(possible) == 1 else "unknown"
            )
            different += part.of(label, person) != said
            at += 1
    numeric = sum(bool(re.search(r"\d", text.replace("하늘", ""))) for text in texts.values())
    return {
        "conditions": len(texts),
        "distinct": conditions.distinct,
        "atoms": conditions.atoms,
        "with_numbers_or_dates": round(numeric / len(texts), 3),
        "people": count,
        "compile_cpu_seconds": round(compiling, 2),
        "cpu_seconds": round(spent, 2),
        "wall_seconds": round(wall, 2),
        "limit_seconds": LIMIT_POPULATION,
        "ratio": round(LIMIT_POPULATION / wall, 2) if not quick else None,
        "pairs_per_cpu_second": round(conditions.distinct * count / spent),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "ways": dict(conditions.ways),
        "engine_asked": asked,
        "yes": round(yes / (conditions.distinct * count), 4),
        "unknown": round(unknown / (conditions.distinct * count), 4),
        "samples": len(pairs),
        "different": different,
    }


def one_person(quick: bool) -> dict[str, Any]:
    """One person after the other against all conditions; 40 % of the facts are not known."""
    if importlib.util.find_spec("numpy") is None:
        return {"fault": "absent: NumPy"}
    from madang_rules.feel import Evaluation, compile_expression
    from madang_rules.feel.unknown import truths
    from madang_rules.population import compile_conditions

    texts, made = catalogue(2_000 if quick else 11_000)
    single = compile_conditions(texts, made.FACTS).for_one
    persons = [made.person(seed) for seed in range(200 if quick else 2_000)]
    for person in persons[:20]:
        single.answer(person)
    times, processor = [], []
    for person in persons:
        begun, from_ = time.perf_counter(), time.process_time()
        answer = single.answer(person)
        processor.append((time.process_time() - from_) * 1000)
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    processor.sort()
    random_ = random.Random(15)
    different = 0
    for person in persons[:20]:
        answer = single.answer(person)
        for label in random_.sample(list(texts), 50):
            value = compile_expression(texts[label], made.FACTS)(person, Evaluation())
            possible = set(truths(value))
            said = (
                {True: "yes", False: "no", None: "null"}[possible.pop()] if len(possible) == 1 else "unknown"
            )
            different += answer.of(label) != said
    return {
        "conditions": len(texts),
        "persons": len(persons),
        "p50_ms": round(times[len(times) // 2], 2),
        "p99_ms": round(times[int(len(times) * 0.99)], 2),
        "p99_cpu_ms": round(processor[int(len(processor) * 0.99)], 2),
        "limit_ms": LIMIT_ONE_PERSON,
        "samples": 1_000,
        "different": different,
    }


def kit(folder: Path) -> dict[str, Any]:
    """Counts of the standard's test kit."""
    if not folder.is_dir():
        return {"fault": f"absent: {folder.name}"}
    found = run([sys.executable, "-m", "madang_rules", "tck", str(folder), "--json"], 300)
    return {
        level: {key: len(value) if isinstance(value, list) else value for key, value in counts.items()}
        for level, counts in found.items()
        if isinstance(counts, dict)
    } or found


if __name__ == "__main__":
    main()
