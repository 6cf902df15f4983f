"""The register itself: acts with their versions, files, publications, supplementary documents, links, protocols."""

from __future__ import annotations

from datetime import date as Day  # noqa: N812 - the tables have a column of this name
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.ids import new_id
from domain.relations import PublicationKind, Relation, SupplementaryKind
from domain.statuses import AccessLevel
from storage.models.base import ID, Base, BigSerial, now
from storage.models.intake import File, ReadDocument


class Act(Base):
    """An act in the register. Its facts change only by a new version, which :class:`ActVersion` keeps."""

    __tablename__ = "acts"
    __table_args__ = (
        UniqueConstraint("body_key", "kind", "place", "year", name="uq_acts_place"),
        CheckConstraint(f"access IN ({', '.join(repr(str(a)) for a in AccessLevel)})", name="access"),
        Index("ix_acts_date", "date"),
        Index("ix_acts_number", "number_norm"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)
    body_key: Mapped[str] = mapped_column(Text)
    date: Mapped[Day]
    year: Mapped[int]
    number_raw: Mapped[str] = mapped_column(String(60))
    number_norm: Mapped[str] = mapped_column(String(60))
    number_int: Mapped[int | None] = mapped_column(BigSerial)
    number_suffix: Mapped[str] = mapped_column(String(60), default="")
    place: Mapped[str] = mapped_column(Text)
    """What tells acts of one body, kind and year apart: the number, or day and title of an act without one."""
    title: Mapped[str] = mapped_column(Text)
    signatory: Mapped[str | None] = mapped_column(Text)
    signatory_post: Mapped[str | None] = mapped_column(Text)
    signed_at: Mapped[datetime | None]
    """Moment of the electronic signature, apart from the date of the act."""
    is_normative: Mapped[bool | None]
    """None until a person has decided: only normative acts go to the regional register."""
    normative_reason: Mapped[str | None] = mapped_column(Text)
    normative_by: Mapped[str | None] = mapped_column(String(100))
    normative_at: Mapped[datetime | None]
    access: Mapped[str] = mapped_column(String(10), default=AccessLevel.PUBLIC)
    document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id"), index=True)
    registered_at: Mapped[datetime] = mapped_column(default=now)
    registered_by: Mapped[str] = mapped_column(String(100))
    changed_at: Mapped[datetime] = mapped_column(default=now)

    document: Mapped[ReadDocument | None] = relationship()
    files: Mapped[list[ActFile]] = relationship(order_by="ActFile.added_at, ActFile.id", cascade="all, delete-orphan")
    publications: Mapped[list[Publication]] = relationship(
        order_by="Publication.published_on, Publication.id", cascade="all, delete-orphan"
    )
    supplementary: Mapped[list[SupplementaryDocument]] = relationship(
        order_by="SupplementaryDocument.registered_at, SupplementaryDocument.id", cascade="all, delete-orphan"
    )
    links: Mapped[list[ActLink]] = relationship(
        foreign_keys="ActLink.from_act_id", order_by="ActLink.relation, ActLink.id", cascade="all, delete-orphan"
    )
    linked_from: Mapped[list[ActLink]] = relationship(
        foreign_keys="ActLink.to_act_id", order_by="ActLink.id", viewonly=True
    )
    protocol: Mapped[Protocol | None] = relationship(cascade="all, delete-orphan", uselist=False)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class ActVersion(Base):
    """What the card said in each version: who changed it, when, why."""

    __tablename__ = "act_versions"

    act_id: Mapped[str] = mapped_column(ForeignKey("acts.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    card: Mapped[dict[str, Any]]
    changed_by: Mapped[str] = mapped_column(String(100))
    changed_at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(Text, default="")


class ActFile(Base):
    """A file of an act: ``original``, ``scan``, ``signature``, ``publication``, ``other``."""

    __tablename__ = "act_files"
    __table_args__ = (UniqueConstraint("act_id", "file_id", "role"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    act_id: Mapped[str] = mapped_column(ForeignKey("acts.id"), index=True)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id"), index=True)
    role: Mapped[str] = mapped_column(String(16), default="original")
    name: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(default=now)

    file: Mapped[File] = relationship(lazy="joined")


class Publication(Base):
    """A source of official publication; an act may have several (bulletin and site)."""

    __tablename__ = "publications"
    __table_args__ = (CheckConstraint(f"kind IN ({', '.join(repr(str(k)) for k in PublicationKind)})", name="kind"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    act_id: Mapped[str] = mapped_column(ForeignKey("acts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16), default=PublicationKind.PRINTED)
    source: Mapped[str] = mapped_column(Text)
    issue: Mapped[str] = mapped_column(String(60), default="")
    published_on: Mapped[Day | None]
    pages: Mapped[str] = mapped_column(String(60), default="")
    url: Mapped[str] = mapped_column(Text, default="")
    added_by: Mapped[str] = mapped_column(String(100))
    added_at: Mapped[datetime] = mapped_column(default=now)


class SupplementaryDocument(Base):
    """A court's, prosecutor's or antimonopoly body's document (regulation, chapter 4.1 points 1.3, 2.3, 2.4)."""

    __tablename__ = "supplementary_documents"
    __table_args__ = (CheckConstraint(f"kind IN ({', '.join(repr(str(k)) for k in SupplementaryKind)})", name="kind"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    act_id: Mapped[str] = mapped_column(ForeignKey("acts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    issuer: Mapped[str] = mapped_column(Text)
    date: Mapped[Day]
    number: Mapped[str] = mapped_column(String(60), default="")
    incoming_number: Mapped[str] = mapped_column(String(60), default="")
    incoming_on: Mapped[Day | None]
    title: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    instance: Mapped[str] = mapped_column(String(12), default="")
    """Of a court: ``first``, ``appeal``, ``cassation``, ``supervision``."""
    demand: Mapped[str] = mapped_column(Text, default="")
    """What a prosecutor or an antimonopoly body demands."""
    file_id: Mapped[str | None] = mapped_column(ForeignKey("files.id"))
    registered_by: Mapped[str] = mapped_column(String(100))
    registered_at: Mapped[datetime] = mapped_column(default=now)

    file: Mapped[File | None] = relationship(lazy="joined")


class ActLink(Base):
    """What one act does to another.

    ``to_act_id`` is None while the other is not in the register: the citation is kept and retried.
    """

    __tablename__ = "act_links"
    __table_args__ = (
        CheckConstraint(f"relation IN ({', '.join(repr(str(r)) for r in Relation)})", name="relation"),
        Index("ix_act_links_cited", "cited_number", "cited_date"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    from_act_id: Mapped[str] = mapped_column(ForeignKey("acts.id"), index=True)
    to_act_id: Mapped[str | None] = mapped_column(ForeignKey("acts.id"), index=True)
    relation: Mapped[str] = mapped_column(String(16))
    cited_kind: Mapped[str] = mapped_column(String(60), default="")
    cited_body: Mapped[str] = mapped_column(Text, default="")
    cited_date: Mapped[Day | None]
    cited_number: Mapped[str] = mapped_column(String(60), default="")
    """Normal form, see :func:`domain.numbers.parse_number`."""
    provision: Mapped[str] = mapped_column(Text, default="")
    start: Mapped[int | None]
    end: Mapped[int | None]

    from_act: Mapped[Act] = relationship(foreign_keys=[from_act_id], viewonly=True)
    to_act: Mapped[Act | None] = relationship(foreign_keys=[to_act_id], viewonly=True)


class Protocol(Base):
    """What a registered protocol has besides requisites (regulation, chapter 6 point 2.4.3)."""

    __tablename__ = "protocols"

    act_id: Mapped[str] = mapped_column(ForeignKey("acts.id"), primary_key=True)
    meeting: Mapped[str] = mapped_column(Text, default="")
    chair: Mapped[str] = mapped_column(Text, default="")
    secretary: Mapped[str] = mapped_column(Text, default="")
    present: Mapped[list[Any]] = mapped_column(default=list)
    record: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The rest of :class:`domain.requisites.ProtocolDetails` as data: agenda, questions, invited, absent, quorum."""

    assignments: Mapped[list[Assignment]] = relationship(order_by="Assignment.seq", cascade="all, delete-orphan")


class Assignment(Base):
    """An assignment of a protocol; the first executor answers for it (regulation, chapter 6 point 2.2.14)."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("protocol_id", "seq"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    protocol_id: Mapped[str] = mapped_column(ForeignKey("protocols.act_id"), index=True)
    seq: Mapped[int]
    point: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text)
    executors: Mapped[list[Any]] = mapped_column(default=list)
    term: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[Day | None]
    counted: Mapped[bool] = mapped_column(default=False)
    """The day was counted by a rule from the words of the term."""
    section: Mapped[str] = mapped_column(String(16), default="")
    start: Mapped[int | None]
    end: Mapped[int | None]
