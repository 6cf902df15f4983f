"""Signature: post and name, «Глава города      И.О. Фамилия», in one line, in two columns or over several lines.

Reads: Lines. Writes: Person. The first signature after the text of the act is the act's; signatures of annexes
are not asked. Forms after ГОСТ Р 7.0.97, requisite «подпись»:

``Глава города⇥И.И. Иванов`` · ``И.о. главы / Администрации города / П.П. Петров`` ·
``Атаман станицы ____ С.С. Сидоров`` (any post, when a wide gap parts it from the name) ·
``И.И. Иванов, глава города`` · ``п/п И.И. Иванов`` · ``И.И. Иванов`` alone, at the right
edge or as the last words of a text
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from domain.text import clean
from ingest.requisites.words import AGREED, ANNEX, APPROVED, POINT, POST, TRUE_COPY

if TYPE_CHECKING:
    from ingest.requisites.lines import Line

_INITIAL: Final = r"(?:Дж|[А-ЯЁ](?:\.?-[А-ЯЁ])?)"
_INITIALS: Final = rf"{_INITIAL}\. ?(?:{_INITIAL}\.? ?)?"
_SURNAME: Final = r"(?:[А-ЯЁ][а-яё]+|[А-ЯЁ]{3,})(?:-(?:[А-ЯЁ][а-яё]+|[А-ЯЁ]{3,}|[а-яё]{2,5}))?"
_LEFT_INITIALS: Final = re.compile(r"(?<![А-ЯЁа-яё])[А-ЯЁ]\. ?[А-ЯЁ]\.(?!\s*$)")
PATRONYMIC: Final = r"[А-ЯЁ][а-яё]+(?:вич|вна|чна|ьич|мич|кич|тич)"
"""«Петрович», «Петровна», «Ильинична», «Ильич», «Фомич», «Лукич»."""

_NAME: Final = (
    rf"(?<![А-ЯЁа-яё.])(?P<name>{_INITIALS}{_SURNAME}|{_SURNAME} {_INITIAL}\. ?[А-ЯЁ]\.?"
    rf"|{_SURNAME} [А-ЯЁ][а-яё]+ {PATRONYMIC}|[А-ЯЁ][а-яё]+ {PATRONYMIC} {_SURNAME})"
)
NAME: Final = re.compile(rf"{_NAME}\.?[\s/)|]*$")
"""A name at the end of its line: «И.О. Фамилия», «Фамилия И.О.», in full, «/И.О. Фамилия/», «И.О. ФАМИЛИЯ.».

