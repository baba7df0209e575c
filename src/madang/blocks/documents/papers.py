"""Papers: templates as data in a room, set by Typst into tagged PDF/A-2a and PDF/UA-1, the same bytes for the same data."""

from __future__ import annotations

import io
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.documents.errors import Unfit
from madang.blocks.documents.names import plain
from madang.blocks.rooms.manifest import manifests

OWN = "madang.blocks.documents.paper"
FONTS = Path(__file__).with_name("paper") / "fonts"
STANDARDS = ["a-2a", "ua-1"]
LANGUAGES = ("ko", "en")
SIZE, LARGE_SIZE = 10.5, 16.0
MOST_DATA = 64 * 1024
MOST_DEPTH = 6
_UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed')


@dataclass(frozen=True)
class Paper:
    """One template.

    Attributes:
        name: ``certificate`` of this room, ``ROOM/NAME`` of another one.
        needs, takes: names of its data, those that must and those that may be there.
        compares: whose values the holder of a paper may compare.
    """

    name: str
    folder: Path
    version: int
    title_ko: str
    title_en: str
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    compares: tuple[str, ...]

    def checked(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data in one form, without control marks; raises Unfit naming what is wrong."""
        if missing := [each for each in self.needs if not data.get(each) and each != "rows"]:
            raise Unfit(
                _("문서에 넣을 내용이 빠졌습니다: %(names)s") % {"names": ", ".join(missing)}, missing[0]
            )
        if unknown := sorted(data.keys() - {*self.needs, *self.takes}):
            raise Unfit(
                _("문서에 넣을 자리가 없는 내용입니다: %(names)s") % {"names": ", ".join(unknown)}, unknown[0]
            )
        cleaned = {name: _cleaned(value, name, 0) for name, value in data.items() if value is not None}
        if "rows" in self.needs:
            cleaned.setdefault("rows", [])
        for row in cleaned.get("rows", []):
            if not (isinstance(row, list) and len(row) == 2 and all(isinstance(each, str) for each in row)):
                raise Unfit(_("표의 줄은 ‘이름, 값’ 둘이어야 합니다."), "rows")
        if len(json.dumps(cleaned, ensure_ascii=False).encode()) > MOST_DATA:
            raise Unfit(_("문서에 넣을 내용이 너무 깁니다."), "data")
        return cleaned


def paper(name: str) -> Paper:
    """Return a template by its name; raises Unfit."""
    found = all_papers().get(name)
    if found is None:
        raise Unfit(_("그런 서식이 없습니다: %(name)s") % {"name": name[:60]}, "template")
    return found


def all_papers() -> dict[str, Paper]:
    """Return all templates of all rooms by name."""
    others = tuple((room.name, room.papers) for room in manifests() if room.papers)
    return _read((("", OWN), *others))


@lru_cache(maxsize=4)
def _read(places: tuple[tuple[str, str], ...]) -> dict[str, Paper]:
    found = {}
    for room, package in places:
        folder = Path(str(files(package)))
        listed = tomllib.loads((folder / "papers.toml").read_text(encoding="utf-8"))
        for name, told in listed.items():
            full = f"{room}/{name}" if room else name
            found[full] = Paper(
                full,
                folder,
                int(told["version"]),
                told["title_ko"],
                told["title_en"],
                *(tuple(told.get(each, ())) for each in ("needs", "takes", "compares")),
            )
    return found


def typeset(
    template: Paper,
    data: Mapping[str, Any],
    *,
    language: str,
    title: str,
    organisation: str,
    made_at: datetime,
    code: str,
    address: str,
    large: bool = False,
) -> bytes:
    """Return the PDF; the same bytes for the same arguments. Raises Unfit for signs that the font does not have.

    Args:
        data: as ``Paper.checked`` returned it.
        code, address: of the verification, as they stand on the paper.
        large: in large print (큰 글자).
    """
    given = {
        "data": data,
        "language": language,
        "title": title,
        "organisation": organisation,
        "made": written(made_at, language),
        "code": code,
        "address": address,
        "size": LARGE_SIZE if large else SIZE,
    }
    drawn = io.BytesIO()
    segno.make(address, error="q", micro=False).save(drawn, kind="svg", border=4, xmldecl=False)
    # Typst reads files below one root only: the template's own, and layout.typ of this room.
    sources = {
        "main": (template.folder / f"{template.name.rpartition('/')[2]}.typ").read_bytes(),
        "layout.typ": (Path(__file__).with_name("paper") / "layout.typ").read_bytes(),
    }
    try:
        return bytes(
            typst.compile(  # type: ignore[call-overload] # a dictionary of sources is missing in its stubs
                sources,
                font_paths=[str(FONTS)],
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"given": json.dumps(given, ensure_ascii=False), "qr": drawn.getvalue().decode()},
                pdf_standards=STANDARDS,
                timestamp=int(made_at.timestamp()),
            )
        )
    except typst.TypstError as error:
        if found := _UNSHOWN.search(str(error)):
            raise Unfit(
                _(
                    "글꼴에 없는 글자(%(signs)s)가 있어 문서를 만들 수 없습니다. 한글이나 로마자로 적어 주세요."
                )
                % {"signs": found[1][:20]},
                "data",
            ) from error
        raise


def written(moment: datetime, language: str) -> str:
    """Return a moment as papers write it, in Korean time."""
    local = timezone.localtime(moment)
    if language == "ko":
        return f"{local.year}년 {local.month}월 {local.day}일 {local:%H:%M}"
    return f"{local.day} {local:%B} {local.year}, {local:%H:%M} (KST)"


def _cleaned(value: Any, name: str, depth: int) -> Any:
    if depth > MOST_DEPTH:
        raise Unfit(_("문서에 넣을 내용이 너무 깊습니다."), name)
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple):
        return [_cleaned(each, name, depth + 1) for each in value]
    if isinstance(value, Mapping):
        return {plain(str(key)): _cleaned(each, name, depth + 1) for key, each in value.items()}
    raise Unfit(_("문서에는 글과 글의 목록만 넣을 수 있습니다: %(name)s") % {"name": name}, name)
