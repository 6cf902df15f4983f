"""Collect a month from the records.

Reads: acts, publications, supplementary documents, links, files, earlier packages. Writes: nothing.

Into the package of a month go the normative acts adopted in it, and *late* ones: adopted earlier and in no package
yet, changed since the package in which they went last, or with a supplementary document registered in the month
(regulation, chapter 4.1 points 2.3-2.5). A package that a correction replaced does not count, neither does the
present package of the same month: the correction stands for it. Non-normative acts and protocols never go.

Acts for official use are as if they were not in the register: nothing that is collected here depends on them, so
neither the package nor a look at it tells that one exists (:mod:`export.withheld` tells those who may know).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from domain.kinds import KINDS, Normativity
from domain.statuses import AccessLevel, PackageState
from export.contents import ActName, LateReason, MonthContents, NumberSeries, Section
from export.entries import Sheets, entry_of
from storage.models import Act, ActLink, Package, PackageAct, Publication, SupplementaryDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from domain.periods import ReportingMonth
    from export.contents import ActEntry

NEVER_KINDS: Final = tuple(kind.name for kind in KINDS if kind.normativity is Normativity.NEVER)
ACTIVE: Final = (PackageState.BUILT, PackageState.SENT)
_KIND_ORDER: Final = {kind.name: place for place, kind in enumerate(KINDS)}
_BATCH: Final = 400


@dataclass(frozen=True, slots=True)
class CollectRules:
    """What differs from place to place.

    ``first_month``: acts adopted before it went to the region by other means and are not late (None: no such month).
    ``utc_offset``: the municipality's clock, by which days begin.
    """

    first_month: ReportingMonth | None = None
    utc_offset: timedelta = field(default=timedelta(hours=3))

    def start(self, day: date) -> datetime:
        """Return the moment at which a day begins."""
        return datetime(day.year, day.month, day.day, tzinfo=timezone(self.utc_offset))


class _Went(NamedTuple):
    version: int
    at: datetime


def collect(
    session: Session, month: ReportingMonth, *, moment: datetime | None = None, rules: CollectRules | None = None
) -> MonthContents:
    """Return what the month holds at ``moment`` (now)."""
    rules, moment = rules or CollectRules(), moment or datetime.now(UTC)
    went = _went(session, month)
    wanted: dict[str, tuple[LateReason, ...]] = dict.fromkeys(_of_month(session, month), ())
    late = _late(session, month, rules, went)
    entries = _entries(session, wanted | late, month, rules)
    acts = tuple(sorted((entries[key] for key in wanted), key=_order))
    return MonthContents(
        month=month,
        today=moment.astimezone(timezone(rules.utc_offset)).date(),
        acts=acts,
        late=tuple(sorted((entries[key] for key in late), key=_order)),
        undecided=_names(session, _in_month(month), _undecided()),
        undecided_earlier=_names(session, _before(month, rules), _undecided()),
        withdrawn=_names(
            session,
            Act.id.in_(_active(month).with_only_columns(PackageAct.act_id).order_by(None)),
            Act.is_normative.is_(False),
            _open(),
        ),
        twins=_twins(session, acts),
        series=_series(session, month),
    )


def _in_month(month: ReportingMonth) -> ColumnElement[bool]:
    return Act.date.between(month.first, month.last)


def _before(month: ReportingMonth, rules: CollectRules) -> ColumnElement[bool]:
    earlier = Act.date < month.first
    return earlier & (Act.date >= rules.first_month.first) if rules.first_month else earlier


def _open() -> ColumnElement[bool]:
    return Act.access != AccessLevel.OFFICIAL_USE


def _may_go() -> ColumnElement[bool]:
    return Act.is_normative.is_(True) & _open() & Act.kind.not_in(NEVER_KINDS)


def _undecided() -> ColumnElement[bool]:
    return Act.is_normative.is_(None) & _open() & Act.kind.not_in(NEVER_KINDS)


def _of_month(session: Session, month: ReportingMonth) -> Sequence[str]:
    return session.scalars(select(Act.id).where(_in_month(month), _may_go())).all()


def _went(session: Session, month: ReportingMonth) -> dict[str, _Went]:
    """Return in which version and when each act went last, this month's own package aside."""
    return {row.act_id: _Went(row.act_version, row.built_at) for row in session.execute(_active(month))}


def _active(month: ReportingMonth) -> Select[str, int, datetime]:
    """Select the acts of all packages that count, oldest package first."""
    return (
        select(PackageAct.act_id, PackageAct.act_version, Package.built_at)
        .join(Package, Package.id == PackageAct.package_id)
        .where(Package.state.in_(ACTIVE), Package.month != str(month))
        .order_by(Package.built_at)
    )


