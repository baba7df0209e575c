"""The rooms' translations: found in the code, checked for completeness, compiled.

Source strings are Korean; a room's English stands in its ``locale/en/LC_MESSAGES/django.po``. A further
language is one more such file. Babel does what GNU gettext would do, so that no machine needs it; templates are
read by Django's own ``templatize``. Compiled files (``.mo``) are made by ``make setup`` and not kept.

    python -m madang.config.translations extract [ROOM …]    bring the files up to date with the code
    python -m madang.config.translations compile
    python -m madang.config.translations check

A ROOM is a path below ``madang/``, e.g. ``blocks/ui``; without one, all rooms.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parent.parent
LANGUAGES = ("en",)  # besides Korean, the source's language
# Function → which argument is the message, its plural, its context (from 1), as xgettext writes it.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_STRING = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_TEMPLATE_CALL = re.compile(
    rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)"
)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?[a-z]+\b")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one room's translation.

    Attributes:
        room: path below ``madang/``.
        language: code.
        kind: ``no file``, ``missing`` (in the code only), ``obsolete`` (in the file only), ``unfinished``
            (empty or marked fuzzy), ``placeholders`` (source and translation name different ones).
        message: the source string.
    """

    room: str
    language: str
    kind: str
    message: str

    def __str__(self) -> str:
        return f"madang/{self.room}: {self.language}: {self.kind}: {self.message!r}"


@dataclass(frozen=True)
class Found:
    """A string that the code wants translated."""

    singular: str
    plural: str | None
    context: str | None
    place: tuple[str, int]


def rooms(source: Path = SOURCE) -> list[str]:
    """Return the path below ``madang/`` of every folder that may have a ``locale`` of its own."""
    folders = [*source.glob("blocks/*/"), *source.glob("systems/*/"), source / "config"]
    return sorted(str(folder.relative_to(source)) for folder in folders if (folder / "__init__.py").exists())


def catalogue_path(room: str, language: str, source: Path = SOURCE) -> Path:
    """Return where a room's translation into a language stands."""
    return source / room / "locale" / language / "LC_MESSAGES" / "django.po"


def strings(room: str, source: Path = SOURCE) -> Iterator[Found]:
    """Return every string of a room's Python files and templates that is marked for translation."""
    folder = source / room
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if "migrations" in inside or "tests" in inside or "static" in inside or not path.is_file():
            continue
        place = str(path.relative_to(source.parent))
        if path.suffix == ".py":
            yield from _python_strings(path, place)
        elif "templates" in inside and path.suffix in {".html", ".txt"}:
            yield from _template_strings(path, place)


def _python_strings(path: Path, place: str) -> Iterator[Found]:
    with path.open("rb") as file:
        for line, function, messages, _comments in extract_python(file, KEYWORDS, [], {"encoding": "utf-8"}):
            arguments = list(messages) if isinstance(messages, tuple | list) else [messages]
            yield from _found(str(function), arguments, (place, line))


def _template_strings(path: Path, place: str) -> Iterator[Found]:
    from django.utils.translation.template import templatize

    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for call in _TEMPLATE_CALL.finditer(text):
        arguments = list(ast.literal_eval(f"({call[2]},)"))
        yield from _found(call[1], arguments, (place, text.count("\n", 0, call.start()) + 1))


def _found(function: str, arguments: Sequence[str | None], place: tuple[str, int]) -> Iterator[Found]:
    positions = KEYWORDS[function] or (1,)
    context = singular = plural = None
    for position in positions:
        at = position[0] if isinstance(position, tuple) else position
        if at > len(arguments):
            return
        value = arguments[at - 1]
        if value is None:  # not a literal: nothing that could be looked up
            return
        if isinstance(position, tuple):
            context = value
        elif singular is None:
            singular = value
        else:
            plural = value
    if singular:
        yield Found(singular, plural, context, place)


