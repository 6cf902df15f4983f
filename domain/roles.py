"""Roles and what each may do (regulation, chapter 4.1 points 2.2-2.7.

Who records, who sends, who answers for protection).

The administrator of the system has no right on content by default: who guards the register does not fill it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from domain.statuses import AccessLevel


class Role(StrEnum):
    """A role of a person."""

    REGISTRAR = "registrar"
    """Sector of normative documents: takes in, reviews, registers."""
    LAWYER = "lawyer"
    """Legal department: decides normativity, builds and sends the monthly package."""
    READER = "reader"
    """Staff: searches and reads."""
    ADMIN = "admin"
    """Accounts, tokens, journal."""


ROLE_TITLES: Final[dict[Role, str]] = {
    Role.REGISTRAR: "регистратор",
    Role.LAWYER: "юрист",
    Role.READER: "сотрудник",
    Role.ADMIN: "администратор",
}


class Right(StrEnum):
    """One thing that may be done."""

    SEARCH = "search"
    TAKE_IN = "take-in"
    REGISTER = "register"
    EDIT_ACT = "edit-act"
    DECIDE_NORMATIVE = "decide-normative"
    BUILD_PACKAGE = "build-package"
    READ_JOURNAL = "read-journal"
    MANAGE_USERS = "manage-users"
    READ_OFFICIAL_USE = "read-official-use"


RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.REGISTRAR: frozenset(
        {Right.SEARCH, Right.TAKE_IN, Right.REGISTER, Right.EDIT_ACT, Right.DECIDE_NORMATIVE, Right.READ_OFFICIAL_USE}
    ),
    Role.LAWYER: frozenset(
        {Right.SEARCH, Right.EDIT_ACT, Right.DECIDE_NORMATIVE, Right.BUILD_PACKAGE, Right.READ_JOURNAL}
    ),
    Role.READER: frozenset({Right.SEARCH}),
    Role.ADMIN: frozenset({Right.MANAGE_USERS, Right.READ_JOURNAL}),
}


def rights_of(roles: frozenset[Role]) -> frozenset[Right]:
    """Return all that a person with these roles may do."""
    return frozenset().union(*(RIGHTS[role] for role in roles))


def levels_of(rights: frozenset[Right]) -> tuple[AccessLevel, ...]:
    """Return the access levels that searches of a person with these rights may reach."""
    if Right.SEARCH not in rights:
        return ()
    levels = (AccessLevel.PUBLIC, AccessLevel.INTERNAL)
    return (*levels, AccessLevel.OFFICIAL_USE) if Right.READ_OFFICIAL_USE in rights else levels
