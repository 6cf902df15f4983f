"""Fields of the query language: Russian and English names, values, warnings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.numbers import number_key
from search.query.dates import parse_span
from search.query.nodes import DateBetween, FieldWords, Flag, Node, Not, NumberIs, NumberPrefix, Or
from search.query.requisites import number_is

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from search.analysis import Analysis

NAMES: Final = {
    "номер": "number",
    "number": "number",
    "дата": "date",
    "date": "date",
    "год": "year",
    "year": "year",
    "вид": "kind",
    "kind": "kind",
    "type": "kind",
    "орган": "body",
    "body": "body",
    "заголовок": "title",
    "название": "title",
    "title": "title",
    "опубликован": "has_publication",
    "опубликование": "has_publication",
    "источник": "has_publication",
    "published": "has_publication",
    "source": "has_publication",
    "доп": "has_supplementary",
    "документы": "has_supplementary",
    "supplementary": "has_supplementary",
}
"""Names that may stand before a colon."""

FIELD: Final = re.compile(rf"(?P<name>{'|'.join(NAMES)}):[ \t]*", re.IGNORECASE)
_NOT_KEPT_NAMES: Final = r"статус|status|рубрика|rubric|(?:на|on)(?=:\s*\d)"
NOT_KEPT: Final = re.compile(rf"(?P<name>{_NOT_KEPT_NAMES}):[ \t]*", re.IGNORECASE)
"""Names whose values the register does not keep yet."""
ANY_NAME: Final = rf"(?:{'|'.join(NAMES)}|{_NOT_KEPT_NAMES}):[ \t]*"
"""Either of them, as a part of an expression that heeds no case."""

LINKED: Final = re.compile(r"(?:изменяет|измен[её]н|отменяет|отмен[её]н|amends|repeals):[ \t]*", re.IGNORECASE)
"""Links between acts are not in the index; the acts that cite a number are."""
LINKS_NOT_KEPT: Final = (
    "По связям искать пока нельзя: показан сам акт и те, кто на него ссылается. Чем он изменён и что изменяет, сказано"
    " в его карточке, в разделе «Связи»."
)
UNKNOWN: Final = re.compile(r"(?P<name>[A-Za-zА-Яа-яЁё]{3,20}):(?=[\"«„“A-Za-zА-Яа-яЁё\d])")
"""What looks like the name of a field and is none; capitals («ИНН:…») and what a blank follows are text."""

_WHY_NOT: Final = {
    "на": "Реестр ещё не хранит, когда акт вступает в силу и утрачивает её",
    "рубрика": "Рубрики актов в реестре ещё не ведутся",
    "статус": "По статусу искать пока нельзя: о том, что акт изменён или утратил силу, сказано рядом с ним в найденном",
}
_IN_ENGLISH: Final = {
    "on": "на",
    "rubric": "рубрика",
    "status": "статус",
}
_FLAGS: Final = ("has_publication", "has_supplementary")
_YES: Final = frozenset(("да", "есть", "yes", "true", "1"))
_NO: Final = frozenset(("нет", "no", "false", "0"))

_QUOTED: Final = re.compile(r"[\"«„“]([^\"»“”]*)[\"»“”]?")
_VALUE: Final = re.compile(r"[^\s()|\"«»„“”]+")
_ALTERNATIVES: Final = re.compile(r"\(([^()]*)\)?")
_WORDS_LIMIT: Final = 16
_ADMINISTRATION: Final = re.compile(r"(?<!\w)адм(?:ин)?(?:\.\s*|(?!\w))", re.IGNORECASE)
_CONDITIONS: Final = (NumberIs, NumberPrefix, DateBetween, FieldWords, Flag)


class FieldReader:
    """Reads the value behind a field's name; what it cannot read it names in a warning."""

    def __init__(self, analysis: Analysis, warn: Callable[[str], None]) -> None:
        """Take the analysis and where warnings go."""
        self._analysis = analysis
        self._warn = warn

    def read(self, name: str, text: str, at: int) -> tuple[Node | None, int]:
        """Return the condition, or None with a warning, and the place behind the value."""
        field = NAMES[name.lower()]
        if field in {"date", "year"}:
            span = parse_span(text, at)
            if span is None and (quoted := _QUOTED.match(text, at)):
                inner = parse_span(quoted[1].strip(), 0)
                span = (inner[0], quoted.end()) if inner else None
            if span and not _VALUE.match(text, span[1]):
                return self._dates(*span[0]), span[1]
        value, end = _value(text, at)
        if not value.strip(",*"):
            self._warn(f"После «{name}:» нет значения: условие пропущено.")
            return None, end
        if field in {"date", "year"}:
            self._warn(
                f"Дата «{value[:40]}» не понята: условие пропущено. Пример: дата:2020..2021 или дата:08.05.2020."
            )
            return None, end
        if field in _FLAGS:
            return self._flag(name, field, value), end
        if field == "number":
            return _any(tuple(self._number(part) for part in _parts(value))), end
        return _any(tuple(self._words(field, part) for part in _parts(value))), end

    def skip(self, name: str, text: str, at: int) -> int:
        """Pass over the value of a field that is not kept, say why, and return the place behind it."""
        span = parse_span(text, at)
        value, end = _value(text, at)
        end = max(end, span[1]) if span else end
        why = _WHY_NOT[_IN_ENGLISH.get(name.lower(), name.lower())]
        self._warn(f"{why}. Условие «{name}:{text[at:end][:40] or value}» пропущено.")
        return end

    def tell_unknown(self, name: str) -> None:
        """Say that there is no such field and which there are."""
        self._warn(
            f"Поля «{name}» нет, ищется только то, что после двоеточия. Поля: номер, дата, год, вид, орган, заголовок,"
            " опубликован, доп."
        )

    def _flag(self, name: str, field: str, value: str) -> Node | None:
        said = value.strip(",.;").lower()
        if said in _YES or said in _NO:
            return Flag(field, said in _YES)
        self._warn(f"После «{name}:» напишите «да» или «нет»: условие «{name}:{value[:40]}» пропущено.")
        return None

    def _dates(self, first: object, last: object) -> Node:
        from datetime import date

        start = first if isinstance(first, date) else None
        end = last if isinstance(last, date) else None
        if start and end and start > end:
            self._warn("Начало промежутка позже конца: даты переставлены.")
            start, end = end, start
        return DateBetween(start, end)

    def _number(self, value: str) -> Node | None:
        if value.endswith("*"):
            start = number_key(value.rstrip("*"))
            return NumberPrefix(start) if start else None
        condition = number_is(value)
        return condition if condition.norm else None

    def _words(self, field: str, value: str) -> Node | None:
        if field == "body":
            value = _ADMINISTRATION.sub("администрация ", value).strip()
        forms = self._analysis.forms(value)[:_WORDS_LIMIT]
        if not forms:
            return None
        return FieldWords(field, tuple(self._analysis.lemmas(form) for form in forms), value)


