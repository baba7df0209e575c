"""Korean morphemes by Kiwi, at index time only.

Loading Kiwi takes 1.2 s and 330 MB (without its multi-word dictionary; 3 s and 520 MB with it), too much for
every web process. So only the writer of the index loads it, when the first document comes; a query is cut
with the index's own dictionary of morphemes instead (`query.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

KEPT = ("NNG", "NNP", "NR", "XR", "VV", "VA", "MAG", "SL", "SN")
"""Tags of morphemes that carry meaning: nouns, roots, verbs, adjectives, adverbs, foreign words, numbers."""


class Analyser(Protocol):
    """Cuts texts into the morphemes to index."""

    def terms(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """For each text its morphemes, in order, repeated as often as they occur."""
        ...


class Kiwi:
    """The morpheme analyser Kiwi (LGPL-3.0), loaded at first use and shared by a process."""

    _lock = threading.Lock()
    _kiwi: Any = None

    def terms(self, texts: Iterable[str]) -> Iterator[list[str]]:
        for tokens in self._loaded().tokenize(texts):
            yield [
                token.form.lower()
                for token in tokens
                if token.tag.split("-")[0] in KEPT and not token.form.isspace()
            ]

    @classmethod
    def _loaded(cls) -> Any:
        with cls._lock:
            if cls._kiwi is None:
                import kiwipiepy

                cls._kiwi = kiwipiepy.Kiwi(num_workers=2, load_multi_dict=False, load_typo_dict=False)
            return cls._kiwi


class NoMorphemes:
    """For an index of grams alone: nothing to load, nothing indexed."""

    def terms(self, texts: Iterable[str]) -> Iterator[list[str]]:
        for _ in texts:
            yield []
