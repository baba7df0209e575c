"""A reader's text turned into a tantivy query, built from parts: no query language, nothing to inject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

import tantivy

from madang.blocks.catalogue.search import jamo
from madang.blocks.catalogue.search.fields import WORD_LETTERS, word_grams
from madang.blocks.catalogue.search.normalise import normalise, words
from madang.blocks.catalogue.search.tuning import Tuning

MUST, SHOULD = tantivy.Occur.Must, tantivy.Occur.Should
Clause = tuple[tantivy.Occur, tantivy.Query]
_MORPHEME = 8
"""Longest morpheme looked for, in characters."""


class Lexicon:
    """What words the index knows, by looking into its dictionaries."""

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher

    def knows(self, word: str) -> bool:
        """Whether the word stands somewhere as a word or is a morpheme."""
        return bool(
            self._searcher.doc_freq("word_terms", jamo.letters(word))
            or self._searcher.doc_freq("morpheme_terms", word)
        )

    def share(self, word: str) -> float:
        """Share of documents that hold the word, 0 for one that is unknown."""
        held = max(
            self._searcher.doc_freq("word_terms", jamo.letters(word)),
            self._searcher.doc_freq("morpheme_terms", word),
        )
        return float(held / max(1, self._searcher.num_docs))

    def begins(self, beginning: str) -> bool:
        """Whether some word begins like this."""
        return bool(self._searcher.terms_with_prefix("word_terms", jamo.letters(beginning), limit=1))

    def morphemes(self, word: str) -> Iterator[str]:
        """The index's own morphemes in a word: the longest known beginning, then on from there.

        `장애인자립자금을` → `장애인`, `자립`, `자금`. Needs no analyser.
        """
        start = 0
        while start < len(word):
            for end in range(min(len(word), start + _MORPHEME), start + 1, -1):
                if self._searcher.doc_freq("morpheme_terms", word[start:end]):
                    yield word[start:end]
                    start = end
                    break
            else:
                start += 1


@dataclass(frozen=True, slots=True)
class Understood:
    """A text as it will be searched: its words, whether nothing was typed, and how it was re-read."""

    words: list[str]
    blank: bool
    corrected: str = ""


def understand(text: str, tuning: Tuning, lexicon: Lexicon) -> Understood:
    """Normalise and cut a text; read English letters as Korean where only that makes sense."""
    plain = normalise(text[: tuning.query_characters * 4])[: tuning.query_characters]
    found = [word[: tuning.word_characters] for word in words(plain)[: tuning.query_words]]
    read = [_as_korean(word, lexicon) for word in found]
    return Understood(list(dict.fromkeys(read)), not plain.strip(), "" if read == found else " ".join(read))


def unknown(asked: Understood, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words that stand nowhere: neither whole, nor as a beginning, nor put together of known ones.

    One letter that is left over is a particle as likely as not (`월세를`).
    """
    return tuple(
        word
        for word in asked.words
        if not _only_initials(word)
        and not lexicon.knows(word)
        and not lexicon.begins(word)
        and len(word) - sum(len(part) for part in lexicon.morphemes(word)) > 1
    )


def _as_korean(word: str, lexicon: Lexicon) -> str:
    if len(word) < 3 or not (word.isascii() and word.isalpha()) or lexicon.begins(word):
        return word
    korean = jamo.from_keyboard(word)
    sensible = jamo.is_syllables(korean) and (lexicon.begins(korean) or any(lexicon.morphemes(korean)))
    return korean if sensible else word


@dataclass(frozen=True, slots=True)
class Demand:
    """What a document must have to be a result: at least `least` of `counted`; the rest only adds score.

    Tried only when the demand before it found fewer than `below`.
    """

    counted: list[str]
    others: list[str]
    least: int
    below: int


def demands(asked: Understood, tuning: Tuning, lexicon: Lexicon) -> list[Demand]:
    """From strict to lenient: all words; all telling words; two thirds of them; half of them; any word.

    A word that many documents hold tells little (`지원` stands in four of five services): when not
    everything is found together, such words no longer decide what is a result, unless nothing else would.
    """
    enough = tuning.enough
    found = [Demand(asked.words, [], len(asked.words), enough)]
    telling = [word for word in asked.words if lexicon.share(word) <= tuning.common] or asked.words
    others = [word for word in asked.words if word not in telling]
    for share in (1, 2 / 3, 1 / 2):
        demand = Demand(telling, others, max(1, ceil(len(telling) * share)), enough)
        if demand not in found:
            found.append(demand)
    if len(asked.words) > 1:
        found.append(Demand(asked.words, [], 1, 1))
    return found


