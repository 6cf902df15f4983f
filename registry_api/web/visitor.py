"""Who is asking: the person behind a session, with rights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from litestar.connection import Request
from litestar.datastructures import State

from domain.roles import ROLE_TITLES, Right, Role, levels_of, rights_of

if TYPE_CHECKING:
    from domain.statuses import AccessLevel

PageRequest = Request[Any, Any, State]


@dataclass(frozen=True)
class Visitor:
    """A signed-in person."""

    id: str
    login: str
    full_name: str
    roles: frozenset[Role]

    @cached_property
    def rights(self) -> frozenset[Right]:
        """All that this person may do."""
        return rights_of(self.roles)

    @cached_property
    def levels(self) -> tuple[AccessLevel, ...]:
        """Access levels that this person may see."""
        return levels_of(self.rights)

    @property
    def role_names(self) -> str:
        """Roles as people call them."""
        return ", ".join(ROLE_TITLES[role] for role in sorted(self.roles))

    def may(self, right: str) -> bool:
        """Tell whether the person has this right; unknown names are a defect and raise ``ValueError``."""
        return Right(right) in self.rights
