"""Parts of sentences that read differently in each language: values, names with particles, lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from madang_rules.dmn.explain.words import particle, quoted, value_in_words
from madang_rules.errors import Language, Sentence

__all__ = ["Joined", "Name", "Value"]


class Value(Sentence):
    """A FEEL value in words; `pair` is the Korean particle that follows it, if any."""

    def __init__(self, value: Any, pair: str = "") -> None:
        super().__init__("")
        self.value = value
        self.pair = pair

    def sentence(self, language: Language = "en") -> str:
        words = value_in_words(self.value, language)
        return particle(words, self.pair) if self.pair and language == "ko" else words


class Name(Sentence):
    """A name in quotation marks; `pair` is the Korean particle that follows it, if any."""

    def __init__(self, name: str, pair: str = "") -> None:
        super().__init__("")
        self.name = name
        self.pair = pair

    def sentence(self, language: Language = "en") -> str:
        words = quoted(self.name, language)
        if not self.pair or language != "ko":
            return words
        return words + particle(self.name, self.pair)[len(self.name) :]


class Joined(Sentence):
    """Sentences or words in a row."""

    def __init__(self, parts: Sequence[Sentence | str], separator: str = ", ") -> None:
        super().__init__("")
        self.parts = tuple(parts)
        self.separator = separator

    def sentence(self, language: Language = "en") -> str:
        return self.separator.join(
            part.sentence(language) if isinstance(part, Sentence) else part for part in self.parts
        )
