"""Which form a file is in, and all records of a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from madang.blocks.catalogue.sources import limits
from madang.blocks.catalogue.sources.bokjiro_detail import BokjiroDetail
from madang.blocks.catalogue.sources.bokjiro_list import BokjiroList
from madang.blocks.catalogue.sources.gov24_gyeonggi import Gov24Gyeonggi
from madang.blocks.catalogue.sources.gov24_list import Gov24List
from madang.blocks.catalogue.sources.plausibility import Judge, judge
from madang.blocks.catalogue.sources.reading import opened
from madang.blocks.catalogue.sources.record import Record, Rejected, Sentence, Skipped, Source, SourceError
from madang.blocks.catalogue.sources.youth_center import YouthCenter

SOURCES: tuple[Source, ...] = (Gov24List(), Gov24Gyeonggi(), BokjiroList(), BokjiroDetail(), YouthCenter())


def detect(path: Path) -> Source | None:
    """The form `path` is in, by its content alone; None when it is in none of them.

    Raises `SourceError` when the file cannot be looked at (missing, no right, empty, a folder).
    """
    path = Path(path)
    with opened(path) as stream:
        head = stream.read(limits.HEAD)
    return next((source for source in SOURCES if source.recognises(path, head)), None)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file of a folder: its form, or why it will not be read. `size` in bytes, 0 when unknown."""

    path: Path
    size: int
    source: Source | None
    skipped: Skipped | None


def files(path: Path) -> Iterator[FoundFile]:
    """The files of a folder in order of name, or the one file named; folders inside are not entered.

    Raises `SourceError` when the folder, or the one file named, cannot be read, or there are too many files.
    """
    path = Path(path)
    if not path.is_dir():
        source = detect(path)
        yield FoundFile(path, path.stat().st_size, source, None if source else _no_source(path))
        return
    for one in _listed(path):
        try:
            source = detect(one)
        except SourceError as error:
            yield FoundFile(one, 0, None, Skipped(one, error.code, error.sentence, failed=True))
            continue
        yield FoundFile(one, one.stat().st_size, source, None if source else _no_source(one))


def _judged(source: Source, path: Path) -> Iterator[Record | Rejected]:
    """Read a file twice: once to see whether its texts belong to its titles, once for its records."""
    try:
        verdict = judge(source.read(path))
    except SourceError:
        verdict = Judge()  # said again, and told, by the second reading
    for item in source.read(path):
        if isinstance(item, Record) and verdict.doubts(item):
            yield replace(item, mismatched=True)
        else:
            yield item


def _no_source(path: Path) -> Skipped:
    reason = Sentence(
        f"‘{path.name}’은(는) 알려진 공공서비스 목록이 아니어서 건너뛰었습니다.",
        f"'{path.name}' is none of the known lists of public services and was passed over.",
    )
    return Skipped(path, "not-a-source", reason)


def _listed(path: Path) -> list[Path]:
    try:
        found = sorted(one for one in path.iterdir() if not one.name.startswith(".") and not one.is_dir())
    except OSError as error:
        raise SourceError(
            "unreadable",
            f"‘{path}’ 폴더를 읽을 수 없습니다. 경로와 읽기 권한을 확인해 주십시오.",
            f"The folder '{path}' cannot be read. Check the path and the right to read it.",
        ) from error
    if len(found) > limits.FOLDER_FILES:
        raise SourceError(
            "too-many-files",
            f"‘{path}’ 폴더에 파일이 {limits.FOLDER_FILES:,}개보다 많습니다. 자료만 따로 모아 주십시오.",
            f"The folder '{path}' holds more than {limits.FOLDER_FILES:,} files. Keep the lists apart.",
        )
    return found


def read_folder(path: Path) -> Iterator[Record | Rejected | Skipped]:
    """Everything the files of a folder hold, file after file in order of name.

    A file in no known form, and one that cannot be read as a whole, comes as `Skipped` (the latter with
    `failed`), so that one bad file does not keep the others out.
    """
    for found in files(path):
        if found.skipped is not None:
            yield found.skipped
        elif found.source is not None:
            try:
                yield from _judged(found.source, found.path)
            except SourceError as error:
                yield Skipped(found.path, error.code, error.sentence, failed=True)
