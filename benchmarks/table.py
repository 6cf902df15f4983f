"""The form of every benchmark: what, goal, measured, met; it ends with ``N of M met`` and exits 1 below M."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: what is measured, the goal in words, the figure in words, and whether the goal is met."""

    what: str
    goal: str
    measured: str
    met: bool


def show(title: str, figures: Iterable[Figure]) -> None:
    """Print the table and leave the program with 0 when all goals are met, else with 1."""
    table = Table(title=title)
    for heading in ("what", "goal", "measured", "met"):
        table.add_column(heading)
    lines = list(figures)
    for figure in lines:
        table.add_row(figure.what, figure.goal, figure.measured, "yes" if figure.met else "NO")
    console = Console(width=150)
    console.print(table)
    met = sum(figure.met for figure in lines)
    console.print(f"{met} of {len(lines)} met")
    sys.exit(0 if met == len(lines) else 1)


def at_least(what: str, goal: float, measured: float, unit: str = "") -> Figure:
    """Return a line whose figure must reach the goal."""
    return Figure(what, f">= {goal:g}{unit}", f"{measured:.3g}{unit}", measured >= goal)


def at_most(what: str, goal: float, measured: float, unit: str = "") -> Figure:
    """Return a line whose figure must not pass the goal."""
    return Figure(what, f"<= {goal:g}{unit}", f"{measured:.3g}{unit}", measured <= goal)
