"""The adapter: many processes read without waiting, one at a time writes.

A writer is opened afresh each time it gets the lock, because another process may have written since. Readers look at
the pointer and at tantivy's own list of segments before each search and reload only when one of them changed.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import msgspec
import tantivy
from filelock import FileLock, Timeout

from domain.errors import IndexOutdated, IndexUnavailable, RebuildRunning, SearchError
from search.documents import SearchDocument, prepare
from search.embedded.compiler import Compiler, by_id
from search.embedded.generations import Generations
from search.embedded.mapping import MAPPING_VERSION, build_schema, to_engine
from search.embedded.rebuild import EmbeddedRebuild, engine_errors
from search.port import (
    FACET_VALUES,
    FACETS,
    WINDOW,
    Hit,
    IndexHealth,
    SearchPage,
    SearchRequest,
    Sort,
    index_version,
    sorted_facet,
)
from search.weights import is_constant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from search.analysis import Analysis

ENGINE: Final = "embedded"

_DAMAGED: Final = "Поисковый индекс повреждён. Администратору: выполните «registry index rebuild»."
_BUSY: Final = "Поисковый индекс сейчас перестраивается. Изменения попадут в поиск, когда перестройка закончится."
_RANKS: Final = {Sort.NEWEST: ("rank_new", True), Sort.OLDEST: ("rank_old", False), Sort.NUMBER: ("rank_number", False)}
_SCANNED: Final = 1000
_TIES: Final = 200
"""Hits looked at beyond a page before ties at its edge are looked up in full."""


class EmbeddedIndex:
    """The index in a folder; one instance may be shared by the threads of a process."""

    def __init__(
        self,
        root: Path,
        analysis: Analysis,
        *,
        memory_mb: int = 64,
        rebuild_memory_mb: int = 128,
        lock_timeout: float = 60.0,
    ) -> None:
        """Take the folder (made when absent) and the limits.

        Args:
            root: Folder of the index, on a local disk.
            analysis: What documents are analysed with.
            memory_mb: Memory of a writer between commits, in megabytes; at least 15.
            rebuild_memory_mb: The same for a rebuild.
            lock_timeout: Seconds to wait for another process that writes.
        """
        self._generations = Generations(root)
        self._analysis = analysis
        self._memory = max(memory_mb, 15) * 1_000_000
        self._rebuild_memory = max(rebuild_memory_mb, 15) * 1_000_000
        self._lock_timeout = lock_timeout
        self._schema = build_schema()
        self._version = index_version(analysis.version, MAPPING_VERSION)
        self._guard = threading.Lock()
        self._reader: _Reader | None = None

    def search(self, request: SearchRequest) -> SearchPage:
        """Answer a request from the newest committed state."""
        searcher = self._searcher()
        query = self._compiled(request, searcher)
        end = min(request.offset + request.limit, WINDOW)
        seen = msgspec.structs.replace(request, limit=max(end - request.offset, 0))
        with engine_errors():
            total, found = self._found(searcher, query, seen)
            hits = _told(searcher, found)
            facets = _facets(searcher, query) if request.facets else {}
        return SearchPage(total=total, hits=hits, facets=facets)

    def counts(self, requests: Sequence[SearchRequest]) -> list[int]:
        """Return the totals of several requests, of one moment."""
        searcher = self._searcher()
        with engine_errors():
            return [_count(searcher, self._compiled(request, searcher)) for request in requests]

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Yield every hit: the identifiers are taken at once, 24 bytes each, so that all are of one moment."""
        searcher = self._searcher()
        if searcher.num_docs == 0:
            return
        whole = msgspec.structs.replace(request, offset=0, limit=searcher.num_docs)
        with engine_errors():
            _, found = self._found(searcher, self._compiled(request, searcher), whole)
        for start in range(0, len(found), _SCANNED):
            with engine_errors():
                hits = _told(searcher, found[start : start + _SCANNED])
            yield from hits

    def apply(self, upserts: Sequence[SearchDocument], deletes: Sequence[str]) -> None:
        """Write and delete in one commit; what the index holds in a newer version stays."""
        newest = {document.id: document for document in sorted(upserts, key=lambda document: document.version)}
        prepared = [
            prepare(document, self._analysis) for document in newest.values() if document.id not in set(deletes)
        ]
        with self._writing():
            name = self._current_or_first()
            index = self._open(name)
            known = self._known_versions(index, [document.id for document in prepared])
            writer = index.writer(self._memory, 1)
            # a writer that was killed before its commit left a list of deleted documents under the very name that
            # this one will give to its own, and tantivy refuses to write over it: nothing would be indexed ever again
            writer.garbage_collect_files()
            for act_id in deletes:
                writer.delete_documents_by_term("id", act_id)
            for document in prepared:
                if known.get(document.id, -1) > document.version:
                    continue
                writer.delete_documents_by_term("id", document.id)
                writer.add_document(to_engine(document))
            writer.commit()
            writer.wait_merging_threads()

    def begin_rebuild(self) -> EmbeddedRebuild:
        """Start a new generation; the lock is held until the rebuild ends, so that no change falls between."""
        return EmbeddedRebuild(
            self._generations, self._version, self._analysis, self._rebuild_memory, self._rebuilding()
        )

    def versions(self) -> Iterator[tuple[str, int]]:
        """Yield identifier and version of every document, by identifier."""
        searcher = self._searcher()
        if searcher.num_docs == 0:
            return
        with engine_errors():
            found = searcher.search(
                tantivy.Query.all_query(), searcher.num_docs, count=False, order_by_field="id", order=tantivy.Order.Asc
            ).hits
            numbers = searcher.fast_field_values("version", [address for _, address in found])
        for (act_id, _), version in zip(found, numbers, strict=True):
            yield act_id, int(version or 0)

    def health(self) -> IndexHealth:
        """Tell how the index stands."""
        try:
            searcher = self._searcher()
        except IndexOutdated as error:
            return IndexHealth(ok=False, engine=ENGINE, outdated=True, message=error.message)
        except SearchError as error:
            return IndexHealth(ok=False, engine=ENGINE, message=error.message)
        reader = self._reader
        return IndexHealth(
            ok=True, engine=ENGINE, documents=searcher.num_docs, generation=reader.name if reader else ""
        )

    def close(self) -> None:
        """Let go of the files."""
        with self._guard:
            self._reader = None

    def _compiled(self, request: SearchRequest, searcher: Any) -> tantivy.Query:
        compiler = Compiler(self._schema, searcher.doc_freq)
        return compiler.whole(request.query.ast, request.query.filters, request.filters)

    @staticmethod
    def _found(searcher: Any, query: tantivy.Query, request: SearchRequest) -> tuple[int, list[tuple[float, Any]]]:
        """Return total, and score and address of the hits of a page."""
        wanted = request.limit
        end = request.offset + wanted
        by_score = request.sort is Sort.RELEVANCE and not is_constant(request.query.ast)
        if by_score:
            total, found = _by_score(searcher, query, request.offset, end) if wanted else (_count(searcher, query), [])
        else:
            field, down = _RANKS.get(request.sort, _RANKS[Sort.NEWEST])
            order = tantivy.Order.Desc if down else tantivy.Order.Asc
            result = searcher.search(query, max(wanted, 1), order_by_field=field, offset=request.offset, order=order)
            total, found = result.count, [(0.0, address) for _, address in result.hits]
        return total, found[:wanted]

    def _searcher(self) -> Any:
        """Return a view of the newest committed state; try again when a rebuild swaps the folder away meanwhile."""
        for _ in range(5):
            name = self._generations.current()
            if name is None:
                with self._writing():
                    name = self._current_or_first()
            try:
                return self._view(name)
            except (OSError, ValueError) as error:
                if self._generations.current() == name:
                    raise IndexUnavailable(_DAMAGED) from error
        raise IndexUnavailable

    def _view(self, name: str) -> Any:
        with self._guard:
            reader = self._reader
            if reader is None or reader.name != name:
                self._check_version(name)
                self._reader = reader = _Reader(name, self._generations.folder(name))
            return reader.searcher()

    def _check_version(self, name: str) -> None:
        if self._generations.version(name) != self._version:
            raise IndexOutdated

    def _current_or_first(self) -> str:
        """Return the current generation, made empty when there is none yet; needs the lock."""
        name = self._generations.current()
        if name is None:
            name = self._generations.create(self._version)
            tantivy.Index(self._schema, path=str(self._generations.folder(name)))
            self._generations.switch(name)
        self._check_version(name)
        return name

    def _open(self, name: str) -> tantivy.Index:
        try:
            return tantivy.Index.open(str(self._generations.folder(name)))
        except (OSError, ValueError) as error:
            raise IndexUnavailable(_DAMAGED) from error

    def _known_versions(self, index: tantivy.Index, ids: list[str]) -> dict[str, int]:
        index.reload()
        searcher = index.searcher()
        known: dict[str, int] = {}
        for act_id in ids:
            found = [address for _, address in searcher.search(by_id(self._schema, act_id), 1, count=False).hits]
            if found:
                known[act_id] = int(searcher.fast_field_values("version", found)[0] or 0)
        return known

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the lock of the one writer; it is freed by the system when its holder dies."""
        self._generations.root.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._generations.root / "writer.lock", timeout=self._lock_timeout), engine_errors():
                yield
        except Timeout as error:
            raise IndexUnavailable(_BUSY) from error

    @contextmanager
    def _rebuilding(self) -> Iterator[None]:
        """Be the only rebuild, then the only writer: a writer is waited for, another rebuild is not."""
        self._generations.root.mkdir(parents=True, exist_ok=True)
        only = FileLock(self._generations.root / "rebuild.lock")
        try:
            only.acquire(blocking=False)
        except Timeout as error:
            raise RebuildRunning from error
        try:
            with self._writing():
                yield
        finally:
            only.release()


class _Reader:
    """An open generation; reloads when tantivy's list of segments was replaced."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._meta = folder / "meta.json"
        self._seen = self._stamp()
        self._index = tantivy.Index.open(str(folder))
        self._index.config_reader("manual")
        self._index.reload()

    def searcher(self) -> Any:
        stamp = self._stamp()
        if stamp != self._seen:
            self._index.reload()
            self._seen = stamp
        return self._index.searcher()

    def _stamp(self) -> tuple[int, int, int]:
        stat = self._meta.stat()
        return stat.st_mtime_ns, stat.st_ino, stat.st_size