def _late(
    session: Session, month: ReportingMonth, rules: CollectRules, went: dict[str, _Went]
) -> dict[str, tuple[LateReason, ...]]:
    """Return earlier acts that must go now, each with every reason."""
    registered = _in_month_documents(session, month, rules)
    published = _latest(session, Publication.act_id, Publication.added_at)
    documents = _latest(session, SupplementaryDocument.act_id, SupplementaryDocument.registered_at)
    begins = rules.first_month.first if rules.first_month else date.min
    found = {}
    for key, version, day in session.execute(
        select(Act.id, Act.version, Act.date).where(Act.date < month.first, _may_go())
    ):
        last = went.get(key)
        reasons = []
        if last is None:
            reasons += [LateReason.NEVER_SENT] if day >= begins else []
        else:
            reasons += [LateReason.CHANGED] if version > last.version else []
            reasons += [LateReason.PUBLICATION] if key in published and published[key] > last.at else []
        if key in registered or (last is not None and key in documents and documents[key] > last.at):
            reasons.append(LateReason.SUPPLEMENTARY)
        if reasons:
            exact = [reason for reason in reasons if reason is not LateReason.CHANGED]
            found[key] = tuple(exact or reasons)
    return found


def _latest(
    session: Session, key: InstrumentedAttribute[str], moment: InstrumentedAttribute[datetime]
) -> dict[str, datetime]:
    return {row[0]: row[1] for row in session.execute(select(key, func.max(moment)).group_by(key))}


def _in_month_documents(session: Session, month: ReportingMonth, rules: CollectRules) -> frozenset[str]:
    """Return acts that have a supplementary document registered in the month, here or by the chancery."""
    here = (SupplementaryDocument.registered_at >= rules.start(month.first)) & (
        SupplementaryDocument.registered_at < rules.start(month.next.first)
    )
    chancery = SupplementaryDocument.incoming_on.between(month.first, month.last)
    return frozenset(session.scalars(select(SupplementaryDocument.act_id).where(here | chancery)))


def _entries(
    session: Session, wanted: dict[str, tuple[LateReason, ...]], month: ReportingMonth, rules: CollectRules
) -> dict[str, ActEntry]:
    """Read the wanted acts in batches; texts stay in the records."""
    keys, found = list(wanted), {}
    begin, end = rules.start(month.first), rules.start(month.next.first)

    def registered_in(item: SupplementaryDocument) -> bool:
        return begin <= item.registered_at < end or (item.incoming_on is not None and item.incoming_on in month)

    for start in range(0, len(keys), _BATCH):
        acts = session.scalars(
            select(Act)
            .where(Act.id.in_(keys[start : start + _BATCH]))
            .options(
                selectinload(Act.files),
                selectinload(Act.publications),
                selectinload(Act.supplementary),
                selectinload(Act.links).joinedload(ActLink.to_act),
            )
        ).all()
        sheets = Sheets(session, acts)
        for act in acts:
            section = Section.MONTH if act.date in month else Section.LATE
            found[act.id] = entry_of(act, section, wanted[act.id], sheets, registered_in)
        session.expunge_all()
    return found


def _names(session: Session, *where: ColumnElement[bool]) -> tuple[ActName, ...]:
    rows = session.execute(
        select(Act.id, Act.kind, Act.number_raw, Act.date).where(*where).order_by(Act.date, Act.number_int, Act.id)
    )
    return tuple(ActName(row.id, row.kind, row.number_raw, row.date) for row in rows)


def _twins(session: Session, acts: Iterable[ActEntry]) -> tuple[tuple[ActName, str], ...]:
    """Return acts that share kind, number and date with another public record.

    Most likely one act under two names of its body.
    """
    found = []
    for act in acts:
        other = session.scalar(
            select(Act.body)
            .where(
                Act.kind == act.kind,
                Act.number_norm == act.number_norm,
                Act.date == act.date,
                Act.id != act.id,
                _open(),
            )
            .limit(1)
        )
        if other is not None:
            found.append((act.name, other))
    return tuple(found)


def _series(session: Session, month: ReportingMonth) -> tuple[NumberSeries, ...]:
    """Return all series of numbers that grew in the month, normative or not.

    Numbers of acts for official use are not there: a gap may be one of them, or an act that was not registered.
    """
    rows = session.execute(
        select(Act.body_key, Act.body, Act.kind, Act.number_int, Act.date)
        .where(Act.year == month.year, Act.date <= month.last, Act.number_int.is_not(None), _open())
        .order_by(Act.number_int, Act.date)
    )
    numbers: dict[tuple[str, str], list[tuple[int, date]]] = defaultdict(list)
    bodies: dict[tuple[str, str], str] = {}
    for row in rows:
        numbers[row.body_key, row.kind].append((row.number_int or 0, row.date))
        bodies[row.body_key, row.kind] = row.body
    return tuple(
        NumberSeries(bodies[key], key[1], tuple(found))
        for key, found in sorted(numbers.items())
        if any(day in month for _, day in found)
    )


def _order(act: ActEntry) -> tuple[int, str, date, bool, int, str, str]:
    """Order of the inventory: kind (as in the menus), day, number."""
    place = _KIND_ORDER.get(act.kind, len(_KIND_ORDER))
    return place, act.kind, act.date, act.number_int is None, act.number_int or 0, act.number_norm, act.id
