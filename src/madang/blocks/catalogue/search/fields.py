"""The index's schema, and a document turned into its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import tantivy

from madang.blocks.catalogue.search.document import Document
from madang.blocks.catalogue.search.jamo import grams, initials, letters
from madang.blocks.catalogue.search.morphemes import Analyser
from madang.blocks.catalogue.search.normalise import normalise, words
from madang.blocks.catalogue.search.tuning import Tuning

FORMAT = 1
"""Raised with every change of the schema or of how text is cut: an older index is then rebuilt."""

TEXTS = ("title", "summary", "provider", "topics")
"""Fields with grams of their own, beside `all`, which holds the grams of the whole document."""

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

LISTING, WATERMARK = "listing", "watermark"
VALUE_CHARACTERS = 200
"""Facet values are cut after so many characters."""
BODY_CHARACTERS = 100_000
"""Text of a document beyond this is not indexed."""


def schema() -> tantivy.Schema:
    """Grams and morphemes are cut here and stored as words apart by blanks; facets are whole values."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("role", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("payload", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("all", "morphemes", "title_morphemes", "initials", *TEXTS):
        builder.add_text_field(f"{name}_terms", tokenizer_name="whitespace", index_option="freq")
    for name in FACET_FIELDS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("popularity", fast=True)
    return builder.build()


def gram_terms(text: str, size: int) -> list[str]:
    """Grams of a text across its word bounds, so that a missing or added blank does no harm.

    A word shorter than a gram is added whole, else it could not be found alone.
    """
    found: list[str] = []
    parts = [letters(word) for word in words(normalise(text))]
    found.extend(grams("".join(parts), size))
    found.extend(part for part in parts if len(part) < size)
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
    """(id, document for tantivy) of each."""
    for document in documents:
        yield document.id, _tantivy_document(document, tuning, analyser)


def _tantivy_document(document: Document, tuning: Tuning, analyser: Analyser) -> tantivy.Document:
    texts = {
        "title": document.title,
        "summary": document.summary,
        "provider": document.provider,
        "topics": "\n".join(
            [*document.topics, *document.audiences, *document.life_stages, *document.regions]
        ),
    }
    whole = "\n".join([*texts.values(), document.body])[:BODY_CHARACTERS]
    built = tantivy.Document()
    built.add_text("id", document.id)
    built.add_text("role", LISTING)
    for name, text in texts.items():
        built.add_text(f"{name}_terms", " ".join(gram_terms(text, tuning.gram)))
    built.add_text("all_terms", " ".join(gram_terms(whole, tuning.gram)))
    built.add_text("initials_terms", " ".join(initial_terms([document.title, document.provider])))
    title, every = analyser.terms([normalise(document.title), normalise(whole)])
    built.add_text("title_morphemes_terms", " ".join(title))
    built.add_text("morphemes_terms", " ".join(every))
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
