"""How well is a known service found by three words of its own text, as typed, misspelt or without blanks?

Door: the function `SearchIndex.search(q, limit=10)`; recall without facets, latency with all of them. State:
index on disk, pages warm, no result cache. Data: real records of public services (--data), and for latency
ten times as many documents mixed from their sentences (seeded). Concurrency: one thread.

Queries: one document drawn evenly, three different words of its title, summary and body (`clean`); `typo`
changes one letter (자모) of one word; `joined` is three neighbouring words typed without blanks; `title` is
two words of the title and one of the responsible body. The sampler was frozen before any weight was tuned.
Weights were tuned on the queries reported as `tuned_half`; the headline comes from the other half.

Peers in the same run, on the same documents and queries: SQLite FTS5 with its trigram tokenizer (any of the
query's trigrams, BM25), Kiwi morphemes at index and query time with BM25 (tantivy), and plain BM25 over
jamo 4-grams of each word (tantivy).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import sqlite3
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

import tantivy

from madang.blocks.catalogue.search import Document, Kiwi, SearchIndex
from madang.blocks.catalogue.sources import Record, read_folder

REPOSITORY = Path(__file__).resolve().parent.parent
KINDS = ("clean", "typo", "joined", "title")
HANGUL_WORD = re.compile(r"[0-9A-Za-z가-힣]*[가-힣][0-9A-Za-z가-힣]+")
CONJOINING = ((0x1100, 19), (0x1161, 21), (0x11A8, 27))
Search = Callable[[str], list[str]]


def documents(folder: Path) -> list[Document]:
    found = []
    for record in read_folder(folder):
        if isinstance(record, Record):
            found.append(
                Document(
                    id=str(len(found)),
                    kind=record.kind,
                    title=record.title,
                    summary=record.summary,
                    body="\n".join(record.body.values()),
                    provider=record.provider,
                    topics=record.topics,
                    regions=[record.region] if record.region else [],
                    audiences=record.audiences,
                    life_stages=record.life_stages,
                    channels=record.channels,
                    popularity=record.views or 0,
                )
            )
    return found


# The sampler. Frozen: no change here once weights are tuned.


def sample(docs: list[Document], count: int, seed: int) -> list[dict[str, str]]:
    """`count` queries, each with the id it should find and its ways of typing."""
    chance = random.Random(seed)
    queries: list[dict[str, str]] = []
    while len(queries) < count:
        document = chance.choice(docs)
        words = HANGUL_WORD.findall(f"{document.title}\n{document.summary}\n{document.body}")
        different = sorted(set(words))
        if len(different) < 3:
            continue
        three = chance.sample(different, 3)
        wrong = list(three)
        place = chance.randrange(3)
        wrong[place] = misspell(wrong[place], chance)
        start = chance.randrange(len(words) - 2)
        title = sorted(set(HANGUL_WORD.findall(document.title)))
        body = HANGUL_WORD.findall(document.provider)
        queries.append(
            {
                "id": document.id,
                "title": " ".join(chance.sample(title, min(2, len(title))) + body[-1:]),
                "clean": " ".join(three),
                "typo": " ".join(wrong),
                "joined": "".join(words[start : start + 3]),
            }
        )
    return queries


def misspell(word: str, chance: random.Random) -> str:
    """One letter of one syllable becomes another letter of its kind, or a final is lost."""
    places = [place for place, character in enumerate(word) if "가" <= character <= "힣"]
    place = chance.choice(places)
    letters = list(unicodedata.normalize("NFD", word[place]))
    which = chance.randrange(len(letters))
    first, size = CONJOINING[which]
    if which == 2 and chance.random() < 0.5:
        letters.pop()
    else:
        others = [chr(first + step) for step in range(size) if chr(first + step) != letters[which]]
        letters[which] = chance.choice(others)
    return word[:place] + unicodedata.normalize("NFC", "".join(letters)) + word[place + 1 :]


# Measuring


def judge(search: Search, queries: list[dict[str, str]]) -> dict[str, dict[str, float]]:
    """recall@10, mean reciprocal rank within 10, and the share of queries that found nothing, a kind."""
    judged = {}
    for kind in KINDS:
        hits, reciprocal, nothing = 0, 0.0, 0
        for query in queries:
            found = search(query[kind])[:10]
            nothing += not found
            if query["id"] in found:
                hits += 1
                reciprocal += 1 / (found.index(query["id"]) + 1)
        size = len(queries)
        judged[kind] = {
            "recall_at_10": round(hits / size, 3),
            "mrr": round(reciprocal / size, 3),
            "nothing_found": round(nothing / size, 3),
        }
    return judged


def mean_recall(judged: dict[str, dict[str, float]]) -> float:
    return sum(judged[kind]["recall_at_10"] for kind in KINDS) / len(KINDS)


def attainable(docs: list[Document], queries: list[dict[str, str]]) -> float:
    """recall@10 of a reader who sees every document that holds all three words and picks ten by lot."""
    texts = [f"{one.title}\n{one.summary}\n{one.body}" for one in docs]
    total = 0.0
    for query in queries:
        words = query["clean"].split()
        total += min(1.0, 10 / max(1, sum(all(word in text for word in words) for text in texts)))
    return round(total / len(queries), 3)


class LinewiseKiwi:
    """Kiwi over lines, each analysed once in a run: ours and the peer share the work, and mixed documents
    are made of lines already known."""

    def __init__(self) -> None:
        self._kiwi = Kiwi()
        self._known: dict[str, list[str]] = {}

    def terms(self, texts: Iterable[str]) -> Iterator[list[str]]:
        for text in texts:
            lines = text.split("\n")
            new = list(dict.fromkeys(line for line in lines if line not in self._known))
            self._known.update(zip(new, self._kiwi.terms(new), strict=True))
            yield [term for line in lines for term in self._known[line]]


def plain_index(docs: list[Document], cut: Callable[[str], list[str]]) -> Search:
    """BM25 by tantivy over one field of the given pieces, title counted twice."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=50_000_000, num_threads=1)
    for one in docs:
        row = tantivy.Document()
        row.add_text("id", one.id)
        parts = f"{one.title}\n{one.title}\n{one.summary}\n{one.provider}\n{one.body}"
        row.add_text("text", " ".join(cut(parts)))
        writer.add_document(row)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(text: str) -> list[str]:
        terms = [tantivy.Query.term_query(schema, "text", term) for term in dict.fromkeys(cut(text))]
        if not terms:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return [searcher.doc(address).get_first("id") for _, address in searcher.search(query, 10).hits]

    return search


