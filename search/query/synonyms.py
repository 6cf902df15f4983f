"""Abbreviations and synonyms: a table that people edit, put into the syntax tree of a query.

Reads: the packaged table and the lines that the administrator adds. Writes: a query that also finds acts which say the
same in other words, and what was added, to stand under the box. The index knows nothing of the table: a change of it
needs no rebuild.

A line joins expressions by «=»; each is searched in place of the other. «изм > изменение» works one way: a word cut
short is searched in full, and who types the whole word does not look for the short one. Lines do not add up: an
abbreviation with two meanings has two lines, and its meanings do not stand for each other. An expression that ends
with «№» is meant only where a number follows: «п. 5» is a «пункт», «п. Ленинский» is a place. Of a table of one's
own, «МКД =» switches the packaged lines of «МКД» off.
"""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from search.query.limits import CLAUSE_LIMIT, STOP_WORDS, within_limit
from search.query.nodes import And, Expansion, Node, Or, PhraseForms, Query, Requisites, Word

if TYPE_CHECKING:
    from pathlib import Path

    from search.analysis import Analysis

EXPANSIONS: Final = 8
"""Most expressions that are added to a query."""
LINES: Final = 5000
"""Most lines of a table of one's own."""

_WORDS: Final = 12
_ONE_WAY: Final = ">"
_JOINT: Final = re.compile("[=>]")
_DECLINED: Final = 4
"""Shorter single words are abbreviations: they are met as they stand, in no other form."""


class Expression(NamedTuple):
    """One side of a line: as written, its forms, the lemmas of each, whether a number must follow."""

    text: str
    forms: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    before_number: bool = False


class _Entry(NamedTuple):
    """What a run of words must be, and what is searched besides."""

    key: Expression
    others: tuple[Expression, ...]


class Synonyms:
    """A table, ready for queries."""

    def __init__(self, analysis: Analysis, own: str = "", packaged: str | None = None) -> None:
        """Read the tables.

        Args:
            analysis: What queries are analysed with.
            own: Lines of the administrator.
            packaged: The packaged table; None takes the file.
        """
        self._analysis = analysis
        self.problems: list[str] = []
        """What of the administrator's lines was not understood, in Russian."""
        self._by_word: dict[str, list[_Entry]] = {}
        dropped, lines = self._own(own)
        for line in _lines(packaged_table() if packaged is None else packaged):
            if not any(side.forms in dropped for side in self._sides(line)):
                self._add(line)
        for line in lines:
            self._add(line)

    def expand(self, query: Query) -> Query:
        """Return the query with what else is searched; what stands after «not» or in exact words stays as it is."""
        said: list[Expansion] = []
        ast = self._node(query.ast, said)
        return replace(query, ast=ast, expansions=tuple(said)) if said else query

    def _own(self, table: str) -> tuple[set[tuple[str, ...]], list[str]]:
        dropped: set[tuple[str, ...]] = set()
        kept = []
        for number, line in enumerate(table.splitlines()[:LINES], 1):
            content = line.partition("#")[0].strip()
            if not content:
                continue
            sides = self._sides(content)
            if "=" in content and len(sides) == 1 and content.endswith("="):
                dropped.add(sides[0].forms)
            elif len(sides) > 1:
                kept.append(content)
            else:
                self.problems.append(f"Строка {number} не понята: «{content[:60]}». Пример: МКД = многоквартирный дом")
        return dropped, kept

    def _sides(self, line: str) -> list[Expression]:
        found = []
        for written in _JOINT.split(line):
            side = written.strip().removesuffix("№")
            forms = tuple(self._analysis.forms(side))[:_WORDS]
            if forms:
                lemmas = tuple(self._analysis.lemmas(form) for form in forms)
                is_before = side != written.strip()
                found.append(Expression(" ".join(side.split()), forms, within_limit(lemmas), is_before))
        return found

    def _add(self, line: str) -> None:
        sides = self._sides(line)
        for side in sides[:1] if _ONE_WAY in line else sides:
            others = tuple(other for other in sides if other is not side)
            if others:
                for lemma in _said(side)[0]:
                    self._by_word.setdefault(lemma, []).append(_Entry(side, others))

    def _node(self, node: Node, said: list[Expansion]) -> Node:
        if isinstance(node, Word):
            return self._run((node,), said) or node
        if isinstance(node, PhraseForms):
            words = tuple(Word(form, lemmas) for form, lemmas in zip(node.forms, node.words, strict=True))
            return self._run(words, said, node) or node
        if isinstance(node, Or):
            if node.added:
                return node
            return Or(tuple(self._node(item, said) for item in node.items))
        if isinstance(node, And):
            items = self._and(node.items, said)
            return And(items) if len(items) > 1 else items[0]
        return node

    def _and(self, items: tuple[Node, ...], said: list[Expansion]) -> tuple[Node, ...]:
        found: list[Node] = []
        at = 0
        while at < len(items):
            count = next(
                count for count in range(at, len(items) + 1) if count == len(items) or not _is_word(items, count)
            )
            for end in range(min(count, at + _WORDS), at, -1):
                run = tuple(item for item in items[at:end] if isinstance(item, Word))
                expanded = self._run(run, said, has_number=_is_number(items, end))
                if expanded:
                    found.append(expanded)
                    at = end
                    break
            else:
                found.append(items[at] if isinstance(items[at], Word) else self._node(items[at], said))
                at += 1
        return tuple(found)

    def _run(
        self, words: tuple[Word, ...], said: list[Expansion], whole: Node | None = None, *, has_number: bool = False
    ) -> Node | None:
        """Return a run of words with all that is searched besides, or None when the table has no such run."""
        entries = self._entries(words, is_phrase=whole is not None)
        others = {
            other.forms: other
            for entry in entries
            if has_number or not entry.key.before_number
            for other in entry.others
        }
        room = EXPANSIONS - sum(len(item.also) for item in said)
        added = list(others.values())[: max(room, 0)]
        if not added:
            return None
        typed = whole or (And(words) if len(words) > 1 else words[0])
        said.append(Expansion(" ".join(word.form for word in words), tuple(other.text for other in added)))
        return Or((typed, *(_as_node(other) for other in added)), added=True)

    def _entries(self, words: tuple[Word, ...], *, is_phrase: bool) -> list[_Entry]:
        if not words:
            return []
        found: dict[int, _Entry] = {}
        for lemma in words[0].lemmas:
            for entry in self._by_word.get(lemma, ()):
                if _is_meant(entry.key, words, is_phrase=is_phrase):
                    found[id(entry)] = entry
        return list(found.values())


