"""What a draft resembles, as the pages tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.errors import NotFound
from domain.requisites import FIELDS
from domain.statuses import AccessLevel, DraftState
from registry_api.web import labels
from registry_api.web.formats import day
from registry_api.web.presenters.comparison import compare_texts
from storage import drafts
from storage.acts import name_of
from storage.models import Act, Draft
from storage.resemblance import How, resembling

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from registry_api.web.presenters.comparison import Comparison
    from registry_api.web.visitor import Visitor
    from storage.resemblance import Resemblance

HOW_TITLES: Final = {
    How.FILE: "тот же файл",
    How.TEXT: "тот же текст",
    How.REQUISITES: "те же вид, номер и дата или год",
}
STANDINGS: Final[dict[str, str]] = {DraftState.OPEN: "ждёт проверки", DraftState.ATTACHED: "внесён как документ к акту"}


@dataclass(frozen=True, slots=True)
class ShownDouble:
    """An act or another draft that a draft resembles."""

    id: str
    name: str
    href: str
    standing: str
    """What it is: «зарегистрирован», «ждёт проверки», «отложен: причина»."""
    how: str
    is_double: bool
    can_compare: bool


@dataclass(frozen=True, slots=True)
class ComparedField:
    """A requisite on both sides."""

    title: str
    here: str
    there: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """Everything that the page of a comparison shows; ``reason`` is offered for putting the draft aside."""

    other: ShownDouble
    fields: list[ComparedField]
    text: Comparison | None
    reason: str


def doubles_of(session: Session, draft: Draft, visitor: Visitor | None) -> list[ShownDouble]:
    """Return what a draft resembles, doubles first, as this person may see it."""
    levels = visitor.levels if visitor else ()
    return [_show(item, draft) for item in resembling(session, draft, levels)]


def heading(doubles: list[ShownDouble]) -> str:
    """Return the sentence above the doubles."""
    if any(item.is_double and item.href.startswith("/acts/") for item in doubles):
        return "Возможно, этот документ уже зарегистрирован"
    return "Возможно, этот документ уже приняли"


def compared(session: Session, draft: Draft, other_id: str, visitor: Visitor) -> Compared:
    """Return a draft beside an act or another draft. Raises :class:`NotFound` for what this person may not see."""
    told = {item.id: item for item in doubles_of(session, draft, visitor)}
    if other_id not in told:
        raise NotFound
    other, act = told[other_id], session.get(Act, other_id)
    twin = drafts.get(session, other_id) if act is None else None
    here, there = _values(draft), _values(twin) if twin else _card(act)
    text = act.document if act else twin.document if twin else None
    return Compared(
        other=other,
        fields=[
            ComparedField(
                labels.FIELD_TITLES[name],
                here[name],
                there[name],
                " ".join(here[name].split()).lower() != " ".join(there[name].split()).lower(),
            )
            for name in FIELDS
        ],
        text=compare_texts(draft.document.text, text.text) if draft.document and text else None,
        reason="Повтор: документ уже зарегистрирован"
        if act and act.access == AccessLevel.OFFICIAL_USE
        else f"Повтор: {other.name}",
    )


def _values(draft: Draft) -> dict[str, str]:
    found = {value.field: value.value or "" for value in draft.values}
    return found | {"date": day(found.get("date", ""))}


def _card(act: Act | None) -> dict[str, str]:
    if act is None:
        raise NotFound
    return {
        "kind": act.kind,
        "body": act.body,
        "date": day(act.date),
        "number": act.number_raw,
        "title": act.title,
        "signatory": act.signatory or "",
        "signatory_post": act.signatory_post or "",
    }


def _show(item: Resemblance, draft: Draft) -> ShownDouble:
    can_compare = bool(item.document_id and draft.document_id)
    if item.act is not None:
        act = item.act
        name = name_of(act.kind, act.number_raw, act.date)
        return ShownDouble(act.id, name, f"/acts/{act.id}", "зарегистрирован", _how(item), item.is_double, can_compare)
    assert item.draft is not None  # noqa: S101 - one of the two is set
    twin = item.draft
    standing = STANDINGS.get(twin.state) or f"отложен: {twin.reason or 'без причины'}"
    name = f"«{twin.intake.file_name}»"
    return ShownDouble(twin.id, name, f"/drafts/{twin.id}", standing, _how(item), item.is_double, can_compare)


def _how(item: Resemblance) -> str:
    said = [HOW_TITLES[how] for how in (How.FILE, How.TEXT, How.REQUISITES) if how in item.how]
    share = _percent(item.share or 0.0)
    if How.NEAR in item.how and How.TEXT not in item.how:
        said.append(f"текст совпадает на {share}\u00a0%")
    if How.SIMILAR in item.how:
        said.append(f"текст похож на {share}\u00a0%, но в каждом есть своё")
    return ", ".join(said)


def _percent(share: float) -> int:
    """Whole per cent; never 100 for texts that differ."""
    return 100 if share == 1 else min(99, int(share * 100))
