"""Every number that shapes ranking, in one place; `bench/search.py` measures them on real records."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tuning:
    """How text is cut and how fields weigh. Changing `gram` or `morphemes` needs a rebuilt index."""

    gram: int = 4
    """Letters (자모) a gram."""
    weights: dict[str, float] = field(
        default_factory=lambda: {"title": 1.0, "summary": 0.5, "provider": 0.5, "topics": 0.3}
    )
    """What a match in these fields adds to the match in the whole text (weight 1)."""
    word_share: float = 0.4
    """Least share of a word's grams that a document must hold to count as having the word."""
    words_share: float = 0.5
    """Least share of the query's words that a document must have to be a result."""
    morphemes: float = 0.5
    """Weight of whole morphemes beside the grams; 0 leaves them out of queries."""
    initials: float = 1.0
    query_characters: int = 400
    """A query is cut after so many characters, counted after normalising."""
    query_words: int = 24
    word_characters: int = 40


DEFAULT = Tuning()
