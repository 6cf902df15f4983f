"""Build packages and keep account of them.

Reads: a month of the records, the originals. Writes: the ZIP and its sidecar, the ZIP as an object of the store, the
rows of the package with the head of the journal, a journal entry. Order: everything is collected and checked; the
file is written beside its place and proven by the verifier; it is put into the store; one transaction writes the
rows, if no enclosed act has changed meanwhile; then the file gets its name. So a file with a package's name is always
one that the register knows, and a package that the register knows can always be fetched again.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from domain.errors import NotFound, PackageRefused, StateConflict
from domain.ids import new_id
from domain.limits import require_fits
from domain.periods import PackageDates, ReportingMonth, package_dates
from domain.statuses import PackageState
from export.checks import Problem, Severity, check, unreadable
from export.collect import ACTIVE, collect
from export.package.plan import Plan, Sender, place
from export.package.sink import PackageSink
from export.package.writer import write_package
from export.verify import PackageReport, verify
from storage.journal import Head, head
from storage.models import Act, Package, PackageAct

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from domain.workdays import WorkCalendar
    from export.contents import MonthContents
    from export.profile import Profile
    from storage.database import Records, UnitOfWork
    from storage.objects import Objects

DISTRIBUTION: Final = "municipal-acts-register"
NEVER_BUILT: Final = frozenset({"month-not-started"})
"""Codes of problems that no reason overrides."""

JUST_BUILT: Final = "Пакет этого месяца только что построил другой сотрудник. Обновите страницу и проверьте его."
_BATCH: Final = 400
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """A month as it would go now."""

    contents: MonthContents
    problems: tuple[Problem, ...]
    dates: PackageDates
    broken: dict[str, str]
    """Hashes of files that cannot be enclosed."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems that refuse the package."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """A package that was built."""

    path: Path
    sha256: str
    size: int
    package_id: str
    month: ReportingMonth
    acts: int
    problems: tuple[Problem, ...]
    dates: PackageDates
    reason: str | None
    replaces_id: str | None


class PackageBuilder:
    """Builds, corrects and sends packages of one municipality under one profile."""

    def __init__(
        self,
        records: Records,
        objects: Objects,
        profile: Profile,
        *,
        organisation: str,
        signatory_post: str = "",
        signatory: str = "",
        calendar: WorkCalendar | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_run_id: Callable[[], str] = new_id,
    ) -> None:
        self._records, self._objects, self._profile = records, objects, profile
        self._sender = Sender(organisation, signatory_post, signatory)
        self._calendar, self._clock, self._new_run_id = calendar, clock, new_run_id

    def dates(self, month: ReportingMonth) -> PackageDates:
        """Return the days of a month's package."""
        return package_dates(month, self._profile.rule, self._calendar)

    def preview(self, month: ReportingMonth, *, read_files: bool = True) -> Preview:
        """Return what would go and what stands against it.

        Args:
            month: The reporting month.
            read_files: Read every file and compare its hash; without it the look is quick and tells nothing of files.
        """
        with self._records.reading() as session:
            return self._look(session, month, read_files=read_files)

    def build(self, month: ReportingMonth, out_dir: Path, actor: str, with_problems: str | None = None) -> BuiltPackage:
        """Build the package of a month; when the month has one already, the new one replaces it.

        Args:
            month: The reporting month.
            out_dir: Folder of the file; it is made when it is not there.
            actor: Login of the person who builds.
            with_problems: Why it may go although errors stand; the package and the journal keep it.

        Raises:
            IncompleteRequisites: The reason is too long.
            PackageRefused: Errors stand and no reason is given; ``problems`` lists all problems as plain data.
            StateConflict: An act or the month's package was changed by somebody while this one was being built.
            StoreUnavailable: The store does not answer.
        """
        reason = (with_problems or "").strip() or None
        require_fits("Причина", reason=reason)
        with ExitStack() as stack:
            session = stack.enter_context(self._records.reading())
            mark = head(session)
            look = self._look(session, month, read_files=True)
            never = any(problem.code in NEVER_BUILT for problem in look.errors)
            if never or (look.errors and reason is None):
                raise _refused(month, look)
            replaces = _present(session, month)
            plan = self._plan(month, look, reason if look.errors else None, replaces, mark)
            sink = stack.enter_context(PackageSink(out_dir, plan.name))
            write_package(sink, plan, session, self._objects)
            session.rollback()
            report = verify(sink.close())
            self._objects.put(sink.temporary)
            self._keep(plan, report, actor)
            path = sink.publish(report.sha256)
        return BuiltPackage(
            path=path,
            sha256=report.sha256,
            size=report.size,
            package_id=plan.run_id,
            month=month,
            acts=len(plan.acts),
            problems=plan.problems,
            dates=plan.dates,
            reason=plan.reason,
            replaces_id=plan.replaces,
        )

    def mark_sent(self, package_id: str, actor: str, note: str = "") -> Package:
        """Record that a package has left; ``note`` tells how and under which outgoing number.

        Raises:
            NotFound: No such package.
            StateConflict: It was sent or replaced before.
            IncompleteRequisites: The note is too long.
        """
        require_fits("Отметка об отправке", note=note)
        with self._records.writing(actor) as unit:
            package = unit.session.get(Package, package_id, with_for_update=True)
            if package is None:
                raise NotFound("Пакет не найден. Обновите список пакетов.")
            if package.state != PackageState.BUILT:
                raise StateConflict("Пакет уже отправлен или заменён исправленным. Обновите список пакетов.")
            package.state, package.sent_at, package.sent_by = PackageState.SENT, self._clock(), actor
            unit.record(
                "package.sent", f"packages:{package.id}", month=package.month, sha256=package.sha256, note=note.strip()
            )
            unit.commit()
        return package

    def _look(self, session: Session, month: ReportingMonth, *, read_files: bool) -> Preview:
        contents = collect(session, month, moment=self._clock(), rules=self._profile.collect_rules)
        broken = unreadable(contents, self._objects) if read_files else {}
        problems = check(
            contents,
            broken=broken,
            required_roles=self._profile.files.required,
            severities=self._profile.severity,
        )
        return Preview(contents, tuple(problems), self.dates(month), broken)

    def _plan(self, month: ReportingMonth, look: Preview, reason: str | None, replaces: str | None, mark: Head) -> Plan:
        run_id = self._new_run_id()
        zone = timezone(self._profile.collect_rules.utc_offset)
        return Plan(
            run_id=run_id,
            built_at=self._clock().astimezone(zone).replace(microsecond=0),
            name=f"acts-{month}-{run_id[-8:].lower()}.zip",
            profile=self._profile,
            sender=self._sender,
            month=month,
            dates=look.dates,
            acts=place(look.contents, look.broken),
            problems=look.problems,
            reason=reason,
            replaces=replaces,
            journal=mark,
            generator=_generator(),
        )

    def _keep(self, plan: Plan, report: PackageReport, actor: str) -> None:
        """Write the rows of the package, unless something that it holds has changed since it was collected."""
        with self._records.writing(actor) as unit:
            _require_unchanged(unit, plan)
            if plan.replaces is not None:
                _replace(unit, plan)
                unit.session.flush()
            unit.session.add(
                Package(
                    id=plan.run_id,
                    month=str(plan.month),
                    profile=plan.profile.id,
                    name=plan.name,
                    sha256=report.sha256,
                    size=report.size,
                    acts_count=len(plan.acts),
                    problems=[problem.as_data() for problem in plan.problems],
                    reason=plan.reason,
                    journal_seq=plan.journal.seq,
                    journal_hash=plan.journal.hash,
                    built_by=actor,
                    built_at=self._clock(),
                    due_on=plan.dates.due.isoformat(),
                    replaces_id=plan.replaces,
                )
            )
            try:
                unit.session.flush()
            except IntegrityError as error:
                raise StateConflict(JUST_BUILT) from error
            unit.session.add_all(
                PackageAct(
                    package_id=plan.run_id,
                    act_id=placed.act.id,
                    act_version=placed.act.version,
                    position=placed.position,
                    section=str(placed.act.section),
                )
                for placed in plan.acts
            )
            unit.record(
                "package.built",
                f"packages:{plan.run_id}",
                month=str(plan.month),
                sha256=report.sha256,
                acts=len(plan.acts),
                problems=len(plan.problems),
                reason=plan.reason,
                replaces=plan.replaces,
            )
            unit.commit()


