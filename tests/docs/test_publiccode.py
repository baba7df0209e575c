"""publiccode.yml keeps the published standard (yml.publiccode.tools, core schema): keys, values, lengths, files."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
TEXT = {"type": "string", "minLength": 1}
URL = {"type": "string", "pattern": "^https?://[^ ]+$"}
DEPENDENCIES = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["name"],
        "properties": {
            "name": TEXT,
            "version": TEXT,
            "versionMin": TEXT,
            "versionMax": TEXT,
            "optional": {"type": "boolean"},
        },
    },
}
# The standard's own words, for the keys that our file uses; any other key is refused.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "categories",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    ],
    "properties": {
        "publiccodeYmlVersion": {"enum": ["0.5.0"]},
        "name": TEXT,
        "url": URL,
        "softwareVersion": TEXT,
        "platforms": {"type": "array", "minItems": 1, "items": TEXT},
        "categories": {
            "type": "array",
            "minItems": 1,
            "items": {
                "enum": [
                    "content-management",
                    "digital-citizenship",
                    "identity-management",
                    "knowledge-management",
                ]
            },
        },
        "developmentStatus": {"enum": ["concept", "development", "beta", "stable", "obsolete"]},
        "softwareType": {
            "enum": ["standalone/web", "standalone/backend", "standalone/other", "library", "addon"]
        },
        "intendedAudience": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "countries": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}$"}},
                "scope": {"type": "array", "items": {"enum": ["local-authorities", "society", "welfare"]}},
            },
        },
        "roadmap": URL,
        "description": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "required": ["shortDescription", "longDescription", "features"],
                "properties": {
                    "localisedName": TEXT,
                    "shortDescription": {"type": "string", "minLength": 1, "maxLength": 150},
                    "longDescription": {"type": "string", "minLength": 150, "maxLength": 10_000},
                    "features": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "string", "maxLength": 100},
                    },
                    "screenshots": {"type": "array", "items": TEXT},
                },
            },
        },
        "legal": {
            "type": "object",
            "additionalProperties": False,
            "required": ["license"],
            "properties": {"license": {"const": "Apache-2.0"}},
        },
        "maintenance": {
            "type": "object",
            "additionalProperties": False,
            "required": ["type", "contacts"],
            "properties": {
                "type": {"enum": ["internal", "community"]},
                "contacts": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"type": "object", "required": ["name"]},
                },
            },
        },
        "localisation": {
            "type": "object",
            "additionalProperties": False,
            "required": ["localisationReady", "availableLanguages"],
            "properties": {
                "localisationReady": {"type": "boolean"},
                "availableLanguages": {"type": "array", "minItems": 1, "items": TEXT},
            },
        },
        "dependsOn": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"open": DEPENDENCIES, "proprietary": DEPENDENCIES, "hardware": DEPENDENCIES},
        },
    },
}


def ours() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((REPOSITORY / "publiccode.yml").read_text(encoding="utf-8"))
    return found


def test_it_keeps_the_standard() -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(ours())


@pytest.mark.parametrize("key", SCHEMA["required"])
def test_a_missing_mandatory_key_is_refused(key: str) -> None:
    broken = copy.deepcopy(ours())
    del broken[key]
    with pytest.raises(jsonschema.ValidationError, match=key):
        jsonschema.Draft202012Validator(SCHEMA).validate(broken)


def test_what_it_says_of_the_project_is_true() -> None:
    import tomllib

    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert ours()["softwareVersion"] == project["version"]
    assert ours()["legal"]["license"] == project["license"]
    assert set(ours()["localisation"]["availableLanguages"]) == set(ours()["description"]) == {"ko", "en"}


def test_its_pictures_lie_in_the_repository() -> None:
    for texts in ours()["description"].values():
        for name in texts.get("screenshots", []):
            assert (REPOSITORY / name).is_file(), name
