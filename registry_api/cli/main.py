"""The command put together; expected failures become a sentence and an exit code here."""

from __future__ import annotations

import logging
import os
import secrets
import sys
import traceback
from datetime import UTC, datetime

import structlog
import typer

from domain.errors import RegisterError
from registry_api.cli import correcting, extracting, files, lookup, packages, people, serving, upkeep
from registry_api.cli.output import say
from registry_api.settings import SettingsError, load

app = typer.Typer(
    name="registry",
    help="Реестр муниципальных правовых актов. Настройки — переменные REGISTRY_…, см. docs/settings.md.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for part in (serving, extracting, files, lookup):
    for command in part.COMMANDS:
        app.command()(command)
app.add_typer(packages.app, name="export")
app.add_typer(correcting.app, name="corrections")
app.add_typer(upkeep.index_app, name="index")
app.command()(upkeep.check)
app.add_typer(upkeep.audit_app, name="audit")
app.add_typer(upkeep.db_app, name="db")
app.add_typer(people.app, name="user")


def main() -> None:
    """Run the command; the process ends with its exit code."""
    try:
        _log_as(load()["LOG_LEVEL"])
        app()
        sys.stdout.flush()
    except RegisterError as error:
        say(f"{error.message} [{error.code}]", "red")
        raise SystemExit(error.exit_code) from None
    except SettingsError as error:
        say(str(error), "red")
        raise SystemExit(2) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still buffered must not fail again
        raise SystemExit(1) from None
    except Exception:  # noqa: BLE001 - whatever went wrong inside, a person sees a sentence and the log the rest
        _unexpected()
        raise SystemExit(1) from None


def _log_as(level: str) -> None:
    """Let the log say as much as the settings want, one line an event, on standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _unexpected() -> None:
    """Write the traceback to the log in the data folder and tell the person its reference."""
    reference = secrets.token_hex(4)
    log = load().data / "errors.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"{datetime.now(UTC).isoformat()} {reference} {sys.argv[1:]}\n{traceback.format_exc()}\n")
        where = "Подробности — в файле errors.log папки данных"
    except OSError:
        where = "Подробности записать не удалось"
    say(f"Внутренняя ошибка, код обращения {reference}. {where}; передайте код администратору.", "red")
