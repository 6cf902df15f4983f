"""The assignments of a protocol: what is to be done, by whom, until when, in which section.

Reads: Points of what was decided, tables of the document. Writes: Assignments with spans. Fields after the regulation,
chapter 6 points 2.4.3-2.4.7. A point is an assignment when it names an executor or a term; other points are decisions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.dates import MONTHS
from domain.document import BlockKind
from domain.requisites import Assignment, Span
from domain.terms import due_of
from domain.text import clean, fold
from ingest.requisites.executors import details_of, lead_of, written_executors
from ingest.requisites.lines import mend
from ingest.requisites.points import section_in
from ingest.requisites.proceedings import vote_of

if TYPE_CHECKING:
    from datetime import date

    from domain.document import Block, Cell, Document
    from ingest.requisites.points import Point

_TERM: Final = re.compile(
    r"(?P<open>\()?\s*(?<![А-ЯЁа-яё])(?<![Вв] )(?P<word>[Сс]роки?(?: исполнения)?)"
    r"\s*(?:[:–—-]+\s*|(?=до |не позднее|\d))"
    r"(?P<term>(?:[^.;()\n]|\.(?=\d)|\.(?= ?\d)|(?<=\d)\.(?=\s?[а-яё])|(?<=\d[гс])\.|(?<=\d [гс])\.|(?<=с)\.(?=\s?г)"
    r"|\([^()]{0,60}\)){1,160})\.?(?P<close>\))?"
)
_INLINE: Final = re.compile(
    r"(?<![А-ЯЁа-яё])(?P<term>"
    r"(?:в срок )?(?:до|не позднее|к) (?:\d{1,2}[ .][^,;()\n–—]{3,24}?"
    r"(?:\d{4}(?:\s?г(?:ода|\.)?)?|[ст]\. ?г\.|текущего года)"
    r"|конца [а-яё]+(?: \d{4} года)?(?: года)?)"
    rf"|(?:в срок )?(?:до|не позднее) \d{{1,2}} (?:{'|'.join(MONTHS)})(?! ?\d{{4}})"
    r"|в срок,? не превышающий (?:\d+|[а-яё]+)(?: рабочих| календарных)? дней"
    r"|не позднее (?:\d+|[а-яё]+)(?: рабочих| календарных)? дней (?=с[о ])"
    r"|в течение (?:\d+|[а-яё]+)(?: \([а-яё]+\))?(?: рабочих| календарных)? (?:дней|дня|недель|недели|месяцев|месяца)"
    r"|в (?:\d{1,3}-?(?:ти)?[ -]?|[а-яё]+)?(?:дневный|недельный|месячный) срок"
    r"|ежедневно|еженедельно|ежемесячно|ежеквартально|ежегодно|постоянно|немедленно|незамедлительно)(?![А-ЯЁа-яё])",
    re.IGNORECASE,
)
_CONTROL: Final = re.compile(r"\s*контроль", re.IGNORECASE)
_COLUMNS: Final = {
    "text": re.compile(r"поручени|мероприяти|содержание|решени|наименование|формулировк|задани|что сделать"),
    "executors": re.compile(r"исполнит|ответственн|кому поручено"),
    "term": re.compile(r"срок|дата исполнения"),
    "point": re.compile(r"№|п/п|^пункт|^n$"),
}
_HEADER_ROWS: Final = 3
_HEADER_CELL: Final = 90
"""Longest heading of a column, in characters."""

_MOST: Final = 1000
"""Assignments of one protocol."""

_POINT: Final = 20
"""Longest number of a point, in characters."""


def assignments_of(points: list[Point], base: date | None) -> list[Assignment]:
    """Return the assignments among the points; executors above a list answer for every point of it.

    Args:
        points: Points of one passage, in order.
        base: The day of the meeting, from which terms are counted.
    """
    found: list[Assignment] = []
    over: tuple[str, tuple[str, ...]] | None = None
    for index, point in enumerate(points):
        below = over is not None and bool(point.number) and point.number.startswith(f"{over[0]}.")
        inherited = over[1] if over is not None and below else ()
        lead = lead_of(point.text)
        has_children = index + 1 < len(points) and points[index + 1].number.startswith(f"{point.number}.")
        if lead is not None and lead.opens_list and point.number and has_children:
            over = (point.number, lead.executors)
            continue
        if not below:
            over = None
        made = _assignment(point, inherited, base)
        if made is not None:
            found.append(made)
    return found[:_MOST]


def _assignment(point: Point, inherited: tuple[str, ...], base: date | None) -> Assignment | None:
    text, _ = vote_of(point.text)
    if _CONTROL.match(text):
        return None
    lead = lead_of(text)
    rest = text[lead.end :] if lead is not None else text
    after, rest = details_of(rest)
    written, rest = written_term(rest)
    executors = tuple(dict.fromkeys((*(lead.executors if lead else ()), *after))) or inherited
    if not executors and not written:
        return None
    term = written or inline_term(rest)
    due = due_of(term, base) if term else None
    return Assignment(
        point=point.number[:_POINT],
        text=_tidy(rest),
        executors=executors,
        term=term,
        due=due.day.isoformat() if due else None,
        counted=due.counted if due else False,
        section=point.section,
        span=point.span,
    )


def written_term(text: str) -> tuple[str, str]:
    """Return the term after the word «Срок», and the text without that clause. Two different terms are no term."""
    found = list(_TERM.finditer(text))
    if not found:
        return "", text
    terms = list(dict.fromkeys(clean(match["term"]).strip(" –—-:,") for match in found))
    match = found[-1]
    if len(terms) == 1 and text[match.end() :].strip(" .;)\n") == "":
        return terms[0], text[: match.start()]
    return "; ".join(terms), text


def inline_term(text: str) -> str:
    """Return the term that the words of an order hold; two different terms are no term."""
    found = list(dict.fromkeys(clean(match["term"]) for match in _INLINE.finditer(text)))
    return found[0] if len(found) == 1 else ""


def _tidy(text: str) -> str:
    value = clean(text).strip(" ;,–—-:")
    value = value.removesuffix("(").rstrip(" .;,")
    return value.replace("( ", "(").replace(" )", ")")


def table_assignments(document: Document, base: date | None) -> tuple[list[Assignment], set[int]]:
    """Return the assignments of tables «поручение | исполнитель | срок», and which blocks they are."""
    found: list[Assignment] = []
    blocks: set[int] = set()
    for index, block in enumerate(document.blocks):
        if block.kind is not BlockKind.TABLE or not block.cells:
            continue
        made = _of_table(document, block, base)
        if made:
            found += made
            blocks.add(index)
    return found[:_MOST], blocks


def _of_table(document: Document, block: Block, base: date | None) -> list[Assignment]:
    rows: dict[int, list[Cell]] = {}
    for cell in block.cells:
        rows.setdefault(cell.row, []).append(cell)
    ordered = [sorted(cells, key=lambda cell: cell.col) for _, cells in sorted(rows.items())]
    for at, cells in enumerate(ordered[:_HEADER_ROWS]):
        columns = _columns(document, cells)
        if "text" in columns and ("executors" in columns or "term" in columns):
            return _rows(document, ordered[at + 1 :], columns, base)
    return []


def _columns(document: Document, cells: list[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in cells:
        said = fold(clean(_said(document, cell)))
        if not said or len(said) > _HEADER_CELL:
            continue
        for name in ("executors", "term", "text", "point"):
            if name not in found and _COLUMNS[name].search(said):
                found[name] = cell.col
                break
    return found


def _rows(document: Document, rows: list[list[Cell]], columns: dict[str, int], base: date | None) -> list[Assignment]:
    found: list[Assignment] = []
    section = ""
    for cells in rows:
        said = {cell.col: _said(document, cell) for cell in cells}
        filled = [text for text in said.values() if text.strip()]
        heading = section_in(" ".join(filled)) if len(set(filled)) <= 2 else ""  # noqa: PLR2004 - a number and a name
        if heading:
            section = heading
            continue
        parts = {name: said.get(column, "").strip() for name, column in columns.items()}
        if not parts.get("text") or not (parts.get("executors") or parts.get("term")):
            continue
        term = clean(parts.get("term", "")).strip(" .")
        due = due_of(term, base) if term else None
        found.append(
            Assignment(
                point=clean(parts.get("point", "")).rstrip(".)")[:_POINT],
                text=_tidy(parts["text"]),
                executors=written_executors(parts.get("executors", "")),
                term=term,
                due=due.day.isoformat() if due else None,
                counted=due.counted if due else False,
                section=section,
                span=Span(min(cell.start for cell in cells), max(cell.end for cell in cells)),
            )
        )
    return found


def _said(document: Document, cell: Cell) -> str:
    return mend(document.text[cell.start : cell.end])
