"""The manifest: what the package is, what is in it, and the chain of hashes that proves it.

``manifest.sha256`` holds the hash of ``manifest.json``, which holds size and hash of every other member;
``SHA256SUMS`` repeats the latter in the form that ``sha256sum -c`` reads.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import msgspec

FORMAT: Final = "municipal-acts-package"
FORMAT_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
MANIFEST_SUM: Final = "manifest.sha256"
SUMS: Final = "SHA256SUMS"
CLOSING: Final = (SUMS, MANIFEST, MANIFEST_SUM)
"""Members that stand last, in this order; all others are sorted by name before them."""


class ManifestFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A member: path in the package, size in bytes, SHA-256."""

    path: str
    size: int
    sha256: str


class ManifestAct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act: its identifier and version in the register, requisites, place in the inventory, folder."""

    position: int
    id: str
    version: int
    section: str
    kind: str
    body: str
    date: dt.date
    number: str
    title: str
    folder: str


class ManifestDates(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days of the package, see :class:`domain.periods.PackageDates`."""

    nominal: dt.date
    due: dt.date
    hand_over: dt.date
    warnings: tuple[str, ...] = ()


class JournalMark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Head of the register's journal at the moment of building."""

    seq: int
    hash: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole manifest."""

    format: str
    format_version: int
    generator: str
    profile: str
    organisation: str
    run_id: str
    built_at: dt.datetime
    month: str
    dates: ManifestDates
    replaces: str | None
    """Run of the package that this one corrects."""
    journal: JournalMark
    reason: str | None
    """Why it was built with problems."""
    problems: tuple[dict[str, Any], ...]
    acts: tuple[ManifestAct, ...]
    files: tuple[ManifestFile, ...]


def encode(value: object) -> bytes:
    """Return indented JSON in UTF-8."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def sums(files: tuple[ManifestFile, ...] | list[ManifestFile]) -> bytes:
    """Return lines as ``sha256sum`` writes them."""
    return "".join(f"{file.sha256}  {file.path}\n" for file in files).encode()


def in_order(names: list[str]) -> list[str]:
    """Return the names in the order of a package."""
    return sorted(name for name in names if name not in CLOSING) + [name for name in CLOSING if name in names]
