"""Acts that a text cites are links where the register holds them; what the act does is listed with jumps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.document import Block, BlockKind, Document
from ingest.requisites import find_requisites
from registry_api.web.presenters import citations
from tests.factories import add_act

if TYPE_CHECKING:
    from registry_api.root import Register

LINES = (
    "АДМИНИСТРАЦИЯ ГОРОДА ЗАРЕЧНОГО",
    "ПОСТАНОВЛЕНИЕ",
    "от 16.05.2026 № 400",
    "Об управлении имуществом",
    "В соответствии с постановлением Администрации города от 06.04.2026 № 308",
    "ПОСТАНОВЛЯЮ:",
    "1. Утвердить порядок управления имуществом.",
    "2. Исполнять решение Думы города от 01.02.2020 № 5.",
    "Глава города      И.И. Иванов",
)


def document() -> Document:
    text, blocks = "", []
    for line in LINES:
        start = len(text) + bool(text)
        text = f"{text}\n{line}" if text else line
        blocks.append(Block(kind=BlockKind.PARAGRAPH, start=start, end=len(text)))
    return Document(format="txt", text=text, blocks=tuple(blocks))


def test_citation_leads_to_the_only_act_that_the_person_may_see(register: Register) -> None:
    act_id = add_act(register.records)
    found = find_requisites(document())
    with register.records.reading() as session:
        seen = citations.citation_marks(session, found, ("public",))
        hidden = citations.citation_marks(session, found, ("dsp",))
    assert [mark.href for mark in seen] == [f"/acts/{act_id}", ""]
    assert [mark.href for mark in hidden] == ["", ""]


def test_clauses_jump_to_their_places() -> None:
    found = find_requisites(document())
    (clause,) = citations.shown_clauses(found)
    assert (clause.title, clause.point, clause.mark) == ("утверждает", "1", "clause-1")
    (mark,) = citations.clause_marks(found)
    assert document().text[mark.start : mark.end].startswith("1. Утвердить")
    assert document().text[mark.start : mark.end].split() == clause.words.split()