def _told(searcher: Any, found: list[tuple[float, Any]]) -> tuple[Hit, ...]:
    versions = searcher.fast_field_values("version", [address for _, address in found])
    return tuple(
        Hit(searcher.doc(address)["id"][0], int(version or 0), float(score))
        for (score, address), version in zip(found, versions, strict=True)
    )


def _count(searcher: Any, query: tantivy.Query) -> int:
    total: int = searcher.search(query, 1, order_by_field="rank_new").count
    return total


def _by_score(searcher: Any, query: tantivy.Query, offset: int, end: int) -> tuple[int, list[tuple[float, Any]]]:
    """Return total and the page by score; hits of one score are ordered by date, number and identifier."""
    asked = end + _TIES
    while True:
        result = searcher.search(query, asked)
        hits = result.hits
        if len(hits) < asked or hits[-1][0] != hits[end - 1][0]:
            break
        asked = min(asked * 8, result.count + 1)
    last = len(hits)
    edge = hits[min(end, last) - 1][0] if hits else 0.0
    kept = [(score, address) for score, address in hits if score >= edge]
    ranks = searcher.fast_field_values("rank_new", [address for _, address in kept])
    ordered = sorted(zip(kept, ranks, strict=True), key=lambda item: (-item[0][0], -(item[1] or 0)))
    return result.count, [hit for hit, _ in ordered[offset:end]]


def _facets(searcher: Any, query: tantivy.Query) -> dict[str, list[tuple[str, int]]]:
    asked = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in FACETS}
    answer = searcher.aggregate(query, asked)
    return {
        name: sorted_facet({bucket["key"]: bucket["doc_count"] for bucket in answer[name]["buckets"]})
        for name in FACETS
    }