def _template(room: str, language: str, source: Path) -> Catalog:
    """Return a catalogue with the room's strings and no translation."""
    catalogue = Catalog(locale=language, project="Madang", fuzzy=False, charset="utf-8")
    for found in strings(room, source):
        key = (found.singular, found.plural) if found.plural else found.singular
        flags = ["python-format"] if "%(" in found.singular else []
        catalogue.add(key, locations=[(found.place[0], 0)], context=found.context, flags=flags)
    return catalogue


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8", abort_invalid=True)


def extract(room: str, source: Path = SOURCE) -> list[Path]:
    """Bring a room's files up to date with its code; return those written.

    New strings come in empty, those no longer used go, translations stay.
    """
    written = []
    for language in LANGUAGES:
        fresh = _template(room, language, source)
        path = catalogue_path(room, language, source)
        if not len(fresh):
            path.unlink(missing_ok=True)
            continue
        if path.exists():
            for known in _read(path, language):
                if not known.id:
                    continue
                message = fresh.get(known.id, known.context)
                if message is not None:
                    message.string = known.string
                    message.flags |= known.flags & {"fuzzy"}
        path.parent.mkdir(parents=True, exist_ok=True)
        # Dates and line numbers would change with every run and say nothing.
        lines = [f'"Language: {language}\\n"', '"Content-Type: text/plain; charset=UTF-8\\n"']
        lines += [f'"Plural-Forms: {fresh.plural_forms}\\n"']
        with path.open("wb") as file:
            file.write("\n".join(['msgid ""', 'msgstr ""', *lines, "", ""]).encode())
            write_po(file, fresh, width=0, omit_header=True, sort_output=True, include_lineno=False)
        written.append(path)
    return written


def compile_all(source: Path = SOURCE) -> list[Path]:
    """Compile every translation in the source tree; return the files written."""
    written = []
    for path in sorted(source.rglob("locale/*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, _read(path, path.parents[1].name))
        written.append(target)
    return written


def check(source: Path = SOURCE) -> list[Problem]:
    """Return everything that is wrong with the rooms' translations; an empty list when all is complete."""
    return [
        each for room in rooms(source) for language in LANGUAGES for each in _check(room, language, source)
    ]


def _check(room: str, language: str, source: Path) -> Iterator[Problem]:
    wanted = {
        (m.context, m.id if isinstance(m.id, str) else tuple(m.id)): m
        for m in _template(room, language, source)
        if m.id
    }
    path = catalogue_path(room, language, source)
    if not path.exists():
        if wanted:
            yield Problem(room, language, "no file", f"{len(wanted)} strings")
        return
    known = {
        (m.context, m.id if isinstance(m.id, str) else tuple(m.id)): m for m in _read(path, language) if m.id
    }
    for key in wanted.keys() - known.keys():
        yield Problem(room, language, "missing", _shown(wanted[key]))
    for key in known.keys() - wanted.keys():
        yield Problem(room, language, "obsolete", _shown(known[key]))
    for key in wanted.keys() & known.keys():
        message = known[key]
        translated = [message.string] if isinstance(message.string, str) else list(message.string or [""])
        if message.fuzzy or not all(translated):
            yield Problem(room, language, "unfinished", _shown(message))
        elif any(
            _placeholders(text) != _placeholders(_source(message, at)) for at, text in enumerate(translated)
        ):
            yield Problem(room, language, "placeholders", _shown(message))


def _source(message: Message, form: int) -> str:
    """Return the source string that a plural form (0: one, 1: many) translates."""
    return message.id if isinstance(message.id, str) else message.id[min(form, 1)]


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _shown(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def main(arguments: list[str]) -> int:
    """Run from the command line; return the exit code."""
    match arguments:
        case ["extract", *chosen]:
            for room in chosen or rooms():
                for path in extract(room):
                    print(path)
        case ["compile"]:
            compile_all()
        case ["check"]:
            problems = check()
            for problem in problems:
                print(problem)
            return 1 if problems else 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
