"""Weights of relevance, the same for both engines, and which nodes score at all."""

from __future__ import annotations

from typing import Final

from search.query.nodes import And, DateBetween, Everything, FieldWords, Flag, Near, Node, Not, NumberPrefix, Or, Prefix

TITLE: Final = 3.0
"""A word in the title or on the card line against one in the text."""
TIE_BREAKER: Final = 0.1
"""Share of the weaker fields and lemmas of one word."""
PREFIX_SCORE: Final = 1.0
TOGETHER: Final = 3.0
"""Words that were typed beside each other and stand near each other, against one word; in the title times ``TITLE``."""
TOGETHER_SLOP: Final = 4
"""So many other words may stand between, for each word that was typed."""
DIRECT: Final = 10_000.0
"""The act whose requisites were typed stands before every act that only has the words."""
NEAR: Final = 2_000.0
"""Number and year agree, the day does not."""
CITED: Final = 1.0
NUMBER_EXACT: Final = 500.0
"""Number with the very suffix that was typed, before other suffixes."""
KIND_MATCHES: Final = 1_000.0

_CONSTANT: Final = (Everything, Prefix, Near, NumberPrefix, DateBetween, FieldWords, Flag, Not)


def is_constant(node: Node) -> bool:
    """Whether every hit has the same score, so that relevance is the order by date."""
    if isinstance(node, And):
        return all(is_constant(item) for item in node.items)
    if isinstance(node, Or):
        return False
    return isinstance(node, _CONSTANT)
