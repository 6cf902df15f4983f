"""``registry extract`` and ``registry ingest``: files from the disk."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from domain.errors import RegisterError, SearchError
from domain.requisites import FIELDS, Requisites
from registry_api.cli.output import STDERR, actor, emit, plain, progress, say
from registry_api.root import Register
from storage.scratch import Scratch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.reading import ReadingPool

KEPT_TABLE = 40
"""Longest summary table, rows; more files are only counted."""


def extract(
    files: Annotated[
        list[Path], typer.Argument(help="Файлы: DOCX, PDF, DOC, RTF, ODT, HTML, TXT; сканы: PDF, JPEG, PNG, TIFF.")
    ],
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="JSON Lines: одна строка на файл.")] = False,
) -> None:
    """Прочитать файлы и показать реквизиты, ничего не записывая."""
    register = Register()
    refused = 0
    with register.pool as pool, progress() as bar:
        task = bar.add_task("Чтение", total=len(files))
        with ThreadPoolExecutor(register.settings.number("WORKERS")) as threads:
            for row in threads.map(lambda path: _extract(pool, path), files):
                refused += row["error"] is not None
                emit(row) if jsonl else _print_extraction(row)
                bar.advance(task)
    raise typer.Exit(1 if refused else 0)


def _extract(pool: ReadingPool, path: Path) -> dict[str, Any]:
    from ingest.processing import REQUISITES_STEP
    from ingest.reading import sniff_head
    from ingest.receiving import clean_name
    from registry_api.presenting import extraction, extraction_failed

    kind = None
    try:
        with path.open("rb") as stream:
            kind = sniff_head(stream.read(65536), path.stat().st_size, path.name)
        with _nameable(path) as readable:
            reading = pool.read(readable, name=clean_name(path.name), after=REQUISITES_STEP, after_type=Requisites)
        return extraction(str(path), reading.document, reading.value or Requisites())
    except RegisterError as error:
        return extraction_failed(str(path), error.code, error.message, kind)
    except OSError as error:
        why = f"Файл не открывается ({os.strerror(error.errno or 0)}). Проверьте имя и права на чтение."
        return extraction_failed(str(path), "file-not-readable", why)


@contextmanager
def _nameable(path: Path) -> Iterator[Path]:
    """Give a path whose name is text: one of other bytes gets a link for as long as it is read."""
    if str(path).isprintable() or not any("\ud800" <= letter <= "\udfff" for letter in str(path)):
        yield path
        return
    with Scratch() as folder:
        link = folder / "file"
        link.symlink_to(path.absolute())
        yield link


def _print_extraction(row: dict[str, Any]) -> None:
    from registry_api.cli.output import STDOUT

    STDOUT.print(Text(plain(row["file"]), "bold"))
    if row["error"]:
        STDOUT.print(Text(f"  {row['error']['message']} [{row['error']['code']}]"))
        return
    for name in FIELDS:
        sure = row["confidence"].get(name)
        mark = "" if sure is None else f"  ({sure:.0%})"
        STDOUT.print(Text(plain(f"  {name:15} {row[name] or '—'}{mark}")))


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
                if inner.is_file() and not any(part.startswith(".") for part in inner.relative_to(path).parts)
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


COMMANDS = (extract, ingest)
