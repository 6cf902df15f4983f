"""Records as plain data: the one shape that the JSON API and the command line give out.

Dates are ISO 8601; moments are ISO 8601 in UTC. More fields may come; none of these goes or changes its meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from domain.relations import RELATION_TITLES, SUPPLEMENTARY_TITLES, Relation, SupplementaryKind
from domain.requisites import FIELDS
from domain.statuses import AccessLevel

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from domain.document import Document
    from domain.requisites import ActReference, Annex, Requisites
    from storage.cards import ActCard
    from storage.models import Act, ActLink, Draft, FileSignature, IntakeItem, Package


def iso(value: date | datetime | None) -> str | None:
    """Return a day or moment as ISO 8601."""
    return value.isoformat() if value is not None else None


def act_card(act: Act | ActCard) -> dict[str, Any]:
    """Return the card of an act: what lists and hits show."""
    return {
        "id": act.id,
        "version": act.version,
        "kind": act.kind,
        "body": act.body,
        "date": iso(act.date),
        "number": act.number_raw,
        "title": act.title,
        "signatory": act.signatory,
        "signatory_post": act.signatory_post,
        "is_normative": act.is_normative,
        "access": act.access,
    }


def act_whole(act: Act, levels: Collection[str] = tuple(AccessLevel)) -> dict[str, Any]:
    """Return everything that the register holds of an act, for somebody who may see acts of these access levels."""
    return act_card(act) | {
        "number_norm": act.number_norm,
        "number_int": act.number_int,
        "number_suffix": act.number_suffix,
        "year": act.year,
        "signed_at": iso(act.signed_at),
        "normative_reason": act.normative_reason,
        "normative_by": act.normative_by,
        "normative_at": iso(act.normative_at),
        "registered_at": iso(act.registered_at),
        "registered_by": act.registered_by,
        "changed_at": iso(act.changed_at),
        "files": [
            {
                "role": item.role,
                "name": item.name,
                "format": item.file.format,
                "size": item.file.size,
                "sha256": item.file.sha256,
            }
            for item in act.files
        ],
        "publications": [
            {
                "id": item.id,
                "kind": item.kind,
                "source": item.source,
                "issue": item.issue,
                "date": iso(item.published_on),
                "pages": item.pages,
                "url": item.url,
            }
            for item in act.publications
        ],
        "supplementary": [
            {
                "id": item.id,
                "kind": item.kind,
                "kind_title": SUPPLEMENTARY_TITLES[SupplementaryKind(item.kind)],
                "issuer": item.issuer,
                "date": iso(item.date),
                "number": item.number,
                "incoming_number": item.incoming_number,
                "incoming_date": iso(item.incoming_on),
                "title": item.title,
                "outcome": item.outcome,
                "instance": item.instance,
                "demand": item.demand,
                "file_sha256": item.file.sha256 if item.file else None,
            }
            for item in act.supplementary
        ],
        "links": [_link(item, _seen(item.to_act, levels), 0) for item in act.links]
        + [_link(item, item.from_act, 1) for item in act.linked_from if item.from_act.access in levels],
        "protocol": _protocol(act),
        "text": act.document.text if act.document else "",
    }


def _seen(act: Act | None, levels: Collection[str]) -> Act | None:
    """Hide an act that may not be seen as if it were not in the register."""
    return act if act is not None and act.access in levels else None


def _link(link: ActLink, other: Act | None, side: int) -> dict[str, Any]:
    cited = {"kind": link.cited_kind, "date": iso(link.cited_date), "number": link.cited_number}
    return {
        "relation": link.relation,
        "direction": ("from", "to")[side],
        "title": RELATION_TITLES[Relation(link.relation)][side],
        "act_id": other.id if other else None,
        "act": cited
        if other is None
        else {"kind": other.kind, "date": iso(other.date), "number": other.number_raw, "title": other.title},
        "provision": link.provision,
    }


def _protocol(act: Act) -> dict[str, Any] | None:
    details = act.protocol
    if details is None:
        return None
    return {
        "meeting": details.meeting,
        "chair": details.chair,
        "secretary": details.secretary,
        "present": details.present,
        **details.record,
        "assignments": [
            {
                "point": item.point,
                "text": item.text,
                "executors": item.executors,
                "term": item.term,
                "due": iso(item.due_on),
                "due_counted": item.counted,
                "section": item.section,
            }
            for item in details.assignments
        ],
    }


def intake_item(item: IntakeItem, signed: IntakeItem | None = None) -> dict[str, Any]:
    """Return an intake item with where it stands; ``signed`` is what it signs when it is a signature."""
    return {
        "id": item.id,
        "file": item.file_name,
        "sha256": item.file.sha256,
        "size": item.file.size,
        "format": item.file.format,
        "state": item.state,
        "stage": item.stage,
        "done": item.done,
        "total": item.total,
        "attempts": item.attempts,
        "accepted_at": iso(item.accepted_at),
        "submitted_by": item.submitted_by,
        "draft_id": item.draft.id if item.draft else None,
        "act_id": item.draft.act_id if item.draft else None,
        "code": item.error_code,
        "message": item.error_message,
        "signature_of": signed.id if signed else None,
    }


def signature(row: FileSignature) -> dict[str, Any]:
    """Return a signature of a file with what could be verified of it."""
    file = row.signature_file
    return {
        "id": row.id,
        "signature_sha256": file.sha256 if file else None,
        "signature_file": file.name if file else None,
        **row.facts,
    }


def draft_whole(draft: Draft) -> dict[str, Any]:
    """Return a draft with its values and their evidence."""
    return {
        "id": draft.id,
        "intake_id": draft.intake_id,
        "state": draft.state,
        "version": draft.version,
        "act_id": draft.act_id,
        "file": draft.intake.file_name,
        "values": {
            value.field: {
                "value": value.value,
                "found": value.found,
                "raw": value.raw,
                "rule": value.rule,
                "confidence": value.confidence,
                "start": value.start,
                "end": value.end,
                "decided_by": value.decided_by,
            }
            for value in draft.values
        },
        "found": draft.found,
    }


def package_row(package: Package, problems: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a monthly package with the problems it was built with, as far as the reader may know of them."""
    return {
        "id": package.id,
        "month": package.month,
        "name": package.name,
        "sha256": package.sha256,
        "size": package.size,
        "acts": package.acts_count,
        "problems": problems,
        "reason": package.reason,
        "state": package.state,
        "due_on": package.due_on,
        "built_at": iso(package.built_at),
        "built_by": package.built_by,
        "sent_at": iso(package.sent_at),
        "replaces": package.replaces_id,
    }


