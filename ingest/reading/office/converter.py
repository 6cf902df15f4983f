"""DOC, RTF and ODT -> DOCX by LibreOffice, without network, macros and links, in a folder of its own.

The folder and the profile live for one file: a profile that a hostile file has written to is never used again.
"""

from __future__ import annotations

import resource
import shutil
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from domain.errors import DamagedFile, ReadingTimedOut, ToolMissing
from ingest.reading.ocr.programs import run_program
from ingest.reading.tools import OFFICE_PACKAGE, Tools
from storage.scratch import Scratch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.reading.limits import ReadLimits

_STOPPED: Final = (None, -signal.SIGXCPU, -signal.SIGKILL, 128 + signal.SIGXCPU, 128 + signal.SIGKILL)
"""How a program ends that went over its time: itself, or told by the sandbox around it."""
_COMMON: Final = "/org.openoffice.Office.Common"
_SETTINGS: Final = (
    (f"{_COMMON}/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    (f"{_COMMON}/Security/Scripting", "DisableMacrosExecution", "true"),
    (f"{_COMMON}/Security/Scripting", "DisableActiveContent", "true"),
    (f"{_COMMON}/Security/Scripting", "MacroSecurityLevel", "3"),
    (f"{_COMMON}/Misc", "FirstRun", "false"),
    (f"{_COMMON}/Save/Document", "CreateBackup", "false"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
)


@contextmanager
def converted(path: Path, format_name: str, limits: ReadLimits, tools: Tools) -> Iterator[Path]:
    """Give the file as DOCX for the time of the block.

    Raises:
        ToolMissing: LibreOffice is not installed.
        ReadingTimedOut: LibreOffice was stopped at its limit; that says nothing about the file.
        DamagedFile: LibreOffice makes nothing of the file.
    """
    if not tools.soffice:
        raise ToolMissing(
            f"Для чтения файлов {format_name.upper()} на сервере нужен LibreOffice. Файл сохранён; попросите "
            f"администратора установить пакет {OFFICE_PACKAGE} и повторите чтение.",
            tool="libreoffice",
            package=OFFICE_PACKAGE,
        )
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    with Scratch() as folder:
        source = folder / f"source.{format_name}"
        shutil.copyfile(path, source)
        write_profile(folder / "profile" / "user")
        ended = run_program(
            _command(folder, source, tools), seconds=limits.office_seconds, limits=limits, home=str(folder)
        )
        result = folder / "out" / "source.docx"
        if ended.code in _STOPPED:
            raise ReadingTimedOut(
                "Преобразование файла заняло слишком много времени и остановлено: сервер занят или файл очень велик. "
                "Файл сохранён; повторите чтение позже.",
                tool="libreoffice",
            )
        if not result.is_file() or result.stat().st_size == 0:
            raise DamagedFile(found=format_name)
        yield result


def _command(folder: Path, source: Path, tools: Tools) -> list[str]:
    return [
        *tools.sandbox(writable=str(folder)),
        tools.soffice,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard",
        "--convert-to", "docx:MS Word 2007 XML",
        "--outdir", str(folder / "out"),
        str(source),
    ]  # fmt: skip


def write_profile(user: Path) -> None:
    """Write the locked settings into the folder ``user`` of a new profile: no links, no macros, no active content."""
    user.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>\n",
        encoding="utf-8",
    )
