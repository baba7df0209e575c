"""What ``openapi.json`` says: each operation is described by its own room's schemas."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Literal

from django.test import Client
from ninja import Schema

from madang.config.urls import api

MODES: tuple[Literal["validation", "serialization"], ...] = ("validation", "serialization")


def schemas(of: type[Any] = Schema) -> Iterator[type[Schema]]:
    for each in of.__subclasses__():
        if each.__module__.startswith("madang."):
            yield each
        yield from schemas(each)


def test_no_two_schemas_share_a_name() -> None:
    """The document keeps one schema a name: of two, one would describe what the other takes."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in set(schemas()):
        for mode in MODES:
            own = each.model_json_schema(mode=mode)
            named = {**own.pop("$defs", {}), each.__name__: own}
            for name, said in named.items():
                found[name, mode].add(json.dumps(said, sort_keys=True))
    assert {name for name, _mode in found} >= api.get_openapi_schema()["components"]["schemas"].keys() - {
        "Problem"
    }
    assert not {name for (name, _mode), said in found.items() if len(said) > 1}


def test_a_rule_is_drafted_by_a_text_and_a_listing_by_its_words(client: Client, db: None) -> None:
    document = client.get("/api/v1/openapi.json").json()

    def fields(path: str) -> set[str]:
        body = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
        return set(document["components"]["schemas"][body["$ref"].rpartition("/")[2]]["properties"])

    assert fields("/api/v1/decisions/models/{key}/versions") == {"xml", "note"}
    assert {"title", "summary"} <= fields("/api/v1/listings")
