"""Full-text search over everything that can be found: jamo grams and morphemes in tantivy, without Django."""

from madang.blocks.catalogue.search.document import FACETS, Document, Filters, Hit, Results
from madang.blocks.catalogue.search.errors import (
    IndexLockedError,
    IndexUnavailableError,
    InvalidIdError,
    SearchIndexError,
)
from madang.blocks.catalogue.search.index import Opened, Rebuild, SearchIndex
from madang.blocks.catalogue.search.morphemes import Analyser, Kiwi, NoMorphemes

__all__ = [
    "FACETS",
    "Analyser",
    "Document",
    "Filters",
    "Hit",
    "IndexLockedError",
    "IndexUnavailableError",
    "InvalidIdError",
    "Kiwi",
    "NoMorphemes",
    "Opened",
    "Rebuild",
    "Results",
    "SearchIndex",
    "SearchIndexError",
]
