"""Names of people instead of logins: one query a page, and none on a page that names nobody."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from registry_api.web.formats import short_name
from storage.models import Person

if TYPE_CHECKING:
    from registry_api.root import Register

_ON_BEHALF: Final = " по поручению "


class Who:
    """Tells in words who did something."""

    def __init__(self, register: Register) -> None:
        self._register = register

    @cached_property
    def _names(self) -> dict[str, str]:
        with self._register.records.reading() as session:
            return {login: short_name(name) for login, name in session.execute(select(Person.login, Person.full_name))}

    def __call__(self, actor: str | None) -> str:
        """Return «Ветрова О. Н.» for a login that is known, «система, по поручению: …» for the machine's steps."""
        if not actor:
            return ""
        machine, on_behalf, login = actor.partition(_ON_BEHALF)
        if on_behalf:
            return f"{machine}, по поручению: {self._names.get(login, login)}"
        return self._names.get(actor, actor)
