"""Parameters as JSON and CSV, and their digest for whoever signs them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any

from madang_rules.feel.types import DATE
from madang_rules.feel.values.date import Date
from madang_rules.parameters.book import Parameters
from madang_rules.parameters.messages import ParameterError
from madang_rules.parameters.table import Entry, Parameter, Period
from madang_rules.parameters.text import read_at, read_type, read_value, written

__all__ = [
    "FORMAT",
    "canonical",
    "digest",
    "from_data",
    "read_csv",
    "read_json",
    "to_data",
    "write_csv",
    "write_json",
]

FORMAT = "madang-parameters/1"
_COLUMNS = (
    "parameter",
    "unit",
    "type",
    "value",
    "from",
    "until",
    "known from",
    "known until",
    "source",
    "mark",
)
_AT = "at "


def to_data(parameters: Parameters) -> dict[str, Any]:
    """Return parameters as plain data, all values as text, in a fixed order."""
    return {
        "format": FORMAT,
        "parameters": [
            {
                "name": parameter.name,
                "title": dict(sorted(parameter.title.items())),
                "unit": parameter.unit,
                "type": str(parameter.type),
                "dimensions": [{"name": name, "type": str(type_)} for name, type_ in parameter.dimensions],
                "entries": [_entry_data(parameter, entry) for entry in _in_order(parameter)],
            }
            for parameter in sorted(parameters, key=lambda one: one.name)
        ],
    }


def _in_order(parameter: Parameter) -> list[Entry]:
    return sorted(
        parameter.entries,
        key=lambda entry: (*map(_days, (*entry.valid, *entry.known)), [written(one) for one in entry.at]),
    )


def _days(day: Date | None) -> int:
    return -(10**12) if day is None else day.days


def _entry_data(parameter: Parameter, entry: Entry) -> dict[str, Any]:
    return {
        "at": {name: written(value) for (name, _), value in zip(parameter.dimensions, entry.at, strict=True)},
        "value": written(entry.value),
        "from": written(entry.valid.start),
        "until": written(entry.valid.end),
        "known from": written(entry.known.start),
        "known until": written(entry.known.end),
        "source": entry.source,
        "mark": entry.mark,
    }


def from_data(data: Mapping[str, Any]) -> Parameters:
    """Return parameters out of plain data. Raises `ParameterError` for anything that is not well formed."""
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise ParameterError("parameter-format", detail=f"format is not {FORMAT}")
    try:
        return Parameters(_parameter(one) for one in data["parameters"])
    except (KeyError, TypeError, AttributeError) as fault:
        raise ParameterError("parameter-format", detail=f"{type(fault).__name__}: {fault}") from None


def _parameter(data: Mapping[str, Any]) -> Parameter:
    name = data["name"]
    type_ = read_type(data.get("type", "number"), name)
    dimensions = tuple((one["name"], read_type(one["type"], name)) for one in data.get("dimensions", ()))
    entries = []
    for one in data["entries"]:
        at = one.get("at", {})
        if set(at) != {dimension for dimension, _ in dimensions}:
            expected = ", ".join(dimension for dimension, _ in dimensions) or "nothing"
            raise ParameterError(
                "parameter-dimensions", name=name, expected=expected, found=", ".join(at) or "nothing"
            )
        entries.append(
            Entry(
                read_value(one["value"], type_, name),
                _period(one, "from", "until", name),
                _period(one, "known from", "known until", name),
                tuple(read_at(at[dimension], kind, name) for dimension, kind in dimensions),
                one.get("source", ""),
                one.get("mark", "lead"),
            )
        )
    return Parameter(
        name, data.get("unit", ""), type_, dimensions, tuple(entries), dict(data.get("title", {}))
    )


def _period(data: Mapping[str, Any], start: str, end: str, name: str) -> Period:
    days = [read_value(text, DATE, name) if (text := data.get(key)) else None for key in (start, end)]
    return Period(*days)


def write_json(parameters: Parameters) -> str:
    """Return parameters as JSON, the same for the same parameters."""
    return json.dumps(to_data(parameters), ensure_ascii=False, indent=1) + "\n"


def read_json(text: str) -> Parameters:
    """Read what `write_json` writes. Raises `ParameterError`."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise ParameterError("parameter-format", detail=str(fault)) from None
    return from_data(data)


def digest(parameters: Parameters) -> str:
    """Return the SHA-256 of `canonical`, for signing: hexadecimal."""
    return hashlib.sha256(canonical(parameters)).hexdigest()


def canonical(parameters: Parameters) -> bytes:
    """Return what is signed: JSON in UTF-8 that `read_json` reads, the same whatever the order of the parameters."""
    content = json.dumps(to_data(parameters), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return content.encode()


def write_csv(parameters: Parameters) -> str:
    """Return parameters as CSV, one line an entry; a dimension is a column `at NAME (TYPE)`. Titles are left out."""
    dimensions = list(
        dict.fromkeys(
            f"{_AT}{name} ({type_})" for parameter in parameters for name, type_ in parameter.dimensions
        )
    )
    out = io.StringIO()
    table = csv.DictWriter(out, [*_COLUMNS, *dimensions], lineterminator="\n")
    table.writeheader()
    for parameter in to_data(parameters)["parameters"]:
        types = {one["name"]: one["type"] for one in parameter["dimensions"]}
        for entry in parameter["entries"]:
            row = {key: entry[key] for key in _COLUMNS[3:]}
            row |= {"parameter": parameter["name"], "unit": parameter["unit"], "type": parameter["type"]}
            row |= {f"{_AT}{name} ({types[name]})": value for name, value in entry["at"].items()}
            table.writerow(row)
    return out.getvalue()


def read_csv(text: str) -> Parameters:
    """Read what `write_csv` writes; an empty cell of a dimension says that the parameter has it not."""
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    try:
        columns, rows = list(reader.fieldnames or []), list(reader)
    except csv.Error as fault:
        raise ParameterError("parameter-format", detail=str(fault)) from None
    missing = [name for name in ("parameter", "value", "from") if name not in columns]
    if missing:
        raise ParameterError("parameter-format", detail=f"no column {', '.join(missing)}")
    made: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows, start=2):
        if None in row or not row["parameter"]:
            raise ParameterError("parameter-format", detail=f"line {number}: too many cells, or no name")
        at: dict[str, str] = {}
        dimensions = []
        for column in columns:
            if column.startswith(_AT) and row[column]:
                name, _, type_ = column.removeprefix(_AT).rpartition(" (")
                at[name] = row[column]
                dimensions.append({"name": name, "type": type_.removesuffix(")")})
        data = made.setdefault(
            row["parameter"],
            {
                "name": row["parameter"],
                "unit": row.get("unit") or "",
                "type": row.get("type") or "number",
                "dimensions": dimensions,
                "entries": [],
            },
        )
        entry = {key: row.get(key) or "" for key in _COLUMNS[3:-1]}
        data["entries"].append({**entry, "mark": row.get("mark") or "lead", "at": at})
    return from_data({"format": FORMAT, "parameters": list(made.values())})
