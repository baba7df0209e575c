"""Whether a photo fits a card: shape and size. Whose face it shows, the examiner looks at."""

from __future__ import annotations

from django.utils.translation import gettext as _

from madang.blocks.documents.models import Document
from madang.systems.services.errors import PhotoRefused

RATIO = 3.5 / 4.5
"""Width by height (주민등록법 시행규칙, lead)."""
TOLERANCE = 0.06
LEAST_HEIGHT = 400
KINDS = ("jpeg", "png")


def check(document: Document) -> None:
    """Raise PhotoRefused with what to do when the picture is no photo for a card."""
    blob = document.blob
    if blob is None or blob.kind not in KINDS or not blob.width or not blob.height:
        raise PhotoRefused(_("JPEG나 PNG 사진을 올려 주세요."))
    if blob.height < LEAST_HEIGHT:
        raise PhotoRefused(
            _("사진이 너무 작습니다. 세로 %(least)d화소 이상인 사진을 올려 주세요. 지금 %(now)d화소입니다.")
            % {"least": LEAST_HEIGHT, "now": blob.height}
        )
    if abs(blob.width / blob.height / RATIO - 1) > TOLERANCE:
        raise PhotoRefused(_("가로 3.5, 세로 4.5의 비율로 잘라서 올려 주세요. 얼굴이 가운데 오게 합니다."))