def is_condition(node: Node) -> bool:
    """Whether a node only selects by fields of the card."""
    if isinstance(node, Or):
        return all(is_condition(item) for item in node.items)
    return isinstance(node, _CONDITIONS) or (isinstance(node, Not) and is_condition(node.item))


def contradictions(filters: Iterable[Node]) -> list[str]:
    """Return a sentence for every pair of conditions that no act can meet."""
    found = list(filters)
    sentences = []
    firsts = [node.first for node in found if isinstance(node, DateBetween) and node.first]
    lasts = [node.last for node in found if isinstance(node, DateBetween) and node.last]
    if firsts and lasts and max(firsts) > min(lasts):
        sentences.append("Условия на дату противоречат друг другу: таких актов нет.")
    numbers = {node.integer if node.integer is not None else node.norm for node in found if isinstance(node, NumberIs)}
    if len(numbers) > 1 and not all(isinstance(number, str) for number in numbers):
        numbers = {str(number) for number in numbers}
    if len(numbers) > 1:
        sentences.append(
            "Указаны разные номера: акта с двумя номерами нет. Для выбора любого из них разделите их знаком «|»."
        )
    return sentences


def _value(text: str, at: int) -> tuple[str, int]:
    quoted = _QUOTED.match(text, at)
    if quoted:
        return quoted[1], quoted.end()
    group = _ALTERNATIVES.match(text, at)
    if group:
        return re.sub(r"\s*(?:\||(?<!\w)ИЛИ(?!\w))\s*", ",", group[1]), group.end()
    match = _VALUE.match(text, at)
    return (match.group(), match.end()) if match else ("", at)


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _any(nodes: tuple[Node | None, ...]) -> Node | None:
    kept = tuple(node for node in nodes if node)
    return Or(kept) if len(kept) > 1 else kept[0] if kept else None
