"""Doubles: which documents are alike, and how.

Nothing is merged: what is found here is told to a person. Likeness of texts is found when a text is read and kept
(texts do not change); the same requisites are looked up when somebody asks, because people correct them.

Nothing here commits: the caller's unit of work does.
"""

from __future__ import annotations

import hashlib
import struct
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from sqlalchemy import delete, or_, select, text

from domain.likeness import FURNITURE, SIMILAR, Words, compare, words_in
from storage.models import Act, Draft, ReadDocument, TextBand, TextBlock, TextLikeness, TextSignature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from domain.likeness import Likeness
    from storage.database import UnitOfWork

HASHES: Final = 128
"""Numbers in a signature: the share of common pairs of words is estimated to within 0.04."""
BAND: Final = 4
"""Numbers in a band: 32 bands of 4 find 98 of 100 texts whose pairs of words agree by 0.6, 87 by 0.5, 23 by 0.3."""
BANDS: Final = HASHES // BAND
A_BAND: Final = 100
"""As many texts are taken of one band, newest first: a band of standard wording holds thousands."""
ESTIMATED: Final = 100
"""As many signatures are compared, those with most common bands first."""
LEAST: Final = 0.5
"""Below this estimate a text is not worth a comparison of the words (0.6 is what :data:`SIMILAR` asks for)."""
COMPARED: Final = 8
"""As many texts are compared word for word, most alike first."""
EQUAL: Final = 20
"""As many texts of the same words are told."""
LOCK: Final = 726356322
"""Number of the lock under which PostgreSQL lets one text at a time look for its like and be found."""

