"""``registry corrections``: what registrars corrected in the values that the rules found."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from domain.statuses import AccessLevel
from registry_api.cli.output import FIELD_TITLES, STDOUT, emit, say
from registry_api.root import Register

app = typer.Typer(help="Что регистраторы исправили в найденных реквизитах.", no_args_is_help=True)


@app.command()
def summary(
    *, as_json: Annotated[bool, typer.Option("--json", help="Один объект JSON на стандартный вывод.")] = False
) -> None:
    """Показать по полям, сколько значений было найдено и сколько из них люди исправили."""
    from registry_api import corrections

    with Register() as house:
        house.prepare()
        with house.records.reading() as session:
            found = corrections.summary(session)
    if as_json:
        emit({"fields": found})
        return
    documents = next(iter(found.values()))["documents"]
    table = Table(title=f"Зарегистрировано документов: {documents}", title_justify="left")
    for heading in ("поле", "найдено", "исправлено", "убрано лишнее", "вписано недостающее"):
        table.add_column(heading, justify="left" if heading == "поле" else "right")
    for name, of in found.items():
        table.add_row(FIELD_TITLES[name], *(str(of[key]) for key in ("shown", "changed", "emptied", "filled")))
    STDOUT.print(table)


@app.command()
def export(
    folder: Annotated[
        Path, typer.Argument(metavar="ПАПКА", help="Новая папка: её ещё не должно быть.", show_default=False)
    ],
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Все зарегистрированные документы, не только исправленные.")
    ] = False,
    internal: Annotated[
        bool, typer.Option("--internal", help="Вместе с открытыми актами внутренние; ДСП не выгружаются никогда.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Один объект JSON на стандартный вывод.")] = False,
) -> None:
    """Выгрузить документы с верными значениями: такую папку проверяет registry evaluate."""
    from registry_api import corrections

    levels = (*corrections.OPEN, AccessLevel.INTERNAL) if internal else corrections.OPEN
    with Register() as house:
        house.prepare()
        done = corrections.export(house, folder, levels, everything=everything)
    if as_json:
        emit({"folder": str(folder), "written": done.written, "withheld": done.withheld})
    say(f"Выгружено документов: {done.written}. Проверить: registry evaluate {shlex.quote(str(folder))}", "green")
    if done.withheld:
        say(f"Не выгружены акты ограниченного доступа: {done.withheld} (внутренние — с --internal).", "yellow")
    if internal and done.written:
        say("В папке могут быть внутренние акты: храните её так же, как сами акты.", "yellow")
