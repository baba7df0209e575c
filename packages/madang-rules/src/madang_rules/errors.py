"""What can be wrong with a rule, each as one plain sentence in Korean and English with a stable code.

The sentences lie beside the code that raises them (`feel.messages`, …) and are registered here by `SENTENCES`.
"""

from typing import Literal, NamedTuple

Language = Literal["ko", "en"]

SENTENCES: dict[str, tuple[str, str]] = {}
"""Code → (Korean, English) with placeholders. Each part of the library adds its own."""


class Place(NamedTuple):
    """Where in a text: offsets of the first character and of the one behind the last, counted from 0."""

    start: int
    end: int

    def line_and_column(self, text: str) -> tuple[int, int]:
        """Return line and column of the start in `text`, both counted from 1."""
        before = text[: self.start]
        return before.count("\n") + 1, self.start - (before.rfind("\n") + 1) + 1


class Sentence:
    """One plain sentence: its stable `code` in `SENTENCES` and the `values` that fill its placeholders."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values

    def sentence(self, language: Language = "en") -> str:
        """Return the sentence in `language`."""
        korean, english = SENTENCES[self.code]
        values = {
            name: value.sentence(language) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return (korean if language == "ko" else english).format(**values)

    def __str__(self) -> str:
        return self.sentence("en")


class RulesError(Sentence, Exception):
    """Root of all errors of this package. `str()` gives the English sentence, `sentence("ko")` the Korean."""

    def __init__(self, code: str, **values: object) -> None:
        Sentence.__init__(self, code, **values)
        Exception.__init__(self, code)

    __str__ = Sentence.__str__
