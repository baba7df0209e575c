"""Words of pictures are read where tesseract is installed with Korean, and are no words elsewhere."""

from __future__ import annotations

import io
import shutil
import subprocess

import pytest
from PIL import Image, ImageDraw, ImageFont

from madang.blocks.documents import actions, queries
from madang.blocks.documents.models import Reading
from madang.blocks.documents.papers import FONTS
from madang.blocks.documents.tests import files
from madang.blocks.documents.tests.conftest import WHY, Stored
from madang.blocks.identity.models import Account


def reads_korean() -> bool:
    if shutil.which("tesseract") is None:
        return False
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True).stdout
    return "kor" in listed.split()


def scanned(words: str) -> bytes:
    image = Image.new("RGB", (1400, 200), "white")
    font = ImageFont.truetype(str(FONTS / "PretendardGOV-Regular.otf"), 64)
    ImageDraw.Draw(image).text((40, 60), words, font=font, fill="black")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.mark.skipif(not reads_korean(), reason="tesseract with Korean is not installed: make system-deps")
def test_a_picture_of_korean_words_is_read(store: Stored, citizen: Account) -> None:
    document = store(scanned("주민등록증 재발급 신청서"), "신청서.png")
    actions.look_at(document.blob_id or 0)
    said, how = queries.text(citizen, queries.find(citizen, document.pk), **WHY)
    assert "주민등록증" in said.replace(" ", "") and how == Reading.WHOLE


def test_a_picture_without_words_has_none(store: Stored, citizen: Account) -> None:
    document = store(files.picture("PNG"), "a.png")
    actions.look_at(document.blob_id or 0)
    assert queries.text(citizen, queries.find(citizen, document.pk), **WHY) == ("", Reading.NONE)
