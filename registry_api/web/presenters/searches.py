"""Saved searches as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from domain.alerts import Frequency, SearchState, Suspension
from domain.dates import format_date
from registry_api.asked import Asked
from registry_api.web.formats import sentence
from storage import alerts, searches
from storage.models import SavedSearch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from registry_api.web.visitor import Visitor
    from storage.models import AlertItem

FREQUENCIES: Final = (
    (str(Frequency.AT_ONCE), "сразу"),
    (str(Frequency.DAILY), "раз в день, утром"),
    (str(Frequency.WEEKLY), "раз в неделю, утром в понедельник"),
)
_SUSPENDED: Final = {
    Suspension.ACCOUNT: "Учётная запись была закрыта или лишена права поиска, и об изменениях за это время не "
    "сообщалось. Откройте поиск, просмотрите новое, затем возобновите его.",
    Suspension.QUERY: "Запрос теперь понимается не так, как при сохранении. Откройте поиск и прочитайте "
    "предупреждения под строкой запроса: если всё верно, возобновите его, иначе сохраните исправленный.",
    Suspension.MAIL: "Почтовый сервер несколько раз не принял письмо. Проверьте адрес почты и возобновите: "
    "найденное за это время сохранено и придёт.",
}
_NEWS: Final = 5
_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class ShownSearch:
    """A saved search with how it stands."""

    row: SavedSearch
    conditions: list[str]
    fresh: int
    """Acts found since the person opened it last."""
    news: Sequence[AlertItem]
    last_letter: datetime | None
    frequency: str
    reason: str
    """Why it is suspended, in Russian."""

    @property
    def is_active(self) -> bool:
        """Whether it tells."""
        return self.row.state == SearchState.ACTIVE

    @property
    def is_paused(self) -> bool:
        """Whether the person has paused it."""
        return self.row.state == SearchState.PAUSED


def shown(session: Session, visitor: Visitor) -> list[ShownSearch]:
    """Return the searches of a person; what they found is shown within what she may see now."""
    fresh, letters = alerts.counts(session, visitor.id), alerts.last_letters(session, visitor.id)
    return [
        ShownSearch(
            row=row,
            conditions=conditions(Asked.parsed(row.query)),
            fresh=fresh.get(row.id, 0),
            news=searches.news(session, row.id, visitor.levels, _NEWS),
            last_letter=letters.get(row.id),
            frequency=dict(FREQUENCIES)[row.frequency],
            reason=_SUSPENDED.get(Suspension(row.suspended_for), "") if row.suspended_for else "",
        )
        for row in searches.of_person(session, visitor.id)
    ]


def conditions(asked: Asked) -> list[str]:
    """Return the question in words, a condition each."""
    words = [f"«{asked.text}»"] if asked.text else []
    words += [sentence(kind) for kind in asked.kinds]
    words += list(asked.bodies)
    words += [f"{year} год" for year in asked.years]
    if asked.published is not None:
        words.append("опубликован" if asked.published else "без сведений об опубликовании")
    if asked.papers is not None:
        words.append("есть документы суда, прокурора, УФАС" if asked.papers else "без документов суда, прокурора, УФАС")
    if asked.date_from:
        words.append(f"принят с {format_date(asked.date_from)}")
    if asked.date_to:
        words.append(f"принят по {format_date(asked.date_to)}")
    return words


def suggested_name(asked: Asked) -> str:
    """Return a name that a person may leave as it is."""
    name = ", ".join(word.strip("«»") if asked.text else word for word in conditions(asked))
    return name if len(name) <= _NAME else f"{name[: _NAME - 1].rstrip(' ,')}…"


def last_mailbox(session: Session, person_id: str) -> str:
    """Return the mailbox that the person named last."""
    return (
        session.scalar(
            select(SavedSearch.mail_to)
            .where(SavedSearch.person_id == person_id, SavedSearch.mail_to != "")
            .order_by(SavedSearch.id.desc())
            .limit(1)
        )
        or ""
    )
