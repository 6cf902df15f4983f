"""Files, intake items, documents that were read, drafts with evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.ids import new_id
from domain.statuses import DerivativeState, DraftState, IntakeState, Lane
from storage.models.base import ID, Base, Json, now


class File(Base):
    """A content that the store of objects holds; one row for one content, whatever names it came under."""

    __tablename__ = "files"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    format: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text)
    """The name under which the content came first."""
    stored_at: Mapped[datetime] = mapped_column(default=now)


class FileSignature(Base):
    """An electronic signature of a content: inside it, or in a file of its own.

    It belongs to the content, whatever act or draft the content serves.
    """

    __tablename__ = "file_signatures"
    __table_args__ = (Index("ix_file_signatures_file", "file_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id"))
    """What is signed."""
    signature_file_id: Mapped[str | None] = mapped_column(ForeignKey("files.id"), index=True)
    """The file of a detached signature."""
    facts: Mapped[dict[str, Any]]
    """:class:`domain.signatures.Signature` as data."""
    added_by: Mapped[str] = mapped_column(String(100))
    added_at: Mapped[datetime] = mapped_column(default=now)

    file: Mapped[File] = relationship(foreign_keys=[file_id])
    signature_file: Mapped[File | None] = relationship(foreign_keys=[signature_file_id])


class Derivative(Base):
    """Something made of a content for convenience (searchable PDF/A of a scan). The row is the truth about the work."""

    __tablename__ = "derivatives"
    __table_args__ = (
        UniqueConstraint("file_id", "kind"),
        CheckConstraint(f"state IN ({', '.join(repr(str(s)) for s in DerivativeState)})", name="state"),
        Index("ix_derivatives_state_wanted", "state", "wanted_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id"))
    kind: Mapped[str] = mapped_column(String(16))
    """``pdfa``."""
    state: Mapped[str] = mapped_column(String(10), default=DerivativeState.WANTED)
    attempts: Mapped[int] = mapped_column(default=0)
    maker: Mapped[str] = mapped_column(String(60), default="")
    """Name and version of the program that made it."""
    made_file_id: Mapped[str | None] = mapped_column(ForeignKey("files.id"))
    wanted_at: Mapped[datetime] = mapped_column(default=now)
    made_at: Mapped[datetime | None]

    file: Mapped[File] = relationship(foreign_keys=[file_id])
    made_file: Mapped[File | None] = relationship(foreign_keys=[made_file_id])


class IntakeItem(Base):
    """An accepted file on its way to a draft. This row is the truth about the work: queues only remind of it."""

    __tablename__ = "intake_items"
    __table_args__ = (
        UniqueConstraint("file_id"),
        CheckConstraint(f"state IN ({', '.join(repr(str(s)) for s in IntakeState)})", name="state"),
        Index("ix_intake_items_state_accepted", "state", "accepted_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id"))
    file_name: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(16))
    """``web``, ``cli``, ``api``."""
    batch: Mapped[str] = mapped_column(String(26), default="", index=True)
    """Files that were given together share it."""
    submitted_by: Mapped[str] = mapped_column(String(100))
    accepted_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[str] = mapped_column(String(16), default=IntakeState.ACCEPTED)
    stage: Mapped[str] = mapped_column(String(32), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(100))
    lease_until: Mapped[datetime | None]
    error_code: Mapped[str | None] = mapped_column(String(40))
    error_message: Mapped[str | None] = mapped_column(Text)
    register_if_certain: Mapped[bool] = mapped_column(default=False)
    lane: Mapped[str] = mapped_column(String(8), default=Lane.TEXT)
    """Scans are recognised after everything that has a text layer: one of them costs as much as a hundred files."""
    finished_at: Mapped[datetime | None]

    file: Mapped[File] = relationship(lazy="joined")
    draft: Mapped[Draft | None] = relationship(back_populates="intake", uselist=False)


class ReadDocument(Base):
    """What a reader made of a file: the whole text, pages and notices; its blocks point into the text."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id"), index=True)
    format: Mapped[str] = mapped_column(String(16))
    reader: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[str] = mapped_column(String(64), index=True)
    """Hash of the text: the same words in another file are a double too."""
    pages: Mapped[list[Any]]
    notices: Mapped[list[Any]]
    repairs: Mapped[list[Any]] = mapped_column(default=list)
    """Every change of the text (:class:`domain.document.Repair` as data)."""
    unrecognised: Mapped[int] = mapped_column(default=0)
    """Pages whose recognition is still to come."""
    read_at: Mapped[datetime] = mapped_column(default=now)

    file: Mapped[File] = relationship()
    blocks: Mapped[list[TextBlock]] = relationship(order_by="TextBlock.seq", cascade="all, delete-orphan")


class TextBlock(Base):
    """A block: a place in its document's text, see :class:`domain.document.Block`."""

    __tablename__ = "text_blocks"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    start: Mapped[int]
    end: Mapped[int]
    page: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(Text, default="")
    level: Mapped[int] = mapped_column(default=0)
    source: Mapped[str] = mapped_column(String(12), default="text")
    trust: Mapped[float] = mapped_column(default=1.0)
    look: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """``align``, ``bold``, ``size``, ``box``, ``cells``: how it stood on the page."""


class Draft(Base):
    """A record that waits for a person."""

    __tablename__ = "drafts"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(str(s)) for s in DraftState)})", name="state"),
        Index("ix_drafts_state_created", "state", "created_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    intake_id: Mapped[str] = mapped_column(ForeignKey("intake_items.id"), unique=True)
    document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id"), index=True)
    """None when nothing could be read and a person fills the card by hand."""
    state: Mapped[str] = mapped_column(String(16), default=DraftState.OPEN)
    version: Mapped[int] = mapped_column(default=1)
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Everything that was found (:class:`domain.requisites.Requisites` as data).

    Annexes, links, publications, protocol.
    """
    protocol: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """A protocol as a person left it (:class:`domain.requisites.ProtocolDetails` as data); None: as it was found."""
    is_normative: Mapped[bool | None]
    """What a person has decided so far, kept with the draft; it counts when the act is registered."""
    normative_reason: Mapped[str | None] = mapped_column(Text)
    act_id: Mapped[str | None] = mapped_column(ForeignKey("acts.id"), index=True)
    """The act that it became, or that it was attached to."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_by: Mapped[str | None] = mapped_column(String(100))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)

    intake: Mapped[IntakeItem] = relationship(back_populates="draft")
    document: Mapped[ReadDocument | None] = relationship()
    values: Mapped[list[DraftValue]] = relationship(cascade="all, delete-orphan", order_by="DraftValue.field")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class DraftValue(Base):
    """One field of a draft: what the rules found with its evidence, and what stands now."""

    __tablename__ = "draft_values"

    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True)
    field: Mapped[str] = mapped_column(String(32), primary_key=True)
    found: Mapped[str | None] = mapped_column(Text)
    """What the rules found, in normal form; never changed afterwards, so that corrections can be learned from."""
    raw: Mapped[str | None] = mapped_column(Text)
    rule: Mapped[str | None] = mapped_column(String(80))
    confidence: Mapped[float] = mapped_column(default=0.0)
    start: Mapped[int | None]
    end: Mapped[int | None]
    value: Mapped[str | None] = mapped_column(Text)
    """What stands now."""
    decided_by: Mapped[str | None] = mapped_column(String(100))
    """Who confirmed or corrected it; None while only the machine has spoken."""
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """``value`` and ``decided_by`` as they were before the name of the file was taken; None: nothing to give back."""
