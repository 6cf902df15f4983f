"""Acts that a text cites, as links in it, and what the act does, as a short list with jumps to the text."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from domain.clauses import CLAUSE_TITLES
from domain.numbers import number_key
from registry_api.web.formats import day
from registry_api.web.presenters.document import Mark
from storage import drafts
from storage.models import Act, Draft

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from domain.clauses import Clause
    from domain.references import ActReference
    from domain.requisites import Requisites

SHOWN: Final = 500
"""As many citations are marked in one text: more only a code with all its notes has."""

_CLAUSES: Final = 40
_WORDS: Final = 160


@dataclass(frozen=True, slots=True)
class ShownClause:
    """One thing that the act does: in a word, in short, who and when, and the mark in the text."""

    title: str
    point: str
    words: str
    more: str
    mark: str


def of_act(session: Session, act: Act) -> Requisites | None:
    """Return what the rules found in the text that an act was registered with; None when its text is another now."""
    draft = session.scalars(select(Draft).where(Draft.act_id == act.id).limit(1)).first()
    if draft is None or draft.document_id is None or draft.document_id != act.document_id:
        return None
    return drafts.requisites_of(draft)


def citation_marks(session: Session, found: Requisites, levels: Collection[str], own_id: str = "") -> list[Mark]:
    """Return a mark for every citation: a link when the register holds exactly one such act that the person may see."""
    cited = found.citations[:SHOWN]
    held = _held(session, cited, levels, own_id)
    marks = []
    for place, ref in enumerate(cited, 1):
        if ref.span is None:
            continue
        ids = [act_id for act_id, kind in held.get(_key(ref), ()) if not ref.kind or ref.kind == kind]
        href = f"/acts/{ids[0]}" if len(ids) == 1 else ""
        marks.append(Mark(f"cite-{place}", ref.span.start, ref.span.end, "link", href))
    return marks


def clause_marks(found: Requisites) -> list[Mark]:
    """Return a mark over every clause that is listed: the place that the list jumps to, seen when somebody does."""
    return [
        Mark(f"clause-{place}", clause.span.start, clause.span.end, "clause")
        for place, clause in enumerate(found.clauses[:_CLAUSES], 1)
    ]


def shown_clauses(found: Requisites) -> list[ShownClause]:
    """Return what the act does, in the order of the text."""
    shown = []
    who: tuple[str, ...] = ()
    for place, clause in enumerate(found.clauses[:_CLAUSES], 1):
        shown.append(_shown(clause, place, is_same=clause.who == who))
        who = clause.who
    return shown


def _shown(clause: Clause, place: int, *, is_same: bool) -> ShownClause:
    """Return a clause in short; those whom it orders are not repeated when the clause before ordered the same."""
    words = textwrap.shorten(clause.text, _WORDS, placeholder="…")
    term = f"до {day(clause.day)}" if clause.term and clause.day else clause.term
    more = "; ".join([*(() if is_same else clause.who), *clause.where, *([term] if term else [])])
    return ShownClause(CLAUSE_TITLES[clause.kind], clause.point, words, more, f"clause-{place}")


def _key(ref: ActReference) -> tuple[str, str]:
    return (ref.date or "", number_key(ref.number or ""))


def _held(
    session: Session, cited: Sequence[ActReference], levels: Collection[str], own_id: str
) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return the acts of the register that bear a cited date and number: id and kind."""
    numbers = {number_key(ref.number) for ref in cited if ref.number and ref.date}
    if not numbers:
        return {}
    rows = session.execute(
        select(Act.id, Act.kind, Act.date, Act.number_norm).where(
            Act.number_norm.in_(numbers), Act.access.in_(levels), Act.id != own_id
        )
    )
    held: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for act_id, kind, when, number in rows:
        held.setdefault((when.isoformat(), number), []).append((act_id, kind))
    return held
