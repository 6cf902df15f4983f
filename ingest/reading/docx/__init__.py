"""DOCX -> drafts of blocks: the archive is checked, the parts are opened, one walk reads them all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ingest.reading import active
from ingest.reading.docx import losses
from ingest.reading.docx.package import W, WordPackage
from ingest.reading.docx.walker import Walker
from ingest.reading.office.shown import PagePicture, pages_among

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.reading.builder import DocumentBuilder

_LINKS: Final = frozenset({"image", "frame", "subDocument", "oleObject", "aFChunk", "video", "audio"})
_REMOTE: Final = re.compile(r"(?:https?|ftp)://|\\\\|//", re.IGNORECASE)


def read_docx(path: Path, builder: DocumentBuilder) -> list[PagePicture]:
    """Read a DOCX into the builder; return its pictures that are pages, so that they may be recognised.

    Raises:
        DamagedFile, EncryptedFile, HostileFile: see :mod:`ingest.reading.docx.package`.
    """
    with WordPackage(path, builder.limits) as package:
        walker = Walker(package, builder)
        walker.walk()
        losses.flag(package, builder)
        _flag(package, builder)
        _flag_charts(walker, builder)
        _flag_fields(walker, builder)
        _flag_corrections(walker, builder)
        return pages_among(walker.pictures, builder, package.data, with_beside=True)


def _flag_fields(walker: Walker, builder: DocumentBuilder) -> None:
    """Tell of fields that may start a program (their name may be cut into many runs), and of those that show today."""
    if walker.root is None:
        return
    instructions = [element.text or "" for element in walker.root.iter(W + "instrText")]
    instructions += [f" {element.get(W + 'instr', '')} " for element in walker.root.iter(W + "fldSimple")]
    if active.has_dde(instructions):
        builder.notice("dde-field", active.SENTENCES["dde-field"])
    if walker.fields.show_today:
        builder.notice(
            "today-field",
            "В файле есть поле с текущей датой: при каждом открытии оно показывает новую. Не берите дату из него, "
            "сверьте её с подписанным экземпляром.",
        )


def _flag(package: WordPackage, builder: DocumentBuilder) -> None:
    names = package.names
    if any(name.endswith("vbaproject.bin") for name in names):
        builder.notice("macros", active.SENTENCES["macros"])
    if any(re.match(r"word/embeddings/", name) for name in names):
        builder.notice("embedded-files", active.SENTENCES["embedded-files"])
    if package.related(package.main, "aFChunk") or package.related(package.main, "subDocument"):
        builder.notice(
            "foreign-parts",
            "Часть акта вставлена в файл отдельным документом и не прочитана. Откройте файл в Word, сохраните его "
            "заново в DOCX и загрузите снова.",
        )
    if any(
        kind in _LINKS or (kind == "attachedTemplate" and _REMOTE.match(target)) for kind, target in package.external
    ):
        builder.notice(
            "external-parts",
            "Файл ссылается на то, что лежит вне его (рисунок, часть текста или шаблон). По ссылкам система не ходит: "
            "если в акте чего-то не хватает, получите файл со всем содержанием внутри.",
        )


def _flag_charts(walker: Walker, builder: DocumentBuilder) -> None:
    """Tell of charts: what they draw is read as numbers, or not at all, and may be part of the act."""
    if all(walker.charts) and walker.charts:
        builder.notice(
            "charts",
            "В файле есть диаграммы. Их подписи и значения прочитаны строками там, где стоит диаграмма. Сверьте их "
            "с исходным файлом.",
        )
    elif walker.charts:
        builder.notice(
            "charts",
            "В файле есть диаграммы. Их подписи и значения сюда вошли не все: смотрите их в исходном файле.",
        )


def _flag_corrections(walker: Walker, builder: DocumentBuilder) -> None:
    """Tell of corrections that nobody has accepted, and of remarks."""
    changes = (W + "ins", W + "del", W + "moveFrom", W + "moveTo")
    if walker.root is not None and next(walker.root.iter(*changes), None) is not None:
        builder.notice(
            "tracked-changes",
            "В файле остались непринятые исправления. Прочитано так, как если бы их приняли: вставленное вошло "
            "в текст, удалённое — нет. Убедитесь, что это подписанная редакция.",
        )
    if walker.root is not None and next(walker.root.iter(W + "commentReference"), None) is not None:
        builder.notice("comments", "В файле есть примечания рецензентов. В текст акта они не вошли.")
