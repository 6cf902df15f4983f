"""Names of folders and files in a package: ASCII, short, safe on every system, readable for a person."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from domain.text import fold

if TYPE_CHECKING:
    from export.contents import ActEntry, FileEntry, SupplementaryEntry

_LETTERS: Final = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_LATIN_LETTERS: Final = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch * y * e yu ya"
_LATIN: Final = str.maketrans(dict(zip(_LETTERS, _LATIN_LETTERS.split(), strict=True)))
_OTHER: Final = re.compile(r"[^a-z0-9]+")
_EXTENSION: Final = re.compile(r"[a-z0-9]{1,8}")
_KIND_LENGTH: Final = 24
_NUMBER_LENGTH: Final = 24
_ROLES: Final = frozenset({"original", "scan", "signature", "publication"})


def slug(text: str, limit: int) -> str:
    """Return Latin letters, digits and single hyphens.

    >>> slug("ПР-37/03-18", 24)
    'pr-37-03-18'
    """
    latin = fold(text).translate(_LATIN).replace("*", "")
    return _OTHER.sub("-", latin).strip("-")[:limit].strip("-")


def act_folder(position: int, total: int, act: ActEntry) -> str:
    """Return the folder of an act: ``acts/001_postanovlenie_308_2026-04-06``."""
    width = max(3, len(str(total)))
    kind = slug(act.kind, _KIND_LENGTH) or "akt"
    number = slug(act.number, _NUMBER_LENGTH) or "bn"
    return f"acts/{position:0{width}}_{kind}_{number}_{act.date.isoformat()}"


def extension_of(item: FileEntry) -> str:
    """Return the extension by the content's format, else by the name; ``bin`` when neither is usable."""
    for candidate in (item.format, PurePath(item.name).suffix.lstrip(".")):
        if _EXTENSION.fullmatch(candidate.lower()):
            return candidate.lower()
    return "bin"


def file_names(files: tuple[FileEntry, ...]) -> tuple[str, ...]:
    """Return names of an act's files in their order: ``original.docx``, ``scan.pdf``, ``original-2.pdf``."""
    seen: dict[str, int] = {}
    names = []
    for item in files:
        role = item.role if item.role in _ROLES else "file"
        seen[role] = seen.get(role, 0) + 1
        count = f"-{seen[role]}" if seen[role] > 1 else ""
        names.append(f"{role}{count}.{extension_of(item)}")
    return tuple(names)


def supplementary_name(position: int, item: SupplementaryEntry, file: FileEntry) -> str:
    """Return the name of a supplementary document's file: ``supplementary/01_court-decision_2026-04-20.pdf``."""
    return f"supplementary/{position:02}_{slug(item.kind, _KIND_LENGTH)}_{item.date.isoformat()}.{extension_of(file)}"
