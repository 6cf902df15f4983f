"""References to acts in the text: kind, body, date, number, title, unit, role.

Reads: a text, or a document with its parts. Writes: ActReferences.

A reference is an anchor (:mod:`ingest.requisites.anchors`: date and number, or the number of a law) with the head that
names its kind, or a name that needs no number (:mod:`ingest.requisites.named`). A head reaches forward through a list
(«от … № …, от … № …») and never over the end of a sentence; a word such as «договор» or «заявление» between them says
that the anchor is of no act.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import Final

import msgspec

from domain.kinds import FEDERAL_LAW
from domain.references import ActReference, Span
from domain.text import clean
from ingest.requisites.anchors import Anchor, anchors_in
from ingest.requisites.asides import closing_quote, without_asides, without_closed
from ingest.requisites.body import nominative
from ingest.requisites.heads import FOREIGN, STRONG, Head, ends_sentence, heads_in, is_after_note, law_of
from ingest.requisites.named import Named, named_in
from ingest.requisites.provisions import provision_before
from ingest.requisites.series import series_of
from ingest.requisites.undated import NUMBER_ALONE, PART, SURE, TITLE_REACH, Undated
from ingest.requisites.words import BODY_NOUNS

__all__ = ["closing_quote", "folded_of", "pairs_in", "references_in", "without_asides"]

_CARRY: Final = re.compile(
    r"[\s,;:.)(_]{0,24}(?:(?:и|а также|либо|или)\s+)?(?:\d{1,2}[).]\s*|[-–—•]\s*)?(?:от[\s_]*)?[«\"“\s_]{0,6}"
)
_CARRY_BODY: Final = re.compile(
    r"[\s,;]{0,6}(?:и|а также)?\s{0,4}[а-яё\s-]{3,160}?(?:\sот)?[«\"“\s_]{0,6}", re.IGNORECASE
)
_BEGINS_ANEW: Final = re.compile(
    r"(?<![а-я])(?:на основании|в соответствии|во исполнение|в связи|в целях|с учетом|по результатам|согласно"
    r"|рассмотрев|руководствуясь|учитывая|предупреждени|предостережени)"
)
"""What stands before another document, whose kind was not read: no list goes on behind it."""
_BLANKS: Final = re.compile(r"\s{2,}")
_TITLE: Final = re.compile(r"\s{0,4}(?:г\.|года)?\s{0,4}(?P<title>[«\"“„])")
_LAWS: Final = frozenset({"закон", "кодекс"})
_DATED: Final = frozenset({"приказ", "постановление", "распоряжение", "решение", "указ", "определение", "приговор"})
_HEAD_REACH: Final = 900
"""The head of a reference stands at most this many characters before its anchor, titles between them included."""

_GAP: Final = 400
"""The same without titles and parentheses."""

_DATED_GAP: Final = 160
_BODY_LONGEST: Final = 24
"""Longest name of a body, in words."""

_SHORT_BODY: Final = re.compile(
    r"(?P<name>Мин[а-яё]{3,20}ия|[А-ЯЁ][А-ЯЁи]{1,5}[А-ЯЁ](?=$| (?:России|РФ|по|СССР|РСФСР))"
    r"|[А-ЯЁ]{2}(?= (?:России|РФ)$))"
    r"(?: (?:России|РФ|СССР|РСФСР|по [А-ЯЁ][^,]{3,60}))?"
)
"""«ФТС России», «МОиН РФ», «Минздравсоцразвития России»: names that do not change in the genitive."""

_NO_BODY: Final = frozenset({"РФ", "РСФСР", "СССР", "ФЗ", "ФКЗ", "ЗАТО", "МО", "ГОСТ", "УССР", "БССР"})
_COLLECTIVE: Final = frozenset({"аппарата", "президиума", "секретариата", "пленума"})
"""What belongs to another body: «Аппарата Правительства», whose own name stays in the genitive."""

_LAND: Final = re.compile(
    r"(?<![а-яё])(?P<noun>района|округа|поселения|образования|территории|улуса|наслега|кожууна)\s{1,4}"
    r"(?P<name>[«\"“][^«»\"“”]{2,80}[»\"”])(?=\s{1,4}(?:от\s|№|N\s?\d))"
)
_LIST: Final = 0.9
_BARE: Final = 0.5


_JOINT: Final = re.compile(r"[\s,;]{1,12}(?:и\s{1,4})?")
_SHORT_LAW: Final = re.compile(r"(?<![\w-])ФК?З от[\s«\"]{0,4}$")
"""«ст.ст. 5, 6 ФЗ от 26.07.2006 № 135-ФЗ»."""

_NUMBERS_BEHIND: Final = re.compile(r"(?:\s{1,4}№\s?[0-9][\w/-]{0,12}\s{0,4}(?:,|и|а также))+\s*$")
_BODIES: Final = tuple(BODY_NOUNS)


def folded_of(text: str) -> str:
    """Return the text in lower case with ё as е, of the same length."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    return low.replace("ё", "е")


