"""Operative parts whose right clauses were written down before the rules were run on them.

A line «-- » of ``clause_forms.txt`` says a clause: kind, point, then acts («2015-02-19 155» and the part that loses
force), people, places, force and term. A kind with «?» is a doubt.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import document_of

from domain.clauses import Clause, ClauseKind
from domain.requisites import CERTAIN
from ingest.requisites import find_requisites

_HEAD = ("АДМИНИСТРАЦИЯ ГОРОДА ЗАРЕЧНОГО", "ПОСТАНОВЛЕНИЕ", "от 16.02.2021 № 308", "О мерах", "ПОСТАНОВЛЯЮ:")
_SIGNED = "Глава города\tИ.И. Иванов"
_LEFT_OUT = {ClauseKind.APPROVES}


def _forms() -> list[tuple[list[str], list[str]]]:
    forms: list[tuple[list[str], list[str]]] = []
    for line in (Path(__file__).parent / "clause_forms.txt").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("-- "):
            forms[-1][1].append(line[3:])
            continue
        if not forms or forms[-1][1]:
            forms.append(([], []))
        forms[-1][0].append(line)
    return forms


def _said(clause: Clause) -> str:
    acts = [" ".join(filter(None, (act.date or act.kind, act.number, act.provision))) for act in clause.acts]
    force = [clause.force or "", clause.day or "", str(clause.days or "")]
    doubt = "?" if clause.confidence < CERTAIN and clause.kind is not ClauseKind.EXECUTION else ""
    words = [*acts, *clause.who, *clause.where, *force]
    return f"{clause.kind}{doubt} {clause.point}: {'; '.join(filter(None, words))}"


@pytest.mark.parametrize(("lines", "right"), _forms(), ids=lambda value: value[0][:40])
def test_operative_part(lines: list[str], right: list[str]) -> None:
    found = find_requisites(document_of(*_HEAD, *lines, _SIGNED))
    assert [_said(clause) for clause in found.clauses if clause.kind not in _LEFT_OUT] == right
