"""Readers of published public-service records: five forms, told apart by content, read row by row.

    for item in detect(path).read(path):
        match item:
            case Record(): ...
            case Rejected(): ...

Nothing here knows Django or the catalogue's tables; nothing here holds anybody's data.
"""

from madang.blocks.catalogue.sources.folder import SOURCES, FoundFile, detect, files, read_folder
from madang.blocks.catalogue.sources.record import (
    BODY_SECTIONS,
    Phone,
    Record,
    Rejected,
    Sentence,
    Skipped,
    Source,
    SourceError,
)

__all__ = [
    "BODY_SECTIONS",
    "SOURCES",
    "FoundFile",
    "Phone",
    "Record",
    "Rejected",
    "Sentence",
    "Skipped",
    "Source",
    "SourceError",
    "detect",
    "files",
    "read_folder",
]
