"""How many pages a second: home, results and one listing over HTTP, beside a bare Django view of the same bytes.

Door: HTTP/1.1 with kept connections, ``Accept-Encoding: identity``. State: no page is cached, the site has
answered for a while (warm). Data: 2,000 invented listings, seeded; every results page is another query of two
words and holds 20 cards and facets. One core holds the site with its database, the other one the load. The
peer is one Django view on the same server (Granian, ASGI) and core, which renders one template of as many
bytes. ``ratio`` is ours over the peer's for the results page, in pages a second.

    .venv/bin/python bench/pages.py [--quick]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from importlib.metadata import version
from pathlib import Path

BIN = Path(sys.executable).parent
FIRST = [
    "청년",
    "노인",
    "장애인",
    "임산부",
    "아동",
    "소상공인",
    "농업인",
    "한부모",
    "다문화",
    "신혼부부",
    "학생",
    "여성",
]
SECOND = [
    "주거",
    "월세",
    "일자리",
    "건강",
    "교육",
    "돌봄",
    "창업",
    "문화",
    "교통",
    "에너지",
    "급식",
    "상담",
    "의료",
    "안전",
]
THIRD = ["지원", "바우처", "대출", "수당", "서비스", "교실", "감면", "보험"]
CITIES = ["하늘시", "바다시", "나무군", "구름구", "들판시"]
CONNECTIONS = 6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer seconds for each page")
    arguments = parser.parse_args()
    seconds = 3.0 if arguments.quick else 12.0
    cores = sorted(os.sched_getaffinity(0))
    server_core, load_core = cores[0], cores[-1]
    folder = Path(tempfile.mkdtemp(prefix="madang-bench-"))
    begun = time.perf_counter()
    try:
        result = measure(folder, seconds, server_core, load_core)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    result["seconds"] = round(time.perf_counter() - begun, 1)
    result["rss_mb"] = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    print(json.dumps(result, ensure_ascii=False))


def measure(folder: Path, seconds: float, server_core: int, load_core: int) -> dict[str, object]:
    """Run site and peer after one another and return the figures."""
    random_ = random.Random(2026)
    queries = [f"{a} {b}" for a in FIRST for b in SECOND] + [f"{b} {c}" for b in SECOND for c in THIRD]
    random_.shuffle(queries)
    port = free_port()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not re.match("MADANG_|DATABASE_URL|DJANGO_", name)
    }
    environment = {**kept, "MADANG_HOME": str(folder / "var"), "MADANG_PORT": str(port), "MADANG_ENV": "demo"}
    site = start([str(BIN / "madang"), "up"], environment, server_core, folder / "up.log")
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", b'"ready"')
        records = folder / "invented.json"
        records.write_text(invented(random_), encoding="utf-8")
        subprocess.run(
            [str(BIN / "madang"), "import", "services", str(records)],
            env=environment,
            check=True,
            capture_output=True,
        )
        wait_for(f"http://127.0.0.1:{port}/api/v1/search?limit=1", b'"total":20')
        wait_until_calm(folder)
        os.sched_setaffinity(0, {load_core})
        listing = json.loads(fetch(f"http://127.0.0.1:{port}/api/v1/search?limit=1"))["items"][0]["id"]
        pages = {
            "home": ["/"],
            "results": ["/search/?" + urllib.parse.urlencode({"q": query}) for query in queries],
            "detail": [f"/listings/{listing}/"],
        }
        ours = {}
        for name, paths in pages.items():
            asyncio.run(load(port, paths, min(1.0, seconds)))
            ours[name] = asyncio.run(load(port, paths, seconds))
    finally:
        stop(site)
    peers = {}
    for name, figures in ours.items():
        peer_port = free_port()
        peer = start(
            [
                sys.executable,
                "-m",
                "granian",
                "--interface",
                "asgi",
                "--host",
                "127.0.0.1",
                "--port",
                str(peer_port),
                "--no-ws",
                "--log-level",
                "warning",
                "bench.bare_view:application",
            ],
            {
                **kept,
                "BARE_VIEW_BYTES": str(figures["bytes"]),
                "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
            },
            server_core,
            folder / "peer.log",
        )
        try:
            wait_for(f"http://127.0.0.1:{peer_port}/", b"x")
            asyncio.run(load(peer_port, ["/"], min(1.0, seconds)))
            peers[name] = asyncio.run(load(peer_port, ["/"], seconds))
        finally:
            stop(peer)
    return {
        "question": "pages a second over HTTP, share of a bare Django view of the same bytes",
        "unit": "pages/s of the results page",
        "ours": round(ours["results"]["rate"], 1),
        "peer": round(peers["results"]["rate"], 1),
        "ratio": round(ours["results"]["rate"] / peers["results"]["rate"], 3),
        "pages": {
            name: {
                "ours": round(ours[name]["rate"], 1),
                "peer": round(peers[name]["rate"], 1),
                "share": round(ours[name]["rate"] / peers[name]["rate"], 3),
                "bytes": ours[name]["bytes"],
                "p50_ms": round(ours[name]["p50"] * 1000, 1),
                "p95_ms": round(ours[name]["p95"] * 1000, 1),
            }
            for name in ours
        },
        "rows": 2000,
        "connections": CONNECTIONS,
        "versions": {name: version(name) for name in ("django", "granian", "tantivy")},
    }


def invented(random_: random.Random) -> str:
    """Return 2,000 invented records in the form of a published list."""
    rows = []
    for number in range(2000):
        words = [random_.choice(FIRST), random_.choice(SECOND), random_.choice(THIRD)]
        rows.append(
            {
                "PUBL_SERVC_ID": f"{900_000_000 + number}",
                "PUBL_SERVC_TITLE": " ".join(words),
                "PUBL_SERVC_JURSDCTN_INST_NM": f"마당도 {random_.choice(CITIES)} {random_.choice(SECOND)}과",
                "LAST_UPD_DE": "2026-01-01",
                "PUBL_SERVC_PURPS_DTCONT": f"{words[0]}의 {words[1]} 문제를 덜어 드리는 {words[2]}입니다. "
                * 2,
                "SPORT_FORM_DTLS": random_.choice(["현금", "현물", "서비스"]),
                "PUBL_SERVC_DETAIL_URL": "",
            }
        )
    return json.dumps({"data": rows}, ensure_ascii=False)


async def load(port: int, paths: list[str], seconds: float) -> dict[str, float]:
    """Ask for the paths in turn over some kept connections; return rate, latencies (s) and bytes of a page."""
    times: list[float] = []
    sizes: list[int] = []
    end = time.perf_counter() + seconds
    turn = iter(range(10**9))

    async def reader() -> None:
        stream, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
        while (begun := time.perf_counter()) < end:
            path = paths[next(turn) % len(paths)]
            writer.write(
                f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\n\r\n".encode()
            )
            head = await stream.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"{path}: {head[:60]!r}")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            if length is None:
                raise RuntimeError(f"{path}: no content-length")
            body = await stream.readexactly(int(length[1]))
            times.append(time.perf_counter() - begun)
            sizes.append(len(body))
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(reader() for _ in range(CONNECTIONS)))
    spent = time.perf_counter() - begun
    cuts = statistics.quantiles(times, n=100)
    return {
        "rate": len(times) / spent,
        "p50": cuts[49],
        "p95": cuts[94],
        "bytes": round(statistics.mean(sizes)),
    }


def start(command: list[str], environment: dict[str, str], core: int, log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            env=environment,
            stdout=output,
            stderr=output,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return bytes(answer.read())


def wait_for(url: str, sign: bytes, seconds: float = 90) -> None:
    """Wait until the address answers with ``sign`` in it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if sign in fetch(url):
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer with {sign!r} in {seconds:.0f} s")


def wait_until_calm(home: Path, seconds: float = 180) -> None:
    """Wait until the jobs that a start and an import leave are done: a page is not measured beside them."""
    end, before = time.monotonic() + seconds, spent_below(home)
    while time.monotonic() < end:
        time.sleep(2)
        now = spent_below(home)
        if now - before < 0.1:
            return
        before = now
    raise TimeoutError(f"the site was still at work after {seconds:.0f} s")


def spent_below(home: Path) -> float:
    """Return the processor time (s) of all processes that serve this home so far."""
    mark, ticks = f"MADANG_HOME={home}".encode(), 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (process / "environ").read_bytes():
                ticks += sum(map(int, (process / "stat").read_text().rsplit(")", 1)[1].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
