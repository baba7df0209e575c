"""A reader's text turned into a tantivy query, built from parts: no query language, nothing to inject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

import tantivy

from madang.blocks.catalogue.search import jamo
from madang.blocks.catalogue.search.fields import TEXTS
from madang.blocks.catalogue.search.normalise import normalise, words
from madang.blocks.catalogue.search.tuning import Tuning

MUST, SHOULD = tantivy.Occur.Must, tantivy.Occur.Should
Frequency = Callable[[str, str], int]
"""(field, term) → number of documents that hold it."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A text as it will be searched: its words, and whether anything but blanks was typed."""

    words: list[str]
    blank: bool
    corrected: str = ""


def understand(text: str, tuning: Tuning, known: Callable[[str], bool]) -> Understood:
    """Normalise and cut a text; read English letters as Korean where only that makes sense.

    `known` tells whether a word occurs in the index.
    """
    typed = text[: tuning.query_characters * 4]
    plain = normalise(typed)[: tuning.query_characters]
    found = words(plain)[: tuning.query_words]
    changed = False
    for index, word in enumerate(found):
        word = word[: tuning.word_characters]
        found[index] = word
        if len(word) >= 3 and word.isascii() and word.isalpha() and not known(word):
            korean = jamo.from_keyboard(word)
            if jamo.is_syllables(korean):
                found[index], changed = korean, True
    return Understood(found, not plain.strip(), " ".join(found) if changed else "")


def build(asked: Understood, schema: tantivy.Schema, tuning: Tuning, frequency: Frequency) -> tantivy.Query:
    """Documents that hold enough grams of enough of the words, ranked by BM25 over all fields."""
    per_word = [_word_query(word, schema, tuning) for word in asked.words]
    least = ceil(len(per_word) * tuning.words_share)
    required = tantivy.Query.boolean_query(
        [(SHOULD, query) for query in per_word], minimum_number_should_match=least
    )
    parts: list[tuple[tantivy.Occur, tantivy.Query]] = [(MUST, required)]
    for name in TEXTS:
        weight = tuning.weights.get(name, 0.0)
        if weight:
            terms = {gram for word in asked.words for gram in _grams(word, tuning)}
            parts.append((SHOULD, _boosted(_any_of(schema, f"{name}_terms", sorted(terms)), weight)))
    if tuning.morphemes:
        known = sorted({part for word in asked.words for part in morphemes_of(word, frequency)})
        for name in ("morphemes_terms", "title_morphemes_terms"):
            if known:
                parts.append((SHOULD, _boosted(_any_of(schema, name, known), tuning.morphemes)))
    return tantivy.Query.boolean_query(parts)


def _word_query(word: str, schema: tantivy.Schema, tuning: Tuning) -> tantivy.Query:
    if jamo.is_initials(word) and len(word) >= 2:
        terms = jamo.grams(word, 3)
        every = [(MUST, tantivy.Query.term_query(schema, "initials_terms", term)) for term in terms]
        return _boosted(tantivy.Query.boolean_query(every), tuning.initials)
    terms = list(dict.fromkeys(_grams(word, tuning)))
    return tantivy.Query.boolean_query(
        [(SHOULD, tantivy.Query.term_query(schema, "all_terms", term)) for term in terms],
        minimum_number_should_match=max(1, ceil(len(terms) * tuning.word_share)),
    )


def _grams(word: str, tuning: Tuning) -> list[str]:
    return jamo.grams(jamo.letters(word), tuning.gram)


def _any_of(schema: tantivy.Schema, name: str, terms: list[str]) -> tantivy.Query:
    return tantivy.Query.boolean_query(
        [(SHOULD, tantivy.Query.term_query(schema, name, term)) for term in terms]
    )


def _boosted(query: tantivy.Query, weight: float) -> tantivy.Query:
    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)


def morphemes_of(word: str, frequency: Frequency) -> list[str]:
    """The index's own morphemes in a word: the longest known beginning, then on from there.

    `장애인자립자금을` → `장애인`, `자립`, `자금`. Needs no analyser, only lookups in the dictionary.
    """
    found: list[str] = []
    start = 0
    while start < len(word):
        for end in range(min(len(word), start + 8), start + 1, -1):
            if frequency("morphemes_terms", word[start:end]):
                found.append(word[start:end])
                start = end
                break
        else:
            start += 1
    return found