@dataclass(frozen=True, slots=True)
class Builder:
    """Makes tantivy queries out of demands, all words of a text under the same weights."""

    schema: tantivy.Schema
    tuning: Tuning
    lexicon: Lexicon

    def matching(self, demand: Demand) -> tantivy.Query:
        """Documents that meet the demand, for counting."""
        return self._required(demand, [self._has(word) for word in demand.counted])

    def ranking(self, demand: Demand) -> tantivy.Query:
        """The same documents, ranked by the sum of all that matches."""
        beside = len(demand.counted) + len(demand.others)
        required = self._required(demand, [self._scored(word, beside) for word in demand.counted])
        if not demand.others:
            return required
        others: list[Clause] = [(SHOULD, self._scored(word, beside)) for word in demand.others]
        return tantivy.Query.boolean_query([(MUST, required), *others])

    def _required(self, demand: Demand, queries: list[tantivy.Query]) -> tantivy.Query:
        return tantivy.Query.boolean_query(
            [(SHOULD, query) for query in queries], minimum_number_should_match=demand.least
        )

    def _has(self, word: str) -> tantivy.Query:
        """A document has a word when it holds enough of its grams, the word itself or one a letter away."""
        tuning = self.tuning
        if _only_initials(word):
            return tantivy.Query.boolean_query(
                [(MUST, self._term("initial_terms", gram)) for gram in jamo.grams(word, 3)]
            )
        letters = jamo.letters(word)
        known = self.lexicon.knows(word)
        grams = dict.fromkeys(word_grams(letters, tuning.gram))
        pieces = [_boosted(self._term("gram_terms", gram), tuning.grams) for gram in grams]
        if not known:
            spans = dict.fromkeys(jamo.grams(letters, tuning.gram))
            pieces += [_boosted(self._term("bound_terms", gram), tuning.bounds) for gram in spans]
        least = ceil(len(grams) * (tuning.known_share if known else tuning.unknown_share))
        ways = [
            tantivy.Query.boolean_query(
                [(SHOULD, piece) for piece in pieces], minimum_number_should_match=least
            ),
            _boosted(self._term("word_terms", letters[:WORD_LETTERS]), tuning.words),
        ]
        if not known and len(letters) >= tuning.near_letters:
            near = tantivy.Query.fuzzy_term_query(self.schema, "word_terms", letters, distance=1, prefix=True)
            ways.append(_boosted(near, tuning.near))
        return tantivy.Query.boolean_query([(SHOULD, way) for way in ways])

    def _scored(self, word: str, beside: int) -> tantivy.Query:
        """`_has` with what else a match is worth, as one of `beside` words."""
        tuning = self.tuning
        each = tantivy.Query.const_score_query(tantivy.Query.all_query(), tuning.each)
        parts: list[Clause] = [(MUST, self._has(word)), (MUST, each)]
        if not _only_initials(word):
            letters = jamo.letters(word)
            grams = self._any("title_gram_terms", word_grams(letters, tuning.gram))
            whole = self._term("title_word_terms", letters[:WORD_LETTERS])
            parts.append((SHOULD, _boosted(grams, tuning.title_grams / beside)))
            parts.append((SHOULD, _boosted(whole, tuning.title_words / beside)))
            if morphemes := list(self.lexicon.morphemes(word)):
                parts.append((SHOULD, _boosted(self._any("morpheme_terms", morphemes), tuning.morphemes)))
        return tantivy.Query.boolean_query(parts)

    def _term(self, name: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self.schema, name, term, index_option="freq")

    def _any(self, name: str, terms: Iterable[str]) -> tantivy.Query:
        return tantivy.Query.boolean_query(
            [(SHOULD, self._term(name, term)) for term in dict.fromkeys(terms)]
        )


def _only_initials(word: str) -> bool:
    return len(word) >= 2 and jamo.is_initials(word)


def _boosted(query: tantivy.Query, weight: float) -> tantivy.Query:
    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)