_CANDIDATES: Final = text(
    "SELECT signature_id FROM ("  # noqa: S608 - ours alone
    + " UNION ALL ".join(
        f"SELECT signature_id FROM (SELECT signature_id FROM text_bands WHERE band = :b{place} "  # noqa: S608 - ours alone
        f"ORDER BY signature_id DESC LIMIT {A_BAND}) AS t{place}"
        for place in range(BANDS)
    )
    + f") AS shared GROUP BY signature_id ORDER BY count(*) DESC, signature_id DESC LIMIT {ESTIMATED}"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of a text: who made it, the words, :data:`HASHES` numbers of 32 bits, little end first."""

    maker: str
    words: Words
    hashes: bytes

    @property
    def bands(self) -> list[int]:
        """Return a number of 64 bits for each band; the same only for the same numbers at the same place."""
        return [_band(place, self.hashes[place * BAND * 4 : (place + 1) * BAND * 4]) for place in range(BANDS)]


def _band(place: int, hashes: bytes) -> int:
    digest = hashlib.blake2b(hashes, digest_size=8, salt=place.to_bytes(2, "little")).digest()
    band: int = struct.unpack("<q", digest)[0]
    return band


def keep(unit: UnitOfWork, document: ReadDocument, signature: Signature) -> list[tuple[str, Likeness]]:
    """Store the signature of a text and what it resembles; what an earlier reading of the file had goes away."""
    session = unit.session
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
    _forget(session, document)
    near = find_near(session, signature, document.file_id)
    row = TextSignature(
        document_id=document.id,
        words_sha256=signature.words.sha256,
        is_recognised=signature.words.is_recognised,
        maker=signature.maker,
        hashes=signature.hashes,
    )
    session.add(row)
    session.flush()
    session.execute(TextBand.__table__.insert(), [{"band": b, "signature_id": row.id} for b in set(signature.bands)])  # type: ignore[attr-defined]  # a mapped class has a table
    session.add_all(
        TextLikeness(document_id=document.id, other_id=other, share=likeness.share, is_same=likeness.is_same)
        for other, likeness in near
    )
    session.flush()
    return near


def _forget(session: Session, document: ReadDocument) -> None:
    rows = session.scalars(
        select(TextSignature)
        .join(ReadDocument, TextSignature.document_id == ReadDocument.id)
        .where(ReadDocument.file_id == document.file_id)
    ).all()
    for row in rows:
        bands = Signature(row.maker, Words(()), row.hashes).bands
        session.execute(delete(TextBand).where(TextBand.band.in_(bands), TextBand.signature_id == row.id))
        session.execute(
            delete(TextLikeness).where(
                or_(TextLikeness.document_id == row.document_id, TextLikeness.other_id == row.document_id)
            )
        )
        session.delete(row)
    session.flush()


def find_near(session: Session, signature: Signature, file_id: str) -> list[tuple[str, Likeness]]:
    """Return documents that are alike, copies first, then the most alike; other readings of the same file are left out.

    Its time does not grow with the register: it looks at a bounded number of texts of each band.
    """
    same = session.execute(
        select(TextSignature.document_id, ReadDocument.file_id)
        .join(ReadDocument, TextSignature.document_id == ReadDocument.id)
        .where(TextSignature.words_sha256 == signature.words.sha256)
        .order_by(TextSignature.id.desc())
        .limit(EQUAL)
    ).all()
    found = {document_id: compare(signature.words, signature.words) for document_id, of in same if of != file_id}
    known = {document_id for document_id, _ in same}
    for document_id, words in _candidates(session, signature, known, file_id):
        likeness = compare(signature.words, words)
        if likeness.share >= SIMILAR:
            found[document_id] = likeness
    return sorted(found.items(), key=lambda item: (not item[1].is_same, -item[1].share))


def _candidates(session: Session, signature: Signature, known: set[str], file_id: str) -> Iterator[tuple[str, Words]]:
    """Yield the texts whose signatures are most alike, but those that are known and those of the same file."""
    bands = {f"b{place}": band for place, band in enumerate(signature.bands)}
    ids = session.scalars(_CANDIDATES, bands).all()
    rows = session.execute(
        select(TextSignature.id, TextSignature.document_id, TextSignature.hashes).where(
            TextSignature.id.in_(ids), TextSignature.maker == signature.maker
        )
    ).all()
    rows = [row for row in rows if row.document_id not in known]
    if not rows:
        return
    theirs = np.frombuffer(b"".join(row.hashes for row in rows), dtype="<u4").reshape(len(rows), HASHES)
    estimates = (theirs == np.frombuffer(signature.hashes, dtype="<u4")).mean(axis=1)
    best = [rows[at].document_id for at in np.argsort(-estimates, kind="stable")[:COMPARED] if estimates[at] >= LEAST]
    furniture = _furniture(session, best)
    found = session.execute(
        select(ReadDocument.id, ReadDocument.text, TextSignature.is_recognised)
        .join(TextSignature, TextSignature.document_id == ReadDocument.id)
        .where(ReadDocument.id.in_(best), ReadDocument.file_id != file_id)
    )
    for document_id, said, is_recognised in found.all():
        yield document_id, words_in(_without(said, furniture[document_id]), is_recognised=is_recognised)


def _furniture(session: Session, document_ids: Sequence[str]) -> Mapping[str, list[tuple[int, int]]]:
    """Return where the running heads of texts stand; their other blocks, of which there may be thousands, stay away."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for document_id, start, end in session.execute(
        select(TextBlock.document_id, TextBlock.start, TextBlock.end)
        .where(TextBlock.document_id.in_(document_ids), TextBlock.kind.in_(sorted(FURNITURE)))
        .order_by(TextBlock.document_id, TextBlock.start)
    ):
        places[document_id].append((start, end))
    return places


def _without(said: str, places: Iterable[tuple[int, int]]) -> list[str]:
    pieces, at = [], 0
    for start, end in places:
        pieces.append(said[at:start])
        at = end
    return [*pieces, said[at:]]


def unsigned(session: Session, maker: str, *, after: str = "", limit: int = 100) -> Sequence[str]:
    """Return documents of acts and drafts that have no signature of this maker, oldest first, from ``after`` on."""
    signed = select(TextSignature.document_id).where(TextSignature.maker == maker)
    used = (
        select(Draft.document_id)
        .where(Draft.document_id.is_not(None))
        .union(select(Act.document_id).where(Act.document_id.is_not(None)))
    )
    return session.scalars(
        select(ReadDocument.id)
        .where(ReadDocument.id.in_(used), ReadDocument.id.not_in(signed), ReadDocument.id > after)
        .order_by(ReadDocument.id)
        .limit(limit)
    ).all()
