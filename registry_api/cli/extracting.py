"""``registry extract`` and ``registry evaluate``: what the rules find in files, and how often it is right.

Nothing is recorded.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.errors import RegisterError
from domain.requisites import Requisites
from registry_api.cli.extraction_text import print_extraction
from registry_api.cli.output import emit, progress, say
from registry_api.root import Register
from storage.scratch import Scratch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.reading import ReadingPool


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
            for row in threads.map(lambda path: extract_file(pool, path), files):
                refused += row["error"] is not None
                emit(row) if jsonl else print_extraction(row)
                bar.advance(task)
    raise typer.Exit(1 if refused else 0)


def extract_file(pool: ReadingPool, path: Path) -> dict[str, Any]:
    """Return what was read and found in a file, or why nothing was; it is never an exception.

    The shape is that of :func:`registry_api.presenting.extraction`.
    """
    from ingest.opening import open_file, why_not_open
    from ingest.processing import REQUISITES_STEP
    from ingest.reading import sniff_head
    from ingest.receiving import clean_name
    from registry_api.presenting import extraction, extraction_failed

    kind = None
    try:
        with open_file(path) as stream:
            kind = sniff_head(stream.read(65536), path.stat().st_size, path.name)
        with _nameable(path) as readable:
            reading = pool.read(readable, name=clean_name(path.name), after=REQUISITES_STEP, after_type=Requisites)
        return extraction(str(path), reading.document, reading.value or Requisites())
    except RegisterError as error:
        return extraction_failed(str(path), error.code, error.message, kind)
    except OSError as error:
        return extraction_failed(str(path), "file-not-readable", why_not_open(error))


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


class Scored(StrEnum):
    """What may be asked for with ``--show``."""

    KIND = "kind"
    BODY = "body"
    DATE = "date"
    NUMBER = "number"
    TITLE = "title"
    SIGNATORY = "signatory"
    AMENDS = "amends"
    REPEALS = "repeals"


_NAMES = ", ".join(Scored)


def evaluate(
    folder: Annotated[
        Path,
        typer.Argument(metavar="ПАПКА", help="Папка с документами и файлом меток labels.jsonl.", show_default=False),
    ],
    *,
    show: Annotated[
        Scored | None, typer.Option("--show", metavar="ПОЛЕ", help=f"Перечислить ошибки одного поля: {_NAMES}.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Один объект JSON на стандартный вывод.")] = False,
) -> None:
    """Сверить, что находят правила, с размеченными документами: таблицы по полям и форматам, список ошибок."""
    from ingest.requisites.labelled import open_folder
    from registry_api.cli.score_tables import print_score
    from registry_api.evaluation import outcome_of, score

    labelled, problems = open_folder(folder)
    say(f"Документов с метками: {len(labelled)}. Каждый читается и сверяется, ничего не записывается.", "dim")
    register = Register()
    outcomes = []
    with register.pool as pool, progress() as bar:
        task = bar.add_task("Чтение", total=len(labelled))
        with ThreadPoolExecutor(register.settings.number("WORKERS")) as threads:
            for one, row in zip(labelled, threads.map(lambda one: extract_file(pool, one.path), labelled), strict=True):
                outcomes.append(outcome_of(one, row))
                bar.advance(task)
    result = score(outcomes, problems)
    if show is not None:
        result["wrong"] = [fault for fault in result["wrong"] if fault["field"] == show]
    if as_json:
        emit(result)
    else:
        print_score(result)
    for problem in problems:
        say(f"• {problem.place}: {problem.reason}", "red")
    for fault in result["unreadable"]:
        say(f"• {fault['file']}: {fault['message']} [{fault['code']}]", "red")
    if problems:
        say(f"Меток, которые нельзя использовать: {len(problems)}. Исправьте их и повторите.", "red")
    raise typer.Exit(1 if problems or result["unreadable"] else 0)


COMMANDS = (extract, evaluate)
