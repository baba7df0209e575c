"""The search index: one writer, any number of readers in any process, and nothing that cannot be rebuilt."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy

from madang.blocks.catalogue.search import query, storage
from madang.blocks.catalogue.search.document import FACETS, Document, Filters, Hit, Results
from madang.blocks.catalogue.search.errors import SearchIndexError
from madang.blocks.catalogue.search.fields import (
    FORMAT,
    LISTING,
    WATERMARK,
    facet_value,
    schema,
    tantivy_documents,
)
from madang.blocks.catalogue.search.morphemes import Analyser, Kiwi
from madang.blocks.catalogue.search.tuning import DEFAULT, Tuning

MOST_LIMIT = 100
MOST_OFFSET = 10_000
FACET_VALUES = 50
_HEAP = 30_000_000
_SCHEMA = schema()

Rebuild = Callable[[], tuple[str, Iterable[Document]]]
"""Gives the watermark and all documents. Take the watermark before reading the documents, so that what
changes meanwhile is indexed again afterwards and nothing is missed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """How opening for writing went: whether the index was rebuilt and why, and the watermark it stands at."""

    rebuilt: bool
    reason: str
    payload: str | None


class SearchIndex:
    """Full-text search over a folder. Searching needs the path alone; writing needs `open_or_rebuild` first.

        index = SearchIndex(folder)
        index.open_or_rebuild(lambda: (watermark, documents))   # the one writer
        index.upsert([document]); index.commit("42")
        SearchIndex(folder).search("장애인 자립자금")            # any process, sees the last commit

    A search raises only `IndexUnavailableError`, and that only when there is no sound index; no text, filter
    or number a reader can send raises anything. Safe to use from several threads.
    """

    def __init__(
        self, path: Path | str, *, tuning: Tuning = DEFAULT, analyser: Analyser | None = None
    ) -> None:
        self.path = Path(path)
        self.tuning = tuning
        self._analyser: Analyser = analyser if analyser is not None else Kiwi()
        self._mutex = threading.RLock()
        self._lock: storage.WriterLock | None = None
        self._writer: Any = None
        self._index: Any = None
        self._generation: Path | None = None
        self._stamps: tuple[object, ...] = ()

    # writing

    def open_or_rebuild(self, rebuild: Rebuild, *, check: bool = True) -> Opened:
        """Take the right to write, and rebuild the index when it is missing, damaged or of another format.

        `check` reads every file and compares checksums (some 1 GB/s). Raises `IndexLockedError` when
        another process writes.
        """
        with self._mutex:
            self.path.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = storage.WriterLock(self.path)
            reason = self._unusable(check=check)
            if not reason:
                return Opened(False, "", self.payload())
            return self._rebuild(rebuild, reason)

    def rebuild(self, rebuild: Rebuild) -> Opened:
        """Build the index anew while the old one goes on serving. Needs the right to write."""
        with self._mutex, self._guarded():
            return self._rebuild(rebuild, "asked for")

    def prepare(self) -> None:
        """Load the morpheme analyser now (1 to 3 s), so that the first `upsert` need not wait for it.

        For a writer that runs long; searching never needs it.
        """
        for _ in self._analyser.terms(["준비"]):
            pass

    def upsert(self, documents: Iterable[Document]) -> int:
        """Add documents, each in the place of the one with its id; seen after `commit`. Returns how many.

        Raises `InvalidIdError` for an id that cannot be kept; then nothing since the last commit is kept.
        """
        with self._mutex, self._guarded() as writer:
            return self._add(writer, documents)

    def delete(self, ids: Iterable[str]) -> int:
        """Take out documents by id; unknown ids are no error. Returns how many ids were given."""
        with self._mutex, self._guarded() as writer:
            count = 0
            for one in ids:
                with self._told():
                    writer.delete_documents_by_term("id", one)
                count += 1
            return count

    def commit(self, payload: str) -> None:
        """Make all changes durable and visible at once, together with the watermark `payload`.

        Changes and watermark are one tantivy commit: after a crash either both are there or neither.
        """
        with self._mutex, self._guarded() as writer, self._told():
            self._mark(writer, payload)
            writer.commit()

    def rollback(self) -> None:
        """Forget everything since the last commit."""
        with self._mutex, self._guarded() as writer, self._told():
            writer.rollback()

    def close(self) -> None:
        """Give the right to write back; uncommitted changes are forgotten."""
        with self._mutex:
            self._drop_writer()
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    # reading

    def payload(self) -> str | None:
        """The watermark of the last commit, None when there never was one."""
        searcher = self._searcher()
        term = tantivy.Query.term_query(self._index.schema, "role", WATERMARK)
        hits = searcher.search(term, limit=1).hits
        return searcher.doc(hits[0][1]).get_first("payload") if hits else None

    def count(self) -> int:
        """How many documents a search can find."""
        term = tantivy.Query.term_query(self._index_now().schema, "role", LISTING)
        return int(self._index.searcher().search(term, limit=1).count)

    def search(
        self,
        q: str = "",
        filters: Filters | None = None,
        limit: int = 20,
        offset: int = 0,
        facets: Sequence[str] = FACETS,
    ) -> Results:
        """The best `limit` documents from `offset` on, how many match in all, and facet counts.

        An empty `q` finds everything, most popular first. A `q` without a letter or digit finds nothing.
        Unknown filter fields are ignored; `limit` is held to 0–100 and `offset` to 0–10,000.
        """
        limit, offset = _bounded(limit, MOST_LIMIT), _bounded(offset, MOST_OFFSET)
        try:
            return self._search(q, filters or {}, limit, offset, facets)
        except SearchIndexError:
            raise
        except BaseException as error:
            if not _of_tantivy(error):
                raise
            raise storage.unavailable(type(error).__name__) from error

    def _search(self, q: str, filters: Filters, limit: int, offset: int, facets: Sequence[str]) -> Results:
        searcher = self._searcher()
        lexicon = query.Lexicon(searcher)
        asked = query.understand(q, self.tuning, lexicon)
        names = [name for name in facets if name in FACETS]
        if not asked.words and not asked.blank:
            return Results([], 0, {name: [] for name in names})
        listing = (query.MUST, _constant(_term(_SCHEMA, "role", LISTING)))
        chosen = {name: _filter(name, value) for name, value in filters.items() if name in FACETS and value}
        wanted = [(query.MUST, one) for one in chosen.values()]
        order = {} if asked.words else {"order_by_field": "popularity"}
        builder = query.Builder(_SCHEMA, self.tuning, lexicon)
        base, found = [listing], None
        for demand in query.demands(asked, self.tuning, lexicon):
            if found is not None and found.count >= demand.below:
                break
            ranked = [(query.MUST, builder.ranking(demand))] if asked.words else []
            whole = tantivy.Query.boolean_query([listing, *ranked, *wanted])
            found = searcher.search(whole, limit=max(1, limit), offset=offset, **order)
            base = [listing, (query.MUST, builder.matching(demand))] if asked.words else [listing]
        assert found is not None
        items = [
            Hit(str(searcher.doc(address).get_first("id")), float(score) if asked.words else 0.0)
            for score, address in found.hits[:limit]
        ]
        counts = self._facets(searcher, base, chosen, names)
        return Results(items, int(found.count), counts, asked.corrected, query.unknown(asked, lexicon))

    def _facets(
        self, searcher: Any, base: list[tuple[Any, Any]], chosen: dict[str, Any], names: list[str]
    ) -> dict[str, list[tuple[str, int]]]:
        """Counts of all facets; those with a filter are counted without it, in a query of their own."""
        groups: list[tuple[list[str], list[Any]]] = [
            ([name for name in names if name not in chosen], list(chosen.values()))
        ]
        groups += [
            ([name], [one for other, one in chosen.items() if other != name])
            for name in names
            if name in chosen
        ]
        counts: dict[str, list[tuple[str, int]]] = {}
        for group, wanted in groups:
            if not group:
                continue
            query_ = tantivy.Query.boolean_query([*base, *((query.MUST, one) for one in wanted)])
            wish = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in group}
            answer = searcher.aggregate(query_, wish)
            for name in group:
                counts[name] = [
                    (str(bucket["key"]), int(bucket["doc_count"])) for bucket in answer[name]["buckets"]
                ]
        return {name: counts[name] for name in names}

    # inside

    def _index_now(self) -> Any:
        self._searcher()
        return self._index

    def _searcher(self) -> Any:
        """A searcher over the last commit of any process; two `stat` calls tell whether one is newer."""
        with self._mutex:
            first = storage.stamp(self.path / "current")
            if not self._stamps or self._stamps[0] != first:
                self._open_reader(first)
            assert self._generation is not None
            second = storage.stamp(self._generation / "meta.json")
            if self._stamps[1] != second:
                self._index.reload()
                self._stamps = (first, second)
            return self._index.searcher()

    def _open_reader(self, first: object) -> None:
        found = storage.current(self.path)
        if found is None:
            raise storage.unavailable("current")
        generation, form = found
        if form != FORMAT:
            raise storage.unavailable(f"format {form}, {FORMAT} expected")
        if generation != self._generation:
            try:
                self._index = _open(generation)
            except SearchIndexError:
                # A rebuild may have replaced the generation between reading its name and opening it.
                if storage.current(self.path) == found:
                    raise
                self._open_reader(storage.stamp(self.path / "current"))
                return
            self._generation = generation
        self._stamps = (first, None)

    @contextmanager
    def _guarded(self) -> Iterator[Any]:
        """The writer; after any error a new one is made, from the last commit."""
        if self._lock is None:
            raise SearchIndexError(
                "색인이 쓰기용으로 열려 있지 않습니다. open_or_rebuild를 먼저 부르십시오.",
                "The index is not open for writing. Call open_or_rebuild first.",
            )
        if self._writer is None:
            self._searcher()
            with self._told():
                self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
                # A writer killed within a commit leaves files whose names the next commit would take again.
                self._writer.garbage_collect_files()
        try:
            yield self._writer
        except BaseException:
            self._drop_writer()
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tantivy's errors as ours; errors of the caller's own documents are not caught here."""
        try:
            yield
        except BaseException as error:
            if not _of_tantivy(error):
                raise
            raise SearchIndexError(
                f"검색 색인({self.path})에 쓰지 못했습니다: {error}. 디스크의 남은 공간과 쓰기 권한을 "
                "확인해 주십시오. 마지막으로 확정된 상태는 그대로입니다.",
                f"The search index ({self.path}) could not be written: {error}. Check free space and the "
                "right to write. The last committed state is untouched.",
            ) from error

    def _drop_writer(self) -> None:
        """Let go of the writer and what it has not committed; its file lock goes with it."""
        if self._writer is not None:
            with suppress(Exception):
                self._writer.rollback()
            with suppress(Exception):
                self._writer.wait_merging_threads()
            self._writer = None

    def _unusable(self, *, check: bool) -> str:
        found = storage.current(self.path)
        if found is None:
            return "missing"
        generation, form = found
        if form != FORMAT:
            return f"format {form}, {FORMAT} expected"
        if check and (damage := storage.damage(generation)):
            return damage
        try:
            self.search("", limit=1)
        except SearchIndexError as error:
            return str(error)
        storage.drop_others(self.path, generation)
        return ""

    def _rebuild(self, rebuild: Rebuild, reason: str) -> Opened:
        payload, documents = rebuild()
        self._drop_writer()
        with self._told():
            generation = storage.new_generation(self.path)
            writer = tantivy.Index(_SCHEMA, path=str(generation)).writer(heap_size=_HEAP, num_threads=1)
        try:
            self._add(writer, documents)
            with self._told():
                self._mark(writer, payload)
                writer.commit()
                writer.wait_merging_threads()
                storage.make_current(self.path, generation, FORMAT)
        except BaseException:
            storage.drop(generation)
            raise
        self._searcher()
        storage.drop_others(self.path, generation)
        return Opened(True, reason, payload)

    def _add(self, writer: Any, documents: Iterable[Document]) -> int:
        count = 0
        for key, built in tantivy_documents(documents, self.tuning, self._analyser):
            with self._told():
                writer.delete_documents_by_term("id", key)
                writer.add_document(built)
            count += 1
        return count

    def _mark(self, writer: Any, payload: str) -> None:
        writer.delete_documents_by_term("role", WATERMARK)
        mark = tantivy.Document()
        mark.add_text("role", WATERMARK)
        mark.add_text("payload", payload)
        writer.add_document(mark)


def _open(generation: Path) -> Any:
    try:
        index = tantivy.Index.open(str(generation))
        index.config_reader(reload_policy="manual")
        return index
    except BaseException as error:
        if not _of_tantivy(error):
            raise
        raise storage.unavailable(type(error).__name__) from error


def _of_tantivy(error: BaseException) -> bool:
    """Whether an error is tantivy's: it raises ValueError and OSError, and its panics are no Exception."""
    return isinstance(error, ValueError | OSError) or type(error).__name__ == "PanicException"


def _term(known: tantivy.Schema, name: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(known, name, value)


def _constant(inner: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(inner, 0.0)


def _filter(name: str, value: str | Sequence[str]) -> tantivy.Query:
    values = [value] if isinstance(value, str) else list(value)[:FACET_VALUES]
    wanted = [_term(_SCHEMA, name, facet_value(str(one))) for one in values]
    return _constant(tantivy.Query.boolean_query([(query.SHOULD, one) for one in wanted]))


def _bounded(number: int, most: int) -> int:
    return max(0, min(number, most))
