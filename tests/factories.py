"""Things that tests of several folders need, made through the register's own rules."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from domain.document import Block, BlockKind, Document
from domain.requisites import ActReference, Found, Requisites, Span
from ingest.text_signature import sign
from storage import acts, doubles, drafts, intake
from storage.acts import Card, Enclosures
from storage.documents import store_document
from storage.intake import Arrival, Outcome

if TYPE_CHECKING:
    from domain.relations import Relation
    from storage.database import Records, UnitOfWork
    from storage.models import IntakeItem

REPOSITORY = Path(__file__).parents[1]
EXAMPLES = REPOSITORY / "examples"
BODY = "Администрация города Светлореченска"
TITLE = "Об утверждении Порядка предоставления субсидий"
TEXT = (
    "АДМИНИСТРАЦИЯ ГОРОДА СВЕТЛОРЕЧЕНСКА\n"
    "ПОСТАНОВЛЕНИЕ\n"
    "06.04.2026 № 308\n"
    "Об утверждении Порядка предоставления субсидий\n"
    "Глава города И.П. Северов"
)
CARD = Card(
    kind="постановление",
    body=BODY,
    date=date(2026, 4, 6),
    number="308",
    title=TITLE,
    signatory="И.П. Северов",
    signatory_post="Глава города",
)


def card(**changes: Any) -> Card:
    """The card of an act, with changes."""
    return replace(CARD, **changes)


def add_act(records: Records, *, links: tuple[tuple[Relation, ActReference], ...] = (), **changes: Any) -> str:
    """Register an act; return its id."""
    with records.writing("регистратор") as unit:
        act = acts.register(unit, card(**changes), Enclosures(links=links))
        unit.commit()
    return act.id


def cites(number: str, day: str, kind: str | None = "постановление") -> ActReference:
    """A citation as the rules give it."""
    return ActReference(date=day, number=number, kind=kind)


def document(text: str = TEXT) -> Document:
    """A document that was read: a paragraph a line."""
    blocks, place = [], 0
    for line in text.split("\n"):
        blocks.append(Block(kind=BlockKind.PARAGRAPH, start=place, end=place + len(line), page=1))
        place += len(line) + 1
    return Document(format="docx", text=text, blocks=tuple(blocks), reader="тест 1")


def found(value: str, raw: str = "", confidence: float = 0.97, rule: str = "test") -> Found:
    """A finding whose evidence is the first place of ``raw`` in :data:`TEXT`."""
    raw = raw or value
    at = TEXT.lower().find(raw.lower())
    return Found(
        value=value, raw=raw, span=Span(at, at + len(raw)) if at >= 0 else None, rule=rule, confidence=confidence
    )


def requisites(**changes: Any) -> Requisites:
    """All that was found in :data:`TEXT`, with changes."""
    given: dict[str, Any] = {
        "kind": found("постановление"),
        "body": found(BODY, "администрация города светлореченска"),
        "date": found("2026-04-06", "06.04.2026"),
        "number": found("308"),
        "title": found(TITLE),
        "signatory": found("И.П. Северов"),
        "signatory_post": found("Глава города"),
        "version": "1",
    }
    return Requisites(**(given | changes))


def arrival(content: str = "содержание", **changes: Any) -> Arrival:
    """A file that lies in the store and wants to be recorded."""
    data = content.encode()
    given = Arrival(hashlib.sha256(data).hexdigest(), len(data), "docx", "акт.docx", "cli")
    return replace(given, **changes)


def take_in(records: Records, content: str = "содержание", **changes: Any) -> str:
    """Record an arrival; return the id of the intake item."""
    with records.writing("регистратор") as unit:
        outcome, item = intake.accept(unit, arrival(content, **changes))
        assert outcome is Outcome.ACCEPTED
        unit.commit()
    return item.id


def claimed(unit: UnitOfWork, intake_id: str, owner: str = "узел/1/1") -> IntakeItem:
    """Take the lease of an item and return it."""
    assert intake.claim(unit, intake_id, owner)
    return intake.owned(unit, intake_id, owner)


def add_draft(
    records: Records,
    content: str = "содержание",
    values: Requisites | None = None,
    text: str = TEXT,
    *,
    is_signed: bool = False,
    **changes: Any,
) -> str:
    """Bring a file to its draft without reading it; return the draft's id.

    With ``is_signed`` the text gets its signature, as a worker would do; ``changes`` are those of the arrival.
    """
    intake_id = take_in(records, content, **changes)
    with records.writing(drafts.MACHINE) as unit:
        item = claimed(unit, intake_id)
        row = store_document(unit.session, item.file_id, document(text))
        signature = sign(document(text)) if is_signed else None
        if signature is not None:
            doubles.keep(unit, row, signature)
        draft = drafts.make(unit, item, row, values or requisites())
        unit.commit()
    return draft.id
