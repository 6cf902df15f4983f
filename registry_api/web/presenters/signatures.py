"""Electronic signatures as the pages show them, and the visible marks of signatures apart from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from domain.errors import NotFound
from domain.signatures import Signature, SignatureKind, SignatureState
from storage import drafts, signatures
from storage.models import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from domain.requisites import SignatureStamp
    from storage.models import Act, File, FileSignature

STATES: Final = {
    SignatureState.INTACT: ("документ не изменён", "good"),
    SignatureState.BROKEN: ("подпись нарушена", "bad"),
    SignatureState.NOT_VERIFIABLE: ("здесь не проверяется", "doubt"),
}
GROWN: Final = "документ не изменён, файл дополнен"
KINDS: Final = {SignatureKind.EMBEDDED: "внутри файла", SignatureKind.DETACHED: "отдельным файлом"}


@dataclass(frozen=True, slots=True)
class ShownSignature:
    """One signature; ``href`` gives its file when it has one of its own."""

    said: Signature
    state: str
    tone: str
    place: str
    trust: str
    of_file: str
    """Name of what is signed, where a page shows several files."""
    file_name: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class ShownSignatures:
    """All that a page says of signatures."""

    items: list[ShownSignature] = field(default_factory=list)
    stamps: Sequence[SignatureStamp] = ()

    @property
    def broken(self) -> bool:
        """Whether a signature speaks against its file: a person must see it before anything else."""
        return any(item.said.state is SignatureState.BROKEN for item in self.items)


def of_draft(session: Session, draft: Draft) -> ShownSignatures:
    """Return the signatures of a draft's file, and the marks in its text."""
    item = draft.intake
    names = {item.file_id: item.file_name}
    return ShownSignatures(_items(session, names, f"/drafts/{draft.id}"), drafts.requisites_of(draft).stamps)


def of_act(session: Session, act: Act) -> ShownSignatures:
    """Return the signatures of an act's files, and the marks in its text."""
    names = {item.file_id: item.name for item in act.files}
    draft = session.scalar(select(Draft).where(Draft.act_id == act.id).limit(1))
    stamps = drafts.requisites_of(draft).stamps if draft is not None else ()
    return ShownSignatures(_items(session, names, f"/acts/{act.id}"), stamps)


def file_of(session: Session, signature_id: str, file_ids: Sequence[str]) -> File:
    """Return the file of a signature over one of these files. Raises :class:`NotFound`."""
    for rows in signatures.of_files(session, file_ids).values():
        for row in rows:
            if row.id == signature_id and row.signature_file is not None:
                return row.signature_file
    raise NotFound


def _items(session: Session, names: Mapping[str, str], base: str) -> list[ShownSignature]:
    by_file = signatures.of_files(session, names)
    several = len(names) > 1
    return [
        _show(row, names[file_id] if several else "", base) for file_id in names for row in by_file.get(file_id, ())
    ]


def _show(row: FileSignature, of_file: str, base: str) -> ShownSignature:
    said = signatures.facts_of(row)
    state, tone = STATES[said.state]
    if said.state is SignatureState.INTACT and not said.covers_all:
        state = GROWN
    if said.state is SignatureState.INTACT and (said.trusted is False or (said.reason and said.covers_all)):
        tone = "doubt"
    return ShownSignature(
        said=said,
        state=state,
        tone=tone,
        place=KINDS[said.kind],
        trust=trust_of(said),
        of_file=of_file,
        file_name=row.signature_file.name if row.signature_file else "",
        href=f"{base}/signatures/{row.id}" if row.signature_file else "",
    )


def trust_of(said: Signature) -> str:
    """Return in words whether the certificate leads to a trusted authority."""
    if said.trusted is None:
        return "доверие к сертификату не проверялось"
    return (
        "сертификат выдан доверенным удостоверяющим центром"
        if said.trusted
        else "сертификат не ведёт к доверенному удостоверяющему центру"
    )
