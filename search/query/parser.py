"""Text -> :class:`search.query.nodes.Query`. The parser never fails: what it cannot read it names in a warning.

Reads: what a person typed. Writes: a syntax tree of analysed words within the limits of this module.

Language: a space is «and», ``|`` or ИЛИ «or», ``-`` or НЕ «not», parentheses; "exact phrase", ~"phrase in any forms",
слово*, слово~ (near spellings), =слово; fields «номер:», «дата:», «год:», «вид:», «орган:»; requisites anywhere.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from domain.text import nfc
from search.query.dates import find_day
from search.query.fields import (
    FIELD,
    LINKED,
    LINKS_NOT_KEPT,
    NOT_KEPT,
    UNKNOWN,
    FieldReader,
    contradictions,
    is_condition,
)
from search.query.limits import (
    CLAUSE_LIMIT,
    DEPTH_LIMIT,
    NEAR_LEAST,
    PREFIX_LEAST,
    STOP_WORDS,
    TEXT_LIMIT,
    within_limit,
)
from search.query.nodes import (
    And,
    Everything,
    Exact,
    Near,
    Node,
    Not,
    Or,
    PhraseExact,
    PhraseForms,
    Prefix,
    Query,
    Word,
)
from search.query.pasted import as_meant, find_acting, find_name
from search.query.requisites import find_between, find_requisites, find_spoken_day, find_years, is_number_alone

if TYPE_CHECKING:
    from search.analysis import Analysis
    from search.query.synonyms import Synonyms

_QUOTES: Final = '"«»„“”'
_STRAIGHT: Final = '"'
"""The quote that a keyboard has: whoever types it asks for a phrase. Other quotes, and a phrase that begins with a
capital letter, come with a pasted title."""
_SPACE: Final = re.compile(r"\s+")
_OR: Final = re.compile(r"\|+|(?:ИЛИ|OR)(?![^\W_])")
_AND: Final = re.compile(r"(?:И(?!\.)|AND)(?![^\W_])|&+")
"""«И.» is an initial."""
_NOT: Final = re.compile(r"-(?=[^\s-])|(?:НЕ|NOT)(?=\s+\S)")
_CHUNK: Final = re.compile(rf"[^\s()|{_QUOTES}]+")
_PHRASE: Final = re.compile(rf"~?[{_QUOTES}]")
_CLOSING: Final = re.compile(rf"[{_QUOTES}]")
_CONDITION: Final = re.compile(
    rf"{FIELD.pattern}(?:\([^()]*\)|[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]|[^\s()|{_QUOTES}]*)", re.IGNORECASE
)
_CAPITALS: Final = re.compile(r"[А-ЯЁA-Z]{2,}")
_SHOUTED_WORDS: Final = 4
_TWO_SLIPS: Final = 7
"""Shortest word whose spellings may differ in two signs."""
_HOUSE: Final = "д"
"""«д. 17»: the text may say «дом», or nothing."""
_UNUSABLE: Final = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]")
"""Half signs, control signs, and those that turn the direction of a line."""


def parse(text: str, analysis: Analysis, synonyms: Synonyms | None = None) -> Query:
    """Read a query as a person means it; every text gives a query.

    Args:
        text: What was typed.
        analysis: What the index was made with.
        synonyms: What is searched besides; None searches for the very words.
    """
    query = _Parser(text, analysis).query()
    return synonyms.expand(query) if synonyms else query


class _Parser:
    def __init__(self, text: str, analysis: Analysis) -> None:
        self.warnings: list[str] = []
        self.analysis = analysis
        self.fields = FieldReader(analysis, self._warn)
        text = as_meant(nfc(_UNUSABLE.sub(" ", text)).strip(), self._warn)
        if len(text) > TEXT_LIMIT:
            text = text[:TEXT_LIMIT]
            self._warn(f"Запрос слишком длинный: учтены первые {TEXT_LIMIT} знаков.")
        self.text = text
        self.at = 0
        self.clauses = 0
        self.shouted = self._is_shouted()
        self.is_number = is_number_alone(_CONDITION.sub(" ", self.text))
        """Whether nothing but a number is asked besides conditions on fields."""

    def query(self) -> Query:
        node = self._or(0)
        items = node.items if isinstance(node, And) else (node,) if node else ()
        filters = tuple(item for item in items if is_condition(item))
        scored = tuple(item for item in items if not is_condition(item))
        for sentence in contradictions(filters):
            self._warn(sentence)
        ast = _and(scored) or Everything()
        return Query(ast=ast, filters=filters, warnings=tuple(self.warnings), text=self.text)

    def _warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def _is_shouted(self) -> bool:
        """Tell whether all is in capitals, as a pasted heading: then «НЕ» is a word."""
        words = re.findall(r"[^\W\d_]{2,}", self.text)
        return len(words) >= _SHOUTED_WORDS and all(_CAPITALS.fullmatch(word) for word in words)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def _or(self, depth: int) -> Node | None:
        items = [self._and(depth)]
        while self._take(_OR):
            items.append(self._and(depth))
        kept = tuple(item for item in items if item)
        return Or(kept) if len(kept) > 1 else kept[0] if kept else None

    def _and(self, depth: int) -> Node | None:
        items: list[Node] = []
        while self._is_inside(depth):
            item = self._unary(depth)
            if item:
                items.append(item)
        meaning = [
            item
            for item, after in zip_longest(items, items[1:])
            if not _is_stop(item) and not (_is(item, _HOUSE) and isinstance(after, Word) and after.form[0].isdigit())
        ]
        return _and(tuple(meaning or items))

    def _is_inside(self, depth: int) -> bool:
        """Skip what joins without meaning and tell whether an operand may follow."""
        while self.at < len(self.text):
            if self._take(_SPACE) or self._take(_AND):
                continue
            if self.text[self.at] == ")":
                if depth:
                    return False
                self.at += 1
                self._warn("Лишняя закрывающая скобка пропущена.")
                continue
            return _OR.match(self.text, self.at) is None
        return False

    def _unary(self, depth: int) -> Node | None:
        negative = False
        while (sign := _NOT.match(self.text, self.at)) and not (self.shouted and sign.group() != "-"):
            self.at = sign.end()
            self._take(_SPACE)
            negative = not negative
        node = self._primary(depth)
        return Not(node) if node and negative else node

    def _primary(self, depth: int) -> Node | None:
        if self.at >= len(self.text) or self.text[self.at] in ")|":
            return None
        if self.text[self.at] == "(":
            return self._group(depth)
        if _PHRASE.match(self.text, self.at) and not find_day(self.text, self.at):
            return self._counted(self._phrase())
        return self._counted(self._plain())

    def _plain(self) -> Node | None:
        """Read a condition on a field, requisites, or a word."""
        field = FIELD.match(self.text, self.at)
        if field:
            return self._field(field)
        absent = NOT_KEPT.match(self.text, self.at)
        if absent:
            self.at = self.fields.skip(absent["name"], self.text, absent.end())
            return None
        linked = self._take(LINKED)
        if linked:
            self._warn(LINKS_NOT_KEPT)
        elif self._pass_unknown_fields():
            return self._primary(DEPTH_LIMIT)
        found = (
            find_years(self.text, self.at)
            or find_between(self.text, self.at)
            or find_requisites(self.text, self.at, self.analysis, alone=self.is_number or linked is not None)
            or find_spoken_day(self.text, self.at, self.analysis)
            or find_acting(self.text, self.at, self.analysis)
            or find_name(self.text, self.at, self.analysis)
        )
        if found:
            self.at = found[1]
            return found[0]
        return self._word()

    def _pass_unknown_fields(self) -> bool:
        """Pass over what looks like the name of a field and is none, one after another, and say so."""
        start = self.at
        while (unknown := UNKNOWN.match(self.text, self.at)) and not unknown["name"].isupper():
            self.fields.tell_unknown(unknown["name"])
            self.at = unknown.end()
            if FIELD.match(self.text, self.at) or NOT_KEPT.match(self.text, self.at):
                break
        return self.at > start

    def _counted(self, node: Node | None) -> Node | None:
        if node is None:
            return None
        self.clauses += 1
        if self.clauses <= CLAUSE_LIMIT:
            return node
        self._warn(f"Условий слишком много: учтены первые {CLAUSE_LIMIT}.")
        return None

    def _group(self, depth: int) -> Node | None:
        self.at += 1
        if depth >= DEPTH_LIMIT:
            self._warn("Скобки вложены слишком глубоко: часть скобок пропущена.")
            return None
        node = self._or(depth + 1)
        if self.text[self.at : self.at + 1] == ")":
            self.at += 1
        else:
            self._warn("Скобка не закрыта: выражение прочитано до конца запроса.")
        return node

    def _phrase(self) -> Node | None:
        any_forms = self.text[self.at] == "~"
        start = self.at + 1 + any_forms
        is_name = self.text[start - 1] != _STRAIGHT or self.text[start : start + 1].isupper()
        closing = _CLOSING.search(self.text, start)
        end = closing.start() if closing else len(self.text)
        self.at = closing.end() if closing else end
        forms = tuple(self.analysis.forms(self.text[start:end]))
        if closing is None and forms:
            self._warn("Кавычка не закрыта: фраза прочитана до конца запроса.")
        if len(forms) > CLAUSE_LIMIT:
            forms = forms[:CLAUSE_LIMIT]
            self._warn(f"Фраза слишком длинная: учтены первые {CLAUSE_LIMIT} слова.")
        if any_forms:
            return self._in_any_forms(forms, plain=False)
        return PhraseExact(forms, is_name) if len(forms) > 1 else Exact(forms[0], is_name) if forms else None

    def _in_any_forms(self, forms: tuple[str, ...], *, plain: bool = True) -> Node | None:
        if not forms:
            return None
        lemmas = tuple(self.analysis.lemmas(form) for form in forms)
        return PhraseForms(forms, within_limit(lemmas), plain) if len(forms) > 1 else Word(forms[0], lemmas[0])

    def _field(self, field: re.Match[str]) -> Node | None:
        self.at = field.end()
        node, self.at = self.fields.read(field["name"], self.text, self.at)
        return node

    def _word(self) -> Node | None:
        chunk = self._take(_CHUNK)
        if chunk is None:
            self.at += 1
            return None
        raw = chunk.group()
        if raw.startswith("="):
            forms = tuple(self.analysis.forms(raw[1:]))
            return PhraseExact(forms) if len(forms) > 1 else Exact(forms[0]) if forms else None
        if "*" in raw:
            return self._prefix(raw)
        if raw.endswith("~"):
            return self._near(raw)
        return self._in_any_forms(tuple(self.analysis.forms(raw))[:CLAUSE_LIMIT])

    def _near(self, raw: str) -> Node | None:
        forms = self.analysis.forms(raw)
        if len(forms) == 1 and forms[0].isalpha() and len(forms[0]) >= NEAR_LEAST:
            return Near(forms[0], 1 if len(forms[0]) < _TWO_SLIPS else 2)
        if forms:
            self._warn(f"Похожие написания ищутся для одного слова не короче {NEAR_LEAST} букв: «{raw[:40]}».")
        return self._in_any_forms(tuple(forms)[:CLAUSE_LIMIT])

    def _prefix(self, raw: str) -> Node | None:
        start, _, rest = raw.partition("*")
        forms = self.analysis.forms(start)
        if rest.strip("*.,;:!?"):
            self._warn(f"Звёздочка понимается только в конце слова: «{raw[:40]}» прочитано как «{start[:40]}*».")
        if not forms:
            return None
        if len(forms) > 1 or len(forms[0]) < PREFIX_LEAST:
            if len(forms) == 1:
                self._warn(f"Перед звёздочкой нужно не меньше {PREFIX_LEAST} знаков: «{raw[:40]}» ищется как слово.")
            return self._in_any_forms(tuple(forms))
        return Prefix(forms[0])


def _is_stop(node: Node) -> bool:
    return isinstance(node, Word) and node.form in STOP_WORDS


def _is(node: Node, form: str) -> bool:
    return isinstance(node, Word) and node.form == form


def _and(items: tuple[Node, ...]) -> Node | None:
    flat: list[Node] = []
    for item in items:
        flat.extend(item.items if isinstance(item, And) else (item,))
    said = tuple(dict.fromkeys(flat))  # what is said twice is demanded once
    return And(said) if len(said) > 1 else said[0] if said else None
