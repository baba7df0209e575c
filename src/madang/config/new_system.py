"""``madang new-system NAME``: a room with all its files, green at once.

In a checkout the room becomes one more folder of ``src/madang/systems``, is named in ``pyproject.toml`` and
installed. With ``--package FOLDER`` it becomes a distribution of its own, as a ministry would ship it.
"""

from __future__ import annotations

import csv
import keyword
import re
import subprocess
from pathlib import Path

from madang.blocks.rooms.manifest import ENTRY_POINT_GROUP, system_packages
from madang.config.environment import REPOSITORY, ConfigurationError

TEMPLATE = Path(__file__).parent / "room_template"
_NAME = re.compile(r"[a-z][a-z0-9]{1,19}")
_SECTION = f'[project.entry-points."{ENTRY_POINT_GROUP}"]'
PERMISSIONS = Path("tests/permissions/doors.csv")
BESIDE_ROLES = ("another_citizen", "another_body", "no_scope")  # columns for things that are somebody's


def new_system(name: str, *, title_ko: str = "", title_en: str = "", package: Path | None = None) -> Path:
    """Make the room and return its folder; raises ConfigurationError with what to do.

    Args:
        name: code of the system: 2 to 20 small letters and digits, no Python word, not taken.
        package: folder for a distribution of its own; None puts the room into this checkout.
    """
    _refuse_bad_name(name)
    title_en = title_en or name.capitalize()
    title_ko = title_ko or title_en
    import_name = f"madang.systems.{name}" if package is None else f"madang_{name}"
    if package is None:
        if not (REPOSITORY / "pyproject.toml").is_file():
            raise ConfigurationError("This is no checkout of Madang. Use --package FOLDER.")
        folder = REPOSITORY / "src" / "madang" / "systems" / name
    else:
        folder = package / "src" / import_name
    if folder.exists() or (package is not None and package.exists() and any(package.iterdir())):
        raise ConfigurationError(f"{package or folder} is there already; choose another name or folder.")
    values = {
        "__NAME__": name,
        "__PACKAGE__": import_name,
        "__TITLE_KO__": title_ko,
        "__TITLE_EN__": title_en,
    }
    _fill(folder, values)
    if package is None:
        _enter(name, import_name)
        _add_doors(name)
    else:
        (package / "pyproject.toml").write_text(_pyproject(name, import_name), encoding="utf-8")
    return folder


def install() -> None:
    """Install the checkout again, so that its new entry point is known."""
    done = subprocess.run([str(REPOSITORY / "scripts" / "setup"), "dev"], cwd=REPOSITORY, check=False)
    if done.returncode:
        raise ConfigurationError("The room is made, but `make setup` failed (see above). Run it again.")


def _refuse_bad_name(name: str) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise ConfigurationError(
            f"{name!r} cannot be a system's name: 2 to 20 small letters and digits, beginning with a letter."
        )
    taken = {package.rsplit(".", 1)[-1].removeprefix("madang_") for package in system_packages()}
    blocks = {path.name for path in (Path(__file__).parents[1] / "blocks").iterdir() if path.is_dir()}
    if name in taken | blocks | {
        "config",
        "auth",
        "sessions",
        "messages",
        "procrastinate",
        "allauth",
        "rules",
    }:
        raise ConfigurationError(f"The name {name!r} is taken; choose another.")


def _fill(folder: Path, values: dict[str, str]) -> None:
    for source in sorted(TEMPLATE.rglob("*.tmpl")):
        relative = str(source.relative_to(TEMPLATE)).removesuffix(".tmpl")
        text = source.read_text(encoding="utf-8")
        for placeholder, value in values.items():
            relative, text = relative.replace(placeholder, value), text.replace(placeholder, value)
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _enter(name: str, import_name: str) -> None:
    path = REPOSITORY / "pyproject.toml"
    head, mark, rest = path.read_text(encoding="utf-8").partition(_SECTION)
    if not mark:
        raise ConfigurationError(f"pyproject.toml has no section {_SECTION}; put it back.")
    lines, blank, tail = rest.lstrip("\n").partition("\n\n")
    entries = sorted({*lines.split("\n"), f'{name} = "{import_name}"'})
    path.write_text(head + mark + "\n" + "\n".join(entries) + blank + tail, encoding="utf-8")


def _add_doors(name: str) -> None:
    """Enter the room's addresses into the table of who may pass which door."""
    path = REPOSITORY / PERMISSIONS
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    header = rows[0]
    for door in (f"GET /{name}/", f"GET /api/v1/{name}/notes", f"POST /{name}/"):
        strangers = "no" if door.startswith("POST") else "yes"
        values = {column: "yes" for column in header[1:] if column not in BESIDE_ROLES} | {
            "stranger": strangers
        }
        rows.append([door, *(values.get(column, "") for column in header[1:])])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *sorted(rows[1:])])


def _pyproject(name: str, import_name: str) -> str:
    return f"""[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "madang-{name}"
version = "0.1.0"
description = "A system of Madang"
requires-python = ">=3.11"
dependencies = ["madang"]

[project.entry-points."{ENTRY_POINT_GROUP}"]
{name} = "{import_name}"

[tool.hatch.build.targets.wheel]
packages = ["src/{import_name}"]
"""
