"""Monthly packages and the journal."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Stream
from sqlalchemy import select

from domain.errors import NotFound
from domain.roles import Right
from export.withheld import problems_for, require_open
from registry_api.api.acts import DEPENDENCIES
from registry_api.api.caller import Caller, Limit
from registry_api.journal_view import RESTRICTED, hidden_subjects
from registry_api.presenting import package_row
from registry_api.root import Register
from registry_api.web.downloads import give
from storage import journal
from storage.models import JournalEntry, Package


class PackagesApi(Controller):
    """Packages for the regional register."""

    path = "/packages"
    tags = ("Пакеты",)
    dependencies = DEPENDENCIES

    @get("/", summary="Построенные пакеты", sync_to_thread=True)
    def list_packages(
        self, house: NamedDependency[Register], caller: NamedDependency[Caller], month: FromQuery[str | None] = None
    ) -> list[dict[str, Any]]:
        """Return packages, newest first."""
        caller.must(Right.BUILD_PACKAGE)
        query = select(Package).order_by(Package.id.desc())
        with house.records.reading() as session:
            rows = session.scalars(query.where(Package.month == month) if month else query.limit(200)).all()
            problems = problems_for(session, rows, caller.levels)
            return [package_row(row, problems[row.id]) for row in rows]

    @get("/{package_id:str}/file", summary="Файл пакета", sync_to_thread=True, media_type="application/zip")
    def file(
        self, house: NamedDependency[Register], caller: NamedDependency[Caller], package_id: FromPath[str]
    ) -> Stream:
        """Send the package as it was built."""
        caller.must(Right.BUILD_PACKAGE)
        with house.records.reading() as session:
            package = session.get(Package, package_id)
            if package is None:
                raise NotFound
            require_open(session, package, caller.levels)
        return give(house, package.sha256, package.size, "zip", package.name)


Before = QueryParameter(ge=1, le=2**63 - 1, description="Записи с меньшим номером.")


class JournalApi(Controller):
    """The journal."""

    path = "/journal"
    tags = ("Журнал",)
    dependencies = DEPENDENCIES

    @get("/", summary="Записи журнала, новые первыми", sync_to_thread=True)
    def entries(
        self,
        house: NamedDependency[Register],
        caller: NamedDependency[Caller],
        before: Annotated[
            int | None, QueryParameter(ge=1, le=2**63 - 1, description="Записи с меньшим номером.")
        ] = None,
        limit: Annotated[int, Limit] = 50,
    ) -> dict[str, Any]:
        """Return entries with the head of the chain."""
        caller.must(Right.READ_JOURNAL)
        query = select(JournalEntry).order_by(JournalEntry.seq.desc()).limit(limit)
        with house.records.reading() as session:
            rows = session.scalars(query.where(JournalEntry.seq < before) if before else query).all()
            last = journal.head(session)
            hidden = set() if Right.READ_OFFICIAL_USE in caller.rights else hidden_subjects(session, rows)
        return {
            "head": {"seq": last.seq, "hash": last.hash},
            "entries": [
                {
                    "seq": row.seq,
                    "at": row.at,
                    "actor": row.actor,
                    "action": RESTRICTED if row.subject in hidden else row.action,
                    "subject": None if row.subject in hidden else row.subject,
                    "details": None if row.subject in hidden else row.details,
                    "hash": row.hash,
                }
                for row in rows
            ],
        }
