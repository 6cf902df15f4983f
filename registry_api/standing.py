"""Whether acts are in force as the register's own links tell: repealed whole or in part, amended, and by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from domain.relations import Relation
from storage.acts import name_of
from storage.models import Act, ActLink

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

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


def _said(group: str, names: list[str]) -> str:
    named = [name for name in names if name]
    if not named:
        return "изменён" if group == "amended" else _WORDS[group]
    more = f" и ещё {len(named) - 1}" if len(named) > 1 else ""
    if group == "amended":
        return f"{_WORDS[group]}: {named[-1]}{more}"
    return f"{_WORDS[group]} ({named[-1]}{more})"
