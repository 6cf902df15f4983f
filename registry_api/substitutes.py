"""What a person is told when something else was searched because her query finds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.loosening import Instead, Loosened


def told(other: Instead, *, has_conditions: bool) -> list[str]:
    """Return Russian sentences: why the list is not the answer to the query, what it is, what to do.

    Args:
        other: What was searched.
        has_conditions: Whether conditions were chosen besides the text.
    """
    where = " под выбранными условиями" if has_conditions else ""
    corrected = f"«{other.correction.text}»" if other.correction else ""
    if other.loosened is None:
        return [f"По введённому запросу{where} ничего не найдено. Показано найденное по запросу {corrected}."]
    sentences = [f"Написание исправлено: {corrected}."] if corrected else []
    return [_shown(other.loosened, where), *sentences, *_how(other.loosened, where)]


def as_data(other: Instead) -> dict[str, Any]:
    """Return the same for a program: the spelling that was searched; how many of how many words each act has."""
    found = other.loosened
    return {
        "text": other.correction.text if other.correction else None,
        "words": found.words if found else None,
        "least": found.least if found else None,
        "whole": found.whole if found else None,
        "absent": list(found.absent) if found else [],
    }


def _shown(found: Loosened, where: str) -> str:
    if found.least == found.words and not found.whole:
        return f"Точно так, как в кавычках,{where} не написано нигде. Показаны акты, где есть все слова в любых формах."
    shown = f"акты, где есть не меньше {found.least} из {found.words} {_words(found.words)}."
    if not found.whole:
        return f"Все слова вместе{where} не встречаются ни в одном акте. Показаны {shown}"
    acts = "1 акте, и стоят в нём" if found.whole == 1 else f"{found.whole} актах, и стоят в них"
    return f"Все слова{where} есть только в {acts} не рядом. Показаны и {shown}"


def _how(found: Loosened, where: str) -> Iterator[str]:
    if found.least == found.words or found.whole:
        return
    if found.absent:
        yield f"{where.strip().capitalize() or 'Нигде'} не найдено: {', '.join(found.absent)}."
    if found.unquoted:
        yield "Слова в кавычках искались по отдельности."
    yield "Уберите лишние слова или проверьте их написание."


def _words(count: int) -> str:
    return "слова" if count % 10 == 1 and count % 100 != 11 else "слов"  # noqa: PLR2004 the grammar of numbers