def extraction(file: str, document: Document, found: Requisites) -> dict[str, Any]:
    """Return what was read and found in a file, without any record."""
    values = {name: (finding.value if (finding := found.field(name)) else None) for name in FIELDS}
    sure = {name: finding.confidence for name in FIELDS if (finding := found.field(name))}
    return {
        "file": file,
        "format": document.format,
        **values,
        "annexes": [_annex(annex, found) for annex in found.annexes],
        "amends": [_reference(cited) for cited in found.amends],
        "repeals": [_reference(cited) for cited in found.repeals],
        "citations": [_cited(cited) for cited in found.citations],
        "clauses": [msgspec.to_builtins(clause) for clause in found.clauses],
        "protocol": msgspec.to_builtins(found.protocol) if found.protocol else None,
        "supplementary": msgspec.to_builtins(found.supplementary) if found.supplementary else None,
        "publications": [finding.value for finding in found.publications],
        "place": found.place.value if found.place else None,
        "notes": [msgspec.to_builtins(note) for note in found.notes],
        "signed_at": found.signed_at.value if found.signed_at else None,
        "blocks": len(document.blocks),
        "chars": len(document.text),
        "pages": len(document.pages),
        "notices": [
            {"code": notice.code, "message": notice.message, "page": notice.page} for notice in document.notices
        ],
        "confidence": sure,
        "error": None,
    }


def extraction_failed(file: str, code: str, message: str, kind: str | None = None) -> dict[str, Any]:
    """Return the line of a file that could not be read: every field of the contract, and why."""
    return {
        "file": file,
        "format": kind,
        **dict.fromkeys(FIELDS),
        "annexes": [],
        "amends": [],
        "repeals": [],
        "citations": [],
        "clauses": [],
        "protocol": None,
        "supplementary": None,
        "publications": [],
        "place": None,
        "notes": [],
        "signed_at": None,
        "blocks": 0,
        "chars": 0,
        "pages": 0,
        "notices": [],
        "confidence": {},
        "error": {"code": code, "message": message},
    }


def _annex(annex: Annex, found: Requisites) -> dict[str, Any]:
    """Return an annex with the acts of its stamp that are not the act itself."""
    foreign = [_reference(act) for act in found.foreign_acts(annex)]
    return {
        "number": annex.number,
        "title": annex.title,
        "foreign": foreign,
        "confidence": annex.confidence,
        "start": annex.span.start if annex.span else None,
        "end": annex.span.end if annex.span else None,
    }


def _reference(cited: ActReference) -> dict[str, Any]:
    return {"date": cited.date, "number": cited.number, "kind": cited.kind, "body": cited.body}


def _cited(cited: ActReference) -> dict[str, Any]:
    """Return a citation with its role, its unit and its place in the text."""
    return _reference(cited) | {
        "role": cited.role,
        "title": cited.title,
        "unit": cited.provision,
        "start": cited.span.start if cited.span else None,
        "end": cited.span.end if cited.span else None,
    }
