"""What a DOCX lost on its way: damaged parts beside the main one are told of, and the act is read without them.

Reads: a :class:`WordPackage` after its walk. Writes: notices, and the trust of the drafts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingest.reading.builder import DOUBTED
from ingest.reading.docx.package import relations_of

if TYPE_CHECKING:
    from ingest.reading.builder import DocumentBuilder
    from ingest.reading.docx.package import WordPackage

_CARRIES_NUMBERS: Final = frozenset({"numbering", "styles", "relations"})
"""Without these the numbers that Word puts before points are gone or wrong."""
_NAMES: Final = {
    "numbering": "нумерация списков", "styles": "стили оформления", "relations": "связи между частями",
    "settings": "настройки", "header": "верхний колонтитул", "footer": "нижний колонтитул",
    "footnotes": "сноски", "endnotes": "концевые сноски", "diagramData": "схема",
}  # fmt: skip


def flag(package: WordPackage, builder: DocumentBuilder) -> None:
    """Tell of the damaged parts; where they carried the numbers of points, lower the trust in all blocks."""
    if not package.broken:
        return
    kinds = {name: kind for source in ("", package.main) for kind, name in package.relations(source).values()}
    leading = {relations_of("").lower(), relations_of(package.main).lower()}
    lost = list(
        dict.fromkeys("relations" if name.lower() in leading else kinds.get(name, "") for name in package.broken)
    )
    named = ", ".join(_NAMES.get(kind, "вложенная часть") for kind in lost)
    if _CARRIES_NUMBERS.isdisjoint(lost):
        builder.notice(
            "damaged-part",
            f"Файл частично повреждён, не прочитано: {named}. Основной текст цел. Если в акте чего-то не хватает, "
            "попросите отправителя сохранить файл заново.",
        )
        return
    builder.notice(
        "numbers-lost",
        f"Файл частично повреждён, не прочитано: {named}. Номера пунктов, которые ставит Word, могли пропасть или "
        "сбиться. Попросите отправителя сохранить файл заново или сверьте все номера с подписанным экземпляром.",
    )
    for draft in builder.drafts:
        draft.trust = min(draft.trust, DOUBTED)
