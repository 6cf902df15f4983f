"""``registry export build`` and ``registry export verify``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.errors import PackageBroken, PackageRefused
from registry_api.cli.output import actor, emit, say
from registry_api.root import Register

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

app = typer.Typer(help="Ежемесячный пакет для регионального регистра.", no_args_is_help=True)


@app.command()
def build(
    *,
    month: Annotated[str, typer.Option(help="Отчётный месяц, ГГГГ-ММ.")],
    out: Annotated[Path, typer.Option(help="Папка, в которую положить пакет.")],
    with_problems: Annotated[
        str, typer.Option(metavar="ПРИЧИНА", help="Построить и при замечаниях; причина останется в журнале и в пакете.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Объект JSON на стандартный вывод.")] = False,
) -> None:
    """Построить пакет месяца."""
    from domain.periods import ReportingMonth

    try:
        period = ReportingMonth.parse(month)
    except ValueError as error:
        raise typer.BadParameter("Месяц пишется как ГГГГ-ММ, например 2026-04.") from error
    with Register() as house:
        house.prepare()
        try:
            built = house.packages.build(period, out, actor=actor(), with_problems=with_problems or None)
        except PackageRefused as refusal:
            problems = list(refusal.details.get("problems", []))  # type: ignore[call-overload]  # a list by contract
            _print_problems(problems)
            if as_json:
                emit({"package": None, "acts": 0, "problems": problems})
            raise
    problems = [problem.as_data() for problem in built.problems]
    if as_json:
        emit(
            {
                "package": str(built.path),
                "acts": built.acts,
                "problems": problems,
                "sha256": built.sha256,
                "package_id": built.package_id,
            }
        )
    else:
        _print_problems(problems)
    say(f"Пакет построен: {built.path}", "green")
    say(f"SHA-256: {built.sha256}. Проверить без реестра: registry export verify {built.path}")


def _print_problems(problems: Sequence[Mapping[str, Any]]) -> None:
    for problem in problems:
        say(f"• {problem['message']} [{problem['code']}]", "red" if problem["severity"] == "error" else "yellow")


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="Файл пакета.")],
    *,
    sha256: Annotated[
        str, typer.Option(metavar="СУММА", help="Сумма SHA-256 из журнала реестра или письма: сверить и её.")
    ] = "",
) -> None:
    """Проверить пакет: без базы данных и без сети."""
    from export.verify import verify as prove

    if not file.is_file():
        raise typer.BadParameter(f"Нет такого файла: {file}")
    try:
        report = prove(file, sha256.strip().lower() or None)
    except PackageBroken as broken:
        for difference in list(broken.details.get("differences", []))[:20]:  # type: ignore[call-overload]  # a list
            say(f"• {difference}", "red")
        raise
    say(
        f"Пакет цел: месяц {report.month}, актов {report.acts}, файлов {report.files}. SHA-256: {report.sha256}",
        "green",
    )
    if not sha256 and not report.sidecar:
        say(
            "Содержимое согласовано внутри себя. Чтобы доказать, что это тот самый пакет, сверьте сумму с журналом "
            "реестра: registry export verify ФАЙЛ --sha256 СУММА"
        )
