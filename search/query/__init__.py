"""The query language: a parser that never fails, and the syntax tree that both engines compile."""

from search.query.nodes import (
    And,
    DateBetween,
    Everything,
    Exact,
    Expansion,
    FieldWords,
    Near,
    Node,
    Not,
    NumberIs,
    NumberPrefix,
    Or,
    PhraseExact,
    PhraseForms,
    Prefix,
    Query,
    Requisites,
    Word,
)
from search.query.parser import parse
from search.query.synonyms import SynonymFile, Synonyms

__all__ = [
    "And",
    "DateBetween",
    "Everything",
    "Exact",
    "Expansion",
    "FieldWords",
    "Near",
    "Node",
    "Not",
    "NumberIs",
    "NumberPrefix",
    "Or",
    "PhraseExact",
    "PhraseForms",
    "Prefix",
    "Query",
    "Requisites",
    "SynonymFile",
    "Synonyms",
    "Word",
    "parse",
]