def pairs_in(text: str, offset: int = 0, limit: int = 500) -> list[ActReference]:
    """Return the references of the text that have both a date and a number."""
    return [ref for ref in references_in(text, offset, limit) if ref.date and ref.number]


def references_in(text: str, offset: int = 0, limit: int = 500) -> list[ActReference]:
    """Return the references of the text in order.

    Args:
        text: The text; blanks in place of what must not be read keep the offsets.
        offset: Where the text begins in the document.
        limit: The most references that are looked for.
    """
    return _Reading(text).references(offset, limit)


class _Reading:
    """One text while its references are read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = folded_of(text)
        self.heads = heads_in(self.folded)
        self.starts = [head.start for head in self.heads]
        self.named = list(named_in(text, self.folded))
        self.found: list[ActReference] = []
        self.before = 0
        self.kind: str | None = None
        self.body: str | None = None
        self.role = ""

    def references(self, offset: int, limit: int) -> list[ActReference]:
        for anchor in anchors_in(self.text, self.folded):
            if len(self.found) >= limit:
                break
            reference = self._anchored(anchor)
            if reference is not None and reference.span is not None:
                self.found.append(reference)
                self.before = reference.span.end
                others = series_of(self.text, reference, anchor.start, anchor.end)
                self.found += others
                self.before = max([self.before, *(ref.span.end for ref in others if ref.span)])
        self._add_names(limit)
        if not offset:
            return self.found
        return [msgspec.structs.replace(ref, span=_moved(ref.span, offset)) for ref in self.found]

    def _anchored(self, anchor: Anchor) -> ActReference | None:
        if anchor.start < self.before:
            return None
        head, gap = self._head(anchor)
        if head is None or (anchor.day is None and head.kind not in _LAWS):
            return self._without_head(anchor)
        if FOREIGN.search(gap.lower().replace("ё", "е")):
            self.kind = None
            return None
        if anchor.dated and (head.kind not in _DATED or len(gap) > _DATED_GAP or "," in gap):
            return None
        begin, kind = law_of(self.folded, head, anchor.number, self.before)
        self.kind, self.body = kind, self._whole(_body_of(gap), head, anchor)
        if kind is not None and kind.endswith("закон") and (self.body or "").isupper():
            self.body = None  # «Закон ЕАО»: whose law it is, a region
        goes_on = self.role == "edition" and _JOINT.fullmatch(self.text, self.before, begin) is not None
        self.role = self._role(begin) or ("edition" if goes_on else "")
        title = self._title_between(head, anchor)
        named = self._named_near(head) if kind == "кодекс" else None
        if named is not None:
            begin, title = named.start, named.title
        sure = PART if anchor.dated else NUMBER_ALONE if anchor.day is None else SURE
        return self._made(anchor, begin, title, sure)

    def _whole(self, body: str | None, head: Head, anchor: Anchor) -> str | None:
        """Return a body with the name in quotes that its territory has: «администрации района «Лесной» от …»."""
        land = _LAND.search(self.text, head.end, anchor.end) if body else None
        return f"{body} {land['name']}" if land is not None and body and body.endswith(land["noun"]) else body

    def _without_head(self, anchor: Anchor) -> ActReference | None:
        """Read an anchor that a list carries its head to, or whose number alone tells the kind."""
        if anchor.dated:
            return None
        gap = _BLANKS.sub(" ", without_closed(self.text[self.before : anchor.start])) if self.found else ""
        is_listed = bool(self.found) and self.kind is not None and len(gap) < _GAP
        if is_listed and anchor.day is not None and _CARRY.fullmatch(gap):
            if anchor.number and anchor.number.endswith("-ФЗ") and self.kind == "закон":
                self.kind = FEDERAL_LAW
            return self._made(anchor, anchor.start, None, _LIST)
        if is_listed and anchor.day is not None and self._is_body(gap):
            self.body = _body_of(gap)
            return self._made(anchor, anchor.start, None, NUMBER_ALONE)
        law = (anchor.number or "").rpartition("-")[2]
        if law in ("ФЗ", "ФКЗ"):
            self.kind, self.body = FEDERAL_LAW if law == "ФЗ" else "федеральный конституционный закон", None
            short = _SHORT_LAW.search(self.text, max(self.before, anchor.start - 16), anchor.start)
            begin = short.start() if short is not None else anchor.start
            self.role = self._role(begin)
            return self._made(anchor, begin, None, NUMBER_ALONE)
        self.kind = self.body = None
        self.role = self._role(anchor.start) if anchor.day is not None else ""
        return self._made(anchor, anchor.start, None, _BARE) if self.role else self._of_government(anchor)

    def _is_body(self, gap: str) -> bool:
        words = gap.replace("ё", "е").lower()
        return (
            _CARRY_BODY.fullmatch(gap) is not None
            and FOREIGN.search(words) is None
            and _BEGINS_ANEW.search(words) is None
            and any(word.endswith(_BODIES) for word in words.split())
        )

    def _of_government(self, anchor: Anchor) -> ActReference | None:
        """Read «утверждённый Правительством от … № 1100-р»: the number tells a distribution of orders."""
        near = self.folded[max(self.before, anchor.start - 60) : anchor.start]
        if anchor.number and anchor.number.endswith("-р") and "правительств" in near and "утвержд" in near:
            self.body, self.role = None, ""
            made = self._made(anchor, anchor.start, None, PART)
            return msgspec.structs.replace(made, kind="распоряжение")
        return None

    def _made(self, anchor: Anchor, begin: int, title: str | None, sure: float) -> ActReference:
        after, end = self._title_after(anchor.end)
        unit = provision_before(self.text, self.folded, begin, self.before) if begin < anchor.start else None
        return ActReference(
            date=anchor.day,
            number=anchor.number,
            kind=self.kind,
            body=self.body,
            title=title or after,
            provision=unit[0] if unit else None,
            span=Span(begin, end),
            confidence=sure,
            role=self.role,
        )

    def _head(self, anchor: Anchor) -> tuple[Head | None, str]:
        """Return the nearest head of this anchor and what stands between them, titles and parentheses left out."""
        reach = max(self.before, anchor.start - _HEAD_REACH)
        index = bisect_left(self.starts, anchor.start)
        first = bisect_left(self.starts, reach)
        if first == index:
            return None, ""
        window = without_closed(self.text[reach : anchor.start])
        weak: tuple[Head, str] | None = None
        scanned = len(window)
        for head in reversed(self.heads[first:index]):
            at = head.start - reach
            if ends_sentence(window, at, scanned) or anchor.start - head.end > _HEAD_REACH:
                break
            scanned = at
            gap = window[head.end - reach :]
            if ";" in gap or len(" ".join(gap.split())) > _GAP:
                break
            if window[at] == " ":
                continue
            if head.kind in STRONG:
                return head, gap
            weak = weak or (head, gap)
        return weak or (None, "")

    def _role(self, begin: int) -> str:
        return "edition" if is_after_note(self.folded, begin, self.before) else ""

    def _title_between(self, head: Head, anchor: Anchor) -> str | None:
        match = re.search(r"[«\"“„]", self.text[head.end : anchor.start])
        if match is None:
            return None
        start = head.end + match.start()
        stop = closing_quote(self.text, start, anchor.start)
        title = clean(self.text[start + 1 : stop]) if stop is not None else ""
        return title if title[:1].isupper() else None

    def _title_after(self, end: int) -> tuple[str | None, int]:
        match = _TITLE.match(self.text, end)
        if match is None:
            return None, end
        start = match.start("title")
        stop = closing_quote(self.text, start, start + TITLE_REACH)
        if stop is None:
            return None, end
        title = clean(self.text[start + 1 : stop])
        return (title, stop + 1) if title[:1].isupper() else (None, end)

    def _named_near(self, head: Head) -> Named | None:
        return next((found for found in self.named if found.start <= head.start < found.end), None)

    def _add_names(self, limit: int) -> None:
        """Add what has no date: names, laws by title, numbers beside a kind; what is taken stays."""
        taken = [(ref.span.start, ref.span.end) for ref in self.found if ref.span is not None]
        for ref in Undated(self.text, self.folded, self.heads, self.named).references():
            if ref.span is None or len(self.found) >= limit:
                continue
            at = bisect_left(taken, (ref.span.start, ref.span.end))
            if (at and taken[at - 1][1] > ref.span.start) or (at < len(taken) and taken[at][0] < ref.span.end):
                continue
            taken.insert(at, (ref.span.start, ref.span.end))
            self.found.append(ref)
        self.found.sort(key=lambda item: item.span.start if item.span else 0)


@lru_cache(maxsize=512)
def _body_of(gap: str) -> str | None:
    words = clean(_NUMBERS_BEHIND.sub("", re.sub(r"\([^()]{0,200}\)", " ", gap))).split()
    while words and words[-1].lower().strip('«"“_,') in {"", "от", "г.", "года", "№", "за", "и"}:
        words.pop()
    if not words or len(words) > _BODY_LONGEST:
        return None
    folded = [word.lower().replace("ё", "е").strip('«»",') for word in words]
    if folded[0] in {"и", "а", "также"}:
        words, folded = words[1:], folded[1:]
    if not words:
        return None
    if folded[0] in _COLLECTIVE and len(words) > 1:
        return " ".join([words[0][:-1], *words[1:]]).strip(" ,:")
    if any(word in BODY_NOUNS for word in folded):
        return nominative(" ".join(words)).strip(" ,:") or None
    if words and words[0][:3] in {"Мин", "Рос"} and words[0].endswith("а") and words[0][-2] not in "ие":
        return " ".join([words[0][:-1], *words[1:]]).strip(" ,:")
    named = " ".join(words).strip(" ,:")
    short = _SHORT_BODY.fullmatch(named)
    return named if short is not None and short["name"] not in _NO_BODY else None


def _moved(span: Span | None, offset: int) -> Span | None:
    return Span(span.start + offset, span.end + offset) if span is not None else None