A converter of tables leaves «|» behind a cell.
"""

_BEFORE_PLACE: Final = re.compile(
    rf"{_NAME}(?=\s+(?:Москва(?:, Кремль)?|(?:г|с|п|пос|ст)\. ?[А-ЯЁ][а-яё-]{{2,20}})"
    r"(?:,?\s+\d{1,2}\s.{0,40})?\s*$)"
)
"""A name with the place and the date of the act behind it: «Д.ЩУКИН Москва, Кремль 29 ноября 2010 года»."""

_NAME_FIRST: Final = re.compile(rf"\s*{_NAME}(?:\s*[,–—-]\s*|\t|\s{{3,}})(?P<post>\S.*)$")
MARK: Final = re.compile(
    r"подписан|сертификат|владелец|действителен|электронн|подлинник|^м\. ?п\.|подпись", re.IGNORECASE
)
_SIGNED: Final = re.compile(
    r"(?:^|\t|(?<=\s))владелец:?(?=\s|$)|\(?\s*(?:п/п|(?:личная )?подпись(?: имеется)?|подписано?)\s*\)?"
    r"|\(?\s*факсимиле\s*\)?|(?:^|\t|(?<=\s))м\. ?п\.(?=\s|$)|/s/",
    re.IGNORECASE,
)
"""What stands for the stroke of the pen in a copy or in the mark of an electronic signature."""

_COLUMNS: Final = re.compile(r"\t|\s{4,}")
_SCRAPS: Final = re.compile(r"(?:[\s\W_]|(?<=[\s\W])[А-Яа-яёA-Za-z\d]{1,2}(?=[\s\W]|$))+$")
_DOTS: Final = re.compile(r"(?<=[А-ЯЁ]),(?= ?[А-ЯЁ])")
"""A comma that recognition put for the point of an initial."""

_STAMP: Final = re.compile(r"сертификат|владелец|действител|электронн", re.IGNORECASE)
_OWNER: Final = re.compile(r"владелец", re.IGNORECASE)
_CHAPTER: Final = re.compile(r"(?:Глава|ГЛАВА)\s+(?:[\dIVX]+|перв|втор|треть)", re.IGNORECASE)
_GAP: Final = re.compile(r"(?:\t|\s{4,}|_{3,})[\s_]*$")
_NOISE: Final = re.compile(r"(?:^|\s)(?:[^А-ЯЁа-яё]*[А-ЯЁа-яё]{0,2}[^А-ЯЁа-яё]*)$")
_WORD: Final = re.compile(r"[А-ЯЁа-яё]{3,}")
_PEOPLE: Final = re.compile(
    r"(?<![а-яё])(?:присутств|приглаш|ответствен|исполнител|исп\.|докладчик|выступил|тел\.|телефон|срок)", re.IGNORECASE
)
_TELEPHONE: Final = re.compile(r"(?:тел\.?|телефон|т\.)?[\s:]*\+?[\d(][\d() -]{4,}", re.IGNORECASE)
"""A telephone below a name: the name is that of the one who prepared the letter."""

_RANK: Final = re.compile(
    r"[\s,]+(?:(?:(?:государственный|старший|младший) )?(?:советник юстиции|юрист)(?: [1-3](?:-го)? класса)?"
    r"|(?:генерал(?:-[а-я]+)?|(?:под)?полковник|майор) (?:полиции|юстиции|(?:внутренней|таможенной) службы)"
    r"(?: Российской Федерации)?)$",
    re.IGNORECASE,
)
"""The rank of a prosecutor or an officer stands below the post and is no part of it."""
_WITNESS: Final = re.compile(
    rf"{TRUE_COPY.pattern}|подготовлено(?![а-яё])|проект (?:внос|подготов)",
    re.IGNORECASE,
)
"""Below it stands who attested a copy or prepared the text, not who signed the act."""

_VISA: Final = 3
"""A name under «СОГЛАСОВАНО» ends within this many lines."""
_LINES: Final = 8
_LONG: Final = 260

_SHORT: Final = 80
"""A shorter line that begins with a post may be a signature with a full stop, in characters."""

_INLINE: Final = 120
"""A post before a name in one line is shorter, in characters."""

_PERSON: Final = re.compile(
    rf"(?:^|[\t,_–—-]|\s{{2}})\s{{0,9}}(?:{_INITIALS}{_SURNAME}|{_SURNAME} [А-ЯЁ]\. ?[А-ЯЁ]\.)\s{{0,9}}(?:$|[\t,;–—-])"
)
_WIDE: Final = 1500
"""A wider line, blanks included, is no signature, in characters."""

_RIGHT: Final = 0.5
"""A name alone begins in the right half of its page."""


@dataclass(frozen=True, slots=True)
class Person:
    """A name and post with their places in the document; the name may be absent, and so may the post."""

    post: str
    post_start: int
    post_end: int
    name: str
    name_start: int
    name_end: int
    after: int
    """Index of the line after the signature."""
    direct: bool
    """Post and name follow each other with nothing between."""
    known: bool = True
    """The post begins with a word that posts begin with."""


def signature_at(lines: list[Line], index: int, *, loose: bool = False) -> Person | None:
    """Return the signature that begins in this line, None when no signature does.

    ``loose``: the text of the act has come to its points, so that a post of any words and a name alone are accepted.
    """
    first = lines[index]
    text = first.plain
    if (
        _agrees(lines, index)
        or first.label
        or len(first.text) > _WIDE
        or len(text) > _LONG
        or POINT.match(text)
        or _CHAPTER.match(text)
    ):
        return None
    if not POST.match(text):
        return _any_post(lines, index) if loose else None
    posts: list[Line] = []
    direct = True
    owner: tuple[Line, re.Match[str], int] | None = None
    for step, line in enumerate(lines[index : index + _LINES]):
        text = _SCRAPS.sub("", line.plain) if line.ocr else line.plain
        if step and (POINT.match(text) or line.label or ANNEX.match(text) or APPROVED.match(text)):
            break
        match = _name_of(line)
        if step and MARK.search(text) and (match is None or _STAMP.search(text)):
            direct = False
            owner = (line, match, index + step + 1) if match is not None and _OWNER.match(text) else owner
            continue
        if match is not None:
            return _person(posts, line, match, index + step + 1, direct=direct)
        if len(text) > _LONG or (_ends_sentence(line.plain, text) and not _goes_on(lines, index + step)):
            return None
        posts.append(line)
    if owner is not None:  # the visible mark of an electronic signature names the one who signed
        return _person(posts, *owner, direct=False)
    return _post_only(lines, index)


def _agrees(lines: list[Line], index: int) -> bool:
    """Whether the post or name in this line stands under «СОГЛАСОВАНО» or «Выписка верна».

    Up to the first name it is whoever agreed, or attested a copy.
    """
    if _WITNESS.match(lines[index].plain):
        return True
    above = lines[max(0, index - _VISA) : index]
    at = max((at for at, line in enumerate(above) if _attests(line)), default=None)
    return at is not None and not any(_name_of(line) for line in above[at:])


def _attests(line: Line) -> bool:
    text = line.plain
    return AGREED.match(text) is not None or _WITNESS.match(text) is not None


def _ends_sentence(written: str, text: str) -> bool:
    """Whether the line ends as a sentence or a heading does, and a post does not; recognised points may be scraps."""
    return written.endswith((";", ":", ",")) or (text.endswith(".") and not text.endswith((" г.", "обл.", " р-на.")))


def _goes_on(lines: list[Line], index: int) -> bool:
    """Whether a second post follows the comma: «Глава округа, / исполняющий полномочия председателя Совета»."""
    below = lines[index + 1].plain if index + 1 < len(lines) else ""
    return lines[index].plain.endswith(",") and bool(POST.match(below[:1].upper() + below[1:]))


def _name_of(line: Line) -> re.Match[str] | None:
    """Return the name at the end of the line; of a recognised one scraps of seal and pen after it are passed over."""
    if not line.ocr and _ends_as_text(line.plain):
        return None
    match = NAME.search(line.text)
    if match is None and not line.ocr and len(line.plain) < _INLINE:
        return _BEFORE_PLACE.search(line.text)
    if match is not None or not line.ocr or len(line.text) > _WIDE:
        return match
    text = _DOTS.sub(".", line.text)
    return NAME.search(_SCRAPS.sub(lambda scraps: " " * len(scraps.group()), text))


def _ends_as_text(text: str) -> bool:
    """Whether a line ends as no name does: most lines of an act, so that they are not searched for one."""
    text = text.rstrip("/)| ")
    last = text[-1:]
    short = last == "." and len(text) < _SHORT and POST.match(text)
    return not (short or last.isalnum() or (last == "." and (text[-2:-1].isupper() or text.endswith("г."))))


def _first_of_two(posts: list[Line], line: Line, after: int) -> Person | None:
    """Return the first of two signatures side by side: each line holds two columns, the last one two names."""
    inline = [cell for cell in _COLUMNS.split(line.text.strip()) if cell.strip(" _")]
    if not posts and len(inline) == 2 and all(POST.match(cell) and NAME.search(cell) for cell in inline):  # noqa: PLR2004 - two columns
        at = line.text.index(inline[0])
        cell = replace(line, text=inline[0], start=line.start + at)
        match = NAME.search(cell.text)
        return _person([], cell, match, after, direct=True) if match is not None else None
    rows = [[cell for cell in _COLUMNS.split(row.text.strip()) if cell.strip(" _")] for row in (*posts, line)]
    if not posts or any(len(cells) != 2 for cells in rows) or not all(NAME.search(cell) for cell in rows[-1]):  # noqa: PLR2004 - two columns
        return None
    match = NAME.search(rows[-1][0])
    post = _tidy_post(" ".join(cells[0] for cells in rows[:-1]), ocr=line.ocr)
    if match is None or not post or any(NAME.search(cell) for cells in rows[:-1] for cell in cells):
        return None
    at = line.start + line.text.index(match["name"])
    first = posts[0]
    begin = first.start + first.text.index(rows[0][0].strip())
    return Person(
        post=post, post_start=begin, post_end=begin + len(rows[0][0].strip()), name=clean(match["name"]),
        name_start=at, name_end=at + len(match["name"]), after=after, direct=True,
    )  # fmt: skip


def _person(posts: list[Line], line: Line, match: re.Match[str], after: int, *, direct: bool) -> Person | None:
    both = _first_of_two(posts, line, after)
    if both is not None:
        return both
    before = line.text[: match.start("name")]
    pieces = [post.text for post in posts] + [before]
    post = _tidy_post(" \t ".join(pieces), ocr=line.ocr)
    if not post or len(post) > _LONG:
        return None
    if before.strip(" \t_") and not before.endswith(("\t", " ", "_", "/", "|", ")", "_(", "_ (", "\t(", "  (")):
        return None
    start = (posts[0] if posts else line).start
    end = line.start + len(before.rstrip()) if before.strip() else posts[-1].end
    return Person(
        post=post,
        post_start=start + len((posts[0] if posts else line).text) - len((posts[0] if posts else line).text.lstrip()),
        post_end=end,
        name=clean(match["name"]),
        name_start=line.start + match.start("name"),
        name_end=line.start + match.end("name"),
        after=after,
        direct=direct and not _is_inline_sentence(before, posts),
    )


def _tidy_post(text: str, *, ocr: bool) -> str:
    """Return the post without the stroke of the pen and, where recognised, without scraps of the written signature."""
    cells = [cell for cell in text.split("\t") if not _STAMP.search(cell)]  # the mark of an electronic signature
    text = _SIGNED.sub(" ", "\t".join(cells))
    if ocr:
        cells = [cell for cell in text.split("\t") if _WORD.search(cell)]
        text = " ".join(cells)
        while (noise := _NOISE.search(text.rstrip())) is not None and noise.start() > 0:
            text = text[: noise.start()]
    return _RANK.sub("", clean(text.replace("\t", " ")).strip(" ,:_|/\\–—-("))


def _is_inline_sentence(before: str, posts: list[Line]) -> bool:
    """A name that follows its post after one blank in running text may belong to a sentence."""
    return not posts and len(before) > _INLINE and not before.endswith("\t")


def _any_post(lines: list[Line], index: int) -> Person | None:
    """A post that begins with any word, parted from the name by a wide gap; a name before its post; a name alone."""
    line = lines[index]
    swapped = _NAME_FIRST.match(line.text)
    match = _name_of(line)
    if (swapped is None and match is None) or line.plain.endswith((";", ",")) or _among_people(lines, index):
        return None
    if swapped is not None and (POST.match(swapped["post"]) or POST.match(swapped["post"].capitalize())):
        return _at(line, swapped["post"], swapped.span("post"), swapped, index + 1)
    if match is None or _PEOPLE.search(line.text):
        return None
    before = line.text[: match.start("name")]
    post = _tidy_post(before, ocr=line.ocr)
    if not post:
        apart = line.align == "right" or line.left > _RIGHT or (line.ocr and "\t" in before)
        alone = _ends_text(lines, index) if apart else _is_last(lines, index)
        return _at(line, "", (0, 0), match, index + 1) if alone else None
    wide = bool(_GAP.search(before)) and not line.ocr
    if not wide or len(post) > _INLINE or not post[0].isupper() or post.endswith((":", ";", ".")):
        return None
    return _at(line, post, (len(before) - len(before.lstrip()), len(before.rstrip())), match, index + 1)


def _among_people(lines: list[Line], index: int) -> bool:
    """Whether the lines beside name people too: a list of members of a commission, not a signature."""
    beside = lines[max(0, index - 1) : index] + lines[index + 1 : index + 2]
    return any(
        len(line.text) < _WIDE
        and len(line.plain) < _INLINE
        and abs(line.left - lines[index].left) < _RIGHT  # who prepared a letter stands below at the other edge
        and _PERSON.search(line.text)
        for line in beside
    )


def _at(line: Line, post: str, place: tuple[int, int], match: re.Match[str], after: int) -> Person:
    return Person(
        post=clean(post).rstrip("."),
        post_start=line.start + place[0],
        post_end=line.start + place[1],
        name=clean(match["name"]),
        name_start=line.start + match.start("name"),
        name_end=line.start + match.end("name"),
        after=after,
        direct=False,
        known=False,
    )


def _ends_text(lines: list[Line], index: int) -> bool:
    """Nothing of the text follows: the end, an annex, an executor's name and telephone."""
    following = lines[index + 1 : index + 3]
    return all(len(line.plain) < _INLINE and not POINT.match(line.plain) and not line.label for line in following)


def _is_last(lines: list[Line], index: int) -> bool:
    """Whether a name at the left edge signs: right below the last sentence, above nothing but who prepared the text."""
    above, below = lines[index - 1 : index], lines[index + 1 :]
    if lines[index].ocr or not above or not above[0].plain.endswith((".", "!")):
        return False
    return not below or bool(
        ANNEX.match(below[0].plain)
        or (len(below) == 1 and not _TELEPHONE.match(below[0].plain) and _ends_text(lines, index))
    )


def _post_only(lines: list[Line], index: int) -> Person | None:
    """A post without a name: the name was an image or a seal; only where the text ends."""
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else None
    ends = following is None or ANNEX.match(following.plain) or APPROVED.match(following.plain)
    if not ends or len(line.plain) > _INLINE or line.plain.endswith((".", ";", ":", ",")):
        return None
    if _LEFT_INITIALS.search(line.plain):
        return None  # a name that is not known as one would be shown as the end of the post
    start = line.start + len(line.text) - len(line.text.lstrip())
    return Person(
        clean(line.text), start, line.start + len(line.text.rstrip()), "", line.end, line.end, index + 1, direct=False
    )
