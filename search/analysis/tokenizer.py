"""Text -> tokens. Numbers of acts, dates and cadastral numbers stay whole; the sign of a number is dropped.

«№ 827 – Д», «N131-ФЗ», «№ПР-37/03-18» give ``827-д``, ``131-фз``, ``пр-37/03-18``; «8.5.2020» gives ``08.05.2020``;
«Ростов-на-Дону» gives three words, so that it is found as a phrase and by each of them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from domain.text import LOOKALIKES, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKENIZER_VERSION: Final = 1
"""Raised whenever a text may give other tokens than before."""

TOKEN_LIMIT: Final = 100
"""Longest token in characters; the rest of a longer one is cut, in text and query alike."""

MARKS: Final = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
"""Signs that may stand inside a word and do not count: accents, soft hyphens, joiners."""

_SIGN: Final = r"[^\W_]"
_PART: Final = rf"{_SIGN}(?:{_SIGN}|[{MARKS}])*"
_DASH: Final = r"[-‐‑‒–—−]"
_BLANK: Final = "[ \u00a0]"
_SUFFIX: Final = "[БВГДЖЗКЛМНПРСТФХЦЧШЩ]{1,3}"
_N: Final = rf"(?<!{_SIGN})[nN][oOоО°º]?\.?"
_NEXT: Final = rf"(?=\d|[А-ЯЁ]{{1,4}}{_DASH}\d)"
_SUFFIXED: Final = rf"(?:(?<=№)|(?<=№{_BLANK}))\d+{_BLANK}{_DASH}{_BLANK}{_SUFFIX}(?!{_SIGN})"

_TOKEN: Final = re.compile(
    # «N 131», «No131», «N131-ФЗ»: a sign of a number only when a number follows; «№» needs no rule, it is no letter
    rf"(?P<numero>в„–|{_N}{_BLANK}?{_NEXT})"
    # «08.05.2020» ends before a dash: «01.05.2020-08.05.2020» is two dates
    r"|(?P<date>\d{1,2}\.\d{1,2}\.\d{4}(?!\d))"
    # «№ 107 - Д»: the suffix belongs to the number
    rf"|(?P<loose>{_SUFFIXED})"
    # a word, or a chain that may be a number: see _pieces
    rf"|{_PART}(?:(?:{_DASH}|/){_PART}|(?<=\d)[.:,](?=\d){_PART})*"
)
_PARTED_SUFFIX: Final = re.compile(rf"№{_BLANK}?\d+{_BLANK}{_DASH}{_BLANK}{_SUFFIX}(?!{_SIGN})")
_PARTED_NUMERO: Final = re.compile(_N + _BLANK + _NEXT)
_CHAINED_NUMERO: Final = re.compile(f"(?:{_DASH}|[/{MARKS}]){_N}{_BLANK}{_NEXT}")
"""What looks like a sign of a number and may be the end of a chain: «ОКН-N 5»."""
_STRIP: Final = re.compile(f"[{MARKS}]")
_DASHES: Final = re.compile(_DASH)
_DAY_SHAPES: Final = ([1, 1, 4], [1, 2, 4], [2, 1, 4], [2, 2, 4])
"""Digits of day, month and year."""
_SEPARATOR: Final = re.compile(rf"{_DASH}|[/.:,]")
_WORD: Final = re.compile(_PART)
_DECIMAL: Final = re.compile(r"\d+,\d+")
_LONG_WORD: Final = re.compile(r"[^\W\d_]{7,}")
_CYRILLIC: Final = re.compile("[а-яё]")
_LATIN: Final = re.compile("[a-z]")
_DIGIT: Final = re.compile(r"\d")


class Token(NamedTuple):
    """A token: place in the text (end excluded) and the folded form."""

    start: int
    end: int
    form: str


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of a text in order; the text should be NFC."""
    return tokens_from(text, 0)


def tokens_from(text: str, at: int) -> Iterator[Token]:
    """Yield the tokens from a place on, which must not lie inside a word."""
    for match in _TOKEN.finditer(text, at):
        kind = match.lastgroup
        if kind == "numero":
            continue
        start = match.start()
        if kind == "loose":
            yield Token(start, match.end(), fold_token(re.sub(r"\s", "", match.group())))
            continue
        for left, right, form in _pieces(match.group()):
            yield Token(start + left, start + right, form)


def chunks(text: str) -> list[str]:
    """Cut a text at blanks into pieces that give the same forms alone as in their place: the quick way for whole texts.

    Most pieces were met before, so that their forms need not be found again. What blanks part and is one token or a
    sign before a number is joined first.
    """
    if "№" in text:
        text = _PARTED_SUFFIX.sub(lambda match: "".join(match.group().split()), text)
    if "n" in text or "N" in text:  # few Russian texts hold one: looking for the patterns takes longer than all else
        if _CHAINED_NUMERO.search(text):
            return [text]
        text = _PARTED_NUMERO.sub("№ ", text)
    return text.split()


def forms_of(text: str) -> Iterator[str]:
    """Yield the forms only."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind is None or kind == "date":
            for _, _, form in _pieces(match.group()):
                yield form
        elif kind == "loose":
            yield fold_token(re.sub(r"\s", "", match.group()))


@lru_cache(maxsize=30_000)
def _pieces(raw: str) -> tuple[tuple[int, int, str], ...]:
    """Keep a number whole, part everything else: «131-фз» is one token, «и/или» two, «1,2,3» three."""
    if not _SEPARATOR.search(raw) or _is_number(raw):
        form = fold_token(raw)
        return ((0, len(raw), form),) if form else ()
    return tuple((match.start(), match.end(), fold_token(match.group())) for match in _WORD.finditer(raw))


def _is_number(raw: str) -> bool:
    if not _DIGIT.search(raw) or _LONG_WORD.search(raw):
        return False
    return "," not in raw or _DECIMAL.fullmatch(raw) is not None


@lru_cache(maxsize=30_000)
def fold_token(raw: str) -> str:
    """Return the form under which a token is indexed: lower case, ё as е, one dash, one script.

    >>> fold_token("827–Д")
    '827-д'
    >>> fold_token("8.5.2020")
    '08.05.2020'
    """
    form = fold(raw)
    if not form.isalnum():
        form = _DASHES.sub("-", _STRIP.sub("", form)).strip()
    if _DIGIT.search(form):
        return _fold_number(form)[:TOKEN_LIMIT]
    if _LATIN.search(form) and _CYRILLIC.search(form):
        form = _joined_script(form)
    return form[:TOKEN_LIMIT]


def _fold_number(form: str) -> str:
    parts = form.split(".")
    if list(map(len, parts)) in _DAY_SHAPES and all(part.isdigit() for part in parts):
        return f"{parts[0]:0>2}.{parts[1]:0>2}.{parts[2]}"
    form = form.replace(",", ".")
    return _joined_script(form) if _LATIN.search(form) else form


def _joined_script(form: str) -> str:
    """Make the look-alikes Cyrillic when no other Latin letter is left: «Приrost» stays as it was typed."""
    joined = form.translate(LOOKALIKES)
    return form if _LATIN.search(joined) else joined
