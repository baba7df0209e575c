"""Writes a city to files: one CSV, or one JSON with a record a line, for each kind of record."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Literal, TextIO

from madang_city.city import City
from madang_city.records import RECORDS, Record, columns

Format = Literal["csv", "json"]
FORMATS: tuple[Format, ...] = ("csv", "json")


def write_city(city: City, folder: Path, form: Format) -> dict[str, int]:
    """Write all records into ``folder`` (made when missing, files there are replaced); rows by name.

    CSV is UTF-8 with a header and ``\\n`` at the ends of lines; dates are ISO 8601, None is empty, points are
    JSON. The JSON files hold one array each. Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, int] = {}
    for name, record in RECORDS.items():
        path = folder / f"{name}.{form}"
        with path.open("w", encoding="utf-8", newline="") as file:
            write = _write_csv if form == "csv" else _write_json
            written[name] = write(file, record, city.rows(name))
    return written


def _write_csv(file: TextIO, record: type[Record], rows: Iterator[Record]) -> int:
    table = csv.writer(file, lineterminator="\n")
    table.writerow(columns(record))
    count = 0
    for row in rows:
        table.writerow(_cells(row))
        count += 1
    return count


def _write_json(file: TextIO, record: type[Record], rows: Iterator[Record]) -> int:
    file.write("[")
    count = 0
    for row in rows:
        file.write(",\n" if count else "\n")
        file.write(json.dumps(_plain(row), ensure_ascii=False))
        count += 1
    file.write("\n]\n")
    return count


def _cells(row: Record) -> Iterable[object]:
    for field in fields(row):
        value = getattr(row, field.name)
        if isinstance(value, date):
            yield value.isoformat()
        elif isinstance(value, tuple):
            yield json.dumps(value)
        else:
            yield value


def _plain(row: Record) -> dict[str, object]:
    result: dict[str, object] = {}
    for field in fields(row):
        value = getattr(row, field.name)
        result[field.name] = value.isoformat() if isinstance(value, date) else value
    return result
