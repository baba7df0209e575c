"""How a reader wants to see pages: text size and contrast, kept in one cookie without identity."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

DISPLAY_COOKIE = "madang_display"

# KRDS "화면 크기 조정": five steps.
SCALES = {
    "sm": _("작게"),
    "md": _("보통"),
    "lg": _("조금 크게"),
    "xlg": _("크게"),
    "xxlg": _("가장 크게"),
}
# KRDS has two colour modes; the names are those of its attribute data-krds-mode.
CONTRASTS = {
    "light": _("기본 화면"),
    "high-contrast": _("선명한 화면(고대비)"),
}


@dataclass(frozen=True)
class Display:
    """A reader's choice. Unknown values in the cookie count as the default."""

    scale: str = "md"
    contrast: str = "light"

    @classmethod
    def from_cookie(cls, value: str) -> Display:
        """Read ``scale.contrast``; never raises."""
        scale, _dot, contrast = value.partition(".")
        return cls(
            scale=scale if scale in SCALES else cls.scale,
            contrast=contrast if contrast in CONTRASTS else cls.contrast,
        )

    def to_cookie(self) -> str:
        return f"{self.scale}.{self.contrast}"

    @property
    def scales(self) -> list[tuple[str, object, bool]]:
        """(code, name, chosen) of every text size."""
        return [(code, name, code == self.scale) for code, name in SCALES.items()]

    @property
    def contrasts(self) -> list[tuple[str, object, bool]]:
        """(code, name, chosen) of every colour mode."""
        return [(code, name, code == self.contrast) for code, name in CONTRASTS.items()]
