"""DOCX, XLSX, ODT and HWPX: a ZIP of XML. What kind it is, what acts in it, and its text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from madang.blocks.documents.looking.kinds import Refused

MOST_PARTS = 5000
MOST_UNPACKED = 256 * 1024 * 1024
MOST_PART = 96 * 1024 * 1024
MOST_DEPTH = 256

_OFFICE = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
}
_TYPES = {"application/hwp+zip": "hwpx", "application/vnd.oasis.opendocument.text": "odt"}
_MACROS = re.compile(
    r"(^|/)(vbaProject\.bin|vbaData\.xml|activeX/.*|macrosheets/.*)$|^Basic/|^Configurations2/.*/?scripts?",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"(^|/)(embeddings/.+|oleObject[^/]*\.bin|Object \d+(/.*)?|.*\.(ole|exe|dll|js|vbs|lnk|ps1|bat|eps|ps|jar|hta|scr|html?|mht|mhtml|rtf|docm|dotm|xlsm|zip|7z|rar))$",
    re.IGNORECASE,
)
_FETCHED = re.compile(r"/(attachedTemplate|oleObject|frame|subDocument|externalLinkPath|image|video|audio)$")
_OUTSIDE = re.compile(r"\s*(https?|ftp|file|smb):|\s*[\\/]{2}", re.IGNORECASE)
_SHOWN = {"image", "object", "object-ole", "plugin", "applet", "floating-frame", "item", "fill-image"}
_DDE = re.compile(r"\bDDE(AUTO)?\b")
_COMMENT = re.compile(r"/\*.*?\*/|//[^\r\n\u2028\u2029]*", re.DOTALL)
_IDLE = re.compile(
    r"var\s+Documents?\s*=\s*\w+(\.\w+)?\s*;|function\s+OnDocument_\w+\s*\(\s*\)\s*\{\s*\}|[\s\x00\ufeff]"
)


def is_idle(script: str) -> bool:
    """Whether a script is what Hancom's own editor writes into every new document: names and empty functions."""
    return not _IDLE.sub("", _COMMENT.sub("", script))


def examine(path: Path) -> dict[str, Any]:
    """Return the kind; raises Refused for archives, bombs, macros, files inside, and what is fetched from outside."""
    data = path.read_bytes()
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or len(data) - end != 22:
        raise Refused("polyglot", "ZIP")
    with _open(path) as package:
        infos = package.infolist()
        names = [each.filename for each in infos]
        if not infos:
            raise Refused("archive")
        if len(infos) > MOST_PARTS or sum(each.file_size for each in infos) > MOST_UNPACKED:
            raise Refused("bomb")
        if min(each.header_offset for each in infos) != 0:
            raise Refused("polyglot", "ZIP")
        if len({name.lower() for name in names}) != len(names) or any(_leads_out(name) for name in names):
            raise Refused("torn")
        if any(each.flag_bits & 1 for each in infos):
            raise Refused("locked")
        code = _kind(package, set(names))
        _refuse_parts(package, names, code)
    return {"kind": code, "pages": None}


def text(path: Path, code: str, most: int) -> str:
    """Return the words, paragraph by paragraph, at most so many characters."""
    wanted = {
        "docx": re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml"),
        "xlsx": re.compile(r"xl/(sharedStrings|worksheets/sheet\d+)\.xml"),
        "odt": re.compile(r"content\.xml"),
        "hwpx": re.compile(r"Contents/section\d+\.xml"),
    }[code]
    found: list[str] = []
    with _open(path) as package:
        for name in sorted(filter(wanted.fullmatch, package.namelist()), key=_in_order):
            found.append(_words(_part(package, name), code))
    return "\n".join(found)[:most]


def _in_order(name: str) -> tuple[str, int]:
    number = re.search(r"\d+", name)
    return re.sub(r"\d+", "", name), int(number[0]) if number else 0


