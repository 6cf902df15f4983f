"""A new generation of the embedded index, and how its engine fails."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

import tantivy

from domain.errors import IndexUnavailable, SearchError
from search.documents import SearchDocument, prepare_all
from search.embedded.mapping import build_schema, to_engine
from search.port import WRONG_COUNT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType

    from search.analysis import Analysis
    from search.embedded.generations import Generations


class EmbeddedRebuild:
    """A new generation in the making; the writer's lock is held while the ``with`` block runs."""

    def __init__(
        self,
        generations: Generations,
        version: str,
        analysis: Analysis,
        memory: int,
        lock: AbstractContextManager[None],
    ) -> None:
        """Take the folder, the version to build, memory in bytes and the lock of the one writer."""
        self._generations = generations
        self._version = version
        self._analysis = analysis
        self._memory = memory
        self._lock = lock
        self._name = ""
        self._target: Any = None
        self._writer: Any = None
        self._ids: set[str] = set()

    def __enter__(self) -> Self:
        self._lock.__enter__()
        try:
            self._name = self._generations.create(self._version)
            self._target = tantivy.Index(build_schema(), path=str(self._generations.folder(self._name)))
            self._writer = self._target.writer(self._memory, 1)
        except BaseException as error:
            self._lock.__exit__(type(error), error, error.__traceback__)
            raise
        return self

    def add(self, documents: Sequence[SearchDocument]) -> None:
        """Take a batch."""
        self._ids.update(document.id for document in documents)
        for document in prepare_all(documents, self._analysis):
            self._writer.add_document(to_engine(document))

    def finish(self, expected_count: int) -> None:
        """Commit, count, swap; the old generation stays when the count differs."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = None
        self._target.reload()
        found = self._target.searcher().num_docs
        if not found == expected_count == len(self._ids):
            message = WRONG_COUNT.format(found=found, expected=expected_count)
            raise SearchError(message, found=found, expected=expected_count)
        self._generations.switch(self._name)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._writer = self._target = None
            self._generations.sweep()
        finally:
            self._lock.__exit__(kind, error, trace)


@contextmanager
def engine_errors() -> Iterator[None]:
    """Turn what tantivy raises into the errors of the port; its words stay in the chain, not with the person."""
    try:
        yield
    except SearchError:
        raise
    except (OSError, ValueError, RuntimeError) as error:
        raise IndexUnavailable from error
