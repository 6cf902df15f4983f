"""Registers of many acts in SQLite, as the product keeps them: made once, kept under ``.cache``."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert

from benchmarks import corpus
from benchmarks.search_parts import acts
from domain.relations import SupplementaryKind
from storage import migrating
from storage.database import Records
from storage.models import Act, File, Publication, ReadDocument, SupplementaryDocument

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from search.documents import SearchDocument

CACHE: Final = corpus.ROOT / ".cache" / "search"
BATCH: Final = 2000
_WHO: Final = "benchmark"
_FILE: Final = "registry.sqlite3"


def register(count: int) -> Path:
    """Return the data folder of a register of ``count`` acts; make it when it is not there (1 minute for 100 000).

    It grows out of the biggest smaller one: act N is the same in all of them. One of an older version is upgraded.
    """
    folder = _folder(count)
    if folder.exists():
        _upgrade(folder)
    else:
        making = folder.with_name(f"{folder.name}.making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        smaller = max((size for size in _sizes() if size < count), default=0)
        if smaller:
            _upgrade(_folder(smaller))
        if smaller:
            with (
                closing(sqlite3.connect(_folder(smaller) / _FILE)) as source,
                closing(sqlite3.connect(making / _FILE)) as target,
            ):
                source.backup(target)
        _fill(making, smaller, count - smaller)
        making.rename(folder)
    return folder


def _upgrade(folder: Path) -> None:
    """Bring the tables up to the present version of the program."""
    opened = records(folder)
    try:
        if migrating.present(opened) != migrating.NEWEST:
            migrating.upgrade(opened)
    finally:
        opened.close()


def _folder(count: int) -> Path:
    return CACHE / f"register-{count}-{acts.VERSION}"


def _sizes() -> list[int]:
    """Return how many acts the finished registers hold."""
    parts = (path.name.split("-") for path in CACHE.glob(f"register-*-{acts.VERSION}"))
    return [int(part[1]) for part in parts]


def records(folder: Path) -> Records:
    """Open the records of a data folder."""
    return Records(f"sqlite:///{folder / _FILE}")


def _fill(folder: Path, first: int, count: int) -> None:
    opened = records(folder)
    try:
        migrating.upgrade(opened)
        waiting = acts.acts(count, first)
        while batch := list(islice(waiting, BATCH)):
            with opened.writing(_WHO) as unit:
                for model, rows in _rows(batch).items():
                    if rows:
                        unit.session.execute(insert(model), rows)
                unit.commit()
    finally:
        opened.close()


def _rows(batch: list[SearchDocument]) -> dict[type[Any], list[dict[str, Any]]]:
    """Return the rows of acts by table, in the order in which they refer to each other."""
    return {
        File: [
            {"id": act.id, "sha256": _hash(act.id), "size": len(act.text), "format": "docx", "name": f"{act.id}.docx"}
            for act in batch
        ],
        ReadDocument: [
            {
                "id": act.id,
                "file_id": act.id,
                "format": "docx",
                "reader": _WHO,
                "text": act.text,
                "text_sha256": _hash(act.text),
                "pages": [],
                "notices": [],
            }
            for act in batch
        ],
        Act: [_act(act) for act in batch],
        Publication: [
            {"act_id": act.id, "source": "Вестник города", "added_by": _WHO} for act in batch if act.has_publication
        ],
        SupplementaryDocument: [
            {
                "act_id": act.id,
                "kind": next(iter(SupplementaryKind)),
                "issuer": "Городской суд",
                "date": date(2020, 1, 15),
                "registered_by": _WHO,
            }
            for act in batch
            if act.has_supplementary
        ],
    }


def _act(act: SearchDocument) -> dict[str, Any]:
    return {
        "id": act.id,
        "kind": act.kind,
        "body": act.body,
        "body_key": act.body.lower(),
        "date": date.fromisoformat(act.date or ""),
        "year": act.year,
        "number_raw": act.number_raw,
        "number_norm": act.number_norm,
        "number_int": act.number_int,
        "place": act.id,
        "title": act.title,
        "access": act.access,
        "document_id": act.id,
        "registered_by": _WHO,
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def batches(count: int, size: int = BATCH) -> Iterator[list[SearchDocument]]:
    """Yield the acts of a set in batches without keeping them."""
    waiting = acts.acts(count)
    while batch := list(islice(waiting, size)):
        yield batch
