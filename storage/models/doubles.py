"""What it takes to find texts that are alike among all that were read."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import ID, Base, BigSerial


class TextSignature(Base):
    """The MinHash signature of a text, and the hash of its words."""

    __tablename__ = "text_signatures"

    id: Mapped[int] = mapped_column(BigSerial, primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), unique=True)
    words_sha256: Mapped[str] = mapped_column(String(64), index=True)
    is_recognised: Mapped[bool]
    maker: Mapped[str] = mapped_column(String(60))
    """Library, algorithm and its version: signatures of different makers say nothing of each other."""
    hashes: Mapped[bytes] = mapped_column(LargeBinary)


class TextBand(Base):
    """A part of a signature: texts that share one may be alike.

    Without a foreign key: there are 32 rows a text, and an index for the key would double them. Whoever takes away a
    signature takes its bands away by their values.
    """

    __tablename__ = "text_bands"
    __table_args__ = ({"sqlite_with_rowid": False},)

    band: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    signature_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class TextLikeness(Base):
    """Two texts that are alike: found when the second of them was read. Texts do not change, so it stays true."""

    __tablename__ = "text_likenesses"
    __table_args__ = (Index("ix_text_likenesses_other_id", "other_id"),)

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    """The text that was read later."""
    other_id: Mapped[str] = mapped_column(ID, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    share: Mapped[float]
    """0..1, see :class:`domain.likeness.Likeness`."""
    is_same: Mapped[bool]
