"""Programs of the system that reading can use: which are there, what each is for, which package brings it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

OFFICE_PACKAGE: Final = "libreoffice-writer-nogui"
OCR_PACKAGE: Final = "tesseract-ocr-rus"
OCR_LANGUAGE: Final = "rus"
SANDBOX_PACKAGE: Final = "bubblewrap"
FONT_PACKAGE: Final = "fonts-liberation"


_TEMPORARY: Final = "/tmp"  # noqa: S108 - inside the sandbox
_OWN: Final = [str(Path(__file__).resolve().parents[1] / name) for name in ("derivatives", "reading/ocr")]
"""Folders of the register whose programs run in the sandbox."""
_SYSTEM: Final = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store",
    "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/libreoffice",
    "/etc/localtime", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/var/cache/fontconfig",
)  # fmt: skip
"""What programs need of the system: themselves, libraries, fonts. No act, no setting, no key lies there."""


class ToolStatus(NamedTuple):
    """One line of ``registry check``: program, whether it works, version, Debian package, what for (Russian)."""

    name: str
    present: bool
    version: str | None
    package: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Absolute paths of the programs, empty where one is missing or does not work."""

    soffice: str = ""
    tesseract: str = ""
    """Given only when the Russian language data is installed too."""
    tessdata: str = ""
    """Folder of that data; given only when the library tesserocr is installed."""
    bwrap: str = ""
    """Given only when it can make a sandbox here (some containers forbid it)."""
    unshare: str = ""
    """The second choice of sandbox: no network, own process tree."""

    @classmethod
    def find(cls) -> Tools:
        """Look for the programs on the path and try those that may be present but useless."""
        tesseract = shutil.which("tesseract") or ""
        languages = _output(tesseract, "--list-langs") if tesseract else ""
        if OCR_LANGUAGE not in languages.split():
            tesseract = languages = ""
        bwrap = shutil.which("bwrap") or ""
        unshare = shutil.which("unshare") or ""
        return cls(
            soffice=shutil.which("soffice") or shutil.which("libreoffice") or "",
            tesseract=tesseract,
            tessdata=_language_data(languages),
            bwrap=bwrap if bwrap and _works(*bwrap_prefix(bwrap), "true") else "",
            unshare=unshare if unshare and _works(*unshare_prefix(unshare), "true") else "",
        )

    def report(self) -> list[ToolStatus]:
        """Return one line for each program, for people who install and watch the system."""
        from ingest.reading.images.faces import face_for

        sandboxed = bool(self.bwrap or self.unshare)
        return [
            ToolStatus(
                "libreoffice", bool(self.soffice), _version(self.soffice), OFFICE_PACKAGE, "чтение DOC, RTF и ODT"
            ),
            ToolStatus(
                "tesseract",
                bool(self.tesseract),
                _version(self.tesseract, "tesserocr" if self.tessdata else ""),
                OCR_PACKAGE,
                "распознавание сканов (русский)",
            ),
            ToolStatus(
                "bubblewrap",
                bool(self.bwrap),
                _version(self.bwrap),
                SANDBOX_PACKAGE,
                "изоляция LibreOffice и tesseract"
                if self.bwrap
                else "изоляция LibreOffice и tesseract (сейчас замена: unshare, без изоляции файлов)"
                if sandboxed
                else "изоляция LibreOffice и tesseract (сейчас они работают без изоляции)",
            ),
            ToolStatus(
                "fonts",
                face_for("Times New Roman", bold=False, italic=False) is not None,
                None,
                FONT_PACKAGE,
                "изображения страниц PDF, в которых нет своих шрифтов",
            ),
        ]

    def sandbox(self, *, writable: str = "") -> list[str]:
        """Return what to put before a command so that it has no network and dies with its starter; maybe nothing."""
        if self.bwrap:
            return bwrap_prefix(
                self.bwrap, writable=writable, programs=(self.soffice, self.tesseract), data=self.tessdata
            )
        if self.unshare:
            return unshare_prefix(self.unshare)
        return []


def bwrap_prefix(bwrap: str, *, writable: str = "", programs: Iterable[str] = (), data: str = "") -> list[str]:
    """Programs of the system read-only, private ``/tmp``, no network, own process tree, one folder to write to.

    Nothing else is in sight: neither other files nor settings of the register.

    Args:
        bwrap: The program bubblewrap.
        writable: The folder.
        programs: Those that are to run; where one is installed outside the system's folders (``/opt``), what belongs
            to it is in sight too.
        data: A folder that they read.
    """
    prefix = [bwrap]
    for folder in _SYSTEM:
        prefix += ["--ro-bind-try", folder, folder]
    prefix += ["--dev", "/dev", "--proc", "/proc", "--tmpfs", _TEMPORARY]
    needed = {place for program in programs if program for place in _belongings(Path(program).resolve())}
    for place in sorted({sys.prefix, sys.base_prefix, *_OWN, *needed, data}):
        if place and not place.startswith(("/usr/", "/nix/", "/gnu/")) and place not in {"/", "/usr"}:
            prefix += ["--ro-bind-try", place, place]
    if writable:
        prefix += ["--bind", writable, writable]
    return [*prefix, "--unshare-all", "--die-with-parent", "--new-session", "--"]


def _belongings(program: Path) -> list[str]:
    """Return a program and what belongs to it: the tree of LibreOffice, libraries and data beside ``bin``."""
    folder = program.parent
    if folder.name == "program":
        return [str(folder.parent)]
    beside = [folder.parent / name for name in ("lib", "share")] if folder.name == "bin" else []
    return [str(place) for place in (program, *beside)]


def _language_data(languages: str) -> str:
    """Return the folder that tesseract names in its list of languages, when the library can use it."""
    named = re.search(r'in "([^"]+)"', languages)
    if named is None or importlib.util.find_spec("tesserocr") is None:
        return ""
    folder = Path(named[1]).resolve()
    return str(folder) if (folder / f"{OCR_LANGUAGE}.traineddata").is_file() else ""


def unshare_prefix(unshare: str) -> list[str]:
    """No network, own process tree that is killed as a whole; the file system stays visible."""
    return [unshare, "--user", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--"]


def _version(program: str, library: str = "") -> str | None:
    if not program:
        return None
    lines = _output(program, "--version").strip().splitlines()
    said = [lines[0].strip()] if lines else []
    said += [f"{library} {importlib.metadata.version(library)}"] if library else []
    return ", ".join(said) or None


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0  # noqa: S603 - found on the path
    except (OSError, subprocess.SubprocessError):
        return False


def _output(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, timeout=20, check=False)  # noqa: S603 - found on the path
    except (OSError, subprocess.SubprocessError):
        return ""
    return (done.stdout + b"\n" + done.stderr).decode("utf-8", "replace").strip()
