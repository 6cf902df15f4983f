"""What reading has noticed, as sentences for people: each once, with the pages that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def notices_said(notices: Iterable[tuple[str, int]]) -> list[str]:
    """Return the sentences; each notice is its message and its page, 0 for the whole document."""
    pages: dict[str, set[int]] = {}
    for message, page in notices:
        pages.setdefault(message, set()).add(page)
    return [f"Стр. {pages_said(sorted(on))}: {said}" if all(on) else said for said, on in pages.items()]


def pages_said(pages: Sequence[int]) -> str:
    """Return page numbers as people write them: «1, 3–5»."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
