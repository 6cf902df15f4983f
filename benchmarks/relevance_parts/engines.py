"""The engines that are compared: each takes documents and answers a text with identifiers, best first.

Plain tantivy and OpenSearch search any of the words (the default of both parsers): demanding all of them would find
nothing for a long title with one slip.
"""

from __future__ import annotations

import os
import re
import secrets
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import tantivy
from msgspec.structs import replace
from opensearchpy import OpenSearch, helpers

from domain.dates import format_date
from search.analysis import default_analysis
from search.embedded.engine import EmbeddedIndex
from search.loosening import Loosener
from search.port import Filters, SearchRequest
from search.query import Synonyms, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from search.documents import SearchDocument

    Engine = Callable[[str], list[str]]

TOP: Final = 10
URL: Final = "REGISTRY_TEST_OPENSEARCH_URL"
_SIGNS: Final = re.compile(r"[^\w\s]")
_BATCH: Final = 200


@contextmanager
def ours(folder: Path, documents: Sequence[SearchDocument]) -> Iterator[Engine]:
    """The product's embedded engine with its query parser, its table of synonyms and what it searches instead.

    As ``registry_api.finding`` does it, with the texts of these documents.
    """
    texts = {document.id: f"{document.title}\n{document.text}" for document in documents}
    analysis = default_analysis()
    synonyms = Synonyms(analysis)
    index = EmbeddedIndex(folder, analysis)
    try:
        with index.begin_rebuild() as rebuild:
            for start in range(0, len(documents), _BATCH):
                rebuild.add(documents[start : start + _BATCH])
            rebuild.finish(len(documents))
        filters = Filters(access=("public", "internal", "dsp"))
        loosener = Loosener(index, analysis, lambda ids: [texts[act_id] for act_id in ids], synonyms)

        def ask(text: str) -> list[str]:
            query = parse(text, analysis, synonyms)
            request = SearchRequest(query=query, filters=filters, limit=TOP, facets=False)
            page = index.search(request)
            other = loosener.instead(query, filters, page)
            if other:
                page = index.search(replace(request, query=other.query))
            return [hit.id for hit in page.hits]

        yield ask
    finally:
        index.close()


@contextmanager
def plain(folder: Path, documents: Sequence[SearchDocument]) -> Iterator[Engine]:
    """Tantivy with its Russian stemmer: title^3 and text."""
    folder.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", tokenizer_name="russian")
    builder.add_text_field("text", tokenizer_name="russian")
    index = tantivy.Index(builder.build(), str(folder))
    steps = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    stemmed = steps.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("russian")).build()
    index.register_tokenizer("russian", stemmed)
    writer = index.writer(64_000_000, 1)
    for document in documents:
        writer.add_document(tantivy.Document(id=document.id, title=document.title, text=_whole(document)))
    writer.commit()
    index.reload()
    searcher: Any = index.searcher()

    def ask(text: str) -> list[str]:
        query, _ = index.parse_query_lenient(_SIGNS.sub(" ", text), ["title", "text"], field_boosts={"title": 3.0})
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(query, TOP).hits]

    yield ask


@contextmanager
def opensearch(documents: Sequence[SearchDocument]) -> Iterator[Engine]:
    """OpenSearch with its ``russian`` analyser: multi_match over title^3 and text. Deletes its index afterwards."""
    client = OpenSearch(os.environ[URL], timeout=60)
    name = f"bench-relevance-{secrets.token_hex(6)}"
    field = {"type": "text", "analyzer": "russian"}
    shape = {
        "settings": {"number_of_shards": 1, "number_of_replicas": 0},
        "mappings": {"properties": {"title": field, "text": field}},
    }
    try:
        client.indices.create(index=name, body=shape)
        rows = (
            {"_index": name, "_id": document.id, "title": document.title, "text": _whole(document)}
            for document in documents
        )
        helpers.bulk(client, rows, chunk_size=_BATCH)
        client.indices.refresh(index=name)

        def ask(text: str) -> list[str]:
            query = {"multi_match": {"query": text, "fields": ["title^3", "text"]}}
            found = client.search(index=name, body={"query": query, "size": TOP, "_source": False})
            return [hit["_id"] for hit in found["hits"]["hits"]]

        yield ask
    finally:
        client.indices.delete(index=name, ignore_unavailable=True)
        client.close()


def _whole(document: SearchDocument) -> str:
    """Return the text with the card's requisites, which our engine holds too."""
    day = format_date(date.fromisoformat(document.date)) if document.date else ""
    return f"{document.kind} {document.body} {day} {document.number_raw} {document.text}"
