"""Turn an act of the records into the plain values of a package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from export.contents import ActEntry, FileEntry, LateReason, LinkEntry, PublicationEntry, Section, SupplementaryEntry
from storage.models import Act, ActFile, ActLink, File, Publication, ReadDocument, SupplementaryDocument
from storage.signatures import of_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.orm import Session


SIGNATURE: Final = "signature"


class Sheets:
    """Pages of files, their detached signatures and the presence of texts, asked once for many acts."""

    def __init__(self, session: Session, acts: Iterable[Act]) -> None:
        acts = list(acts)
        files = {item.file_id for act in acts for item in act.files}
        files |= {item.file_id for act in acts for item in act.supplementary if item.file_id}
        rows = session.execute(
            select(ReadDocument.file_id, ReadDocument.pages)
            .where(ReadDocument.file_id.in_(files))
            .order_by(ReadDocument.read_at)
        )
        self._pages = {row.file_id: len(row.pages) for row in rows}
        documents = [act.document_id for act in acts if act.document_id]
        self._texts = frozenset(
            session.scalars(
                select(ReadDocument.id).where(
                    ReadDocument.id.in_(documents), func.length(func.trim(ReadDocument.text)) > 0
                )
            )
        )

        self._signatures = of_files(session, {item.file_id for act in acts for item in act.files})

    def signatures_of(self, act: Act) -> tuple[FileEntry, ...]:
        """Return the files of detached signatures over an act's files, without those that are its files already."""
        seen = {item.file_id for item in act.files}
        found = []
        for item in act.files:
            for row in self._signatures.get(item.file_id, ()):
                file = row.signature_file
                if file is not None and file.id not in seen:
                    seen.add(file.id)
                    found.append(_file(file, file.name, SIGNATURE, self))
        return tuple(found)

    def of(self, file_id: str) -> int | None:
        """Return how many pages the file prints; None when its format does not tell."""
        return self._pages.get(file_id) or None

    def has_text(self, document_id: str | None) -> bool:
        """Tell whether a document says anything."""
        return document_id in self._texts


def entry_of(
    act: Act,
    section: Section,
    reasons: tuple[LateReason, ...],
    sheets: Sheets,
    in_month: Callable[[SupplementaryDocument], bool],
) -> ActEntry:
    """Return the plain values of an act."""
    return ActEntry(
        id=act.id,
        version=act.version,
        section=section,
        kind=act.kind,
        body=act.body,
        body_key=act.body_key,
        date=act.date,
        number=act.number_raw,
        number_norm=act.number_norm,
        number_int=act.number_int,
        title=act.title,
        signatory=act.signatory or "",
        signatory_post=act.signatory_post or "",
        signed_at=act.signed_at,
        normative_reason=act.normative_reason or "",
        normative_at=act.normative_at,
        document_id=act.document_id,
        has_text=sheets.has_text(act.document_id),
        reasons=reasons,
        files=(*(_file_of_act(item, sheets) for item in act.files), *sheets.signatures_of(act)),
        publications=tuple(_publication(item) for item in act.publications),
        supplementary=tuple(_supplementary(item, sheets, in_month) for item in act.supplementary),
        links=tuple(_link(item) for item in act.links),
    )


def _file_of_act(item: ActFile, sheets: Sheets) -> FileEntry:
    return _file(item.file, item.name, item.role, sheets)


def _file(row: File, name: str, role: str, sheets: Sheets) -> FileEntry:
    return FileEntry(row.sha256, row.size, row.format, name or row.name, role, sheets.of(row.id))


def _publication(item: Publication) -> PublicationEntry:
    return PublicationEntry(item.kind, item.source, item.issue, item.published_on, item.pages, item.url)


def _supplementary(
    item: SupplementaryDocument, sheets: Sheets, in_month: Callable[[SupplementaryDocument], bool]
) -> SupplementaryEntry:
    return SupplementaryEntry(
        id=item.id,
        kind=item.kind,
        issuer=item.issuer,
        date=item.date,
        number=item.number,
        incoming_number=item.incoming_number,
        incoming_on=item.incoming_on,
        title=item.title,
        outcome=item.outcome,
        file=_file(item.file, item.file.name, "supplementary", sheets) if item.file else None,
        in_month=in_month(item),
    )


def _link(item: ActLink) -> LinkEntry:
    other = item.to_act
    if other is not None and other.access == "dsp":
        other = None
    return LinkEntry(
        relation=item.relation,
        kind=other.kind if other else item.cited_kind,
        body=other.body if other else item.cited_body,
        date=other.date if other else item.cited_date,
        number=other.number_raw if other else item.cited_number,
        provision=item.provision,
    )
