"""Topics that publishers call by different names, and the one name each gets here.

Only words that say the same are put together; where one is narrower (`주거급여` under `주거`), both stay.
"""

from __future__ import annotations

from collections.abc import Iterable

EQUAL: dict[str, tuple[str, ...]] = {
    "고용·창업": ("일자리", "취업", "창업", "고용", "취업·창업"),
    "농림·수산": ("농림축산어업", "농림축산·어업"),
    "문화·여가": ("문화 및 여가", "문화활동"),
    "보건·의료": ("신체건강 및 보건의료", "신체건강", "건강"),
    "보육·교육": ("보육 및 교육", "보육"),
    "보호·돌봄": ("보호 및 돌봄·요양",),
    "생활안정": ("생활지원", "일상생활"),
    "안전·권익": ("안전 및 권익보장", "안전·위기", "권익보호"),
    "임신·출산": ("임신 및 출산",),
    "정신건강": ("정신건강 및 심리정서",),
    "주거": ("주거·자립", "주택 및 거주지"),
}
"""Name here → names of publishers."""

_NAMES = {name: here for here, names in EQUAL.items() for name in names}


def one_name_each(topics: Iterable[str]) -> list[str]:
    """Return the topics under their names here, each once, in order."""
    return list(dict.fromkeys(_NAMES.get(topic, topic) for topic in topics))
