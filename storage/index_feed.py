"""What the index has to learn: the outbox, and records in the form in which an index wants them.

The search package defines what it needs (``IndexSource``); this feed gives it without knowing any engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload, selectinload

from domain.statuses import AccessLevel
from storage.models import Act, OutboxEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Select

    from storage.database import Records

SYSTEM = "система"


@dataclass(frozen=True, slots=True)
class IndexRecord:
    """One act as the index sees it; ``date`` is ISO 8601."""

    id: str
    version: int
    kind: str
    body: str
    date: str
    year: int
    number_raw: str
    number_norm: str
    number_int: int | None
    title: str
    text: str
    status: str
    access: str
    has_publication: bool
    has_supplementary: bool


@dataclass(frozen=True, slots=True)
class Pending:
    """One change that the index has still to learn."""

    seq: int
    act_id: str
    op: str


class IndexFeed:
    """The outbox and the records behind it. Acts for official use are never given out: the index must not hold them."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def pending(self, limit: int) -> list[Pending]:
        """Return the oldest changes that wait."""
        with self._records.reading() as session:
            rows = session.execute(
                select(OutboxEntry.seq, OutboxEntry.act_id, OutboxEntry.op).order_by(OutboxEntry.seq).limit(limit)
            )
            return [Pending(row.seq, row.act_id, row.op) for row in rows]

    def waiting(self) -> int:
        """Return how many changes wait."""
        with self._records.reading() as session:
            return session.scalar(select(func.count()).select_from(OutboxEntry)) or 0

    def mark_done(self, seqs: Sequence[int]) -> None:
        """Forget changes that the index has made durable."""
        with self._records.writing(SYSTEM) as unit:
            for start in range(0, len(seqs), 500):
                unit.session.execute(delete(OutboxEntry).where(OutboxEntry.seq.in_(seqs[start : start + 500])))
            unit.commit()

    def records(self, ids: Sequence[str]) -> list[IndexRecord]:
        """Return the records of these acts; acts that must not be found are left out (the index deletes them)."""
        with self._records.reading() as session:
            found = session.scalars(self._query().where(Act.id.in_(ids))).all()
            return [_record(act) for act in found]

    def all_records(self, batch: int = 200) -> Iterator[list[IndexRecord]]:
        """Return every record that may be found, in batches, ordered by id."""
        last = ""
        while True:
            with self._records.reading() as session:
                acts = session.scalars(self._query().where(Act.id > last).order_by(Act.id).limit(batch)).all()
                given = [_record(act) for act in acts]
            if not given:
                return
            last = given[-1].id
            yield given

    def versions(self) -> Iterator[tuple[str, int]]:
        """Return id and version of every record that may be found."""
        with self._records.reading() as session:
            query = select(Act.id, Act.version).where(Act.access != AccessLevel.OFFICIAL_USE)
            yield from ((row.id, row.version) for row in session.execute(query))

    def expected_count(self) -> int:
        """Return how many records may be found."""
        with self._records.reading() as session:
            query = select(func.count()).select_from(Act).where(Act.access != AccessLevel.OFFICIAL_USE)
            return session.scalar(query) or 0

    @staticmethod
    def _query() -> Select[Act]:
        return (
            select(Act)
            .where(Act.access != AccessLevel.OFFICIAL_USE)
            .options(joinedload(Act.document), selectinload(Act.publications), selectinload(Act.supplementary))
        )


def _record(act: Act) -> IndexRecord:
    return IndexRecord(
        id=act.id,
        version=act.version,
        kind=act.kind,
        body=act.body,
        date=act.date.isoformat(),
        year=act.year,
        number_raw=act.number_raw,
        number_norm=act.number_norm,
        number_int=act.number_int,
        title=act.title,
        text=act.document.text if act.document else "",
        status="",
        access=act.access,
        has_publication=bool(act.publications),
        has_supplementary=bool(act.supplementary),
    )
