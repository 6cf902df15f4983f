"""Whether a text that was decoded by evidence can be believed: what is not Russian, or broken, is doubted and told of.

Reads: drafts of a text or HTML file. Writes: notices, and the trust of the drafts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.document import Source
from ingest.reading.builder import DOUBTED
from ingest.reading.text import quality

if TYPE_CHECKING:
    from ingest.reading.builder import DocumentBuilder, Draft

_BROKEN: Final = "\ufffd"
_SAMPLE: Final = 100
"""Lines from all over a text by which it is judged."""
_LONGEST: Final = 400
"""Signs of each."""


def judge(builder: DocumentBuilder) -> None:
    """Doubt the blocks with broken signs, and all of them when the whole does not look like Russian."""
    drafts = [draft for draft in builder.drafts if draft.source is Source.TEXT]
    said = "\n".join(map(_said, drafts))
    if _BROKEN in said:
        _doubt([draft for draft in drafts if _BROKEN in _said(draft)])
        builder.notice(
            "unknown-signs",
            f"В файле есть испорченные знаки, которые прочитать не удалось: на их месте стоит «{_BROKEN}». Впишите их "
            "по подписанному экземпляру.",
        )
    if not quality.measure(_sample(said)).good:
        _doubt(drafts)
        builder.notice(
            "garbled-text",
            "Текст файла не похож на русский: возможно, файл сохранён в неверной кодировке. Если вместо букв стоят "
            "непонятные знаки, откройте его в своей программе, сохраните как DOCX и загрузите снова.",
        )


def doubt_mixed(builder: DocumentBuilder) -> None:
    """Doubt a text that was put together from pieces in two encodings."""
    _doubt(builder.drafts)
    builder.notice(
        "mixed-encoding",
        "Файл собран из частей в разных кодировках. Кодировка каждой строки определена по её буквам: сверьте текст с "
        "подписанным экземпляром.",
    )


def _sample(said: str) -> str:
    lines = said.split("\n")
    return "\n".join(line[:_LONGEST] for line in lines[:: len(lines) // _SAMPLE or 1])


def _said(draft: Draft) -> str:
    return "\n".join(cell.text for cell in draft.cells) or draft.text


def _doubt(drafts: list[Draft]) -> None:
    for draft in drafts:
        draft.trust = min(draft.trust, DOUBTED)
