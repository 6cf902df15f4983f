"""Requisites of an act: what it is, who adopted it, when, under which number, about what, who signed.

Reads: Document. Writes: Requisites.

A state machine cuts the lines into the parts of an act (:mod:`ingest.requisites.machine`); a file per kind of value
then reads its own part only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.requisites import Found, Requisites
from ingest.requisites.annexes import find_annexes, find_parent, find_stamp_body
from ingest.requisites.body import doubt_history, doubted, find_body
from ingest.requisites.card import find_date, find_kind, find_number, find_place, from_parent, from_stamp
from ingest.requisites.changes import find_changes
from ingest.requisites.citing import find_citations, with_whole_bodies
from ingest.requisites.clauses import find_clauses, find_publications
from ingest.requisites.glued import unglue
from ingest.requisites.lines import lines_of
from ingest.requisites.machine import shape_of
from ingest.requisites.meeting import decision_in, holds_decision
from ingest.requisites.normative import find_normative
from ingest.requisites.operative import points_of
from ingest.requisites.person import find_signatory
from ingest.requisites.protocol import find_protocol
from ingest.requisites.published import find_published
from ingest.requisites.stamps import find_access, find_signed_at, find_stamps
from ingest.requisites.supplementary import find_supplementary
from ingest.requisites.title import find_title

if TYPE_CHECKING:
    from domain.document import Document

VERSION: Final = "20"
"""Version of the rules: grows with every change of what they find."""

__all__ = ["VERSION", "find_requisites"]


def find_requisites(document: Document) -> Requisites:
    """Find the requisites of the act in this document; never fails, what is not there is None."""
    lines = unglue(lines_of(document))
    shape = shape_of(lines)
    kind, body, date, number = find_kind(shape), find_body(shape), find_date(shape), find_number(shape)
    if date is None and number is None:
        kind, body, date, number = from_parent(shape, find_parent(shape), (kind, body))
    body = body or from_stamp(shape, find_stamp_body(shape))
    body = doubt_history(body, date)
    title = meeting = find_title(shape)
    met = date
    if holds_decision(shape):
        own = decision_in(shape)
        kind, number = own.get("kind", doubted(kind)), own.get("number", doubted(number))
        date = doubted(date if _value(date) == _value(own.get("date")) else own.get("date", date))
        title = own.get("title", doubted(title)) if own else title
    signatory, post = find_signatory(shape)
    points = points_of(document, shape)
    amends, repeals = find_changes(document, shape, points, (_value(date), _value(number)))
    citations, notes = find_citations(document, shape, (date, number), (amends, repeals))
    return Requisites(
        kind=kind,
        body=body,
        date=date,
        number=number,
        title=title,
        signatory=signatory,
        signatory_post=post,
        signed_at=find_signed_at(document),
        stamps=find_stamps(document),
        place=find_place(shape),
        annexes=find_annexes(shape),
        citations=citations,
        clauses=find_clauses(shape, points),
        notes=notes,
        amends=with_whole_bodies(amends, citations),
        repeals=with_whole_bodies(repeals, citations),
        publications=(*find_publications(points), *find_published(document)),
        normative=find_normative(kind, title),
        access=find_access(lines),
        protocol=find_protocol(document, shape, lines, meeting, met),
        supplementary=find_supplementary(lines, shape, body, date, number),
        version=VERSION,
    )


def _value(found: Found | None) -> str | None:
    return found.value if found is not None else None
