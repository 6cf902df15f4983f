"""Saved searches, what they have found, the letters that tell of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.alerts import Frequency, LetterState, SearchState
from domain.ids import new_id
from storage.models.acts import Act
from storage.models.base import ID, Base, BigSerial, now
from storage.models.service import Person


class SavedSearch(Base):
    """A search that a person keeps under a name."""

    __tablename__ = "saved_searches"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(str(s)) for s in SearchState)})", name="state"),
        CheckConstraint(f"frequency IN ({', '.join(repr(str(f)) for f in Frequency)})", name="frequency"),
        UniqueConstraint("person_id", "name"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    query: Mapped[str] = mapped_column(Text)
    """The question as it stands in the address of the page of results."""
    accepted: Mapped[list[Any]] = mapped_column(default=list)
    """Warnings about the query that the person saw when saving it."""
    frequency: Mapped[str] = mapped_column(String(8), default=Frequency.AT_ONCE)
    mail_to: Mapped[str] = mapped_column(String(254), default="")
    """Where letters go; empty: none."""
    feed_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Hash of the secret in the address of the feed; None: no feed."""
    state: Mapped[str] = mapped_column(String(10), default=SearchState.ACTIVE)
    suspended_for: Mapped[str] = mapped_column(String(10), default="")
    stopped_at: Mapped[datetime | None]
    """Since when it is paused or suspended."""
    next_at: Mapped[datetime] = mapped_column(default=now)
    """When the next letter may go."""
    refusals: Mapped[int] = mapped_column(default=0)
    """Letters that were refused in a row."""
    trouble: Mapped[str] = mapped_column(Text, default="")
    """What hinders the letters at present, in Russian."""
    opened_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship(lazy="joined")


class AlertChange(Base):
    """An act that was registered or changed and is still to be held against the saved searches.

    Written in the transaction of the change, removed in the transaction that writes what was found.
    """

    __tablename__ = "alert_changes"

    seq: Mapped[int] = mapped_column(BigSerial, primary_key=True, autoincrement=True)
    act_id: Mapped[str] = mapped_column(ID, index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class AlertLetter(Base):
    """A letter about what a search has found; its id is part of its Message-ID, however often it is tried."""

    __tablename__ = "alert_letters"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(str(s)) for s in LetterState)})", name="state"),
        Index("ix_alert_letters_state_next", "state", "next_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    search_id: Mapped[str] = mapped_column(ForeignKey("saved_searches.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=LetterState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(default=now)
    in_doubt: Mapped[bool] = mapped_column(default=False)
    """A try has begun whose end nobody wrote down: the letter may have gone."""
    made_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]

    search: Mapped[SavedSearch] = relationship(lazy="joined")


class AlertItem(Base):
    """A version of an act that a search has found; told when its letter was taken."""

    __tablename__ = "alert_items"
    __table_args__ = (
        UniqueConstraint("search_id", "act_id", "act_version"),
        Index("ix_alert_items_search_found", "search_id", "found_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    search_id: Mapped[str] = mapped_column(ForeignKey("saved_searches.id", ondelete="CASCADE"))
    act_id: Mapped[str] = mapped_column(ForeignKey("acts.id"), index=True)
    act_version: Mapped[int]
    found_at: Mapped[datetime] = mapped_column(default=now)
    letter_id: Mapped[str | None] = mapped_column(ForeignKey("alert_letters.id", ondelete="CASCADE"), index=True)
    told_at: Mapped[datetime | None]

    act: Mapped[Act] = relationship(lazy="joined")
