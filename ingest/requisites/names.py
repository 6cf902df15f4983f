"""Names of people in running text, and the nominative of a surname that stands in another case.

Reads: text. Writes: names as «Фамилия И.О.» or «И.О. Фамилия», as the text writes them.

A case is told by the place of the name («СЛУШАЛИ: Рощину Е.Д.», «Рощину Е.Д. – подготовить»): the same form means a
woman in one place and a man in the other, so the caller says which case it is. A surname that the ends do not tell
stays as written.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from domain.text import clean

_SURNAME: Final = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_INITIALS: Final = r"[А-ЯЁ]\. ?[А-ЯЁ](?:\.|(?![а-яёА-ЯЁ]))"
_NEXT: Final = (
    r"(?!\.? ?[А-ЯЁ][а-яё]+(?:ов|ев|ин|ын|ский|цкий|ая|ова|ева|ина|ого|ому|ко|ук|юк|ич|дзе|швили|ян|ым|ой)"
    r"(?![а-яё])(?!,? ?[А-ЯЁ]\.))"
)
"""No surname follows: in «города Заречного И.И. Иванов» the initials belong to what stands after them."""

NAME: Final = (
    rf"(?:{_SURNAME} {{1,3}}{_INITIALS}{_NEXT}|(?<![А-ЯЁа-яё]){_INITIALS} ?{_SURNAME}"
    rf"|{_SURNAME} [А-ЯЁ][а-яё]+(?:у|ю|а|я|е|ой|ом|ем|й)? [А-ЯЁ][а-яё]+(?:вич|вн|ичн|ьич)[а-яё]{{0,2}})"
)
"""A name in any case, with initials or in full."""

_NAME: Final = re.compile(NAME)


class Case(Enum):
    """The case in which a name stands; its ends and what the nominative has in their place, longest first."""

    NOMINATIVE = ()
    DATIVE = (
        ("скому", "ский"), ("цкому", "цкий"), ("ской", "ская"), ("цкой", "цкая"), ("ову", "ов"), ("еву", "ев"),
        ("ёву", "ёв"), ("ину", "ин"), ("ыну", "ын"), ("овой", "ова"), ("евой", "ева"), ("ёвой", "ёва"),
        ("иной", "ина"), ("ыной", "ына"), ("ому", "ой"), ("ке", "ка"), ("ге", "га"), ("хе", "ха"), ("у", ""),
        ("ю", "ь"),
    )  # fmt: skip
    ACCUSATIVE = (
        ("ского", "ский"), ("цкого", "цкий"), ("скую", "ская"), ("цкую", "цкая"), ("ову", "ова"), ("еву", "ева"),
        ("ёву", "ёва"), ("ину", "ина"), ("ыну", "ына"), ("ова", "ов"), ("ева", "ев"), ("ёва", "ёв"), ("ина", "ин"),
        ("ына", "ын"), ("ого", "ой"), ("ку", "ка"), ("гу", "га"), ("ка", "к"), ("ча", "ч"), ("ра", "р"), ("на", "н"),
        ("ля", "ль"), ("та", "т"), ("да", "д"), ("са", "с"),
    )  # fmt: skip
    GENITIVE = (
        ("ского", "ский"), ("цкого", "цкий"), ("ской", "ская"), ("цкой", "цкая"), ("овой", "ова"), ("евой", "ева"),
        ("ёвой", "ёва"), ("иной", "ина"), ("ыной", "ына"), ("ова", "ов"), ("ева", "ев"), ("ёва", "ёв"), ("ина", "ин"),
        ("ына", "ын"), ("ого", "ой"), ("ка", "к"), ("ча", "ч"), ("ра", "р"), ("на", "н"), ("ля", "ль"), ("та", "т"),
        ("да", "д"), ("са", "с"),
    )  # fmt: skip
    INSTRUMENTAL = (
        ("ским", "ский"), ("цким", "цкий"), ("ской", "ская"), ("цкой", "цкая"), ("овым", "ов"), ("евым", "ев"),
        ("ёвым", "ёв"), ("иным", "ин"), ("ыным", "ын"), ("овой", "ова"), ("евой", "ева"), ("ёвой", "ёва"),
        ("иной", "ина"), ("ыной", "ына"), ("ом", ""),
    )  # fmt: skip


def names_in(text: str) -> list[re.Match[str]]:
    """Return the places of names in the text, in order."""
    return list(_NAME.finditer(text))


def people_in(text: str, case: Case = Case.NOMINATIVE) -> tuple[str, ...]:
    """Return the names of the text in the nominative, each once, in order.

    >>> people_in("Ковшова П.И. – о паводке; Рощину Е.Д. – о лагерях", Case.ACCUSATIVE)
    ('Ковшов П.И.', 'Рощина Е.Д.')
    """
    return tuple(dict.fromkeys(nominative_name(clean(match.group()), case) for match in names_in(text)))


def nominative_name(name: str, case: Case) -> str:
    """Return a name with its surname in the nominative; names in full stay as they are written.

    >>> nominative_name("Сазонову Ю.М.", Case.DATIVE)
    'Сазонов Ю.М.'
    """
    words = name.split(" ")
    surnames = [index for index, word in enumerate(words) if "." not in word and len(word) > 1]
    if len(surnames) != 1 or "." not in name:
        return name
    at = surnames[0]
    for old, new in case.value:
        if words[at].endswith(old):
            words[at] = words[at][: -len(old)] + new
            break
    return " ".join(words)


def is_dative(name: str) -> bool:
    """Whether a surname may stand in the dative: its ends say so, or it does not change at all."""
    surname = next((word for word in name.split() if "." not in word and len(word) > 1), "")
    return surname.endswith(("у", "ю", "ой", "ей", "е", "о", "их", "ых", "и", "я"))
