# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools==4.68.0", "brotli==1.2.1"]
# ///
"""Cut Pretendard GOV into the woff2 slices beside this file; run once for each new release of the font.

    npm pack pretendard-gov@1.3.9 && tar xzf pretendard-gov-1.3.9.tgz
    uv run frontend/fonts/slice.py package

The whole package is 161 MB to download for the 2 MB we use, so the slices lie in the repository and the
package is no dependency. A browser fetches a slice only when a page needs one of its characters:

- ``latin``: Latin-1, and the marks that Korean public notices use (ㆍ ○ ※ ① ㎡ ㈜ …);
- ``common-N``: the 2,400 most frequent syllables, 200 a slice, in the order of the package's own slices
  (Google Fonts' count over Korean pages, the most frequent last);
- ``rare-XXXX``: the other 8,772 syllables, by blocks of 128 code points;
- ``latin-more``, ``greek-cyrillic``: what foreigners' names need; ``extended``, ``symbols``, ``cjk``: the rest.

Chinese characters are left to the reader's own fonts: the few that a page holds would cost 30 kB each.
Two weights without variation take fewer bytes than one variable font: a syllable needs 66 bytes a weight, against
121 in a font that varies from 400 to 700, and few syllables of a page stand in bold.

The font's licence (SIL OFL 1.1) reserves its name for the unchanged font, so the slices are named Madang Sans.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
FAMILY = "Madang Sans"
WEIGHTS = {400: "Regular", 700: "Bold"}
COMMON = 2400
COMMON_SLICE = 200
RARE_BLOCK = 128
HANGUL = range(0xAC00, 0xD7A4)
LATIN = {
    *range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2028), 0x2030, 0x2032, 0x2033, 0x203B, 0x2043, 0x20A9,
    0x20AC, 0x2122, *range(0x2160, 0x216A), *range(0x2190, 0x2195), 0x21D2, 0x2212, *range(0x2460, 0x246F), 0x25A0,
    0x25A1, 0x25B2, 0x25B3, 0x25B6, 0x25B7, 0x25BC, 0x25BD, 0x25C6, 0x25CB, 0x25CE, 0x25CF, 0x25E6, 0x2605, 0x2606,
    *range(0x3000, 0x3003), *range(0x3008, 0x3012), 0x30FB, *range(0x3131, 0x314F), 0x318D, 0x321C, 0x3396, 0x339C,
    0x339D, 0x339E, 0x33A1, 0x33A5, 0xFF05, 0xFF08, 0xFF09, 0xFF0C, 0xFF1A, 0xFF5E,
}  # fmt: skip
OTHERS = {  # name → what it holds, from the rarest
    "cjk": [range(0x3000, 0x10000)],
    "symbols": [range(0x2000, 0x2E80)],
    "extended": [range(0x250, 0x370), range(0x530, 0x1E00), range(0x1F00, 0x2000)],
    "greek-cyrillic": [range(0x370, 0x530)],
    "latin-more": [range(0x100, 0x250), range(0x1E00, 0x1F00)],
}
KEEP_FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern", "calt", "tnum"]


def ranges(points: Iterable[int]) -> str:
    """Return code points as a CSS ``unicode-range``."""
    parts: list[list[int]] = []
    for point in sorted(points):
        if parts and point == parts[-1][1] + 1:
            parts[-1][1] = point
        else:
            parts.append([point, point])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in parts)


def by_frequency(package: Path) -> list[int]:
    """Return all syllables, the most frequent first, as the package's own slices have them."""
    css = (package / "dist/web/static/pretendard-gov-dynamic-subset.css").read_text(encoding="utf-8")
    slices: dict[int, list[int]] = {}
    for number, text in re.findall(r"subset\.(\d+)\.woff2.*?unicode-range: ([^;]*);", css, re.DOTALL):
        points: list[int] = []
        for part in text.split(","):
            first, _dash, last = part.strip()[2:].partition("-")
            points.extend(range(int(first, 16), int(last or first, 16) + 1))
        slices[int(number)] = [point for point in points if point in HANGUL]
    order = [point for number in sorted(slices, reverse=True) for point in slices[number]]
    if sorted(order) != list(HANGUL):
        raise SystemExit("the package's slices do not hold every syllable once")
    return order


def is_hanja(point: int) -> bool:
    return (
        0x2E80 <= point < 0x2FE0 or 0x3400 <= point < 0xA000 or 0xF900 <= point < 0xFB00 or point >= 0x20000
    )


def plan(package: Path, characters: set[int]) -> list[tuple[str, set[int], str]]:
    """Return the slices: name, code points, the range to declare.

    Rare blocks declare whole ranges; ``fonts.css`` lists the frequent slices after them, and of two rules that
    cover a character the later one wins (CSS Fonts 4, 4.5 unicode-range).
    """
    order = by_frequency(package)
    common, rare = order[:COMMON], set(order[COMMON:])
    latin = LATIN & characters
    rest = {point for point in characters - set(HANGUL) - latin if not is_hanja(point)}
    slices = []
    for start in range(HANGUL.start, HANGUL.stop, RARE_BLOCK):
        end = min(start + RARE_BLOCK, HANGUL.stop)
        inside = {point for point in rare if start <= point < end}
        slices.append((f"rare-{start:04x}", inside, f"U+{start:X}-{end - 1:X}"))
    for name, blocks in OTHERS.items():
        inside = {point for point in rest if any(point in block for block in blocks)}
        slices.append((name, inside, ranges(inside)))
    for number in range(COMMON // COMMON_SLICE - 1, -1, -1):
        inside = set(common[number * COMMON_SLICE : (number + 1) * COMMON_SLICE])
        slices.append((f"common-{number}", inside, ranges(inside)))
    slices.append(("latin", latin, ranges(latin)))
    return [piece for piece in slices if piece[1]]


def unpacked(path: Path) -> bytes:
    """Return a woff2 font as plain TrueType, which loads many times faster."""
    font = TTFont(path, recalcTimestamp=False)
    font.flavor = None
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def cut(source: bytes, points: set[int]) -> bytes:
    """Return a woff2 file with only these characters, under our name."""
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = KEEP_FEATURES
    options.name_IDs = [0, 1, 2, 13, 14]
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = FAMILY
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def main(package: Path) -> None:
    release = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    sources = {
        w: unpacked(package / f"dist/web/static/woff2/PretendardGOV-{n}.woff2") for w, n in WEIGHTS.items()
    }
    known = [set(TTFont(io.BytesIO(source)).getBestCmap()) for source in sources.values()]
    characters = {c for c in known[0] & known[1] if unicodedata.category(chr(c)) != "Co"}
    folder = HERE / "slices"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.woff2"):
        old.unlink()
    listed = []
    for name, points, declared in plan(package, characters):
        files = {}
        for weight, source in sources.items():
            data = cut(source, points)
            file = f"{name}-{weight}.woff2"
            (folder / file).write_bytes(data)
            files[str(weight)] = {
                "file": file,
                "bytes": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
            }
        listed.append({"name": name, "range": declared, "files": files})
        print(name, {weight: file["bytes"] for weight, file in files.items()}, flush=True)
    document = {"family": FAMILY, "source": f"pretendard-gov {release}", "slices": listed}
    (HERE / "slices.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: uv run frontend/fonts/slice.py FOLDER_OF_THE_UNPACKED_PACKAGE")
    main(Path(sys.argv[1]))
