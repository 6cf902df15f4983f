"""The body that a letterhead names: the last name above the kind line, with its furniture left out.

Reads: Shape. Writes: Found. Letterheads of several levels, of officials, of letters with the addressee beside, with a
stamp of registration above; recognised ones with misread letters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.requisites import Found, Span
from domain.text import clean, fold
from ingest.requisites.approvals import is_rule
from ingest.requisites.machine import Part
from ingest.requisites.naming import is_misread_noun, normal_name, recognised_name
from ingest.requisites.registration import is_foreign, is_registration
from ingest.requisites.tongues import in_other_tongue, is_other_tongue
from ingest.requisites.words import ABOUT, BODY_WORDS, CONVOCATION

if TYPE_CHECKING:
    from ingest.requisites.lines import Line
    from ingest.requisites.machine import Shape

_CHROME: Final = re.compile(
    r"(?:герб|сообщение для печати|проект|копия|тел\.|телефон|факс|www|http|e-?mail|инн|огрн|окпо|\d{6}|ул\."
    r"|улица|типы документов"
    r"|расширенный поиск|откройте|если вы|зарегистрирован|вносится|на\s*№|исх"
    r"|документ |источник|официальн|для служебного|экз|печатается|внимание|список)",
    re.IGNORECASE,
)
_REGISTERED: Final = "зарегистрирован"
_REGISTRAR: Final = re.compile(r"управлени[ея]\s+(?:министерства юстиции|минюста)", re.IGNORECASE)
"""The department of Minjust that registers charters: its stamp begins here."""
_CONTACTS: Final = re.compile(
    r"\d{6}|(?:тел|факс)\.?[:\s]|@|https?:|www\.|(?<![а-яё])(?:ул|пл|пр-т|д)\. ?[А-ЯЁ\d]", re.IGNORECASE
)
"""An address or a telephone anywhere in the line."""
_ADDRESSEE: Final = re.compile(
    r"(?:Глав(?:е|ам)|Мэру|Губернатору|Председателю|Президенту|Руководител(?:ю|ям)|Начальник(?:у|ам)|Директор(?:у|ам)|Министру"
    r"|Департаменту|Комитету|Министерству|Управлению|Отделу|Совету|Прокурору|Члену|Вх)(?![а-яё])"
)
_POST_BELOW: Final = re.compile(
    r"(?:(?:первый ?)?заместитель|(?:представительный|исполнительный|исполнительно-распорядительный) орган"
    r"|статс-секретарь|руководитель|начальник|директор|прокурор|секретар[ьи])(?![а-яё])",
    re.IGNORECASE,
)
"""A letterhead of an official: the post below the body is no part of its name."""
_LAND: Final = re.compile(
    r"российская федерация|(?:[а-яё-]+ая область|[а-яё-]+ий край|республика [а-яё-]+(?: [а-яё()-]+)?"
    r"|[а-яё -]+автономный округ.*)$",
    re.IGNORECASE,
)
OTHERS: Final = frozenset(
    {
        "протест", "представление", "предписание", "требование", "определение", "приговор", "письмо", "заключение",
        "экспертное заключение", "предостережение", "предупреждение",
    }
)  # fmt: skip
"""Documents of other bodies: their letterheads have many levels, so the body is a doubt."""
_LAWS: Final = frozenset({"закон", "кодекс"})
PAREN: Final = re.compile(r"\([^()]{0,80}\)?")
_NAME_LINE: Final = 120
"""Longest line that continues a name, in characters."""
NAME: Final = 300
"""Longest name of a body, in characters."""
_NOUN_LINE: Final = 160
"""Longest line with the head noun of a name, in characters."""
_ADJECTIVES: Final = 3
"""Most words of a line of adjectives above the head noun."""
_NUMBERS: Final = re.compile(r"(?<=\S)\s*(?:(?:ИНН|ОГРН|КПП|ОКПО)|(?<!\d)\d{6},?\s+(?=\S*[А-Яа-яё])).*$", re.DOTALL)
"""Codes and the address behind the name in one line: a postal index has six digits."""
_QUOTED: Final = re.compile(r"[«\"“][^«»\"“”]{0,120}[»\"”]")
_RIGHT: Final = 0.45
"""A block that begins farther right is the addressee's column of a letter, as a share of the page's width."""
_SPREAD: Final = re.compile(r"\s*[А-ЯЁ] [А-ЯЁ] [А-ЯЁ]\s*")
_CAPITALS: Final = 0.8
"""Share of capitals in a line that goes on from a line in capitals."""

_NUMBERED: Final = re.compile(r"(?<=[А-ЯЁа-яё])-\d{1,3}(?!\d)")
"""The number in the name of a town: «Томск-7»."""

_JOINT: Final = 0.6
"""A joint act has several bodies: the first is shown, as a doubt."""

_OPENING: Final = '«"“'
_CLOSING: Final = '»"”'
"""A second name in quotes straight below the first is that of somebody else, or the same in another language."""

_UNKNOWN_LINES: Final = 4
"""A letterhead of a body without a known noun has at most this many lines."""


def _letterhead_lines(shape: Shape) -> list[Line]:
    raw = _author_block(shape.of(Part.LETTERHEAD)) if shape.letter else shape.of(Part.LETTERHEAD)
    lines = [line for line in raw if line.key.startswith(_REGISTERED) or not _is_chrome(line)]
    lines = [line for line in _below_minjust(lines) if not is_foreign(line)]
    russian = [line for line in lines if not in_other_tongue(line)]
    lines = russian if any(_has_noun(line) for line in russian) else lines
    if shape.headline is None or shape.headline.kind in OTHERS:
        left = [line for line in lines if line.left < _RIGHT]
        lines = left if any(_has_noun(line) for line in left) else lines
    return _above_addressee(lines)


def _author_block(lines: list[Line]) -> list[Line]:
    """Return the letterhead of a letter down to its address: below it stands the addressee."""
    named = False
    for index, line in enumerate(lines):
        if named and _is_chrome(line):
            return lines[:index]
        named = named or (not _is_chrome(line) and _has_noun(line))
    return lines


def _is_chrome(line: Line) -> bool:
    """Whether the line is furniture of a letterhead: address, telephone, the words «Проект», «Копия»."""
    return bool(_CHROME.match(line.plain)) or (bool(_CONTACTS.search(line.plain)) and not _has_noun(line))


def _below_minjust(lines: list[Line]) -> list[Line]:
    """Return the lines below a stamp of registration: above it stands the body that registered the act."""
    at = max((index for index, line in enumerate(lines) if line.key.startswith(_REGISTERED)), default=-1)
    below = lines[at + 1 :]
    above = [line for line in lines[: max(at, 0)] if not line.key.startswith(_REGISTERED) and not line.ocr]
    registrar = next((index for index, line in enumerate(above) if _REGISTRAR.search(line.plain)), len(above))
    above = above[:registrar]
    return below if any(_has_noun(line) for line in below) else above + below


def from_letterhead(shape: Shape, confidence: float) -> Found | None:
    """Return the last name of the letterhead, with this confidence; less for recognised text."""
    if is_rule(shape.headline) and any(line.key.startswith(_REGISTERED) for line in shape.of(Part.LETTERHEAD)):
        return None  # the stamp of the body that registered a charter
    run = _last_run(_letterhead_lines(shape), first_cell=shape.letter)
    if not run:
        return None
    text = clean(" ".join(PAREN.sub(" ", _shown(line, first_cell=shape.letter)) for line in run))
    if not shape.letter and (any(_is_joint(_russian_cells(line)) for line in run) or _is_second(run, shape)):
        confidence = min(confidence, _JOINT)
    return named_body(run, text, "body.letterhead", confidence)


def _is_second(run: list[Line], shape: Shape) -> bool:
    """Whether another body of the same kind stands right above: a joint act, not a body and its parent."""
    lines = shape.of(Part.LETTERHEAD)
    at = lines.index(run[0])
    noun = fold(run[0].plain).split()[0]
    return at > 0 and noun in BODY_WORDS and fold(lines[at - 1].plain).split()[:1] == [noun]


def named_body(run: list[Line], text: str, rule: str, confidence: float) -> Found:
    """Return the body of these lines, its name in the normal form."""
    ocr = any(line.ocr for line in run)
    text = _NUMBERS.sub("", text).strip(" .,;:_*-|")
    return Found(
        value=recognised_name(text) if ocr else normal_name(text),
        raw=clean(" ".join(line.text for line in run)),
        span=Span(run[0].start, run[-1].end),
        rule=rule,
        confidence=confidence * (0.9 if ocr else 1.0),
    )


def _shown(line: Line, *, first_cell: bool) -> str:
    """Return the text of the line; of a letter the left column alone, the addressee stands in the right one.

    Of a letterhead in two languages the Russian column, of a joint act the first body.
    """
    if first_cell:
        return _unspread(line.text.strip().split("\t")[0])
    cells = _russian_cells(line)
    return cells[0] if _is_joint(cells) else " ".join(cells)


def _russian_cells(line: Line) -> list[str]:
    """Return the cells of a row without those in another language of Russia; all of them when none would stay."""
    cells = [_unspread(cell) for cell in line.text.split("\t") if cell.strip()]
    return [cell for cell in cells if not is_other_tongue(cell)] or cells if len(cells) > 1 else cells


def _unspread(cell: str) -> str:
    """Return a short word that is spread letter by letter as a word: «М Э Р»."""
    return cell.replace(" ", "") if _SPREAD.fullmatch(cell) else cell


def _is_joint(cells: list[str]) -> bool:
    """Whether two bodies stand side by side, each named from its head noun on."""
    return len(cells) > 1 and all(fold(cell).split()[0] in BODY_WORDS for cell in cells)


def from_unknown(shape: Shape) -> Found | None:
    """«Международная олимпиада «…»», «Российский Речной Регистр»: a letterhead whose noun is not known; a doubt."""
    if is_rule(shape.headline) or (shape.headline is not None and shape.headline.kind in _LAWS):
        return None
    run: list[Line] = []
    for line in _letterhead_lines(shape)[: _UNKNOWN_LINES + 1]:
        text = PAREN.sub("", line.plain).strip()
        if (not text and run) or _ADDRESSEE.match(text):
            break
        if len(text) > _NAME_LINE or any(c.isdigit() for c in text) or _LAND.match(text) or is_registration(line):
            break
        if not text[:1].isupper() and text[:1] not in '«"' and not run:
            break
        run.append(line)
    text = clean(" ".join(PAREN.sub(" ", line.text).replace("\t", " ") for line in run))
    if len(run) > _UNKNOWN_LINES or len(text.split()) < 2 or text.endswith((".", ":", ";")):  # noqa: PLR2004 - one word names nothing
        return None
    return named_body(run, text, "body.letterhead-unknown", 0.7)


def _above_addressee(lines: list[Line]) -> list[Line]:
    """Return the lines above the date, the addressee and the incoming stamp: below them other bodies are named."""
    for index, line in enumerate(lines):
        if index and (_ADDRESSEE.match(line.plain) or is_registration(line)):
            return lines[:index] if any(_has_noun(above) for above in lines[:index]) else lines
    return lines


def _last_run(lines: list[Line], *, first_cell: bool) -> list[Line]:
    """Return the lines of the last name of a body: from the line with its head noun to the end of the letterhead."""
    noun_at = [index for index, line in enumerate(lines) if _has_noun(line)]
    if not noun_at:
        return []
    begin = noun_at[-1]
    run = [lines[begin]]
    for line in lines[begin + 1 : begin + 6]:
        text = PAREN.sub("", _shown(line, first_cell=first_cell)).strip()
        if not text:
            continue
        if (
            len(text) > _NAME_LINE
            or any(c.isdigit() for c in _NUMBERED.sub("", _QUOTED.sub("", text)))
            or (run[-1].plain[-1:] in _CLOSING and text[0] in _OPENING)
            or (line.ocr and _misread(_QUOTED.sub("", text), like=run[0]))
            or CONVOCATION.match(text)
            or ABOUT.match(text)
            or _POST_BELOW.match(text)
            or _LAND.match(text)
            or text.endswith((".", ":", "!"))
        ):
            break
        run.append(line)
    while begin > 0 and lines[begin].plain[:1] in '«"' and _has_noun(lines[begin - 1]):
        begin -= 1
        run.insert(0, lines[begin])
    while (
        begin > 0
        and _is_adjective(_shown(lines[begin - 1], first_cell=first_cell))
        and not _LAND.match(lines[begin - 1].plain)
    ):
        begin -= 1
        run.insert(0, lines[begin])
    return run if sum(len(line.plain) for line in run) < NAME else []


def _misread(text: str, *, like: Line) -> bool:
    """A recognised line that is no part of a name in capitals: Latin letters read as Cyrillic, signs, small letters."""
    letters = [c for c in text if c.isalpha()]
    odd = sum(not c.isalpha() and c not in ' «»".,()-–' for c in text)
    return odd > 0 or (
        bool(letters) and (like.plain.isupper() and sum(c.isupper() for c in letters) < len(letters) * 0.8)
    )


def _has_noun(line: Line) -> bool:
    text = PAREN.sub("", " ".join(_russian_cells(line)).strip())
    if len(text) > _NOUN_LINE or _POST_BELOW.match(text) or text[-1:] in ",;":
        return False
    words = fold(clean(text)).replace('"', " ").replace("«", " ").split()[:6]
    return any(word in BODY_WORDS or (line.ocr and is_misread_noun(word)) for word in words)


def _is_adjective(text: str) -> bool:
    words = fold(clean(text)).split()
    return 0 < len(words) <= _ADJECTIVES and all(word.endswith(("ая", "ий", "ый", "ое", "ой")) for word in words)
