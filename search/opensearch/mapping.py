"""Settings and mapping of an index in OpenSearch, and the way of a document into it.

The text is analysed before it is sent: ``pre`` only splits the stream at spaces and puts the alternatives that ``|``
joins on one position. Neither text nor title is kept: the records hold them, and the index is always rebuildable from
the records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from search.port import WINDOW

if TYPE_CHECKING:
    from search.documents import IndexedDocument

MAPPING_VERSION: Final = "opensearch-1"

_KEYWORD: Final = {"type": "keyword"}
_FILTER: Final = {"type": "keyword", "doc_values": False}
_RANK: Final = {"type": "long", "index": False}
_LEMMAS: Final = {"type": "text", "analyzer": "pre"}
_EXACT: Final = {"type": "text", "analyzer": "spaces"}

_PROPERTIES: Final[dict[str, dict[str, Any]]] = {
    "id": _KEYWORD,
    "version": {"type": "long", "index": False},
    "kind": _KEYWORD,
    "body": _KEYWORD,
    "year": _KEYWORD,
    "status": _FILTER,
    "access": _FILTER,
    "number": _FILTER,
    "number_bare": _FILTER,
    "number_int": {"type": "long"},
    "day": {"type": "long"},
    "has_publication": {"type": "boolean"},
    "has_supplementary": {"type": "boolean"},
    "rank_new": _RANK,
    "rank_old": _RANK,
    "rank_number": _RANK,
    "kind_lemmas": _LEMMAS,
    "body_lemmas": _LEMMAS,
    "title_lemmas": _LEMMAS,
    "text_lemmas": _LEMMAS,
    "title_exact": _EXACT,
    "text_exact": _EXACT,
}


def index_body(version: str) -> dict[str, Any]:
    """Return settings and mapping of a new generation, tuned for the first load; ``version`` goes into ``_meta``."""
    return {
        "settings": {
            "number_of_shards": 1,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
            "max_result_window": WINDOW,
            # a deleted act may come back with a lower version when the records were restored: remember deletions for
            # no time
            "gc_deletes": "0s",
            "analysis": {
                "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": 10_000}},
                "filter": {
                    "alternatives": {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^|]+)"]}
                },
                "analyzer": {
                    "pre": {"type": "custom", "tokenizer": "spaces", "filter": ["alternatives"]},
                    "spaces": {"type": "custom", "tokenizer": "spaces"},
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"version": version},
            "_source": {"includes": ["id"]},
            "properties": _PROPERTIES,
        },
    }


def serving_settings(replicas: int) -> dict[str, Any]:
    """Return the settings of a generation that serves."""
    return {"index": {"number_of_replicas": replicas, "refresh_interval": "1s"}}


def to_source(document: IndexedDocument) -> dict[str, Any]:
    """Return the body of a document; what is empty or absent is left out."""
    fields: dict[str, Any] = msgspec.structs.asdict(document)
    return {name: value for name, value in fields.items() if value is not None and value != ""}
