"""The index's schema, and a document turned into its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

import tantivy

from madang.blocks.catalogue.search.document import Document
from madang.blocks.catalogue.search.errors import InvalidIdError
from madang.blocks.catalogue.search.jamo import grams, initials, letters
from madang.blocks.catalogue.search.morphemes import Analyser
from madang.blocks.catalogue.search.normalise import normalise, words
from madang.blocks.catalogue.search.tuning import Tuning

FORMAT = 2
"""Raised with every change of the schema or of how text is cut: an older index is then rebuilt."""

FACET_FIELDS = {
    "kind": "kind",
    "topic": "topics",
    "region": "regions",
    "audience": "audiences",
    "life_stage": "life_stages",
    "provider": "provider",
    "channel": "channels",
    "language": "language",
}
"""Facet → attribute of `Document`."""

TERMS = (
    "gram_terms",
    "bound_terms",
    "word_terms",
    "title_gram_terms",
    "title_word_terms",
    "morpheme_terms",
    "initial_terms",
)
"""Text fields, each a row of terms apart by blanks."""

LISTING, WATERMARK = "listing", "watermark"
ID_BYTES = 200
VALUE_CHARACTERS = 200
"""Facet values are cut after so many characters."""
WORD_LETTERS = 120
"""A word is indexed whole up to so many letters; its grams are all indexed."""
TITLE_CHARACTERS = 1_000
BODY_CHARACTERS = 100_000
"""Text beyond these is not indexed."""
MORPHEME_CHARACTERS = 600
"""Only the beginning is cut into morphemes: the rest takes most of the time and finds nothing more."""
BATCH = 64
"""Documents whose morphemes are cut together."""


def schema() -> tantivy.Schema:
    """Grams and morphemes are cut here and stored as words apart by blanks; facets are whole values."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("role", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("payload", stored=True, tokenizer_name="raw", index_option="basic")
    for name in TERMS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in FACET_FIELDS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("popularity", fast=True)
    return builder.build()


def word_grams(letters: str, size: int) -> list[str]:
    """Grams of one word's letters, the first marked as the beginning: `^ㅈㅏㅇ`, `ㅈㅏㅇㅇ`, …"""
    return grams("^" + letters, size)


def bound_grams(parts: list[str], size: int) -> list[str]:
    """Grams that lie across the bounds between neighbouring words, for words typed without a blank."""
    found: list[str] = []
    for one, other in pairwise(parts):
        across = one[1 - size :] + other[: size - 1]
        if len(across) >= size:
            found.extend(grams(across, size))
    return found


def initial_terms(texts: Iterable[str]) -> list[str]:
    """Pairs and triples of initial consonants, across word bounds."""
    found: list[str] = []
    for text in texts:
        row = initials("".join(words(normalise(text))))
        for size in (2, 3):
            if len(row) >= size:
                found.extend(grams(row, size))
    return found


def tantivy_documents(
    documents: Iterable[Document], tuning: Tuning, analyser: Analyser
) -> Iterator[tuple[str, tantivy.Document]]:
    """(id, document for tantivy) of each. Morphemes are cut a batch at a time, by Kiwi in parallel."""
    rest = iter(documents)
    while batch := list(islice(rest, BATCH)):
        texts = [normalise(_text(document)) for document in batch]
        morphemes = analyser.terms([text[:MORPHEME_CHARACTERS] for text in texts])
        for document, text, found in zip(batch, texts, morphemes, strict=True):
            _check_id(document.id)
            yield document.id, _tantivy_document(document, text, found, tuning)


def _check_id(key: str) -> None:
    if not 0 < len(key.encode("utf-8", "surrogatepass")) <= ID_BYTES or key != facet_value(key):
        raise InvalidIdError(
            f"색인할 수 없는 번호입니다: {key[:40]!r}. 1–{ID_BYTES}바이트의 글자여야 합니다.",
            f"Not an id the index can hold: {key[:40]!r}. Expected: text of 1 to {ID_BYTES} bytes.",
        )


def _text(document: Document) -> str:
    """All text of a document, what names it first."""
    topics = [*document.topics, *document.audiences, *document.life_stages, *document.regions]
    parts = [document.title, document.summary, document.provider, *topics, document.body]
    return "\n".join(parts)[:BODY_CHARACTERS]


def _tantivy_document(
    document: Document, text: str, morphemes: list[str], tuning: Tuning
) -> tantivy.Document:
    parts = [letters(word) for word in words(text)]
    title = document.title[:TITLE_CHARACTERS]
    title_parts = [letters(word) for word in words(normalise(title))]
    terms: dict[str, Iterable[str]] = {
        "gram_terms": (gram for part in parts for gram in word_grams(part, tuning.gram)),
        "bound_terms": bound_grams(parts, tuning.gram),
        "word_terms": (part[:WORD_LETTERS] for part in parts),
        "title_gram_terms": (gram for part in title_parts for gram in word_grams(part, tuning.gram)),
        "title_word_terms": (part[:WORD_LETTERS] for part in title_parts),
        "morpheme_terms": morphemes,
        "initial_terms": initial_terms([title, document.provider[:TITLE_CHARACTERS]]),
    }
    built = tantivy.Document()
    built.add_text("id", document.id)
    built.add_text("role", LISTING)
    for name in TERMS:
        built.add_text(name, " ".join(terms[name]))
    for name, attribute in FACET_FIELDS.items():
        value = getattr(document, attribute)
        for one in dict.fromkeys([value] if isinstance(value, str) else value):
            if clean := facet_value(one):
                built.add_text(name, clean)
    built.add_unsigned("popularity", max(0, min(document.popularity, (1 << 63) - 1)))
    return built


def facet_value(value: str) -> str:
    """A facet value as indexed and as asked for: no half surrogates, no outer blanks, cut to its bound."""
    return value.encode("utf-8", "replace").decode("utf-8").strip()[:VALUE_CHARACTERS]