def list_packages(session: Session, month: ReportingMonth | None = None) -> Sequence[Package]:
    """Return packages, newest first; with ``month`` only those of it."""
    query = select(Package).order_by(Package.built_at.desc(), Package.id.desc())
    if month is not None:
        query = query.where(Package.month == str(month))
    return session.scalars(query).all()


def _present(session: Session, month: ReportingMonth) -> str | None:
    """Return the package of the month that a new one replaces."""
    return session.scalar(
        select(Package.id)
        .where(Package.month == str(month), Package.state.in_(ACTIVE))
        .order_by(Package.built_at.desc())
        .limit(1)
    )


def _require_unchanged(unit: UnitOfWork, plan: Plan) -> None:
    if _present(unit.session, plan.month) != plan.replaces:
        raise StateConflict(JUST_BUILT)
    versions = {placed.act.id: placed.act.version for placed in plan.acts}
    keys = list(versions)
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        rows = unit.session.execute(select(Act.id, Act.version).where(Act.id.in_(batch)))
        now = {row.id: row.version for row in rows}
        changed = next((key for key in batch if now.get(key) != versions[key]), None)
        if changed is not None:
            raise StateConflict(
                "Пока строился пакет, один из его актов изменили. Постройте пакет ещё раз.", act_id=changed
            )


def _replace(unit: UnitOfWork, plan: Plan) -> None:
    old = unit.session.get(Package, plan.replaces)
    if old is not None:
        old.state = PackageState.REPLACED
        unit.record("package.replaced", f"packages:{old.id}", month=old.month, by=plan.run_id)


def _refused(month: ReportingMonth, look: Preview) -> PackageRefused:
    first = " ".join(problem.message for problem in look.errors[:_NAMED])
    more = f" Всего замечаний, которые нужно устранить: {len(look.errors)}." if len(look.errors) > _NAMED else ""
    return PackageRefused(
        f"Пакет за {month.title} не построен. {first}{more} Устраните замечания или укажите причину отправки с ними.",
        problems=[problem.as_data() for problem in look.problems],
    )


def _generator() -> str:
    try:
        return f"{DISTRIBUTION} {version(DISTRIBUTION)}"
    except PackageNotFoundError:
        return DISTRIBUTION
