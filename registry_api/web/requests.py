"""What handlers take: the register, the person, the form that was sent."""

from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict, State, UploadFile
from litestar.di import NamedDependency

from domain.errors import SignInRequired
from registry_api.root import Register
from registry_api.web.visitor import Visitor

LONGEST_NUMBER = 9
"""Digits of the longest number that is read: a version, a page, a year."""


def provide_register(state: State) -> Register:
    """Give the composition root."""
    register: Register = state.register
    return register


def provide_visitor(request: Request[Any, Any, Any]) -> Visitor:
    """Give the person behind the session; raises :class:`SignInRequired` when there is none."""
    visitor: Visitor | None = request.scope.get("user")
    if visitor is None:
        raise SignInRequired
    return visitor


def whole_number(text: str, default: int = 0) -> int:
    """Return a whole number that somebody sent, ``default`` when it is none or longer than any of the register."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else default


class Form:
    """What a person sent: text without the blanks around it, files."""

    def __init__(self, given: FormMultiDict) -> None:
        self._given = given

    def text(self, name: str) -> str:
        """Return a field as text, empty when it was not sent."""
        value = self._given.get(name, "")
        return _clean(value) if isinstance(value, str) else ""

    def password(self, name: str) -> str:
        """Return a field exactly as it was typed: blanks belong to a password."""
        value = self._given.get(name, "")
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Return all values of a field."""
        return [_clean(value) for value in self._given.getall(name, []) if isinstance(value, str)]

    def number(self, name: str) -> int:
        """Return a field as a whole number, 0 when it is none."""
        return whole_number(self.text(name))

    def files(self, name: str) -> list[UploadFile]:
        """Return the files of a field; an input that was left empty gives none."""
        found = [value for value in self._given.getall(name, []) if isinstance(value, UploadFile)]
        return [file for file in found if file.filename]


def _clean(value: str) -> str:
    """Return what was typed without the blanks around it and without NUL, which PostgreSQL does not store."""
    return value.replace("\0", "").strip()


async def provide_form(request: Request[Any, Any, Any]) -> Form:
    """Give the form of either encoding."""
    return Form(await request.form())


House = NamedDependency[Register]
"""The composition root, as handlers ask for it."""
Who = NamedDependency[Visitor]
"""The person behind the session."""
Sent = NamedDependency[Form]
"""The form that was sent."""
