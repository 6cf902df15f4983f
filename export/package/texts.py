"""The text of an act as a plain file: blocks in order, each with the number that Word would print before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.models import ReadDocument, TextBlock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def text_of(session: Session, document_id: str) -> bytes:
    """Return the text in UTF-8 with line ends of one byte; numbers of list items are part of it."""
    text = session.execute(select(ReadDocument.text).where(ReadDocument.id == document_id)).scalar_one()
    blocks = session.execute(
        select(TextBlock.start, TextBlock.end, TextBlock.label)
        .where(TextBlock.document_id == document_id)
        .order_by(TextBlock.seq)
    ).all()
    if not blocks:
        return f"{text.rstrip()}\n".encode("utf-8", "replace")
    lines = (f"{row.label} {text[row.start : row.end]}" if row.label else text[row.start : row.end] for row in blocks)
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8", "replace")
