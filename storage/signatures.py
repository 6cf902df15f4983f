"""Electronic signatures of contents, and the files that might be what a detached signature signs.

Nothing here commits: the caller's unit of work does.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import msgspec
from sqlalchemy import and_, case, or_, select
from sqlalchemy.orm import joinedload

from domain.errors import SignatureWithoutDocument
from domain.signatures import Signature, SignatureState
from domain.statuses import IntakeState
from storage.models import File, FileSignature, IntakeItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from storage.database import UnitOfWork

CONTAINER: Final = "sig"
"""Format of a file that is a signature."""
ENDINGS: Final = (".sig", ".p7s", ".sgn", ".p7m")
"""How files of signatures are called."""
_DOCUMENTS: Final = (
    ".docx", ".docm", ".doc", ".rtf", ".odt", ".pdf", ".html", ".htm", ".txt",
    ".jpg", ".jpeg", ".png", ".tif", ".tiff",
)  # fmt: skip
CANDIDATES: Final = 5
"""As many files are tried for one signature."""


def facts_of(row: FileSignature) -> Signature:
    """Return what a row says."""
    return msgspec.convert(row.facts, Signature)


def put_embedded(unit: UnitOfWork, file_id: str, found: Sequence[Signature]) -> None:
    """Keep what the newest reading says of the signatures inside a file."""
    _replace(unit, file_id, None, found)


def put_detached(unit: UnitOfWork, file_id: str, signature_file_id: str, found: Sequence[Signature]) -> None:
    """Keep the signatures of a file of signatures over another file; asked again, the newest answer stands.

    A file of signatures signs one content: what was kept of it over another one is taken back.
    """
    for row in unit.session.scalars(select(FileSignature).where(FileSignature.signature_file_id == signature_file_id)):
        unit.session.delete(row)
    _replace(unit, file_id, signature_file_id, found)


def _replace(unit: UnitOfWork, file_id: str, signature_file_id: str | None, found: Sequence[Signature]) -> None:
    old = select(FileSignature).where(
        FileSignature.file_id == file_id, FileSignature.signature_file_id.is_not_distinct_from(signature_file_id)
    )
    for row in unit.session.scalars(old):
        unit.session.delete(row)
    unit.session.flush()
    for said in found:
        facts = msgspec.to_builtins(said)
        row = FileSignature(file_id=file_id, signature_file_id=signature_file_id, facts=facts, added_by=unit.actor)
        unit.session.add(row)
    unit.session.flush()


def of_files(session: Session, file_ids: Iterable[str]) -> Mapping[str, Sequence[FileSignature]]:
    """Return the signatures of files, by file, oldest first."""
    rows = session.scalars(
        select(FileSignature)
        .where(FileSignature.file_id.in_(set(file_ids)))
        .options(joinedload(FileSignature.signature_file))
        .order_by(FileSignature.id)
    )
    found = defaultdict(list)
    for row in rows:
        found[row.file_id].append(row)
    return found


def is_any_broken(session: Session, file_id: str) -> bool:
    """Tell whether a signature speaks against a file."""
    rows = of_files(session, [file_id]).get(file_id, ())
    return any(facts_of(row).state is SignatureState.BROKEN for row in rows)


def signed_by(session: Session, signature_file_ids: Iterable[str]) -> Mapping[str, IntakeItem]:
    """Return, by file of a signature, the intake item of what it signs; without those that came another way."""
    rows = session.execute(
        select(FileSignature.signature_file_id, IntakeItem)
        .join(IntakeItem, IntakeItem.file_id == FileSignature.file_id)
        .where(FileSignature.signature_file_id.in_(set(signature_file_ids)))
        .options(joinedload(IntakeItem.draft))
    ).unique()
    return {row[0]: row[1] for row in rows if row[0] is not None}


def candidates(session: Session, item: IntakeItem, digests: Sequence[str]) -> Sequence[IntakeItem]:
    """Return the items that a signature may belong to, the likeliest first.

    Those whose very content is signed (``digests``: SHA-256 that the signature names) come before those of its name:
    ``акт.pdf`` for ``акт.pdf.sig``, any ``акт.*`` for ``акт.sig``; then the same batch before others, the newer before
    the older.
    """
    by_content = File.sha256.in_(digests)
    query = (
        select(IntakeItem)
        .join(File, File.id == IntakeItem.file_id)
        .where(
            File.format != CONTAINER,
            IntakeItem.state != IntakeState.DISMISSED,
            or_(by_content, _is_called(signed_name(item.file_name))),
        )
        .order_by(case((by_content, 0), else_=1), case((_same_batch(item), 0), else_=1), IntakeItem.id.desc())
        .limit(CANDIDATES)
    )
    return session.scalars(query).all()


def _is_called(name: str) -> ColumnElement[bool]:
    """Tell whether an item has this name; a name without an ending of documents means any ending."""
    if name.lower().endswith(_DOCUMENTS):
        return IntakeItem.file_name == name
    escaped = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return or_(IntakeItem.file_name == name, IntakeItem.file_name.like(f"{escaped}.%", escape="\\"))


def waiting_for(session: Session, item: IntakeItem) -> Sequence[str]:
    """Return the signatures that wait for a document of this name."""
    stem = item.file_name.rpartition(".")[0] or item.file_name
    names = [name + ending for name in (item.file_name, stem) for ending in (*ENDINGS, *map(str.upper, ENDINGS))]
    return session.scalars(
        select(IntakeItem.id)
        .where(
            IntakeItem.state == IntakeState.FAILED,
            IntakeItem.error_code == SignatureWithoutDocument.code,
            IntakeItem.file_name.in_(names),
        )
        .order_by(IntakeItem.id)
    ).all()


def signed_name(name: str) -> str:
    """Return what a signature's file name says of the name of its document: ``акт.pdf`` of ``акт.pdf.sig``."""
    ending = next((ending for ending in ENDINGS if name.lower().endswith(ending)), "")
    return name[: len(name) - len(ending)] if ending else name


def _same_batch(item: IntakeItem) -> ColumnElement[bool]:
    return and_(IntakeItem.batch == item.batch, IntakeItem.batch != "")
