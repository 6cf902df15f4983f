"""Ways of reading a PDF, and which of them is worth trying after another has failed."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from domain.errors import DamagedFile, HostileFile, IntakeError, ReadingFailed, ReadingTimedOut
from ingest.reading.sniffing import HEAD_BYTES, sniff_head

if TYPE_CHECKING:
    from pathlib import Path

METHODS: Final = ("", "stock", "pdfium", "pictures")
"""Best first: our tokenizer over pdfminer.six, pdfminer.six itself, PDFium, pages as pictures for recognition."""
_TOO_MUCH_FOR_PDFMINER: Final = frozenset({
    "memory", "nesting", "pdf_nesting", "page_operators", "xobject_calls", "xobject_depth", "font_range",
    "pdf_stream_bytes", "pdf_total_bytes",
})  # fmt: skip
"""Limits that another program may keep over the same file."""
_MOST_PASSED: Final = 3
"""Pages of a file that are passed over: each costs the whole time of a child."""
_CRASHES: Final = frozenset({"SIGSEGV", "SIGBUS", "SIGABRT", "SIGILL", "SIGFPE", "SIGTRAP"})
"""How a library ends its process; other signals come from outside."""
Passed = tuple[tuple[str, int], ...]
"""Pages by stage and place in it, from 0."""


def is_pdf(path: Path) -> bool:
    """Tell whether a file begins like a PDF; nothing is parsed."""
    with contextlib.suppress(OSError, IntakeError), path.open("rb") as stream:
        return sniff_head(stream.read(HEAD_BYTES), path.stat().st_size, path.name) == "pdf"
    return False


def is_worth_trying(method: str, failure: IntakeError) -> bool:
    """Tell whether this way may read a PDF that the usual one ended with ``failure``.

    What took too much time or memory is not given to the slower parser, and pages whose recognition took it would be
    recognised no faster. Where the time went into looking for rules, the next way does without. Pages that are left to
    recognition are only counted until it is asked for.
    """
    if isinstance(failure, ReadingTimedOut):
        stage = failure.details.get("stage")
        return stage != "ocr" and (method != "stock" or stage == "rules")
    if isinstance(failure, HostileFile):
        return method != "stock" and failure.details.get("limit") in _TOO_MUCH_FOR_PDFMINER
    return isinstance(failure, (ReadingFailed, DamagedFile))


def passed_over(method: str, failure: IntakeError, passed: Passed) -> Passed | None:
    """Return the pages to pass over when a file is read once more in the same way; None when it is not worth it.

    A page that takes all the time or breaks a library is given up for the sake of the others, where no other way is
    better: in recognition, in looking for tables, and in every way of reading but the first.
    """
    stage, step = failure.details.get("stage"), failure.details.get("step")
    if not isinstance(stage, str) or not isinstance(step, int) or len(passed) >= _MOST_PASSED:
        return None
    if not isinstance(failure, ReadingTimedOut) and failure.details.get("signal") not in _CRASHES:
        return None
    if (stage not in {"ocr", "rules"} and not (stage == "pages" and method)) or (stage, step) in passed:
        return None
    return (*passed, (stage, step))
