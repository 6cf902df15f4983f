"""Date and number of the act itself.

Reads: Shape. Writes: Pieces, a date and a number with the rule that found them.

A registration line says a date, a number, a place and nothing else: ``от « 16 » 02 2021 № 308`` · ``08.05.2020`` ·
``№ 827-Д`` ·
``11 февраля 2013 г.  Москва  № 17`` · ``От ____29 декабря 2017 года_______ № ____519____``. A blank stays a blank.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.dates import find_dates
from domain.text import fold, letters
from ingest.requisites.figures import BEHIND_DATE, NUMBER, WITHOUT, dates_in, number_at, own_part
from ingest.requisites.words import ABOUT, FOREIGN, PLACE, PREAMBLE, REVISION_NOTE

if TYPE_CHECKING:
    from ingest.requisites.lines import Line

_FROM: Final = re.compile(
    r"(?<![а-яё])о ?т(?![а-яё])|(?<![а-яё])(?:года|год|г\.?)(?![а-яё])|(?<![а-яё])(?:рег|исх)\. ?(?=№)"
    r"|(?<![а-яё])(?:по делу|дело)(?=\s*(?:№|\t|$))"
    r"|(?:решение|постановление|определение)?(?:\s*в полном объ[её]ме)?\s*изготовлено(?:\s*в полном объ[её]ме)?",
    re.IGNORECASE,
)
_BLANK: Final = re.compile(r"(?:от|№|N)[\s«\"]*_{2,}|№\s*$|№\s*_{2,}|[«\"]\s*_{1,}\s*[»\"]", re.IGNORECASE)
_BLANK_DATE: Final = re.compile(r"[«\"“]?\s*_{2,}\s*[»\"”]?[\s_]*(?:(?:19|20)\d\d(?!\d))?")
"""A date that nobody filled in beside a number: «от «___» ________ 2013 г.  № 90»."""

_SKIPPED: Final = re.compile(
    r"(?:резолютивная часть|зарегистрирован|регистрационный|рег\.\s?№|опубликован"
    r"|дата (?:официальной )?(?:публикации|опубликования)"
    r"|дат[аы] (?:и время )?(?:следующ|ближайш|очередн|начала|окончания|при[её]ма|размещения)"
    r"|(?:дата )?(?:вступает|вступления|вступил[аои]?) в (?:законную )?силу|копия (?:верна|выдана)"
    r"|(?:получен|выдан)[оаы]?(?![а-яё])|принят[аоы]?(?![а-яё])|одобрен"
    r"|\d{1,2} ?(?:час|ч\.)"
    r"|документ (?:не )?(?:утратил|действует)|утратил[оаи]? силу|статус(?:\s*:| документа)|код документа"
    r"|[\[(]?извлечени[ея][\])]?$"
    r"|экз\.?(?![а-яё])|экземпляр|проект(?![а-яё])"
    r"|внес[её]н[оаы]?\s*:|вносит(?:ся)?\s*:|изменения и дополнения\s*:"
    r"|тел\.|телефон|факс|e-mail|инн|огрн|на\s*№|вх\.|действующая редакция|документ предоставлен"
    r"|дата сохранения|официальн"
    r"|с изменениями и дополнениями|информация об изменениях|гарант)",
    re.IGNORECASE,
)
_LEFTOVER: Final = 34
"""Letters besides date, number and place that a registration line may hold (the name of a place)."""

_LINE: Final = 260
_SPREAD: Final = re.compile(r"(?<![^\W\d_])[^\W\d_](?: [^\W\d_]){3,}(?![^\W\d_])")
"""A word spread letter by letter: «М о с к в а»."""

_CITES: Final = re.compile(
    r"^(?!(?:от|по делу|рег|исх|[гспхд]|ст|дер|пос|пгт|рп)(?![а-яё]))[а-яё]{2,}|[А-ЯЁа-яё]{3,} от [\d«_]"
)
"""A line that goes on from the one above, or says whose the date is: «ярмарок от 31.10.2024 № 389», «Устав от …»."""

_NAMED: Final = re.compile(r"\s*[«\"“]?[А-ЯЁ][а-яё]+[^\d№\t_]*?[а-яё»\"”],? ?№ ?\d[\w/-]*,? *[«\"]?\d")
"""A name before the number and the date says whose they are: «Заречная новь № 15 от 03.03.2021»."""

_TERM: Final = re.compile(r"(?<![а-яё\d/–-])(?:до|со?|по|на|в|к)\s+[«\"“]?\s?\d{1,2}\s?[.»\"” ]", re.IGNORECASE)
"""A term or a day of coming into force, never of adoption: «срок действия до 01.04.2021», «действует с 1 мая»."""

_IN_COLUMN: Final = re.compile(r"\s*(?:г\.?)?\s*\t\s*\d{1,5}(?:-[А-ЯЁа-яё]{1,4})?\s*")
"""A number without its sign in the column beside the date."""

_QUOTED: Final = re.compile(r"[«\"“][А-ЯЁа-яё]{2}")
"""Beside a number a name in quotes is a newspaper's; beside a date alone it may be the place: «т/х «Заря»»."""

