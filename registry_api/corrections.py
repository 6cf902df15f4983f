"""What registrars corrected: how often, and as a folder of labelled documents that ``registry evaluate`` scores.

Reads: registered drafts (what the rules found is never changed there), the cards of their acts as they stand now.
Writes: figures; a folder with originals and ``labels.jsonl`` (see :mod:`ingest.requisites.labelled`).
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from domain.errors import LabelsUnusable
from domain.numbers import NotANumber, parse_number
from domain.relations import Relation
from domain.statuses import AccessLevel, DraftState
from ingest.requisites.labelled import LABELS
from ingest.requisites.scoring import SAME
from ingest.requisites.tallying import SCORED
from storage.models import Act, Draft, DraftValue, IntakeItem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy.orm import Session

    from registry_api.root import Register

OPEN: Final = (AccessLevel.PUBLIC,)
"""Access levels that are exported when nothing else is said."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One value in which a person disagreed with the rules; ``right`` is None when nothing should have been found."""

    field: str
    found: str | None
    right: str | None
    raw: str | None
    rule: str | None
    confidence: float

    @property
    def kind(self) -> str:
        """``filled``, ``emptied`` or ``changed``."""
        return "filled" if not self.found else "emptied" if not self.right else "changed"


@dataclass(frozen=True, slots=True)
class Sample:
    """A registered document: its original, what is right, what was corrected."""

    act_id: str
    file: str
    sha256: str
    format: str
    access: str
    rules: str
    expected: dict[str, Any]
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """How many documents were written; ``withheld`` are corrected ones above the access levels."""

    written: int
    withheld: int


def samples(session: Session) -> Iterator[Sample]:
    """Yield every registered document with its corrections, oldest first."""
    wanted = (
        select(Draft, Act)
        .join(Act, Draft.act_id == Act.id)
        .where(Draft.state == DraftState.REGISTERED, Draft.document_id == Act.document_id)
        .options(
            selectinload(Draft.values),
            joinedload(Draft.intake).joinedload(IntakeItem.file),
            selectinload(Act.links),
        )
        .order_by(Draft.created_at, Draft.id)
    )
    for draft, act in session.execute(wanted):
        right = _right(act)
        file = draft.intake.file
        yield Sample(
            act_id=act.id,
            file=draft.intake.file_name,
            sha256=file.sha256,
            format=file.format,
            access=act.access,
            rules=str(draft.found.get("version", "")),
            expected=right | {"amends": _changed(act, Relation.AMENDS), "repeals": _changed(act, Relation.REPEALS)},
            corrections=tuple(_corrected(draft.values, right)),
        )


def summary(session: Session) -> dict[str, dict[str, int]]:
    """Return by field how many values were shown and how many a person filled, emptied or changed."""
    shown: Counter[str] = Counter()
    made: Counter[tuple[str, str]] = Counter()
    documents = 0
    for sample in samples(session):
        documents += 1
        made.update((one.field, one.kind) for one in sample.corrections)
        wrong = {one.field for one in sample.corrections if one.found}
        shown.update(name for name in SCORED if sample.expected.get(name) or name in wrong)
        shown.subtract(one.field for one in sample.corrections if one.kind == "filled")
    return {
        name: {"documents": documents, "shown": shown[name]}
        | {kind: made[name, kind] for kind in ("changed", "emptied", "filled")}
        for name in SCORED
    }


def export(register: Register, folder: Path, levels: Collection[str] = OPEN, *, everything: bool = False) -> Exported:
    """Write the corrected documents (or all registered ones) with their labels into a folder.

    Args:
        register: The composition root.
        folder: Made by this, whole or not at all; only its owner may read it.
        levels: Access levels of the acts that may leave the register.
        everything: Also documents in which nothing was corrected.

    Raises:
        LabelsUnusable: The folder is there already or cannot be written.
        ObjectMissing, ObjectCorrupted, StoreUnavailable: An original cannot be had.
    """
    with register.records.reading() as session:
        chosen = [sample for sample in samples(session) if everything or sample.corrections]
    open_to_all = list({sample.sha256: sample for sample in chosen if sample.access in levels}.values())
    try:
        if os.path.lexists(folder):
            raise LabelsUnusable(f"«{folder}» уже есть. Укажите имя новой папки: существующие не заменяются.")
        with _parents(folder), TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as aside:
            made = Path(aside) / "export"
            _write(register, made, open_to_all)
            made.rename(folder)
    except OSError as error:
        raise LabelsUnusable(
            f"В папку «{folder}» записать нельзя ({os.strerror(error.errno or 0)}). Проверьте права и место на диске."
        ) from error
    return Exported(len(open_to_all), sum(sample.access not in levels for sample in chosen))


@contextmanager
def _parents(folder: Path) -> Iterator[None]:
    """Make the folders above; those that were not there go again when what follows fails."""
    absent = [above for above in folder.absolute().parents if not above.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for above in absent:
            with suppress(OSError):
                above.rmdir()
        raise


def _write(register: Register, folder: Path, chosen: Iterable[Sample]) -> None:
    """Write originals and labels so that only their owner reads them, whatever the umask."""
    documents = folder / "docs"
    for made in (folder, documents):
        made.mkdir()
        made.chmod(0o700)
    lines = []
    for sample in chosen:
        name = f"{sample.sha256[:16]}{os.path.splitext(sample.file)[1].lower()}"  # noqa: PTH122 - a name, no path
        with register.objects.local_path(sample.sha256) as original:
            shutil.copyfile(original, documents / name)
        (documents / name).chmod(0o600)
        lines.append(json.dumps(_label(sample, name), ensure_ascii=False))
    labels = folder / LABELS
    labels.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    labels.chmod(0o600)


def _label(sample: Sample, name: str) -> dict[str, Any]:
    return {
        "file": f"docs/{name}",
        "sha256": sample.sha256,
        "format": sample.format,
        "expected": sample.expected,
        "rules": sample.rules,
        "corrections": [
            {
                "field": one.field,
                "found": one.found,
                "right": one.right,
                "raw": one.raw,
                "rule": one.rule,
                "confidence": one.confidence,
            }
            for one in sample.corrections
        ],
    }


def _right(act: Act) -> dict[str, str | None]:
    return {
        "kind": act.kind,
        "body": act.body,
        "date": act.date.isoformat(),
        "number": act.number_raw or None,
        "title": act.title,
        "signatory": act.signatory,
        "signatory_post": act.signatory_post,
    }


def _corrected(values: list[DraftValue], right: dict[str, str | None]) -> Iterator[Correction]:
    """Yield the values that are not the same by the rules of the score: «№ 5» for «5» is no correction."""
    for value in values:
        if value.field not in SCORED:
            continue
        wanted = right[value.field]
        same = SAME[value.field](value.found, wanted) if value.found and wanted else not value.found and not wanted
        if not same:
            yield Correction(value.field, value.found, wanted, value.raw, value.rule, value.confidence)


def _changed(act: Act, relation: Relation) -> list[dict[str, str | None]]:
    found = []
    for link in act.links:
        if link.relation != relation:
            continue
        # what the text itself says: the card of the other act may be above the access of whoever reads the labels
        day, number = link.cited_date, _shown(link.cited_number)
        found.append({"date": day.isoformat() if day else None, "number": number or None})
    return found


def _shown(number: str) -> str:
    try:
        return parse_number(number).display
    except NotANumber:
        return number
