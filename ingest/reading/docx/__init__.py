"""DOCX -> drafts of blocks: the archive is checked, the parts are opened, one walk reads them all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.document import BlockKind
from ingest.reading import active
from ingest.reading.docx import losses
from ingest.reading.docx.package import W, WordPackage
from ingest.reading.docx.walker import PAGE_SHARE, Shown, Walker

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ingest.reading.builder import DocumentBuilder, Draft

_PART_SHARE: Final = 0.2
"""As much in a file that says hardly anything else: a scan was cut or made small."""
_FEW_LETTERS: Final = 40
"""A file of pictures may have a line of text: the number of a page, «Приложение»."""
_LETTERHEAD: Final = (200.0, 40.0)
"""Width and height in points from which a picture may hold words of a letterhead: an emblem is smaller."""
_FIRST_BLOCKS: Final = 6
_LINKS: Final = frozenset({"image", "frame", "subDocument", "oleObject", "aFChunk", "video", "audio"})
_REMOTE: Final = re.compile(r"(?:https?|ftp)://|\\\\|//", re.IGNORECASE)
_BODY: Final = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TABLE})


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture that is a page: its block, its bytes, its size in points (0: unknown)."""

    draft: Draft
    data: bytes
    width: float
    height: float


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
        _flag_fields(walker, builder)
        _flag_corrections(walker, builder)
        letters = _letters(builder)
        pages = [picture for picture in walker.pictures if _is_page(picture, letters)]
        _flag_letterhead(builder, walker.pictures, pages)
        return list(_loaded(package, pages, builder.limits.ocr_pages))


def _letters(builder: DocumentBuilder) -> int:
    """Return how many letters the body has; counting stops where it is surely a text."""
    letters = 0
    for draft in builder.drafts:
        if draft.kind in _BODY or draft.kind is BlockKind.TEXT_BOX:
            letters += sum(map(str.isalpha, draft.text))
            letters += sum(sum(map(str.isalpha, cell.text)) for cell in draft.cells)
            if letters > _FEW_LETTERS:
                break
    return letters


def _is_page(picture: Shown, letters: int) -> bool:
    """Tell whether a picture is a page: it is large, or hardly anything stands beside it."""
    if letters > _FEW_LETTERS:
        return picture.share > PAGE_SHARE
    return not letters or not picture.share or picture.share > _PART_SHARE


def _loaded(package: WordPackage, pictures: Iterable[Shown], most: int) -> Iterable[PagePicture]:
    """Yield the pictures with their bytes, each part once, those that may be recognised; of one more no bytes.

    A part that is damaged has no bytes either: what cannot be recognised is told of where recognition is tried.
    """
    seen: set[str] = set()
    for picture in pictures:
        if picture.part in seen:
            continue
        seen.add(picture.part)
        data = package.data(picture.part) if len(seen) <= most else None
        yield PagePicture(picture.draft, data or b"", picture.width, picture.height)


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
    if package.related(package.main, "aFChunk"):
        builder.notice(
            "foreign-parts", "Часть файла вставлена в другом формате и не прочитана. Сохраните файл заново в DOCX."
        )
    if any(
        kind in _LINKS or (kind == "attachedTemplate" and _REMOTE.match(target)) for kind, target in package.external
    ):
        builder.notice(
            "external-parts",
            "Файл ссылается на то, что лежит вне его (рисунок, часть текста или шаблон). По ссылкам система не ходит: "
            "если в акте чего-то не хватает, получите файл со всем содержанием внутри.",
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


def _flag_letterhead(builder: DocumentBuilder, pictures: list[Shown], pages: list[Shown]) -> None:
    """Tell of a picture above the text that may be a letterhead: its date and number are not in the text."""
    known = {id(picture.draft): picture for picture in pictures if picture not in pages}
    said = 0
    for draft in builder.drafts:
        picture = known.get(id(draft))
        if picture is not None and picture.width >= _LETTERHEAD[0] and picture.height >= _LETTERHEAD[1]:
            builder.notice(
                "letterhead-picture",
                "В начале файла — картинка: возможно, бланк. Реквизиты на картинке не прочитаны: сверьте орган, дату и "
                "номер с оригиналом.",
            )
            return
        said += draft.kind in _BODY
        if said >= _FIRST_BLOCKS:
            return
