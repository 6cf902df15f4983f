"""Programs of the system that tests use: say which are missing, and bring them from Debian's packages when we may.

We may as root, or when ``REGISTRY_BRING=yes`` asks for it. Otherwise the tests that need them skip and say so.
Standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import NamedTuple


class Program(NamedTuple):
    """A program: its name, how it is called, the Debian packages that bring it, what for."""

    name: str
    commands: tuple[str, ...]
    packages: tuple[str, ...]
    purpose: str


PROGRAMS = (
    Program("LibreOffice", ("soffice",), ("libreoffice-writer-nogui",), "DOC, RTF, ODT"),
    Program("tesseract (rus)", ("tesseract",), ("tesseract-ocr", "tesseract-ocr-rus"), "scans"),
    Program("Chromium", ("chromium",), ("chromium",), "browser tests"),
    Program("bubblewrap", ("bwrap",), ("bubblewrap",), "sandbox of converters"),
    Program("poppler", ("pdftoppm",), ("poppler-utils",), "looking at printed documents"),
    Program("fonts", ("fc-match",), ("fontconfig", "fonts-liberation", "fonts-dejavu-core"), "documents in tests"),
)


def missing() -> list[Program]:
    """Return the programs that are not here."""
    lacking = [p for p in PROGRAMS if not any(shutil.which(command) for command in p.commands)]
    tesseract = PROGRAMS[1]
    if tesseract not in lacking and not _has_russian():
        lacking.append(tesseract)
    return lacking


def _has_russian() -> bool:
    asked = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return "rus" in asked.stdout.split()


def main() -> int:
    """Bring what is missing, or say what will be skipped."""
    lacking = missing()
    if not lacking:
        return 0
    packages = [package for program in lacking for package in program.packages]
    names = ", ".join(f"{p.name} ({p.purpose})" for p in lacking)
    may = (os.geteuid() == 0 or os.environ.get("REGISTRY_BRING") == "yes") and shutil.which("apt-get")
    if not may:
        print(f"Not here: {names}. Tests that need them will skip.", file=sys.stderr)
        print(f"To bring them: sudo apt-get install {' '.join(packages)}", file=sys.stderr)
        return 0
    print(f"Bringing from the system's packages: {names}…", file=sys.stderr)
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive", **os.environ}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "-qq"], install):
        done = subprocess.run([*prefix, *command], env=quiet, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            print("The packages could not be brought; tests that need them will skip.", file=sys.stderr)
            return 1 if os.environ.get("CI") else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
