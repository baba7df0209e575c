"""Every number that shapes ranking, in one place, as measured by `bench/search.py` on real records.

The optimum is flat: halving or doubling any one weight moves mean recall@10 by at most .005, but for
`near_letters`: without words one letter away, recall with a misspelt short word falls from .92 to .81.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tuning:
    """How text is cut and how matches weigh. Changing `gram` needs a rebuilt index."""

    gram: int = 4
    """Letters (자모) a gram. On the tuning queries 4 beat 3 by .005 and 5 by .006 of recall@10."""
    grams: float = 0.5
    """Weight of BM25 over grams, in words with a mark at the beginning."""
    words: float = 0.5
    """Weight of BM25 over whole words."""
    morphemes: float = 1.0
    """Weight of BM25 over morphemes; the query is cut by the index's own dictionary."""
    bounds: float = 0.5
    """Weight of grams that span word bounds; asked only for words that the index does not know."""
    title_grams: float = 0.3
    title_words: float = 0.6
    """Title weights for a query of one word; with n words they are divided by n, because long queries
    are drawn from the whole text and short ones name the thing."""
    near: float = 15.0
    """Fixed score of a word one letter away from an unknown word of the query."""
    each: float = 20.0
    """Fixed score of every word a document has, so that who has more of the words comes first."""
    near_letters: int = 4
    """Shortest unknown word, in letters, for which words one letter away are tried."""
    known_share: float = 0.7
    unknown_share: float = 0.5
    """Least share of a word's grams that a document must hold to count as having that word."""
    enough: int = 3
    """With fewer results than this, less is asked of a result, step by step (`query.demands`)."""
    common: float = 0.05
    """A word that more than this share of the documents hold does not decide what is a result."""
    query_characters: int = 120
    query_words: int = 12
    word_characters: int = 40
    """A query is cut to these sizes after normalising, so that its cost is bounded."""


DEFAULT = Tuning()
