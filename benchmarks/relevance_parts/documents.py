"""The documents of the run: example acts, the corpus, and generated acts as noise.

Reads: ``examples``, the corpus. Writes: the documents as read, in ``.cache/relevance``, so that a second run is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from benchmarks import corpus
from benchmarks.search_parts import acts
from domain.document import Document
from domain.errors import IntakeError
from domain.numbers import parse_number
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.requisites import find_requisites
from search.documents import SearchDocument

if TYPE_CHECKING:
    from pathlib import Path

NOISE: Final = 2000
_CACHE: Final = corpus.ROOT / ".cache" / "relevance"
_ENDINGS: Final = (".docx", ".doc", ".rtf", ".odt", ".pdf", ".html", ".txt")


def real() -> list[SearchDocument]:
    """Return the example acts and the readable documents of the corpus; the identifier is the name of the file."""
    _CACHE.mkdir(parents=True, exist_ok=True)
    examples = (path for path in (corpus.ROOT / "examples").rglob("*") if path.suffix in _ENDINGS)
    made: dict[str, SearchDocument] = {}
    with ReadingPool(ReadLimits(), Tools.find()) as pool:
        for path in sorted(examples) + corpus.files(*_ENDINGS):
            document = _read(pool, path)
            if document is not None and document.text.strip():
                made[path.name] = _searched(path.name, document)
    return list(made.values())


def noise() -> list[SearchDocument]:
    """Return the generated acts."""
    return list(acts.acts(NOISE))


def _read(pool: ReadingPool, path: Path) -> Document | None:
    kept = _CACHE / f"{path.name}.msgpack"
    if kept.exists():
        return msgspec.msgpack.decode(kept.read_bytes(), type=Document)
    try:
        document = pool.read(path, name=path.name)
    except IntakeError as error:
        print(path.name, error.code)
        return None
    kept.write_bytes(msgspec.msgpack.encode(document))
    return document


def _searched(name: str, document: Document) -> SearchDocument:
    found = find_requisites(document)
    values = {key: found.field(key) for key in ("kind", "body", "date", "number", "title")}
    kind, body, day, number, title = (str(value.value) if value else "" for value in values.values())
    parsed = parse_number(number) if number else None
    return SearchDocument(
        id=name,
        version=1,
        kind=kind,
        body=body,
        date=day or None,
        year=int(day[:4]) if day else None,
        number_raw=parsed.raw if parsed else "",
        number_norm=parsed.norm if parsed else "",
        number_int=parsed.integer if parsed else None,
        title=title,
        text=document.text,
    )
