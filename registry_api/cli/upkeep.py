"""``registry index``, ``registry check``, ``registry audit``, ``registry db``.

Is everything as it should be, and what to do if not.
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from domain.errors import RebuildRunning
from registry_api.cli.output import STDOUT, actor, emit, plain, progress, say
from registry_api.root import Register

index_app = typer.Typer(help="Поисковый индекс.", no_args_is_help=True)
audit_app = typer.Typer(help="Журнал действий.", no_args_is_help=True)
db_app = typer.Typer(help="База данных.", no_args_is_help=True)
MOST_SHOWN = 20
DIFFERENCES = {
    "missing": "нет в индексе",
    "surplus": "есть в индексе, но не должно быть",
    "stale": "в индексе другая версия",
}


@index_app.command("rebuild")
def index_rebuild(
    *,
    if_needed: Annotated[bool, typer.Option("--if-needed", help="Только если индекс устарел или его нет.")] = False,
) -> None:
    """Построить индекс заново из записей; поиск всё это время работает."""
    with Register() as house:
        house.prepare()
        health = house.index.health()
        if if_needed and health.ok and not health.outdated:
            say("Индекс соответствует программе, перестраивать нечего.")
            return
        try:
            with progress() as bar:
                task = bar.add_task("Индекс", total=None)
                count = house.indexer.rebuild(lambda done, total: bar.update(task, completed=done, total=total))
        except RebuildRunning as running:
            if not if_needed:
                raise
            say(running.message)
            return
    say(f"Индекс построен: актов {count}.", "green")


@index_app.command("check")
def index_check(
    *, repair: Annotated[bool, typer.Option("--repair", help="Исправить найденные расхождения.")] = False
) -> None:
    """Сверить индекс с записями."""
    with Register() as house:
        house.prepare()
        house.indexer.drain()
        differences = house.indexer.check()
        if differences and repair:
            house.indexer.repair()
            say(f"Исправлено расхождений: {len(differences)}.", "green")
            differences = house.indexer.check()
    for difference in differences[:MOST_SHOWN]:
        say(f"• акт {difference.act_id}: {DIFFERENCES[difference.kind]}", "red")
    if differences:
        say(f"Индекс расходится с записями: {len(differences)}. Исправить: registry index check --repair", "red")
        raise typer.Exit(1)
    say("Индекс соответствует записям.", "green")


@audit_app.command("verify")
def audit_verify() -> None:
    """Проверить цепочку журнала от первой записи до последней."""
    from storage import journal

    with Register() as house:
        house.prepare()
        with house.records.reading() as session:
            count = journal.verify(session)
            last = journal.head(session)
    say(f"Журнал цел: записей {count}, последняя {last.hash[:16]}…", "green")


def check(
    *,
    deep: Annotated[bool, typer.Option("--deep", help="Прочитать каждый файл хранилища и сверить его хеш.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Только отвечают ли части: для проверки живости.")] = False,
    worker: Annotated[
        bool, typer.Option("--worker", help="Ошибка, если на этой машине нет живого исполнителя.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines на стандартный вывод.")] = False,
) -> None:
    """Показать, что используется, отвечает ли оно, сходятся ли данные и что делать, если нет."""
    from registry_api.checking import Standing, examine

    table = Table("Часть", "Состояние", "Что это", "Что делать")
    marks = {Standing.GOOD: "в порядке", Standing.LACKING: "не хватает", Standing.WRONG: "ОШИБКА"}
    wrong = 0
    with Register() as house:
        for finding in examine(house, deep=deep, quick=quick, worker_here=worker):
            wrong += finding.standing is Standing.WRONG
            if as_json:
                emit(
                    {"part": finding.part, "standing": finding.standing, "used": finding.used, "advice": finding.advice}
                )
            table.add_row(
                *(Text(plain(said)) for said in (finding.part, marks[finding.standing], finding.used, finding.advice))
            )
    if not as_json:
        STDOUT.print(table)
    if wrong:
        say(f"Найдено ошибок: {wrong}.", "red")
        raise typer.Exit(1)


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Создать или обновить таблицы, хранилище, очередь и индекс; можно запускать повторно."""
    from ingest.text_signature import sign_missing

    with Register() as house:
        house.prepare()
        house.queue.prepare()
        if not house.index.health().ok:
            try:
                house.indexer.rebuild()
            except RebuildRunning as running:
                say(running.message)
        signed = sign_missing(house.records, actor())
    if signed:
        say(f"Для поиска повторов сличено документов, прочитанных раньше: {signed}.")
    say("База данных, хранилище, очередь и индекс готовы.", "green")
