"""Lines of a heading that a page or a converter glued together or cut in the middle of a requisite.

Reads: Lines. Writes: Lines; offsets stay true, for a part of a line keeps its place.

``МИНИСТЕРСТВО ОБРАЗОВАНИЯ ПРИКАЗ от 26 июня 2012 г.`` is a letterhead and a kind line; ``N 504 ОБ УТВЕРЖДЕНИИ …`` a
number and a title; ``Приказ`` above ``Министерства образования и науки РФ от 7 апреля 2014 г. N 276`` one kind line.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from domain.document import BlockKind
from domain.text import fold
from ingest.requisites.signature import NAME
from ingest.requisites.words import ANNEX, BODY_GENITIVES, BODY_WORDS, HEAD_KINDS, POST

if TYPE_CHECKING:
    from ingest.requisites.lines import Line

_HEAD: Final = 40
"""Headings stand within this many lines."""

_BESIDE: Final = 4
"""A number with the title of the act follows the kind line within this many lines."""

_KINDS: Final = "|".join(kind.upper() for kind in HEAD_KINDS[:6])
_LETTERHEAD: Final = re.compile(rf"[А-ЯЁ][А-ЯЁ «»\",()-]{{8,160}}? (?=(?:{_KINDS})\s+(?:[оО]т\s|№|N\s))")
_LAND: Final = re.compile(r"РОССИЙСКАЯ ФЕДЕРАЦИЯ\s+(?=ПРОЕКТ (?:ФЕДЕРАЛЬНОГО )?ЗАКОНА)")
_NUMBERED: Final = re.compile(r"(?:№|N) ?[\w/-]{1,16} (?=ОБ?\s[А-ЯЁ]{4,}|Об?\s[а-яё]{4,})")
_KIND_ALONE: Final = re.compile(rf"\s*(?:{'|'.join(kind.capitalize() for kind in HEAD_KINDS[:6])})\s*")
_GENITIVE: Final = re.compile(
    rf"(?:[А-ЯЁ][а-яё]+(?:ой|ей|ого|его)\s+){{0,3}}(?:{'|'.join(BODY_GENITIVES)})(?![а-яё]).{{0,200}}\sот\s.{{0,20}}\d{{4}}",
    re.IGNORECASE,
)
_EXTRACT: Final = re.compile(r"[Вв]ыписка|ВЫПИСКА")
_OF_PROTOCOL: Final = re.compile(r"из\s+протокола(?![а-яё])", re.IGNORECASE)
_SIGNED: Final = re.compile(rf"(?<=[.»\"])\t\s*(?={POST.pattern}[^\t.;:]{{0,120}}{NAME.pattern})")
"""A post and a name at the end of a line that holds the last sentence of the text."""


def unglue(lines: list[Line]) -> list[Line]:
    """Return the lines with the heading as its author wrote it."""
    head: list[Line] = []
    split_at = -_BESIDE
    for index, line in enumerate(lines[:_HEAD]):
        last = head[-1] if head else None
        if last is not None and (
            (_KIND_ALONE.fullmatch(last.text) and _GENITIVE.match(line.plain))
            or (_EXTRACT.fullmatch(last.plain) and _OF_PROTOCOL.match(line.plain))
        ):
            head[-1] = _joined(last, line)
            continue
        letterhead = _LETTERHEAD.match(line.text)
        numbered = _NUMBERED.match(line.text) if index - split_at < _BESIDE else None
        if letterhead is not None and not BODY_WORDS.intersection(fold(letterhead.group()).split()):
            letterhead = None
        cut = letterhead or numbered or _LAND.match(line.text)
        if cut is None:
            head.append(line)
            continue
        split_at = index if letterhead else split_at
        before = line.text[: cut.end()].rstrip()
        head += [replace(line, text=before, end=line.start + len(before)), line.after(cut.end())]
    return _with_signature(head + lines[_HEAD:])


def _with_signature(lines: list[Line]) -> list[Line]:
    """Return the lines with a signature that stands behind the last point parted from it.

    «2. … утратившим силу приказ N 10.⇥Министр Д.В. Карпов», below it an annex or nothing.
    """
    for index, line in enumerate(lines):
        cut = _SIGNED.search(line.text) if "\t" in line.text and line.kind is not BlockKind.TABLE else None
        if cut is None or not (index + 1 == len(lines) or ANNEX.match(lines[index + 1].plain)):
            continue
        before = replace(line, text=line.text[: cut.start()], end=line.start + cut.start())
        return [*lines[:index], before, line.after(cut.end()), *lines[index + 1 :]]
    return lines


def _joined(first: Line, second: Line) -> Line:
    """Return two lines as one; what stands between them in the text becomes blanks, so that offsets stay true."""
    gap = " " * max(1, second.start - first.end)
    return replace(first, text=first.text + gap + second.text, end=second.end)
