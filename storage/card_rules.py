"""What a card must fulfil before it is kept, and whether a changed one stays at its place in the register."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from domain.limits import too_long
from domain.numbers import WITHOUT_NUMBER, NotANumber, parse_number
from domain.text import body_key, one_line, title_key

if TYPE_CHECKING:
    from storage.acts import Card
    from storage.models import Act

EARLIEST: Final = date(1917, 1, 1)
"""No act of a register of municipal acts is older."""
_WORDS: Final = ("kind", "body", "number", "title", "signatory", "signatory_post")
_STAYS: Final = (
    "Орган, вид, номер и год определяют место акта в реестре: их меняет регистратор. Верните прежнее значение."
)
_NAMELESS_STAYS: Final = (
    "У акта без номера место в реестре определяют и дата с заголовком: их меняет регистратор. Верните прежнее значение."
)


def check_card(card: Card) -> dict[str, str]:
    """Return what is wrong with a card: field to Russian sentence; empty when nothing is."""
    faults = {}
    if not one_line(card.kind):
        faults["kind"] = "Укажите вид акта."
    if not one_line(card.body):
        faults["body"] = "Укажите орган или должностное лицо, принявшее акт."
    if not one_line(card.title):
        faults["title"] = "Укажите заголовок акта."
    try:
        parse_number(card.number)
    except NotANumber:
        faults["number"] = "Укажите номер акта, например 308, 827-Д или 12/3; если номера нет — «б/н»."
    if not EARLIEST <= card.date <= date.today():  # noqa: DTZ011 - the day as the office's calendar shows it
        faults["date"] = "Дата принятия должна быть не позже сегодняшней."
    words = {name: getattr(card, name) for name in _WORDS}
    for name, text in words.items():
        if "\x00" in (text or ""):
            faults[name] = "В значении есть недопустимый знак. Введите его заново."
    return faults | too_long(words)


def moved(act: Act, card: Card) -> dict[str, str]:
    """Return the fields by which a card would leave the place of its act in the register.

    The day and the title of an act without number are of them, so that nobody can try which titles are taken.
    """
    norm = parse_number(card.number).norm
    same = {
        "kind": one_line(card.kind).lower() == act.kind,
        "body": body_key(card.body) == act.body_key,
        "number": norm == act.number_norm,
        "date": card.date.year == act.year,
    }
    faults = {name: _STAYS for name, is_same in same.items() if not is_same}
    if norm == act.number_norm == WITHOUT_NUMBER:
        told = {"date": card.date == act.date, "title": title_key(card.title) == title_key(act.title)}
        faults = {name: _NAMELESS_STAYS for name, is_same in told.items() if not is_same} | faults
    return faults
