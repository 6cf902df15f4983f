"""The menu: only what the person may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.roles import Right

if TYPE_CHECKING:
    from registry_api.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry; ``here`` when the page belongs to it."""

    path: str
    title: str
    here: bool


_ITEMS: Final = (
    ("/", "Сегодня", None),
    ("/intake", "Приём", Right.TAKE_IN),
    ("/drafts", "Черновики", Right.REGISTER),
    ("/acts", "Реестр", Right.SEARCH),
    ("/search", "Поиск", Right.SEARCH),
    ("/searches", "Мои поиски", Right.SEARCH),
    ("/packages", "Пакеты", Right.BUILD_PACKAGE),
    ("/journal", "Журнал", Right.READ_JOURNAL),
    ("/people", "Пользователи", Right.MANAGE_USERS),
    ("/help", "Справка", None),
)


def menu_for(visitor: Visitor | None, path: str) -> list[MenuItem]:
    """Return the entries for a person, nothing for nobody."""
    if visitor is None:
        return []
    return [
        MenuItem(target, title, here=path == target or (target != "/" and path.startswith(f"{target}/")))
        for target, title, right in _ITEMS
        if right is None or right in visitor.rights
    ]
