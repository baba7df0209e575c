"""Pictures: bounds before anything is decoded, a copy without what the camera wrote beside it, OCR."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

from madang.blocks.documents.looking.kinds import Refused

MOST_PIXELS = 60_000_000
MOST_SIDE = 30_000
PREVIEW_SIDE = 900
OCR_SIDE = 4000
_FORMATS = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP"}


def examine(path: Path, code: str) -> dict[str, Any]:
    """Return width and height; raises Refused for bombs, torn files and what hides behind the picture."""
    _refuse_tail(path.read_bytes(), code)
    image = _open(path, code)
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
        raise Refused("pixels", f"{width}×{height}")
    _load(image)
    return {"pages": 1, "width": width, "height": height}


def safe_copy(path: Path, code: str, target: Path) -> None:
    """Write the picture anew: the pixels, turned as the camera was held, and nothing else."""
    image = _upright(path, code)
    if code == "jpeg":
        image.convert("RGB").save(target, "JPEG", quality=90)
    else:
        _plain(image).save(target, _FORMATS[code])


def preview(path: Path, code: str, target: Path) -> None:
    """Write the picture small, as PNG."""
    image = _upright(path, code)
    image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    _plain(image).save(target, "PNG")


def text(path: Path, code: str, folder: Path, most: int) -> str | None:
    """Return what tesseract reads (Korean and English); None where it is not installed."""
    if shutil.which("tesseract") is None:
        return None
    image = _upright(path, code).convert("L")
    image.thumbnail((OCR_SIDE, OCR_SIDE))
    image.save(folder / "ocr.png")
    languages = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=10
    ).stdout
    known = [each for each in ("kor", "eng") if each in languages.split()]
    if "kor" not in known:
        return None
    # A page first; where none is found, the picture as one block of lines.
    for layout in ("3", "6"):
        done = subprocess.run(
            ["tesseract", str(folder / "ocr.png"), "stdout", "-l", "+".join(known), "--psm", layout],
            capture_output=True,
            timeout=40,
            env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin"},
        )
        said = done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""
        if said:
            return said[:most]
    return None


def _open(path: Path, code: str) -> Any:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # ours is checked before anything is decoded, and says why
    try:
        return Image.open(path, formats=[_FORMATS[code]])
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refused("torn") from error


def _load(image: Any) -> None:
    try:
        image.load()
    except MemoryError as error:
        raise Refused("bomb") from error
    except (OSError, ValueError, SyntaxError, struct.error) as error:
        raise Refused("torn") from error


def _upright(path: Path, code: str) -> Any:
    from PIL import ImageOps

    image = _open(path, code)
    _load(image)
    return ImageOps.exif_transpose(image)


def _plain(image: Any) -> Any:
    """Return the pixels alone: what Pillow would write out again (texts, profiles, Exif) stays behind."""
    mode = "RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB"
    if image.mode in {"1", "L"}:
        mode = "L"
    plain = image.convert(mode)
    plain.info = {}
    return plain


def _refuse_tail(data: bytes, code: str) -> None:
    """PNG and WebP say where they end. JPEG does not count: telephones append a film to it, and others get a copy."""
    if code == "png":
        place = 8
        while place + 12 <= len(data):
            (length,) = struct.unpack(">I", data[place : place + 4])
            kind = data[place + 4 : place + 8]
            place += 12 + length
            if kind == b"IEND":
                break
        else:
            raise Refused("torn")
        if data[place:].strip(b"\x00"):
            raise Refused("polyglot", "PNG")
    elif code == "webp":
        (length,) = struct.unpack("<I", data[4:8])
        if len(data) < 8 + length:
            raise Refused("torn")
        if data[8 + length + length % 2 :].strip(b"\x00"):
            raise Refused("polyglot", "WebP")
