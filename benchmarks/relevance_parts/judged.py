"""What people judged: queries as staff type them, and which document a citation means.

Reads: ``judged.toml``, ``cited.toml`` beside it, the documents as read. Writes: questions.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.relevance_parts.asked import Asked
from domain.numbers import number_key
from ingest.requisites import find_requisites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.document import Document

JUDGED: Final = "as staff type, judged by hand"
CITATION: Final = "citation as it stands in another act"
_YEAR: Final = re.compile(r"\d{4}|\.\d\d(?!\d)")


def queries(same: dict[str, tuple[str, ...]]) -> Iterator[Asked]:
    """Yield the queries of ``judged.toml``; what is the same document counts alike."""
    for row in _table("judged")["query"]:
        grades: dict[str, int] = {}
        for name, grade in (("near", 1), ("right", 2)):
            for document in row.get(name, ()):
                grades |= dict.fromkeys(same[document], grade)
        yield Asked(JUDGED, row["text"], grades)


def citations(documents: dict[str, Document], same: dict[str, tuple[str, ...]]) -> Iterator[Asked]:
    """Yield every citation, in the very words of the citing act, that names number and date of a document there is.

    ``cited.toml`` says by number and date which document is meant; the rules of the product only say where in a text
    a citation stands.
    """
    meant = {(row["date"], number_key(row["number"])): row["document"] for row in _table("cited")["act"]}
    seen: set[tuple[str, str]] = set()
    for name, document in documents.items():
        for reference in find_requisites(document).citations:
            key = (str(reference.date or ""), number_key(reference.number or ""))
            if key not in meant or not reference.span or name in same[meant[key]]:
                continue
            text = " ".join(document.text[reference.span.start : reference.span.end].split())
            number = reference.number or ""
            if (
                number.lower() in text.lower()
                and _YEAR.search(text.replace(number, ""))
                and (meant[key], text) not in seen
            ):
                seen.add((meant[key], text))
                yield Asked(CITATION, text, dict.fromkeys(same[meant[key]], 2))


def _table(name: str) -> dict[str, list[dict[str, str]]]:
    table: dict[str, list[dict[str, str]]] = tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))
    return table
