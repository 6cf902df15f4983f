"""Snippets as tantivy makes them itself: its Russian stemmer, its generator, one piece of 240 letters from each text.

Ours are up to three pieces, every lemma of a word, phrases as they stand; this is what the same page costs the peer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import tantivy

from benchmarks.search_parts import acts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_FIELD: Final = "text"
_LETTERS: Final = 240
_FREQUENCIES: Final = 1000
"""Acts by which the generator weighs words: it asks the index how frequent each is."""
_ASKED: Final = re.compile(r"\w{2,}")
_FIELD_NAME: Final = re.compile(r"\w+:\S+")


class OwnSnippets:
    """The generator over a small index of its own, so that it knows how frequent words are."""

    def __init__(self) -> None:
        """Build the index: some hundred milliseconds."""
        builder = tantivy.SchemaBuilder()
        builder.add_text_field(_FIELD, stored=False, tokenizer_name="ru_stem")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        analyzer = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.stemmer("russian"))
            .build()
        )
        self._index.register_tokenizer("ru_stem", analyzer)
        writer = self._index.writer(50_000_000, 1)
        for number in range(_FREQUENCIES):
            writer.add_document(tantivy.Document(text=acts.act(number).text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher: Any = self._index.searcher()

    def ready(self, asked: str) -> Callable[[Iterable[str]], list[str]]:
        """Compile the words of a question and return what cuts pieces from texts; without words, their beginnings."""
        words = _ASKED.findall(_FIELD_NAME.sub(" ", asked))
        if not words:
            return lambda texts: [text[:_LETTERS] for text in texts]
        query = self._index.parse_query(" ".join(words), [_FIELD])

        def cut(texts: Iterable[str]) -> list[str]:
            generator = tantivy.SnippetGenerator.create(self._searcher, query, self._schema, _FIELD)
            generator.set_max_num_chars(_LETTERS)
            return [generator.snippet_from_doc(tantivy.Document(text=text)).to_html() for text in texts]

        return cut
