"""``registry ingest``: files from the disk come into the register."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from domain.errors import SearchError
from registry_api.cli.output import STDERR, actor, emit, plain, progress, say
from registry_api.root import Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KEPT_TABLE = 40
"""Longest summary table, rows; more files are only counted."""


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Файлы и папки (папки — со всем содержимым).")],
    *,
    register: Annotated[
        bool,
        typer.Option(
            "--register", help="Зарегистрировать без проверки акты, все реквизиты которых определены уверенно."
        ),
    ] = False,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Только принять; прочитает работающий сервер.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines на стандартный вывод.")] = False,
) -> None:
    """Принять файлы в реестр: сохранить, прочитать, подготовить черновики."""
    from registry_api.intake import Intake

    with Register() as house:
        house.prepare()
        files = list(_walk(paths))
        desk = Intake(house, actor=actor(), register_if_certain=register)
        with progress() as bar:
            task = bar.add_task("Приём", total=len(files))
            receipts = []
            for path in files:
                receipts.append(desk.accept(path))
                bar.advance(task)
            if no_wait:
                desk.leave_to_workers(receipts)
                rows: Iterable[dict[str, Any]] = (desk.row(receipt) for receipt in receipts)
            else:
                task = bar.add_task("Чтение", total=len(files))
                rows = desk.finish(receipts)
            done = []
            for row in rows:
                done.append(row)
                bar.advance(task)
                if as_json:
                    emit(row)
        if not no_wait:
            _index(house)
    if not as_json:
        _summary(done, read=not no_wait)
    raise typer.Exit(
        1 if any(row["outcome"] == "refused" or row["code"] for row in done if row["code"] != "duplicate-file") else 0
    )


def _walk(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (
                inner
                for inner in sorted(path.rglob("*"))
                if not inner.is_dir() and not any(part.startswith(".") for part in inner.relative_to(path).parts)
            )
        else:
            yield path


def _index(house: Register) -> None:
    try:
        house.indexer.drain()
    except SearchError as error:
        say(f"{error.message} Индекс догонит сам, когда сервер заработает.", "yellow")


def _summary(rows: list[dict[str, Any]], *, read: bool) -> None:
    waits = "ждёт проверки" if read else "прочитает исполнитель"
    words = {"accepted": "принят", "duplicate": "повтор", "refused": "не принят"}
    table = Table(title=None, show_lines=False)
    for heading in ("Файл", "Итог", "Что дальше"):
        table.add_column(heading, overflow="fold")
    for row in rows[:KEPT_TABLE]:
        further = row["message"] or ("зарегистрирован" if row["act_id"] else waits)
        table.add_row(Text(plain(row["file"])), words[row["outcome"]], Text(plain(further)))
    STDERR.print(table)
    count = Counter(words[row["outcome"]] for row in rows)
    registered = sum(1 for row in rows if row["act_id"] and row["outcome"] == "accepted")
    say(
        f"Всего файлов: {len(rows)}; "
        + ", ".join(f"{word}: {n}" for word, n in count.items())
        + f"; зарегистрировано: {registered}."
    )


COMMANDS = (ingest,)
