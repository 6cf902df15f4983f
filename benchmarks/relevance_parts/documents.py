"""The documents of the run: example acts, the corpus, and generated acts as noise.

Reads: ``examples``, the corpus. Writes: the documents as read, in ``.cache/relevance``, so that a second run is quick.
"""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from benchmarks import corpus
from benchmarks.search_parts import acts
from domain.document import Document
from domain.errors import IntakeError
from domain.numbers import parse_number
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.requisites import find_requisites
from search.analysis import default_analysis
from search.documents import SearchDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

NOISE: Final = 2000
_CACHE: Final = corpus.ROOT / ".cache" / "relevance"
_SHARED: Final = 0.9
_ENDINGS: Final = (".docx", ".doc", ".rtf", ".odt", ".pdf", ".html", ".txt")


def read() -> dict[str, Document]:
    """Return the example acts and the readable documents of the corpus by the name of the file."""
    _CACHE.mkdir(parents=True, exist_ok=True)
    examples = (path for path in (corpus.ROOT / "examples").rglob("*") if path.suffix in _ENDINGS)
    made: dict[str, Document] = {}
    with ReadingPool(ReadLimits(), Tools.find()) as pool:
        for path in sorted(examples) + corpus.files(*_ENDINGS):
            document = _read(pool, path)
            if document is not None and document.text.strip():
                made[path.name] = document
    return made


def same(documents: dict[str, Document]) -> dict[str, tuple[str, ...]]:
    """Return for each document the files that hold the same one, itself among them, in a fixed order.

    The same are texts that share nine tenths of their runs of three words (one document in several formats), and the
    pairs of ``judged.toml``, where recognition or an annex makes the texts differ.
    """
    analysis = default_analysis()
    runs = {}
    for name, document in documents.items():
        forms = analysis.forms(document.text)
        runs[name] = set(zip(forms, forms[1:], forms[2:], strict=False))
    groups = {name: {name} for name in documents}
    alike = [pair for pair in combinations(documents, 2) if _alike(runs[pair[0]], runs[pair[1]])]
    for one, other in (*alike, *_told()):
        joined = groups[one] | groups[other]
        groups |= dict.fromkeys(joined, joined)
    return {name: tuple(sorted(group)) for name, group in groups.items()}


def searched(name: str, document: Document) -> SearchDocument:
    """Return what an index gets of a document."""
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


def noise() -> list[SearchDocument]:
    """Return the generated acts."""
    return list(acts.acts(NOISE))


def _alike(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> bool:
    if not one or min(len(one), len(other)) < _SHARED * max(len(one), len(other)):
        return False
    shared = len(one & other)
    return shared >= _SHARED * (len(one) + len(other) - shared)


def _told() -> Iterator[tuple[str, str]]:
    table = tomllib.loads(Path(__file__).with_name("judged.toml").read_text("utf-8"))
    for names in table["same"]:
        yield from ((names[0], other) for other in names[1:])


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
