"""What can be wrong with a question about many people."""

from madang_rules.errors import SENTENCES, RulesError

SENTENCES.update(
    {
        "population-column": (
            "사람들의 자료에 '{name}' 열이 없습니다. 있는 열: {known}",
            "The people have no column {name!r}. Known columns: {known}",
        ),
        "population-length": (
            "'{name}' 열의 길이가 {found}인데 사람은 {expected}명입니다.",
            "Column {name!r} has {found} values for {expected} people.",
        ),
        "population-numpy": (
            "NumPy가 없습니다. `pip install madang-rules[population]`으로 설치하세요.",
            "NumPy is missing. Install it by `pip install madang-rules[population]`.",
        ),
    }
)


class PopulationError(RulesError):
    """The people and the question do not fit together."""


class NumpyMissing(PopulationError, ImportError):
    """NumPy is not installed."""
