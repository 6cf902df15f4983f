"""Write the members of a package in their order.

Reads: the plan, the texts from the records, the originals from the store (streamed). Writes: the sink.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import msgspec

from domain.errors import ObjectCorrupted
from export.package.archive import CHUNK
from export.package.card import SCHEMA, CardFile, card_json, card_of, card_xml
from export.package.inventory import inventory
from export.package.letter import cover_letter
from export.package.manifest import (
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    MANIFEST_SUM,
    SUMS,
    JournalMark,
    Manifest,
    ManifestAct,
    ManifestDates,
    encode,
    sums,
)
from export.package.readme import readme
from export.package.rows import inventory_csv
from export.package.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from export.package.plan import PlacedAct, Plan
    from export.package.sink import PackageSink
    from storage.objects import Objects

_TEXT: Final = "text.txt"


def write_package(sink: PackageSink, plan: Plan, session: Session, objects: Objects) -> Manifest:
    """Write everything; return the manifest.

    Raises:
        ObjectMissing: A file vanished from the store between the check and now.
        ObjectCorrupted: A file does not have the hash of its record.
    """
    sink.add("README.txt", [readme(plan)])
    for placed in plan.acts:
        _write_act(sink, placed, session, objects)
    sink.add("cover-letter.docx", [cover_letter(plan)])
    sink.add("inventory.csv", [inventory_csv(plan.acts, plan.profile.inventory.columns)])
    sink.add("inventory.docx", [inventory(plan)])
    sink.add("schema/card.xsd", [SCHEMA.read_bytes()])
    sink.add("validation.json", [encode(_validation(plan))])
    sink.add(SUMS, [sums(sink.files)])
    manifest = _manifest(plan, sink)
    written = sink.add(MANIFEST, [encode(manifest)])
    sink.add(MANIFEST_SUM, [f"{written.sha256}  {MANIFEST}\n".encode()])
    return manifest


def _write_act(sink: PackageSink, placed: PlacedAct, session: Session, objects: Objects) -> None:
    act, text = placed.act, b""
    described = None
    if act.document_id and act.has_text:
        text = text_of(session, act.document_id)
        sha256 = hashlib.sha256(text).hexdigest()
        described = CardFile(path=f"{placed.folder}/{_TEXT}", format="txt", size=len(text), sha256=sha256)
    card = card_of(act, placed.paths, placed.supplementary_paths, described)
    sink.add(f"{placed.folder}/card.json", [card_json(card)])
    sink.add(f"{placed.folder}/card.xml", [card_xml(card)])
    for path, item in sorted(placed.enclosed, key=lambda pair: pair[0]):
        written = sink.add(path, _stream(objects, item.sha256))
        if (written.sha256, written.size) != (item.sha256, item.size):
            raise ObjectCorrupted(sha256=item.sha256)
    if described is not None:
        sink.add(described.path, [text])


def _stream(objects: Objects, sha256: str) -> Iterator[bytes]:
    with objects.open(sha256) as stream:
        while piece := stream.read(CHUNK):
            yield piece


def _validation(plan: Plan) -> dict[str, object]:
    problems = [problem.as_data() for problem in plan.problems]
    return {
        "month": str(plan.month),
        "checked_at": plan.built_at,
        "errors": sum(problem["severity"] == "error" for problem in problems),
        "warnings": sum(problem["severity"] == "warning" for problem in problems),
        "reason": plan.reason,
        "problems": problems,
    }


def _manifest(plan: Plan, sink: PackageSink) -> Manifest:
    return Manifest(
        format=FORMAT,
        format_version=FORMAT_VERSION,
        generator=plan.generator,
        profile=plan.profile.id,
        organisation=plan.sender.organisation,
        run_id=plan.run_id,
        built_at=plan.built_at,
        month=str(plan.month),
        dates=ManifestDates(
            nominal=plan.dates.nominal,
            due=plan.dates.due,
            hand_over=plan.dates.hand_over,
            warnings=plan.dates.warnings,
        ),
        replaces=plan.replaces,
        journal=JournalMark(*plan.journal),
        reason=plan.reason,
        problems=tuple(msgspec.to_builtins(problem.as_data()) for problem in plan.problems),
        acts=tuple(_act(placed) for placed in plan.acts),
        files=tuple(sink.files),
    )


def _act(placed: PlacedAct) -> ManifestAct:
    act = placed.act
    return ManifestAct(
        position=placed.position,
        id=act.id,
        version=act.version,
        section=str(act.section),
        kind=act.kind,
        body=act.body,
        date=act.date,
        number=act.number,
        title=act.title,
        folder=placed.folder,
    )