def jamo_grams(text: str) -> list[str]:
    pieces = []
    for word in HANGUL_WORD.findall(text):
        letters = unicodedata.normalize("NFD", word)
        pieces += [letters[start : start + 4] for start in range(max(1, len(letters) - 3))]
    return pieces


def sqlite_trigrams(docs: list[Document]) -> Search:
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table t using fts5(id unindexed, title, rest, tokenize='trigram')")
    database.executemany(
        "insert into t values (?, ?, ?)",
        ((one.id, one.title, f"{one.summary}\n{one.provider}\n{one.body}") for one in docs),
    )

    def search(text: str) -> list[str]:
        grams = {word[i : i + 3] for word in text.split() for i in range(len(word) - 2)}
        if not grams:
            return []
        wish = " OR ".join(f'"{gram}"' for gram in sorted(grams))
        rows = database.execute(
            "select id from t where t match ? order by bm25(t, 0, 2, 1) limit 10", (wish,)
        )
        return [row[0] for row in rows]

    return search


def mixed(docs: list[Document], times: int, seed: int) -> Iterator[Document]:
    """The documents themselves and `times` - 1 as many with lines drawn from all of them."""
    chance = random.Random(seed)
    lines = [line for one in docs for line in one.body.split("\n") if line.strip()]
    yield from docs
    for number in range(len(docs) * (times - 1)):
        one, other = chance.choice(docs), chance.choice(docs)
        size = max(1, one.body.count("\n"))
        body = "\n".join(chance.choices(lines, k=size))
        yield Document(
            id=f"mixed-{number}", kind=one.kind, title=other.title, summary=one.summary, body=body,
            provider=other.provider, topics=one.topics, regions=other.regions, audiences=one.audiences,
            life_stages=one.life_stages, channels=other.channels, popularity=number,
        )  # fmt: skip


