"""What a file is called for people: one short line without paths, control marks or marks that turn the line around."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
_UNFIT = re.compile(r'[<>:"|?*]')
_GAPS = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return a text in one form (NFC) without control, format and private characters; line ends and tabs stay."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        each
        for each in composed
        if each in "\n\t" or unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )


def shown_name(told: str, extension: str, fitting: tuple[str, ...] = ()) -> tuple[str, bool]:
    """Return the name under which a file is shown and downloaded, and whether its own ending belied its content.

    Args:
        told: as the sender called it, whatever that is.
        extension: what it is; put behind the name where the name ends otherwise.
        fitting: further endings that fit.
    """
    last = re.split(r"[/\\]", plain(told[:4096]))[-1]
    name = _GAPS.sub(" ", _UNFIT.sub("_", last)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and stem and ending.lower() in {extension, *fitting}:
        return f"{_cut(stem)}.{ending.lower()}", False
    belied = bool(dot and stem and re.fullmatch(r"[A-Za-z0-9]{1,5}", ending))
    return f"{_cut(name or '문서')}.{extension}", belied


def _cut(stem: str) -> str:
    return stem[:LONGEST].rstrip(" .") or "문서"
