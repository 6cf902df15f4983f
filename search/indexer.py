"""The indexer: brings the index up to the records, and proves that it is.

Reads: the outbox and the records through :class:`IndexSource`.
Writes: the index; then, only after the index has acknowledged, the outbox. A dead indexer repeats its last batch,
which changes nothing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from domain.errors import SearchError
from search.documents import SearchDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from search.port import SearchIndex

BATCH: Final = 500
"""Acts in one commit of the engine."""


class OutboxEntry(Protocol):
    """One change that waits: its place in the outbox, the act, what happened (only said, never relied on)."""

    @property
    def seq(self) -> int:
        """Place in the outbox."""

    @property
    def act_id(self) -> str:
        """Which act."""

    @property
    def op(self) -> str:
        """What happened, for logs only."""


class IndexRecord(Protocol):
    """A record as the index wants it; the fields are those of :class:`search.documents.SearchDocument`."""

    @property
    def id(self) -> str:
        """ULID of the act."""

    @property
    def version(self) -> int:
        """Version of the record."""

    @property
    def kind(self) -> str:
        """Kind, lower case."""

    @property
    def body(self) -> str:
        """Body, as written."""

    @property
    def date(self) -> str | None:
        """Date of adoption, ISO 8601."""

    @property
    def year(self) -> int | None:
        """Year of the date."""

    @property
    def number_raw(self) -> str:
        """Number as written."""

    @property
    def number_norm(self) -> str:
        """Comparing form of the number."""

    @property
    def number_int(self) -> int | None:
        """First integer of the number."""

    @property
    def title(self) -> str:
        """Title."""

    @property
    def text(self) -> str:
        """Text, NFC."""

    @property
    def status(self) -> str:
        """Status."""

    @property
    def access(self) -> str:
        """Access level."""

    @property
    def has_publication(self) -> bool:
        """Whether a publication is recorded."""

    @property
    def has_supplementary(self) -> bool:
        """Whether supplementary documents are recorded."""


class IndexSource(Protocol):
    """The records' side."""

    def pending(self, limit: int) -> Sequence[OutboxEntry]:
        """Return changes that wait, oldest first."""

    def records(self, ids: Sequence[str]) -> Sequence[IndexRecord]:
        """Return the present state of acts; an act that is gone or must not be indexed is left out."""

    def all_records(self, batch: int) -> Iterator[Sequence[IndexRecord]]:
        """Yield everything that belongs into the index, each act once."""

    def versions(self) -> Iterator[tuple[str, int]]:
        """Yield identifier and version of everything that belongs into the index."""

    def mark_done(self, seqs: Sequence[int]) -> None:
        """Forget changes that the index has acknowledged."""

    def expected_count(self) -> int:
        """Return how many acts belong into the index."""


class DifferenceKind(StrEnum):
    """How the index differs from the records."""

    MISSING = "missing"
    SURPLUS = "surplus"
    STALE = "stale"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One act that the index holds wrongly; a version is None where there is none."""

    act_id: str
    kind: DifferenceKind
    record_version: int | None
    index_version: int | None


class Indexer:
    """Drains the outbox, rebuilds, checks and repairs."""

    def __init__(self, source: IndexSource, index: SearchIndex, *, batch: int = BATCH) -> None:
        """Take the records' side and the engine."""
        self._source = source
        self._index = index
        self._batch = batch

    def drain(self) -> int:
        """Bring every waiting change into the index; return how many were done.

        Raises:
            IndexUnavailable: The engine does not answer; what waits, waits.
            SearchError: The engine refused documents for good (``ids``); all others are done, these still wait.
        """
        done = 0
        refused: dict[str, SearchError] = {}
        while entries := self._source.pending(self._batch):
            ids = {entry.act_id: None for entry in entries if entry.act_id not in refused}
            if not ids:
                break
            failed = self._bring(list(ids))
            finished = [entry.seq for entry in entries if entry.act_id not in failed and entry.act_id not in refused]
            refused |= failed
            self._source.mark_done(finished)
            done += len(finished)
        if refused:
            raise SearchError(next(iter(refused.values())).message, ids=sorted(refused), done=done)
        return done

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Build a new generation from all records, swap it in, then bring in what changed meanwhile; return the count.

        Args:
            progress: Called after each batch with the count so far and the expected one.

        Raises:
            SearchError: Fewer or more records came than there are; the old generation stays.
        """
        expected = self._source.expected_count()
        count = 0
        with self._index.begin_rebuild() as generation:
            for records in self._source.all_records(self._batch):
                generation.add([to_document(record) for record in records])
                count += len(records)
                if progress:
                    progress(count, max(expected, count))
            now = self._source.expected_count()
            if not min(expected, now) <= count <= max(expected, now):
                raise SearchError(
                    f"Прочитано {count} записей вместо {now}: прежний индекс оставлен. Повторите перестройку.",
                    found=count,
                    expected=now,
                )
            generation.finish(count)
        self.repair()
        return count

    def check(self) -> list[Difference]:
        """Compare records and index by identifier and version; what still waits in the outbox differs too."""
        held = dict(self._index.versions())
        found = []
        for act_id, version in self._source.versions():
            present = held.pop(act_id, None)
            if present == version:
                continue
            kind = DifferenceKind.MISSING if present is None else DifferenceKind.STALE
            found.append(Difference(act_id=act_id, kind=kind, record_version=version, index_version=present))
        found.extend(
            Difference(act_id=act_id, kind=DifferenceKind.SURPLUS, record_version=None, index_version=version)
            for act_id, version in held.items()
        )
        return sorted(found, key=lambda difference: difference.act_id)

    def repair(self) -> list[Difference]:
        """Make good every difference and return them."""
        found = self.check()
        ahead = [item.act_id for item in found if (item.index_version or 0) > (item.record_version or 0)]
        for ids in _batches(ahead, self._batch):
            # the records were restored from a copy: the engine would keep its newer version
            self._index.apply([], ids)
        for ids in _batches([item.act_id for item in found], self._batch):
            self._apply(ids)
        return found

    def _bring(self, ids: list[str]) -> dict[str, SearchError]:
        """Apply the present state of acts; return those that the engine refused for good."""
        try:
            self._apply(ids)
        except SearchError as error:
            refused = error.details.get("ids")
            if not isinstance(refused, list) or not refused:
                raise
            return dict.fromkeys(refused, error)
        return {}

    def _apply(self, ids: Sequence[str]) -> None:
        documents = [to_document(record) for record in self._source.records(ids)]
        present = {document.id for document in documents}
        self._index.apply(documents, [act_id for act_id in ids if act_id not in present])


def to_document(record: IndexRecord) -> SearchDocument:
    """Return the document of a record."""
    return SearchDocument(**{name: getattr(record, name) for name in SearchDocument.__struct_fields__})


def _batches(ids: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
