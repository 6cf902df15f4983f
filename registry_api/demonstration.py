"""The first start of the demonstration: example acts go the real way, through the door, the readers and the rules.

What a person would add afterwards (normativity, publications, supplementary documents) comes from the examples'
manifest.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import select

from domain.errors import RegisterError
from domain.numbers import parse_number
from domain.relations import PublicationKind, SupplementaryKind
from registry_api.cli.output import progress, say
from registry_api.intake import Intake
from storage import acts, intake
from storage.models import Act, IntakeItem, Publication, SupplementaryDocument

if TYPE_CHECKING:
    from pathlib import Path

    from registry_api.root import Register

FOLDERS: Final = ("acts", "scan")
REGISTRAR: Final = "registrar"
LAWYER: Final = "lawyer"
_PUBLICATIONS: Final = {
    "печатное издание": PublicationKind.PRINTED,
    "сетевое издание": PublicationKind.NETWORK,
    "портал": PublicationKind.PORTAL,
    "официальный сайт": PublicationKind.PORTAL,
}
_SUPPLEMENTARY: Final = (
    ("протест", SupplementaryKind.PROSECUTOR_PROTEST),
    ("представление", SupplementaryKind.PROSECUTOR_SUBMISSION),
    ("суд", SupplementaryKind.COURT_DECISION),
    ("предписание", SupplementaryKind.ANTIMONOPOLY),
    ("экспертн", SupplementaryKind.EXPERT_OPINION),
)


def bring_in(house: Register, folder: Path) -> int:
    """Bring the example acts in when the register is empty; return how many were registered."""
    with house.records.reading() as session:
        if session.scalar(select(IntakeItem.id).limit(1)) is not None:
            return 0
    if not folder.is_dir():
        say(f"Папки примеров нет: {folder}", "yellow")
        return 0
    files = [path for name in FOLDERS for path in sorted((folder / name).glob("*")) if path.is_file()]
    desk = Intake(house, actor=REGISTRAR, register_if_certain=True)
    with progress() as bar:
        task = bar.add_task("Примеры: приём", total=len(files))
        taken = []
        for path in files:
            taken.append(desk.accept(path))
            bar.advance(task)
        task = bar.add_task("Примеры: чтение и регистрация", total=len(files))
        registered = 0
        for row in desk.finish(taken):
            registered += row["act_id"] is not None
            bar.advance(task)
    _complete(house, folder, msgspec.json.decode((folder / "manifest.json").read_bytes()))
    try:
        house.indexer.drain()
    except RegisterError as error:
        say(error.message, "yellow")
    say(f"Внесено примеров: {len(files)}, зарегистрировано актов: {registered}; остальные ждут проверки.")
    return registered


def _complete(house: Register, folder: Path, manifest: dict[str, Any]) -> None:
    papers = {paper["file"]: paper for paper in manifest["supplementary"]}
    for told in (*manifest["acts"], *manifest["scan"]):
        act_id = _find(house, told)
        if act_id is None:
            continue
        with house.records.writing(LAWYER) as unit:
            if told["is_normative"] is not None:
                reason = "правила для неопределённого круга лиц" if told["is_normative"] else "акт разового применения"
                acts.decide_normative(unit, act_id, is_normative=told["is_normative"], reason=reason)
            unit.commit()
        with house.records.writing(REGISTRAR) as unit:
            for place in told["publications"]:
                acts.add_publication(unit, act_id, _publication(place))
            for name in told["supplementary"]:
                acts.add_supplementary(unit, act_id, _supplementary(house, unit, folder, papers[name]))
            unit.commit()


def _find(house: Register, told: dict[str, Any]) -> str | None:
    with house.records.reading() as session:
        return session.scalar(
            select(Act.id).where(
                Act.kind == told["kind"],
                Act.number_norm == parse_number(told["number"]).norm,
                Act.date == date.fromisoformat(told["date"]),
            )
        )


def _publication(place: dict[str, Any]) -> Publication:
    return Publication(
        kind=_PUBLICATIONS.get(place["kind"], PublicationKind.PRINTED),
        source=place["source"],
        issue=place["number"] or "",
        published_on=date.fromisoformat(place["date"]) if place["date"] else None,
        pages=place["pages"] or "",
        url=place["url"] or "",
    )


def _supplementary(house: Register, unit: Any, folder: Path, paper: dict[str, Any]) -> SupplementaryDocument:
    path = folder / paper["file"]
    stored = house.objects.put(path)
    file = intake.record_file(unit, stored.sha256, stored.size, paper["format"], path.name)
    return SupplementaryDocument(
        kind=next(kind for word, kind in _SUPPLEMENTARY if word in paper["kind"].lower()),
        issuer=paper["author"],
        date=date.fromisoformat(paper["date"]),
        number=paper["number"] or "",
        incoming_number=paper.get("incoming_number") or "",
        incoming_on=date.fromisoformat(paper["incoming_date"]) if paper.get("incoming_date") else None,
        title=paper["title"] or "",
        outcome=paper.get("outcome") or "",
        file_id=file.id,
    )
