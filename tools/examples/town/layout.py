"""What every writer needs to know of the look of an act: lines of the letterhead, of the date, of the signature mark.

Source: ГОСТ Р 7.0.97 (order of requisites, margins 20/10/20/20 mm, 14 points, indent 12.5 mm, page numbers from the
second page).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from town.model import LETTERHEADS

if TYPE_CHECKING:
    from town.model import TownDocument

PLACE = "г. Верхнереченск"


def letterhead(document: TownDocument) -> tuple[str, ...]:
    """Lines of the body above the kind; nothing for a document that brings its own head."""
    if document.head.get("bare"):
        return ()
    given = document.head.get("letterhead")
    return tuple(given) if given else LETTERHEADS[document.text("body")]


def kind_line(document: TownDocument) -> str:
    """The kind as it stands on the form, spaced out where the head of the text asks for it."""
    kind = document.text("kind").upper()
    return " ".join(kind) if document.head.get("spaced") else kind


def date_and_number(document: TownDocument) -> tuple[str, str]:
    """Date and number as this document writes them."""
    number = f"№ {document.text('number')}"
    match document.text("date_style", "plain"):
        case "words":
            return f"от {document.worded}", number
        case "quoted":
            words = document.worded.split()
            return f"от «{document.dated.day:02}» {words[1]} {words[2]} г.", number
        case "bare":
            return document.dotted, number
        case _:
            return f"от {document.dotted}", number


def signature_mark(document: TownDocument) -> tuple[str, ...]:
    """Lines of the visible mark of the electronic signature, or nothing."""
    mark = document.head.get("signature_mark")
    if not mark:
        return ()
    lines = [
        "ДОКУМЕНТ ПОДПИСАН",
        "ЭЛЕКТРОННОЙ ПОДПИСЬЮ",
        f"Сертификат: {mark['certificate']}",
        f"Владелец: {mark['owner']}",
        f"Действителен: с {mark['valid_from']} по {mark['valid_to']}",
    ]
    if signed := mark.get("signed"):
        lines.append(f"Дата подписания: {signed}")
    return tuple(lines)