def latency(index: SearchIndex, queries: list[dict[str, str]]) -> dict[str, float]:
    """Milliseconds of one search with facets, over all queries in all ways of typing."""
    for query in queries[:20]:
        index.search(query["clean"], limit=10)
    taken = []
    for query in queries:
        for kind in KINDS:
            start = time.perf_counter()
            index.search(query[kind], limit=10)
            taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return {
        "p50_ms": round(taken[len(taken) // 2], 2),
        "p95_ms": round(taken[int(len(taken) * 0.95)], 2),
        "max_ms": round(taken[-1], 2),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer queries, no tenfold index")
    parser.add_argument("--data", type=Path, default=REPOSITORY.parent / "shared" / "data" / "gov-services")
    parser.add_argument("--times", type=int, default=10, help="size of the mixed index for latency")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"No folder {options.data}; name one with real records by --data.", file=sys.stderr)
        return 2
    began = time.perf_counter()
    docs = documents(options.data)
    size = 200 if options.quick else 600
    tuned_half, reported_half = sample(docs, size, seed=1), sample(docs, size, seed=2)

    kiwi = LinewiseKiwi()
    list(kiwi.terms(f"{one.title}\n{one.summary}\n{one.provider}\n{one.body}" for one in docs))
    with tempfile.TemporaryDirectory() as folder:
        index = SearchIndex(Path(folder), analyser=kiwi)
        start = time.perf_counter()
        index.open_or_rebuild(lambda: ("0", docs))
        build_seconds = time.perf_counter() - start

        def ours(text: str) -> list[str]:
            return [hit.id for hit in index.search(text, limit=10, facets=()).items]

        judged = {"reported_half": judge(ours, reported_half), "tuned_half": judge(ours, tuned_half)}
        times = {"1": latency(index, reported_half)}
        index.close()
    peers = {
        "jamo-4-grams": judge(plain_index(docs, jamo_grams), reported_half),
        "kiwi-bm25": judge(plain_index(docs, lambda text: next(kiwi.terms([text]))), reported_half),
        "sqlite-fts5-trigram": judge(sqlite_trigrams(docs), reported_half),
    }
    if not options.quick:
        with tempfile.TemporaryDirectory() as folder:
            index = SearchIndex(Path(folder), analyser=kiwi)
            index.open_or_rebuild(lambda: ("0", mixed(docs, options.times, seed=3)))
            times[str(options.times)] = latency(index, reported_half)
            index.close()
    best = max(peers, key=lambda name: mean_recall(peers[name]))
    ours_mean, peer_mean = mean_recall(judged["reported_half"]), mean_recall(peers[best])
    print(
        json.dumps(
            {
                "question": "recall@10 of known services by three words (mean of clean, typo, joined, title)",
                "ours": round(ours_mean, 3),
                "peer": round(peer_mean, 3),
                "peer_name": best,
                "ratio": round(ours_mean / peer_mean, 3),
                "unit": "share of queries",
                "rows": len(docs),
                "queries": size,
                "seconds": round(time.perf_counter() - began, 1),
                "build_seconds_without_kiwi": round(build_seconds, 2),
                "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "attainable_clean": attainable(docs, reported_half[:200]),
                **judged,
                "peers": peers,
                "latency_by_times": times,
                "versions": {
                    "python": sys.version.split()[0],
                    "tantivy": version("tantivy"),
                    "kiwipiepy": version("kiwipiepy"),
                    "sqlite": sqlite3.sqlite_version,
                },
            },
            ensure_ascii=False,
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
