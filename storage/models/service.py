"""People, sessions, tokens, the journal, the outbox, packages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.ids import new_id
from domain.roles import Role
from domain.statuses import PackageState
from storage.models.base import ID, Base, BigSerial, now


class Person(Base):
    """A person who may sign in."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    full_name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)

    roles: Mapped[list[PersonRole]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class PersonRole(Base):
    """A role that a person has."""

    __tablename__ = "person_roles"
    __table_args__ = (CheckConstraint(f"role IN ({', '.join(repr(str(r)) for r in Role)})", name="role"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)


class WebSession(Base):
    """A signed-in browser; the key is a hash of what the cookie holds."""

    __tablename__ = "web_sessions"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)

    person: Mapped[Person] = relationship(lazy="joined")


class SignInAttempt(Base):
    """A failed sign-in, to slow down guessing; old rows are swept."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[int] = mapped_column(BigSerial, primary_key=True, autoincrement=True)
    login: Mapped[str] = mapped_column(String(60), index=True)
    address: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime] = mapped_column(default=now)


class ApiToken(Base):
    """A token of the JSON API: only its hash is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class JournalEntry(Base):
    """Who did what and when; each entry carries the hash of the one before."""

    __tablename__ = "journal"

    seq: Mapped[int] = mapped_column(BigSerial, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32))
    """ISO 8601 in UTC with microseconds, as text: it is part of what is hashed."""
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(60), index=True)
    details: Mapped[str] = mapped_column(Text)
    """JSON with sorted keys, as text: it is part of what is hashed."""
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class JournalHead(Base):
    """The last entry: writers take its row lock, and a journal that was cut short does not agree with it."""

    __tablename__ = "journal_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigSerial)
    hash: Mapped[str] = mapped_column(String(64))


class OutboxEntry(Base):
    """A change that the index has still to learn.

    Written in the transaction of the change, removed when the index has it.
    """

    __tablename__ = "outbox"

    seq: Mapped[int] = mapped_column(BigSerial, primary_key=True, autoincrement=True)
    act_id: Mapped[str] = mapped_column(ID, index=True)
    op: Mapped[str] = mapped_column(String(8), default="upsert")
    at: Mapped[datetime] = mapped_column(default=now)


class Package(Base):
    """A monthly package that was built; its file is an object and never changes."""

    __tablename__ = "packages"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(str(s)) for s in PackageState)})", name="state"),
        Index("ix_packages_month", "month"),
        Index(
            "uq_packages_present",
            "month",
            unique=True,
            sqlite_where=text("state IN ('built', 'sent')"),
            postgresql_where=text("state IN ('built', 'sent')"),
        ),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    month: Mapped[str] = mapped_column(String(7))
    """Reporting month, YYYY-MM."""
    profile: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigSerial)
    acts_count: Mapped[int]
    problems: Mapped[list[Any]] = mapped_column(default=list)
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was built with problems."""
    journal_seq: Mapped[int] = mapped_column(BigSerial)
    journal_hash: Mapped[str] = mapped_column(String(64))
    built_by: Mapped[str] = mapped_column(String(100))
    built_at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(16), default=PackageState.BUILT)
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str | None] = mapped_column(String(100))
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("packages.id"))

    acts: Mapped[list[PackageAct]] = relationship(cascade="all, delete-orphan", order_by="PackageAct.position")


class PackageAct(Base):
    """An act in a package, in the version in which it went."""

    __tablename__ = "package_acts"
    __table_args__ = (UniqueConstraint("package_id", "position"),)

    package_id: Mapped[str] = mapped_column(ForeignKey("packages.id", ondelete="CASCADE"), primary_key=True)
    act_id: Mapped[str] = mapped_column(ForeignKey("acts.id"), primary_key=True)
    act_version: Mapped[int]
    position: Mapped[int]
    section: Mapped[str] = mapped_column(String(16))
    """``month`` or ``late``."""


class WorkerSign(Base):
    """The last sign of life of a worker process."""

    __tablename__ = "worker_signs"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(default=now)


_SQLITE_GUARD = """
CREATE TRIGGER journal_no_{verb} BEFORE {VERB} ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""
_POSTGRES_GUARD = """
CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
"""


def journal_guards(dialect: str) -> list[str]:
    """Return the statements that make the journal append-only in this database."""
    if dialect == "sqlite":
        return [_SQLITE_GUARD.format(verb=verb, VERB=verb.upper()) for verb in ("update", "delete")]
    return [_POSTGRES_GUARD]
