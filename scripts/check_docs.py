#!/usr/bin/env python3
"""Checks that what our documentation points at exists: files, headings, make targets, commands, benchmarks, settings."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from urllib.parse import unquote

REPOSITORY = Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def pages() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [REPOSITORY / name for name in names.split("\0") if name and (REPOSITORY / name).is_file()]


def anchors(page: Path) -> set[str]:
    """The names under which a page's headings can be linked, as GitHub and MkDocs make them."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", text)) | set(re.findall(r"\{#([\w-]+)\}", text))
    for heading in re.findall(r"^#{1,6}\s+(.+?)\s*#*$", text, flags=re.MULTILINE):
        words = unicodedata.normalize("NFC", re.sub(r"[`*]|\{#.*\}", "", heading)).strip().lower()
        found.add(re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", words)))
        found.add(re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", words)).strip("-"))
    return found


def broken_links(page: Path) -> list[str]:
    wrong = []
    for target in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        there = (page.parent / name).resolve() if name else page
        if not there.exists():
            wrong.append(f"links to {target}, which does not exist")
        elif anchor and there.suffix == ".md" and anchor not in anchors(there):
            wrong.append(f"links to {target}, but that page has no such heading")
    return wrong


def make_targets() -> set[str]:
    return set(
        re.findall(r"^([a-z][\w-]*):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )


def madang_commands() -> set[str]:
    from typer.main import get_command

    from madang.cli import app

    return set(getattr(get_command(app), "commands", {}))


def settings() -> set[str]:
    """Every environment variable that the product reads, by the words of its source."""
    found = set()
    for folder in ("src", "packages", "tests", "scripts"):
        for path in (REPOSITORY / folder).rglob("*"):
            if path.is_file() and path.suffix in {".py", ""} and "node_modules" not in path.parts:
                found |= set(
                    re.findall(r"\bMADANG_[A-Z_]+\b", path.read_text(encoding="utf-8", errors="replace"))
                )
    return found


def broken_commands(page: Path, targets: set[str], commands: set[str], known_settings: set[str]) -> list[str]:
    wrong = []
    for code in CODE.findall(page.read_text(encoding="utf-8")):
        for target in re.findall(r"(?:^|[\s`;&(])make ([a-z][a-z-]+)\b(?!\.)", code):
            if target not in targets:
                wrong.append(f"says `make {target}`, but the Makefile has no such target")
        for command in re.findall(r"(?:^|[\s`;&(/])madang ([a-z][a-z-]+)\b", code):
            if command not in commands:
                wrong.append(f"says `madang {command}`, but there is no such command")
        for bench in re.findall(r"(?<![\w/])bench/([\w-]+\.py)\b", code):
            if not (REPOSITORY / "bench" / bench).exists():
                wrong.append(f"names bench/{bench}, which does not exist")
        for setting in re.findall(r"\bMADANG_[A-Z_]+\b", code):
            if setting not in known_settings:
                wrong.append(f"names {setting}, which nothing reads")
    return wrong


def main() -> int:
    targets, commands, known_settings = make_targets(), madang_commands(), settings()
    wrong = [
        f"{page.relative_to(REPOSITORY)}: {problem}"
        for page in pages()
        for problem in [*broken_links(page), *broken_commands(page, targets, commands, known_settings)]
    ]
    for sentence in wrong:
        print(sentence)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
