"""DOCX -> drafts of blocks: the archive is checked, the parts are opened, one walk reads them all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.reading.docx.package import WordPackage
from ingest.reading.docx.walker import Walker

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.reading.builder import DocumentBuilder


def read_docx(path: Path, builder: DocumentBuilder) -> list[bytes]:
    """Read a DOCX into the builder; return its pictures when it holds nothing else, so that they may be recognised.

    Raises:
        DamagedFile, EncryptedFile, HostileFile: see :mod:`ingest.reading.docx.package`.
    """
    with WordPackage(path, builder.limits) as package:
        walker = Walker(package, builder)
        walker.walk()
        _flag(package, builder)
        if builder.has_text:
            return []
        pictures = (package.data(name) for name in walker.picture_parts())
        return [picture for picture in pictures if picture]


def _flag(package: WordPackage, builder: DocumentBuilder) -> None:
    names = package.names
    if any(name.endswith("vbaproject.bin") for name in names):
        builder.notice("macros", "В файле есть макросы. Они не выполнялись и на текст не влияют.")
    if any(re.match(r"word/embeddings/", name) for name in names):
        builder.notice(
            "embedded-files",
            "В файл вложены другие файлы. Их содержание не прочитано: проверьте, не приложение ли это.",
        )
    if package.related(package.main, "aFChunk"):
        builder.notice(
            "foreign-parts", "Часть файла вставлена в другом формате и не прочитана. Сохраните файл заново в DOCX."
        )
