"""What cannot be exported."""

from __future__ import annotations

from madang_rules.errors import SENTENCES, RulesError

__all__ = ["ExportError"]

SENTENCES.update(
    {
        "export-type": (
            "형 '{name}'은(는) 코드로 검사하는 형이어서 내보낼 수 없습니다.",
            "The type '{name}' is checked by code and cannot be exported.",
        ),
        "export-table": (
            "행이 {rules}개인 표는 너무 커서 내보낼 수 없습니다.",
            "A table of {rules} rows is too large to be exported.",
        ),
        "export-value": (
            "{kind} 값은 내보낼 수 없습니다.",
            "A value of kind {kind} cannot be exported.",
        ),
    }
)


class ExportError(RulesError):
    """A rule holds something that only Python can run, for example a type whose values a callable checks."""
