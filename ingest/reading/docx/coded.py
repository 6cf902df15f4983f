"""Codes of a symbol font that stand in fonts of letters: read once the whole document can give evidence.

Reads: drafts of a DOCX. Writes: their texts with repairs, notices, and less trust where a code stays unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.reading.builder import DOUBTED
from ingest.reading.docx.symbols import PRIVATE, UNKNOWN, has_letters, spelled
from ingest.reading.text.quality import is_known

if TYPE_CHECKING:
    from ingest.reading.builder import CellDraft, DocumentBuilder, Draft


def spell(builder: DocumentBuilder) -> None:
    """Read the codes in all drafts, and tell of them."""
    found: list[tuple[Draft, Draft | CellDraft]] = []
    for draft in builder.drafts:
        parts: list[Draft | CellDraft] = [draft, *draft.cells]
        found += [(draft, part) for part in parts if PRIVATE.search(part.text)]
    lettered = has_letters((part.text for _, part in found), is_known)
    for draft, part in found:
        said = spelled(part.mended, lettered=lettered)
        if _letters(said.text) > _letters(part.text):
            builder.notice("recoded", "Часть знаков в файле была испорчена неверной кодировкой и восстановлена.")
        part.text, part.repairs = said.text, said.repairs
        if UNKNOWN in said.text:
            draft.trust = min(draft.trust, DOUBTED)
            builder.notice(
                "unknown-signs",
                "В файле есть буквы или цифры особого шрифта, которые прочитать не удалось: на их месте стоит "
                f"«{UNKNOWN}». Впишите их по подписанному экземпляру.",
            )


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
