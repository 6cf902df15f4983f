"""The real documents that benchmarks read: the folder named by ``REGISTRY_CORPUS``, else beside the repository."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from domain.document import Document

ROOT: Final = Path(__file__).resolve().parents[1]
CORPUS: Final = Path(os.environ.get("REGISTRY_CORPUS", ROOT.parent / "shared" / "corpus"))


def scanned_pages(document: Document) -> int:
    """Return how many pages of a document, read without recognition, wait for it as a whole, not for a picture."""
    return document.unrecognised - sum(notice.code == "picture-unread" for notice in document.notices)


def files(*endings: str) -> list[Path]:
    """Return the files of the corpus with these endings (``.pdf``), in a fixed order; leave when there are none."""
    found = sorted(path for path in CORPUS.rglob("*") if path.suffix.lower() in endings)
    if not found:
        sys.exit(f"no {', '.join(endings)} files in {CORPUS}: name the folder of real documents in REGISTRY_CORPUS")
    return found
