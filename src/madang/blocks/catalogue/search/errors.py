"""What can go wrong with the index as a whole. A query never raises, whatever it holds."""

from __future__ import annotations


class SearchIndexError(Exception):
    """Base of the search index's errors; `ko` and `en` say what happened and what to do."""

    def __init__(self, ko: str, en: str) -> None:
        self.ko = ko
        self.en = en
        super().__init__(f"{ko} / {en}")


class IndexUnavailableError(SearchIndexError):
    """There is no index to read, or it is damaged. The index is a cache: rebuild it from the database."""


class IndexLockedError(SearchIndexError):
    """Another process already writes this index. Only one may."""


class InvalidIdError(SearchIndexError):
    """A document's id is empty, too long or no sound text. Nothing of the batch is kept."""
