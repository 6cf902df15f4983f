"""Intake items as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from domain.errors import SignatureWithoutDocument, all_codes
from domain.statuses import UNFINISHED, DraftState, IntakeState
from ingest.receiving import receipt_of
from registry_api.web import labels
from storage import intake, signatures
from storage.intake import Outcome
from storage.models import IntakeItem
from storage.resemblance import doubled
from storage.signatures import CONTAINER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

FILTERS: Final = {
    "all": ("Все", ()),
    "working": ("В работе", UNFINISHED),
    "failed": ("С ошибкой", (IntakeState.FAILED,)),
    "done": ("Готовые", (IntakeState.READ,)),
    "dismissed": ("Отложенные", (IntakeState.DISMISSED,)),
}
LIST_LIMIT: Final = 100
CONTAINERS: Final = ("zip", "ole", "bin")
LONGEST_ENDING: Final = 5


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One row."""

    id: str
    name: str
    size: int
    format: str
    origin: str
    submitted_by: str
    accepted_at: datetime
    state: str
    state_title: str
    stage: str
    done: int
    total: int
    code: str
    message: str
    draft_id: str
    draft_open: bool
    act_id: str
    is_signature: bool = False
    """Whether the file is a signature and not a document."""
    signed_name: str = ""
    """What the signature is of."""
    signed_href: str = ""
    maybe_double: bool = False
    """Whether the text is in the register or among the drafts already."""

    @property
    def unfinished(self) -> bool:
        """Whether something may still happen without a person."""
        return self.state in UNFINISHED

    @property
    def mark(self) -> str:
        """Changes when the row looks different."""
        return f"{self.state}/{self.stage}/{self.done}/{self.total}/{self.draft_id}/{self.act_id}/{self.signed_href}"

    @property
    def waits_for_document(self) -> bool:
        """Whether it is a signature whose document is not here yet."""
        return self.state == IntakeState.FAILED and self.code == SignatureWithoutDocument.code

    @property
    def can_come_back(self) -> bool:
        """Whether a dismissed file may be read again."""
        return self.state == IntakeState.DISMISSED and not self.act_id

    @property
    def needs_hand(self) -> bool:
        """Whether a person may fill the card by hand."""
        return self.state == IntakeState.FAILED and not self.draft_id and not self.is_signature


@dataclass(frozen=True, slots=True)
class ShownReceipt:
    """A file of this upload that made no new item."""

    name: str
    message: str
    code: str
    href: str = ""
    link: str = ""


def show_item(item: IntakeItem, signed: IntakeItem | None = None, *, maybe_double: bool = False) -> ShownItem:
    """Return the row of an item whose draft is loaded; ``signed`` is what it signs when it is a signature."""
    draft = item.draft
    return ShownItem(
        id=item.id,
        name=item.file_name,
        size=item.file.size,
        format=shown_format(item.file.format, item.file_name),
        origin=labels.ORIGIN_TITLES.get(item.origin, item.origin),
        submitted_by=item.submitted_by,
        accepted_at=item.accepted_at,
        state=item.state,
        state_title=labels.intake_state(item.state, item.lane),
        stage=labels.stage(item.stage) if item.stage else "",
        done=item.done,
        total=item.total,
        code=item.error_code or "",
        message=item.error_message or "",
        draft_id=draft.id if draft else "",
        draft_open=draft is not None and draft.state == DraftState.OPEN,
        act_id=(draft.act_id or "") if draft else "",
        is_signature=item.file.format == CONTAINER and draft is None,
        signed_name=signed.file_name if signed else "",
        signed_href=_place_of(signed) if signed else "",
        maybe_double=maybe_double,
    )


def _place_of(item: IntakeItem) -> str:
    """Return the address of what became of an item."""
    draft = item.draft
    if draft is None:
        return ""
    if draft.act_id:
        return f"/acts/{draft.act_id}#signatures"
    return f"/drafts/{draft.id}#signatures" if draft.state == DraftState.OPEN else ""


def shown_format(kind: str, name: str) -> str:
    """Return the format for people; a container that was only looked at from outside is called by the name's ending."""
    ending = name.rpartition(".")[2]
    return ending.lower() if kind in CONTAINERS and 1 < len(ending) <= LONGEST_ENDING else kind


def items(session: Session, chosen: str = "all", batch: str = "") -> list[ShownItem]:
    """Return the newest items."""
    states = [str(state) for state in FILTERS.get(chosen, FILTERS["all"])[1]]
    found = intake.recent(session, limit=LIST_LIMIT, states=states, batch=batch)
    signed = signatures.signed_by(session, [item.file_id for item in found if item.file.format == CONTAINER])
    texts = {item.id: item.draft.document_id for item in found if item.draft and item.draft.document_id}
    twice = doubled(session, list(texts.values()))
    return [show_item(item, signed.get(item.file_id), maybe_double=texts.get(item.id) in twice) for item in found]


def counts(session: Session, batch: str = "") -> dict[str, int]:
    """Return how many items each filter holds."""
    query = select(IntakeItem.state, func.count()).group_by(IntakeItem.state)
    if batch:
        query = query.where(IntakeItem.batch == batch)
    by_state = {row[0]: int(row[1]) for row in session.execute(query)}
    return {
        name: sum(count for state, count in by_state.items() if not states or state in states)
        for name, (_, states) in FILTERS.items()
    }


def summary(held: Mapping[str, int]) -> str:
    """Return in one sentence how the reading goes, to be read aloud; ``held`` comes from :func:`counts`."""
    parts = [f"Прочитано: {held['done']}", f"в работе: {held['working']}"]
    parts += [f"с ошибкой: {held['failed']}"] if held["failed"] else []
    return ", ".join(parts) + "."


def duplicates(session: Session, ids: Sequence[str]) -> list[ShownReceipt]:
    """Return what is to be said of files that were here already."""
    found = []
    for intake_id in ids:
        item = session.get(IntakeItem, intake_id)
        if item is None:
            continue
        receipt = receipt_of(session, item, item.file_name, item.file.sha256, Outcome.DUPLICATE)
        href, link = "", ""
        if receipt.act_id:
            href, link = f"/acts/{receipt.act_id}", "Открыть акт"
        elif item.draft is not None and item.draft.state == DraftState.OPEN:
            href, link = f"/drafts/{receipt.draft_id}", "Открыть черновик"
        found.append(ShownReceipt(item.file_name, receipt.message or "", receipt.code or "", href, link))
    return found


def refusals(marks: Sequence[str]) -> list[ShownReceipt]:
    """Return what is to be said of files that were not taken; a mark is «code:name»."""
    known = all_codes()
    found = []
    for mark in marks:
        code, _, name = mark.partition(":")
        if code in known:
            found.append(ShownReceipt(name, known[code].message, code))
    return found