_SCRAP: Final = re.compile(r"[А-ЯЁа-яё]{3,}|\d{2,}")
"""What a recognised line must hold to be more than a scrap of a seal or a written line."""

_IMPRINT: Final = re.compile(
    r"(?:(?:г|город|с|п)\.? ?)?(?:(?!(?:на|за|в|до|от|с|по|и) )[А-ЯЁ][а-яё-]+,?\s*)?\d{4}\s*(?:г\.?|год)?"
    r"|\((?:новая |в новой )?редакци[яи][^)]*\)",
    re.IGNORECASE,
)
"""Place and year at the foot of a title page: «Москва, 1995 г.», «2019 год»; «(новая редакция)»."""

_ADOPTED: Final = re.compile(r"(?:принят[аоы]?|одобрен[аоы]?|утратил[аио]? силу)(?![а-яё])", re.IGNORECASE)
_REGISTERS: Final = ("рег", "государственный рег", "внес", "включ", "вх", "на", "опубл", "тираж", "газета")
"""How a note of another's registration begins that may have its date and number in the next line."""

_REGISTERED: Final = re.compile(r"зарегистрирован[оаы]?(?![а-яё])", re.IGNORECASE)
"""Without it a line with the name of Minjust alone may be the letterhead of its own act or a title."""

_MEETING: Final = re.compile(r"сессия|заседание", re.IGNORECASE)
"""The number of a session is whole: what follows it is the act's own."""

_ADOPTION: Final = 2
"""The date of an adoption note follows its first line within this many lines."""

_PLACE_WORDS: Final = 4
"""Most words of a place beside date and number."""


_OTHER_TONGUE: Final = re.compile(
    r"[«\"“]?\s?\d{1,2}\s?[»\"”]?\s+[^\W\d_]+\s+\d{4}(?:\s?(?:й|ел|елның|ҫ|ç|ий|арын)\.?)?(?!\w)", re.IGNORECASE
)
"""The date once more in the second language of the letterhead: «15 март 2021 й.», «20 ҫурла 2018»."""


_ABOUT: Final = re.compile(r"(?:^|\s|[«\"“])(?:О|Об|ОБ|об?)\s")


def _rest_of(text: str) -> tuple[bool, bool, str]:
    """Return whether the text has a date, whether a number, and what stays without both."""
    cut = [(start, end) for _, start, end in dates_in(text)]
    dated = bool(cut)
    cut += [match.span() for match in _OTHER_TONGUE.finditer(text)] if dated else []
    numbered = False
    for match in NUMBER.finditer(text):
        found = number_at(text, match)
        if found is not None:
            numbered = True
            cut.append((match.start(), found[2]))
    if WITHOUT.search(text):
        numbered = True
    behind = BEHIND_DATE.match(text, cut[0][1]) if dated and not numbered else None
    if behind is not None:
        numbered = True
        cut.append(behind.span("number"))
    for start, end in sorted(cut, reverse=True):
        text = text[:start] + " \t " + text[end:]
    if numbered and not dated:
        text = _BLANK_DATE.sub(" ", text)
    return dated, numbered, _FROM.sub(" ", text)


def is_registration(line: Line) -> bool:
    """Whether the line says date, number and place of an act, or has blanks for them, and nothing else."""
    text = own_part(line).plain
    if _speaks_of_another(text) or (is_named_first(line) and len(bare_name(line).split()) != 1):
        return False
    dated, numbered, rest = _rest_of(text)
    if not dated and not numbered:
        return bool(_BLANK.search(text)) and len(letters(_FROM.sub(" ", text))) <= _LEFTOVER
    rest = _placeless(rest)
    if not letters(rest) or (dated and _IN_COLUMN.fullmatch(rest)):
        return True
    if numbered and _QUOTED.search(rest):
        return False
    if not dated and not re.search(r"\t|\s{3,}", text) and letters(_rest_of(PLACE.sub(" ", text))[2]):
        return False  # «Детская школа искусств № 5» is a name with a number in it
    return _is_name_beside(rest)