def _open(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused("torn") from error


def _leads_out(name: str) -> bool:
    return (
        name.startswith(("/", "\\"))
        or "\\" in name
        or ".." in name.split("/")
        or "\x00" in name
        or ":" in name
    )


def _kind(package: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names:
        told = _part(package, "mimetype")[:200].decode("ascii", "replace").strip()
        if told in _TYPES:
            return _TYPES[told]
        raise Refused("unknown")
    if "[Content_Types].xml" not in names:
        raise Refused("archive")
    if b"macroEnabled" in _part(package, "[Content_Types].xml"):
        raise Refused("macros")
    found = [code for name, code in _OFFICE.items() if name in names]
    if len(found) != 1:
        raise Refused("unknown" if not found else "polyglot", "ZIP")
    return found[0]


def _refuse_parts(package: zipfile.ZipFile, names: list[str], code: str) -> None:
    for name in names:
        if _MACROS.search(name):
            raise Refused("macros")
        if code == "hwpx" and name.startswith("Scripts/"):
            _refuse_scripts(_part(package, name))
        elif code == "odt" and name.startswith("Scripts/"):
            raise Refused("macros")
        elif _INSIDE.search(name):
            raise Refused("inside", name.rsplit("/", 1)[-1][:40])
        elif name.endswith(".rels"):
            _parse(_part(package, name), start=_refuse_fetched)
        elif name.startswith("xl/externalLinks/") and b"ddeLink" in _part(package, name):
            raise Refused("active", "DDE")
        elif name.endswith((".xml", ".hpf")):
            _refuse_fields(_part(package, name), code)


def _refuse_fetched(name: str, attributes: dict[str, str]) -> None:
    if attributes.get("TargetMode") == "External" and _FETCHED.search(attributes.get("Type", "")):
        raise Refused("fetched")


def _refuse_fields(data: bytes, code: str) -> None:
    """Well-formed, without entities; no field that starts a program, no macro behind an event, no picture from outside."""
    told: list[str] = []
    inside = [False]

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        inside[0] = local == "instrText"
        if code == "odt" and name == "script:script":
            raise Refused("macros")
        for key, value in attributes.items():
            if value.startswith(("vnd.sun.star.script:", "macro:")):
                raise Refused("macros")
            if code in {"odt", "hwpx"} and local in _SHOWN and key.endswith("href") and _OUTSIDE.match(value):
                raise Refused("fetched")

    def end(_name: str) -> None:
        inside[0] = False

    _parse(data, start=start, end=end, words=lambda words: told.append(words) if inside[0] else None)
    if code == "docx" and (_DDE.search("".join(told)) or re.search(rb'w:instr="\s*DDE', data)):
        raise Refused("active", "DDE")


def _refuse_scripts(data: bytes) -> None:
    """Hancom's editor puts two scripts into each document that do nothing; any other is refused."""
    for encoding in ("utf-16", "utf-16-le", "utf-8"):
        try:
            said = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if is_idle(said):
            return
    raise Refused("active", "JavaScript")


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    """Return one part, unpacked to a bound whatever its heading says."""
    try:
        with package.open(name) as part:
            data = part.read(MOST_PART + 1)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Refused("torn") from error
    except Exception as error:  # zlib.error and what other packers raise
        raise Refused("torn") from error
    if len(data) > MOST_PART:
        raise Refused("bomb")
    return data


def _parse(
    data: bytes,
    *,
    start: Callable[[str, dict[str, str]], None] | None = None,
    end: Callable[[str], None] | None = None,
    words: Callable[[str], object] | None = None,
) -> None:
    """Read XML without document types, and so without entities; raises Refused."""
    parser = expat.ParserCreate()
    depth = 0

    def begun(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise Refused("bomb")
        if start:
            start(name, attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name)

    def refuse(*_args: object) -> None:
        raise Refused("active", "DOCTYPE")

    parser.StartElementHandler, parser.EndElementHandler = begun, ended
    parser.StartDoctypeDeclHandler = refuse
    if words:
        parser.CharacterDataHandler = words
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused("torn") from error


_PARAGRAPHS = {"docx": {"p"}, "xlsx": {"si", "is"}, "odt": {"p", "h"}, "hwpx": {"p"}}


def _words(data: bytes, code: str) -> str:
    found: list[str] = []
    open_: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        open_.append(local)
        if local == "tab":
            found.append("\t")
        elif local in {"br", "line-break", "lineBreak"}:
            found.append("\n")
        elif local == "s" and code == "odt":
            found.append(" ")

    def end(name: str) -> None:
        if open_.pop() in _PARAGRAPHS[code]:
            found.append("\n")

    def words(said: str) -> None:
        if "t" in open_[-1:] if code != "odt" else not _PARAGRAPHS[code].isdisjoint(open_):
            found.append(said)

    _parse(data, start=start, end=end, words=words)
    return "".join(found)
