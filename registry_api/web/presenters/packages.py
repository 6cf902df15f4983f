"""Months and their packages as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from domain.periods import ReportingMonth
from domain.statuses import AccessLevel, PackageState
from export.build import list_packages
from export.collect import NEVER_KINDS
from export.withheld import NONE, Named, problems_for, to_review, went_before
from storage.models import Act

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy.orm import Session

    from domain.periods import PackageDates
    from export.build import PackageBuilder
    from storage.models import Package

MONTHS: Final = 13
"""Months of the list: this one and a year before it."""
SOON: Final = 7
"""Days before the term from which a month asks for attention."""


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month in the list."""

    month: ReportingMonth
    dates: PackageDates
    package: Package | None
    state: str
    tone: str
    days_left: int


@dataclass(frozen=True, slots=True)
class Lacks:
    """Acts of a month that may go to the regional register, and how many of them wait for what."""

    normative: int
    undecided: int
    unpublished: int


def months(session: Session, builder: PackageBuilder, today: date) -> list[MonthRow]:
    """Return this month and those before it, newest first."""
    present: dict[str, Package] = {}
    for package in list_packages(session):
        if package.state != PackageState.REPLACED:
            present.setdefault(package.month, package)
    rows, month = [], ReportingMonth.of(today)
    for _ in range(MONTHS):
        rows.append(_row(month, builder.dates(month), present.get(str(month)), today))
        month = month.previous
    return rows


def due_month(today: date) -> ReportingMonth:
    """Return the month whose package is the next to go: the last whole one."""
    return ReportingMonth.of(today).previous


def row_of(session: Session, builder: PackageBuilder, month: ReportingMonth, today: date) -> MonthRow:
    """Return one month."""
    found = [package for package in list_packages(session, month) if package.state != PackageState.REPLACED]
    return _row(month, builder.dates(month), found[0] if found else None, today)


def _row(month: ReportingMonth, dates: PackageDates, package: Package | None, today: date) -> MonthRow:
    left = (dates.due - today).days
    if package is not None and package.state == PackageState.SENT:
        state, tone = "отправлен", "good"
    elif package is not None:
        state, tone = "построен, не отправлен", "doubt"
    elif today <= month.last:
        state, tone = "месяц не закончен", "plain"
    elif left < 0:
        state, tone = "не построен, срок прошёл", "bad"
    else:
        state, tone = "не построен", "doubt" if left <= SOON else "plain"
    return MonthRow(month, dates, package, state, tone, left)


def lacks(session: Session, month: ReportingMonth) -> Lacks:
    """Count by the records alone; the page of the month makes the whole check."""
    row = session.execute(
        select(
            func.count().filter(Act.is_normative.is_(True)),
            func.count().filter(Act.is_normative.is_(None)),
            func.count().filter(Act.is_normative.is_(True), ~Act.publications.any()),
        ).where(
            Act.date.between(month.first, month.last),
            Act.access != AccessLevel.OFFICIAL_USE,
            Act.kind.not_in(NEVER_KINDS),
        )
    ).one()
    return Lacks(*row)


@dataclass(frozen=True, slots=True)
class Built:
    """A package of the month; ``problems``: how many of those it was built with the person may know of."""

    package: Package
    problems: int


def by_month(session: Session, month: ReportingMonth, levels: Collection[str]) -> list[Built]:
    """Return packages of a month, newest first."""
    packages = list_packages(session, month)
    problems = problems_for(session, packages, levels)
    return [Built(package, len(problems[package.id])) for package in packages]


@dataclass(frozen=True, slots=True)
class Restricted:
    """Acts for official use that somebody who may see them is asked to look at."""

    to_review: Named = NONE
    went_before: Named = NONE


def restricted(session: Session, month: ReportingMonth | None, levels: Collection[str]) -> Restricted:
    """Return what acts for official use mean for a month (None: all months); nothing to those who may not know."""
    if AccessLevel.OFFICIAL_USE not in levels:
        return Restricted()
    return Restricted(to_review(session, month), went_before(session))
