"""Schema of the embedded index and the way of a document into it.

Traps of tantivy 0.27 that shape this module: deleting by a term of an unsigned field deletes nothing, so the
identifier is raw text; an over-long raw term is silently not found, so keywords are cut; a phrase cannot hold two
terms of one position, so alternatives go into pre-tokenised text with equal positions and the compiler multiplies
phrases out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import tantivy

from search.analysis.analysis import ALTERNATIVE

if TYPE_CHECKING:
    from search.documents import IndexedDocument

MAPPING_VERSION: Final = "embedded-1"

_KEYWORDS: Final = ("kind", "body", "year", "status", "access", "number", "number_bare")
_FACETS: Final = frozenset({"kind", "body", "year"})
_FLAGS: Final = ("has_publication", "has_supplementary")
_INTEGERS: Final = ("number_int", "day")
_RANKS: Final = ("rank_new", "rank_old", "rank_number")
_EXACT: Final = ("title_exact", "text_exact")
_LEMMAS: Final = ("title_lemmas", "text_lemmas", "kind_lemmas", "body_lemmas")


def build_schema() -> tantivy.Schema:
    """Return the schema; a change of it needs a new :data:`MAPPING_VERSION`."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("version", fast=True)
    for name in _KEYWORDS:
        builder.add_text_field(name, fast=name in _FACETS, tokenizer_name="raw", index_option="basic")
    for name in (*_INTEGERS, *_FLAGS):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in _RANKS:
        builder.add_integer_field(name, fast=True)
    for name in _EXACT:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in _LEMMAS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="position")
    return builder.build()


def to_engine(document: IndexedDocument) -> tantivy.Document:
    """Return the engine's document."""
    made = tantivy.Document()
    made.add_text("id", document.id)
    made.add_integer("version", document.version)
    for name in (*_KEYWORDS, *_EXACT):
        value: str = getattr(document, name)
        if value:
            made.add_text(name, value)
    for name in (*_INTEGERS, *_FLAGS, *_RANKS):
        number: int | None = getattr(document, name)
        if number is not None:
            made.add_integer(name, int(number))
    for name in _LEMMAS:
        stream: str = getattr(document, name)
        if stream:
            made.add_pre_tokenized_text(name, _pre_tokenized(stream))
    return made


def _pre_tokenized(stream: str) -> tantivy.PreTokenizedString:
    tokens: list[tantivy.Token] = []
    token = tantivy.Token
    for position, alternatives in enumerate(stream.split(" ")):
        if ALTERNATIVE in alternatives:
            tokens.extend(token(lemma, position, 0, 0) for lemma in alternatives.split(ALTERNATIVE))
        else:
            tokens.append(token(alternatives, position, 0, 0))
    return tantivy.PreTokenizedString("", tokens)
