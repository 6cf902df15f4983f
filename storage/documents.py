"""Keep a document that was read, and give it back as it was."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from domain.document import Block, Document, Notice, Page, Repair
from storage.models import ReadDocument, TextBlock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_LOOK = ("align", "bold", "size", "box", "cells")
_PLAIN = ("kind", "start", "end", "page", "label", "level", "source", "trust")


def text_hash(text: str) -> str:
    """Return the SHA-256 of the words of a text: case and white space do not make another document."""
    return hashlib.sha256(" ".join(text.lower().split()).encode()).hexdigest()


def store_document(session: Session, file_id: str, document: Document) -> ReadDocument:
    """Add a reading with its blocks; the session flushes."""
    row = ReadDocument(
        file_id=file_id,
        format=document.format,
        reader=document.reader,
        text=document.text,
        text_sha256=text_hash(document.text),
        pages=msgspec.to_builtins(document.pages),
        notices=msgspec.to_builtins(document.notices),
        repairs=msgspec.to_builtins(document.repairs),
        unrecognised=document.unrecognised,
    )
    session.add(row)
    session.flush()
    blocks = []
    for seq, block in enumerate(document.blocks):
        data = msgspec.to_builtins(block)
        plain = {name: data[name] for name in _PLAIN if name in data}
        look = {name: data[name] for name in _LOOK if name in data}
        blocks.append(TextBlock(document_id=row.id, seq=seq, look=look, **plain))
    session.add_all(blocks)
    session.flush()
    return row


def load_document(row: ReadDocument) -> Document:
    """Return the document as its reader gave it."""
    blocks = [{name: getattr(block, name) for name in _PLAIN} | block.look for block in row.blocks]
    return Document(
        format=row.format,
        text=row.text,
        blocks=tuple(msgspec.convert(blocks, list[Block])),
        pages=tuple(msgspec.convert(row.pages, list[Page])),
        notices=tuple(msgspec.convert(row.notices, list[Notice])),
        reader=row.reader,
        repairs=tuple(msgspec.convert(row.repairs, list[Repair])),
        unrecognised=row.unrecognised,
    )
