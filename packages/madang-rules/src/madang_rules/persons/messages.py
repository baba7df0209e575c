"""What can be wrong with test persons, and what is said about what they leave open."""

from madang_rules.errors import SENTENCES, RulesError

SENTENCES.update(
    {
        "person-format": ("시험 인물 파일이 아닙니다: {detail}", "Not a file of test persons: {detail}"),
        "person-value": (
            "'{person}'의 '{name}'은(는) FEEL 값이 아닙니다: {text}",
            "{name!r} of {person!r} is no value of FEEL: {text}",
        ),
        "person-kind": (
            "'{person}'의 종류 '{found}'은(는) accepted, refused, unknown, edge 중 하나여야 합니다.",
            "The kind of {person!r} must be accepted, refused, unknown or edge, not {found!r}",
        ),
        "person-twice": ("시험 인물 '{person}'이(가) 둘입니다.", "There are two test persons {person!r}"),
        "row-not-reached": (
            "{table}: {row}행에 해당하는 시험 인물이 없습니다.",
            "{table}: no test person matches row {row}",
        ),
        "bound-not-tried": (
            "{table}, {column}: 경계 {bound} {sides}을(를) 시험하는 인물이 없습니다.",
            "{table}, {column}: no test person {sides} the bound {bound}",
        ),
    }
)


class PersonError(RulesError):
    """Test persons that are not well formed."""
