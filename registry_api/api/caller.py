"""Who calls the API: the person of a bearer token, with the rights of her roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from litestar.connection import Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from domain.errors import Forbidden, SignInRequired
from domain.roles import Right, levels_of, rights_of
from registry_api.root import Register
from storage import people
from storage.models import now

if TYPE_CHECKING:
    from domain.statuses import AccessLevel

BEARER: Final = "bearer "
NOTE_USE_EVERY: Final = timedelta(minutes=5)
Limit = QueryParameter(ge=1, le=200, description="Сколько записей вернуть.")
Year = QueryParameter(ge=1, le=9999, description="Год принятия.")
Offset = QueryParameter(ge=0, le=100_000, description="Сколько записей пропустить.")


@dataclass(frozen=True, slots=True)
class Caller:
    """The person behind a token."""

    login: str
    rights: frozenset[Right]

    @property
    def levels(self) -> tuple[AccessLevel, ...]:
        """Access levels that this person may see."""
        return levels_of(self.rights)

    def must(self, right: Right) -> None:
        """Raise :class:`Forbidden` without this right."""
        if right not in self.rights:
            raise Forbidden


def provide_house(state: State) -> Register:
    """Give handlers the composition root."""
    house: Register = state["register"]
    return house


def provide_caller(request: Request[None, None, State], house: NamedDependency[Register]) -> Caller:
    """Give handlers the caller. Raises :class:`SignInRequired` without a good token."""
    header = request.headers.get("authorization", "")
    if not header.lower().startswith(BEARER):
        raise SignInRequired(
            "Нужен ключ доступа: заголовок «Authorization: Bearer …». Ключ выдаёт страница «Ключи API»."
        )
    token = header[len(BEARER) :].strip()
    with house.records.reading() as session:
        row = people.good_token(session, token)
        if row is None:
            raise SignInRequired("Ключ доступа не подходит или отозван. Выпустите новый на странице «Ключи API».")
        caller = Caller(row.person.login, rights_of(people.roles_of(row.person)))
        stale = row.last_used_at is None or row.last_used_at + NOTE_USE_EVERY < now()
    if stale:
        with house.records.writing(caller.login) as unit:
            people.note_token_use(unit, token)
            unit.commit()
    return caller
