"""What can go wrong with documents; each text is for the reader and says what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentsError(Exception):
    """Base of this block's errors; the text is for the reader, in their language."""


class NotTaken(DocumentsError):
    """A file was refused and nothing is kept.

    Attributes:
        code: why, stable for programs.
        what: a detail, e.g. the active part.
    """

    def __init__(self, code: str, what: str = "", **values: object) -> None:
        self.code, self.what = code, what
        super().__init__(str(SENTENCES[code]) % {"what": what, **values})


class Unfit(DocumentsError):
    """An argument cannot be; ``field`` names it."""

    def __init__(self, sentence: object, field: str = "") -> None:
        self.field = field
        super().__init__(str(sentence))


class Missing(DocumentsError):
    """There is no such document, or not for this reader: nobody learns which of the two."""


class HeldBack(DocumentsError):
    """The document is there and the reader may read it, but nobody opens it now."""


class Held(DocumentsError):
    """A document may not be deleted now; the text says why."""


class Busy(DocumentsError):
    """Too many files are being looked at; nothing was kept."""


SENTENCES: Mapping[str, object] = {
    "empty": _("빈 파일입니다. 올리려던 파일이 맞는지 열어 보고 다시 올려 주세요."),
    "large": _("파일이 너무 큽니다. %(most)s MB까지 올릴 수 있습니다. 나누거나 줄여서 올려 주세요."),
    "pages": _("쪽수가 너무 많습니다(%(what)s쪽). %(most)s쪽까지 올릴 수 있습니다. 나누어 올려 주세요."),
    "pixels": _("사진이 너무 큽니다(%(what)s 화소). 가로와 세로를 줄여 다시 올려 주세요."),
    "bomb": _("풀면 지나치게 커지는 파일이라 열지 않았습니다. 다시 저장하거나 PDF로 바꾸어 올려 주세요."),
    "torn": _("파일이 깨져 있습니다. 원래 프로그램에서 열어 다시 저장한 뒤 올려 주세요."),
    "unreadable": _("파일을 살펴보다가 멈추었습니다. 다시 저장하거나 PDF로 바꾸어 올려 주세요."),
    "unknown": _(
        "받을 수 없는 종류의 파일입니다. PDF, 사진(PNG, JPEG, WebP), 한글(HWP, HWPX), DOCX, ODT, XLSX, 글(TXT)로 올려 주세요."
    ),
    "heic": _(
        "HEIC 사진은 아직 받지 못합니다. 휴대전화 카메라 설정에서 ‘높은 호환성’을 고르거나 JPEG로 바꾸어 올려 주세요."
    ),
    "old-office": _("옛 문서 형식(DOC, XLS, PPT)은 받지 않습니다. DOCX, XLSX나 PDF로 저장해 올려 주세요."),
    "archive": _("압축 파일은 받지 않습니다. 풀어서 하나씩 올려 주세요."),
    "program": _("프로그램이나 웹 문서는 받지 않습니다. 내용을 PDF로 저장해 올려 주세요."),
    "polyglot": _("한 파일에 다른 종류(%(what)s)가 숨어 있습니다. 다시 저장하거나 PDF로 바꾸어 올려 주세요."),
    "active": _("열면 저절로 움직이는 부분(%(what)s)이 있습니다. ‘PDF로 인쇄’해서 다시 올려 주세요."),
    "macros": _("매크로가 들어 있습니다. 매크로 없이 저장하거나 PDF로 바꾸어 올려 주세요."),
    "inside": _("안에 다른 파일(%(what)s)이 들어 있습니다. PDF로 저장해 올리고, 그 파일은 따로 올려 주세요."),
    "fetched": _("열 때 바깥에서 가져오는 부분이 있습니다. PDF로 저장해 올려 주세요."),
    "locked": _("암호가 걸려 있습니다. 암호를 풀고 다시 올려 주세요."),
    "quota-person": _(
        "올려 둔 파일이 너무 많습니다. 한 사람이 %(files)s개, %(most)s MB까지 올릴 수 있습니다. 필요 없는 것을 지워 주세요."
    ),
    "quota-owner": _(
        "여기에 딸린 파일이 너무 많습니다. %(files)s개, %(most)s MB까지 올릴 수 있습니다. 담당자에게 물어보세요."
    ),
}
"""Why a file is not taken, by code."""

ABSENT_SCANNER = pgettext_lazy("documents", "백신이 아직 검사하지 않아 올린 사람만 열 수 있습니다.")
INFECTED = _("악성 코드가 발견되어 아무도 열 수 없습니다. 다른 파일로 다시 올려 주세요.")
