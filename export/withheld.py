"""What acts for official use mean for the packages; only for those who may know that such acts exist.

Reads: acts, packages. Writes: nothing. Normative acts are published to be in force, so a normative act under a
restriction mark, or one of which nobody has decided, is most likely a mistake of the mark or of the decision: who may
see it is asked to look. The regional register never gets it, and a package that went before the restriction is given
only to those who may see the act.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from domain.errors import Forbidden, StateConflict
from domain.statuses import AccessLevel
from export.collect import NEVER_KINDS
from export.contents import ActName
from storage.models import Act, Package, PackageAct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from domain.periods import ReportingMonth

SHOWN: Final = 20
"""As many acts are named; the others are counted."""
LEGACY_CODE: Final = "official-use"
"""Code of problems in packages of before; each told that one more act of the month is withheld."""
_LEGACY_GAP: Final = "в реестре нет"
"""In gaps of numbers in packages of before; those were counted over all acts and so told the others' numbers."""


@dataclass(frozen=True, slots=True)
class Named:
    """The first acts of several, and how many there are."""

    first: tuple[ActName, ...] = ()
    total: int = 0


NONE: Final = Named()


def to_review(session: Session, month: ReportingMonth | None = None) -> Named:
    """Return acts for official use that are held to be normative or undecided, of a month or of all times."""
    where: list[ColumnElement[bool]] = [Act.is_normative.is_not(False), Act.kind.not_in(NEVER_KINDS)]
    if month is not None:
        where.append(Act.date.between(month.first, month.last))
    return _names(session, *where)


def went_before(session: Session) -> Named:
    """Return acts for official use that a package which was sent holds, replaced by now or not: the region has them."""
    sent = (
        select(PackageAct.act_id).join(Package, Package.id == PackageAct.package_id).where(Package.sent_at.is_not(None))
    )
    return _names(session, Act.id.in_(sent))


def problems_for(
    session: Session, packages: Iterable[Package], levels: Collection[str]
) -> dict[str, list[dict[str, Any]]]:
    """Return the problems that packages were built with, without those about acts that these levels do not reach."""
    packages = list(packages)
    kept = {package.id: list(package.problems) for package in packages}
    if AccessLevel.OFFICIAL_USE in levels:
        return kept
    named = {str(problem["act_id"]) for several in kept.values() for problem in several if problem.get("act_id")}
    hidden = _withheld(session, named)
    return {
        key: [item for item in several if not _is_legacy(item) and item.get("act_id") not in hidden]
        for key, several in kept.items()
    }


def require_open(session: Session, package: Package, levels: Collection[str]) -> None:
    """Refuse the file of a package that tells of an act for official use to those who may not see the act.

    Raises:
        Forbidden: An act of the package, or of its problems, is for official use by now, or the problems were
            counted over acts for official use.
    """
    if _tells(session, package, levels):
        raise Forbidden(
            "Файл этого пакета вам не выдаётся: в нём могут быть сведения, доступ к которым ограничен. "
            "Если пакет ещё не отправлен, постройте исправленный; прежний файл выдаст сотрудник, допущенный к "
            "документам для служебного пользования."
        )


def require_sendable(session: Session, package: Package, levels: Collection[str]) -> None:
    """Refuse to note as sent what :func:`require_open` does not give: it must not go to the region any more.

    Who may see the acts may note it: the package may have left before the restriction.

    Raises:
        StateConflict: As :func:`require_open`.
    """
    if _tells(session, package, levels):
        raise StateConflict(
            "Отправка не отмечена: в пакете могут быть сведения, доступ к которым ограничен. Постройте исправленный "
            "пакет и отправьте его. Если этот пакет ушёл раньше, отправку отметит сотрудник, допущенный к документам "
            "для служебного пользования."
        )


def _tells(session: Session, package: Package, levels: Collection[str]) -> bool:
    """Return whether a package may tell people of these levels of an act for official use."""
    if AccessLevel.OFFICIAL_USE in levels:
        return False
    if any(_is_legacy_gap(problem) for problem in package.problems):
        return True
    ids = set(session.scalars(select(PackageAct.act_id).where(PackageAct.package_id == package.id)))
    ids |= {str(problem["act_id"]) for problem in package.problems if problem.get("act_id")}
    return bool(_withheld(session, ids))


def _is_legacy(problem: dict[str, Any]) -> bool:
    return problem.get("code") == LEGACY_CODE or _is_legacy_gap(problem)


def _is_legacy_gap(problem: dict[str, Any]) -> bool:
    return problem.get("code") == "number-gap" and _LEGACY_GAP in str(problem.get("message"))


def _withheld(session: Session, ids: Collection[str]) -> frozenset[str]:
    """Return which of these acts are for official use; there are few such acts, so all of them are read."""
    if not ids:
        return frozenset()
    found = session.scalars(select(Act.id).where(Act.access == AccessLevel.OFFICIAL_USE))
    return frozenset(ids).intersection(found)


def _names(session: Session, *where: ColumnElement[bool]) -> Named:
    where = (Act.access == AccessLevel.OFFICIAL_USE, *where)
    rows = session.execute(
        select(Act.id, Act.kind, Act.number_raw, Act.date)
        .where(*where)
        .order_by(Act.date, Act.number_int, Act.id)
        .limit(SHOWN)
    ).all()
    total = len(rows)
    if total == SHOWN:
        total = session.scalar(select(func.count()).select_from(Act).where(*where)) or total
    return Named(tuple(ActName(row.id, row.kind, row.number_raw, row.date) for row in rows), total)
