"""Whether acts are in force as the register's own links tell: repealed whole or in part, amended, and by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from domain.relations import Relation
from storage.acts import name_of
from storage.models import Act, ActLink

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from sqlalchemy import BindParameter
    from sqlalchemy.orm import Session

_WORDS: Final = {"whole": "утратил силу", "part": "утратил силу частично", "amended": "изменён актом"}
_TONES: Final = {"whole": "bad", "part": "bad", "amended": "doubt"}


_CHANGING: Final = (
    select(ActLink.to_act_id, ActLink.relation, ActLink.provision, Act.kind, Act.number_raw, Act.date, Act.access)
    .join(Act, ActLink.from_act_id == Act.id)
    .where(
        ActLink.to_act_id.in_(bindparam("ids", expanding=True)),
        ActLink.relation.in_([Relation.AMENDS, Relation.REPEALS]),
    )
    .order_by(Act.date, Act.id, ActLink.id)
)
"""Built once: it runs for every page of hits."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One status of an act in words, and how loud it is shown: ``bad`` or ``doubt``."""

    words: str
    tone: str


def standings(session: Session, act_ids: Iterable[str], access: Collection[str]) -> dict[str, list[Standing]]:
    """Return the statuses of acts, gravest first, with one query; an act without any is absent.

    An act that changes another but is above ``access`` is not named; that the other is not in force is told all the
    same, because people rely on it.
    """
    ids = list(act_ids)
    if not ids:
        return {}
    rows = session.execute(_CHANGING, {"ids": ids})
    by_act: dict[str, dict[str, dict[str, None]]] = {}
    for target, relation, provision, kind, number, day, level in rows:
        if target is None:
            continue
        group = "amended" if relation == Relation.AMENDS else "part" if provision else "whole"
        called = name_of(kind, number, day) if level in access else ""
        by_act.setdefault(target, {}).setdefault(group, {})[called] = None
    return {
        target: [Standing(_said(group, [*groups[group]]), _TONES[group]) for group in _WORDS if group in groups]
        for target, groups in by_act.items()
    }


@dataclass(frozen=True, slots=True)
class Told:
    """What an act of the register does to an act that a person does not find in it."""

    called: str
    """How the absent act is named."""
    words: str
    by_id: str
    by_name: str


_MEANT: Final = aliased(Act)
_NAMESAKE: Final = aliased(Act)
_SEEN: Final[BindParameter[Any]] = bindparam("access", expanding=True)
_OF_ABSENT: Final = (
    select(ActLink, Act.id, Act.kind, Act.number_raw, Act.date)
    .join(Act, ActLink.from_act_id == Act.id)
    .outerjoin(_MEANT, ActLink.to_act_id == _MEANT.id)
    .where(
        ActLink.cited_number == bindparam("number"),
        ActLink.cited_date.is_not(None),
        ActLink.relation.in_([Relation.AMENDS, Relation.REPEALS]),
        Act.access.in_(_SEEN),
        or_(_MEANT.id.is_(None), _MEANT.access.not_in(_SEEN)),
        ~exists().where(
            _NAMESAKE.number_norm == ActLink.cited_number,
            _NAMESAKE.date == ActLink.cited_date,
            _NAMESAKE.access.in_(_SEEN),
        ),
    )
    .order_by(ActLink.cited_date.desc(), Act.date.desc(), ActLink.id)
)
"""An act that this person may not see is told of in the very words of one that is not there."""
_SAME: Final = 8
"""Times as many links as sentences: one act may name another in several points."""


def told_of_absent(
    session: Session, number: str, days: Collection[date], access: Collection[str], limit: int
) -> list[Told]:
    """Return what acts of the register do to acts of this number of which this person sees none in it.

    Args:
        session: The records.
        number: Its comparing form.
        days: The days on which it may have been made; none: any.
        access: Levels that the person may see.
        limit: Most sentences.
    """
    found: dict[Told, None] = {}
    wanted = _OF_ABSENT.where(ActLink.cited_date.in_(days)) if days else _OF_ABSENT
    rows = session.execute(wanted.limit(limit * _SAME), {"number": number, "access": list(access)})
    for link, act_id, kind, number_raw, day in rows:
        if link.cited_date is None:
            continue
        called = name_of(link.cited_kind or "акт", link.cited_number, link.cited_date)
        group = "amended" if link.relation == Relation.AMENDS else "part" if link.provision else "whole"
        found[Told(called, _WORDS[group], act_id, name_of(kind, number_raw, day))] = None
    return [*found][:limit]


def _said(group: str, names: list[str]) -> str:
    named = [name for name in names if name]
    if not named:
        return "изменён" if group == "amended" else _WORDS[group]
    more = f" и ещё {len(named) - 1}" if len(named) > 1 else ""
    if group == "amended":
        return f"{_WORDS[group]}: {named[-1]}{more}"
    return f"{_WORDS[group]} ({named[-1]}{more})"