def _speaks_of_another(text: str) -> bool:
    """Whether a line is too long, or begins or goes on as what only mentions an act."""
    return bool(
        len(text) > _LINE
        or text.startswith("(")
        or FOREIGN.search(text)
        or _SKIPPED.match(text)
        or PREAMBLE.match(text)
        or _TERM.search(text)
        or _CITES.search(PLACE.sub(" ", text))
    )


def _is_name_beside(rest: str) -> bool:
    """Whether what stays is one piece beside the values, like the name of a ship or a town: no sentence around them."""
    words = letters(rest)
    if len(words) > _LEFTOVER or _ABOUT.search(rest):
        return False
    pieces = [piece for piece in re.split(r"\t| {3,}", rest) if letters(piece)]
    return (
        len(pieces) == 1
        and len(pieces[0].split()) <= _PLACE_WORDS
        and not rest.rstrip().endswith(";")
        and words[:1].isalpha()
    )


def is_named_first(line: Line) -> bool:
    """Whether a name before number and date says whose they are: a newspaper's, or that of the place."""
    return _NAMED.match(_FROM.sub(" ", PLACE.sub(" ", own_part(line).plain))) is not None


def bare_name(line: Line) -> str:
    """Return the name beside date and number that is not marked as a place: «Вперёд, 12 марта 2019 года, № 20»."""
    rest = _placeless(_rest_of(own_part(line).plain)[2])
    return " ".join(re.findall(r"[А-ЯЁа-яё-]{3,}", rest))


def _placeless(rest: str) -> str:
    return PLACE.sub(" ", _SPREAD.sub(lambda word: word.group().replace(" ", ""), rest))


def is_skipped(line: Line) -> bool:
    """Whether the line is a note between kind and title that says nothing of the act: other registration.

    Edition, contacts.
    """
    text = line.plain
    if len(text) >= _LINE:
        return False
    if line.ocr and _SCRAP.search(text) is None:
        return True
    return bool(
        _SKIPPED.match(text)
        or _IMPRINT.fullmatch(text)
        or REVISION_NOTE.match(text)
        or is_foreign(line)
        or not letters(text)
    )


def is_foreign(line: Line) -> bool:
    """Whether the line tells of another's registration: of Minjust, a register, a newspaper, a print order, a session.

    A title may speak of the same things («Об учреждении / газеты «Вестник»»): it gives them no date and no number.
    """
    text = line.plain
    found = FOREIGN.search(text)
    if found is None or ABOUT.match(text) or (text[0].islower() and found.start()):
        return False
    dated, numbered, _ = _rest_of(text)
    opens = not found.start() and fold(found.group()).startswith(_REGISTERS)
    return dated or numbered or opens or _REGISTERED.search(text) is not None


def without_adoption(lines: list[Line]) -> list[Line]:
    """Return the lines without notes of editions, of adoption and of another's registration, also of several lines.

    «Зарегистрировано в Минюсте / 10.04.2021 № 63020» is Minjust's.
    «Принят Государственной Думой / 20 июля 2017 года»: the date of a law is that of its signing, not of its adoption.
    """
    kept: list[Line] = []
    waiting = 0
    noted = False
    for line in _without_foreign(lines):
        if noted or REVISION_NOTE.match(line.plain):
            noted = line.text.rfind(")") < max(0, line.text.rfind("(")) if not noted else ")" not in line.text
            continue
        dated = next(dates_in(line.text), None) is not None
        if _ADOPTED.match(line.plain):
            waiting = 0 if dated else _ADOPTION
        elif waiting and dated:
            waiting = 0
        else:
            waiting = max(0, waiting - 1)
            kept.append(line)
    return kept


def adoption_notes(lines: list[Line]) -> list[Line]:
    """Return the notes of adoption that tell their day themselves or in the next line."""
    return [
        line
        for index, line in enumerate(lines)
        if not is_foreign(line)
        and any(_ADOPTED.match(above.plain) for above in lines[max(0, index - 1) : index + 1])
        and next(find_dates(line.text), None) is not None
    ]


def _without_foreign(lines: list[Line]) -> list[Line]:
    """Return the lines without another's registration and without the date and the number that go on from it."""
    kept: list[Line] = []
    waiting = 0
    told: set[str] = set()
    for line in lines:
        dated, numbered, _ = _rest_of(line.plain)
        here = {name for name, has in (("date", dated), ("number", numbered)) if has}
        if is_foreign(line):
            told, waiting = here, 0 if _MEETING.search(line.plain) else _ADOPTION
        elif waiting and here and not here & told:
            told |= here
        else:
            waiting = 0 if here else max(0, waiting - 1)
            kept.append(line)
    return kept
