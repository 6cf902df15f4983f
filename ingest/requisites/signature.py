"""Signature: post and name, «Глава города      И.О. Фамилия», in one line, in two columns or over several lines.

Reads: Lines. Writes: Signature. The first signature after the text of the act is the act's; signatures of annexes
are not asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.text import clean
from ingest.requisites.words import ANNEX, APPROVED, POINT, POST

if TYPE_CHECKING:
    from ingest.requisites.lines import Line

_INITIALS: Final = r"[А-ЯЁ]\. ?(?:[А-ЯЁ]\.? ?)?"
_SURNAME: Final = r"(?:[А-ЯЁ][а-яё]+|[А-ЯЁ]{3,})(?:-(?:[А-ЯЁ][а-яё]+|[А-ЯЁ]{3,}))?"
NAME: Final = re.compile(
    rf"(?<![А-ЯЁа-яё.])(?P<name>{_INITIALS}{_SURNAME}|{_SURNAME} [А-ЯЁ]\. ?[А-ЯЁ]\.?"
    rf"|{_SURNAME} [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+(?:вич|вна|ична|чна))\s*$"
)
"""A name at the end of its line: «И.О. Фамилия», «Фамилия И.О.», in full."""

MARK: Final = re.compile(
    r"подписан|сертификат|владелец|действителен|электронн|подлинник|^м\. ?п\.|подпись", re.IGNORECASE
)
_CHAPTER: Final = re.compile(r"(?:Глава|ГЛАВА)\s+(?:[\dIVX]+|перв|втор|треть)", re.IGNORECASE)
_LINES: Final = 8
_LONG: Final = 260

_INLINE: Final = 120
"""A post before a name in one line is shorter, in characters."""


@dataclass(frozen=True, slots=True)
class Person:
    """A name and post with their places in the document; the name may be absent."""

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


def signature_at(lines: list[Line], index: int) -> Person | None:
    """Return the signature that begins in this line, None when no signature does."""
    first = lines[index]
    text = first.plain
    if first.label or len(text) > _LONG or not POST.match(text) or POINT.match(text) or _CHAPTER.match(text):
        return None
    posts: list[Line] = []
    direct = True
    for step, line in enumerate(lines[index : index + _LINES]):
        text = line.plain
        if step and (POINT.match(text) or line.label or ANNEX.match(text) or APPROVED.match(text)):
            break
        if step and MARK.search(text):
            direct = False
            continue
        match = NAME.search(line.text)
        if match is not None:
            return _person(posts, line, match, index + step + 1, direct=direct)
        if len(text) > _LONG or (text.endswith((".", ";", ":", ",")) and not text.endswith((" г.", "обл.", " р-на."))):
            return None
        posts.append(line)
    return _post_only(lines, index)


def _person(posts: list[Line], line: Line, match: re.Match[str], after: int, *, direct: bool) -> Person | None:
    before = line.text[: match.start("name")]
    pieces = [post.text for post in posts] + [before]
    post = clean(" ".join(pieces)).strip(" ,_|/–—-")
    if not post or len(post) > _LONG:
        return None
    if before.strip(" \t_") and not before.endswith(("\t", " ", "_", "/", "|")):
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


def _is_inline_sentence(before: str, posts: list[Line]) -> bool:
    """A name that follows its post after one blank in running text may belong to a sentence."""
    return not posts and len(before) > _INLINE and not before.endswith("\t")


def _post_only(lines: list[Line], index: int) -> Person | None:
    """A post without a name: the name was an image or a seal; only where the text ends."""
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else None
    ends = following is None or ANNEX.match(following.plain) or APPROVED.match(following.plain)
    if not ends or len(line.plain) > _INLINE or line.plain.endswith((".", ";", ":", ",")):
        return None
    start = line.start + len(line.text) - len(line.text.lstrip())
    return Person(
        clean(line.text), start, line.start + len(line.text.rstrip()), "", line.end, line.end, index + 1, direct=False
    )