class SynonymFile:
    """The table with the lines of a file, read again when the file changes; safe to share between threads."""

    def __init__(self, path: Path | None, analysis: Analysis) -> None:
        """Take the file of one's own lines; None or an absent file leaves the packaged table alone."""
        self._path = path
        self._analysis = analysis
        self._guard = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._table: Synonyms | None = None

    def table(self) -> Synonyms:
        """Return the table as it stands now."""
        stamp = self._stamp()
        with self._guard:
            if self._table is None or stamp != self._seen:
                self._table = Synonyms(self._analysis, self._read())
                self._seen = stamp
            return self._table

    def _stamp(self) -> tuple[int, int]:
        try:
            stat = self._path.stat() if self._path else None
        except OSError:
            stat = None
        return (stat.st_mtime_ns, stat.st_size) if stat else (0, 0)

    def _read(self) -> str:
        try:
            return self._path.read_bytes().decode("utf-8-sig", "replace") if self._path else ""
        except OSError:
            return ""


@lru_cache(maxsize=1)
def packaged_table() -> str:
    """Return the text of the packaged table."""
    return files("search.query").joinpath("synonyms.txt").read_text("utf-8")


def _lines(table: str) -> list[str]:
    return [content for line in table.splitlines() if (content := line.partition("#")[0].strip())]


def _is_word(items: tuple[Node, ...], at: int) -> bool:
    return isinstance(items[at], Word)


def _is_number(items: tuple[Node, ...], at: int) -> bool:
    item = items[at] if at < len(items) else None
    if isinstance(item, PhraseForms):  # «п. 2.2.4»
        return item.forms[0].isdecimal()
    return isinstance(item, Requisites) or (isinstance(item, Word) and item.form[0].isdigit())


def _said(expression: Expression) -> tuple[tuple[str, ...], ...]:
    """Return the words of an expression that a query keeps: «для» is dropped there."""
    words = zip(expression.forms, expression.words, strict=True)
    return tuple(lemmas for form, lemmas in words if form not in STOP_WORDS) or expression.words


def _is_meant(key: Expression, words: tuple[Word, ...], *, is_phrase: bool) -> bool:
    if len(key.forms) == 1 and len(key.forms[0]) < _DECLINED:
        return len(words) == 1 and words[0].form == key.forms[0]
    wanted = key.words if is_phrase and len(words) == len(key.words) else _said(key)
    return len(wanted) == len(words) and all(
        not set(lemmas).isdisjoint(word.lemmas) for lemmas, word in zip(wanted, words, strict=True)
    )


def _as_node(expression: Expression) -> Node:
    if len(expression.forms) == 1:
        return Word(expression.forms[0], expression.words[0])
    return PhraseForms(expression.forms[:CLAUSE_LIMIT], expression.words[:CLAUSE_LIMIT])
