"""Struck text: kept where it stands and doubted. In a consolidated act it marks words that are no longer in force.

Leaving it out would lose text without a word where a line was drawn for another reason; reading it as valid would give
an old date or sum for certain. So its block has little trust, and a notice shows the words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingest.reading.builder import DOUBTED

if TYPE_CHECKING:
    from ingest.reading.builder import DocumentBuilder

_EXAMPLES: Final = 3
_LONGEST: Final = 40
"""Signs of an example."""


class Struck:
    """The struck words of one document."""

    def __init__(self) -> None:
        self._examples: list[str] = []
        self._more = False

    def trust(self, text: str) -> float:
        """Note struck text; return the trust of the block that holds it."""
        said = " ".join(text.split())
        if not any(map(str.isalnum, said)):
            return 1.0
        example = said if len(said) <= _LONGEST else f"{said[:_LONGEST].rstrip()}…"
        if example not in self._examples and len(self._examples) < _EXAMPLES:
            self._examples.append(example)
        elif example not in self._examples:
            self._more = True
        return DOUBTED

    def tell(self, builder: DocumentBuilder) -> None:
        """Tell of the words, if there are any."""
        if self._examples:
            named = ", ".join(f"«{example}»" for example in self._examples) + (" и другие" if self._more else "")
            builder.notice(
                "struck-text",
                f"В тексте есть зачёркнутые слова: {named}. Обычно так показывают то, что больше не действует. Они "
                "оставлены на своих местах. Сверьте эти места с подписанным экземпляром.",
            )
