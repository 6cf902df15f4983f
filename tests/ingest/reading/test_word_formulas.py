"""Formulas of Word in one line mean what they mean on the page: coefficients of tariffs are made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.reading import ReadLimits, Tools, read_document
from tests.hostile import word

if TYPE_CHECKING:
    from pathlib import Path

_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def r(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def of(tag: str, more: str = "", **parts: str) -> str:
    """Return a construct: its properties, then its named parts."""
    return f"<m:{tag}>{more}{''.join(f'<m:{name}>{part}</m:{name}>' for name, part in parts.items())}</m:{tag}>"


def frac(above: str, below: str, more: str = "") -> str:
    return of("f", more, num=r(above), den=r(below))


def square(base: str) -> str:
    return of("sSup", e=base, sup=r("2"))


def rows(*lines: str) -> str:
    return of("eqArr", "".join(f"<m:e>{line}</m:e>" for line in lines))


def table(*lines: tuple[str, ...]) -> str:
    return of("m", "".join(f"<m:mr>{''.join(f'<m:e>{r(cell)}</m:e>' for cell in line)}</m:mr>" for line in lines))


def fenced(*parts: str, left: str = "(", right: str = ")", sign: str = "|") -> str:
    properties = f'<m:dPr><m:begChr m:val="{left}"/><m:sepChr m:val="{sign}"/><m:endChr m:val="{right}"/></m:dPr>'
    return of("d", properties + "".join(f"<m:e>{part}</m:e>" for part in parts))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (of("rad", deg=r("3"), e=r("x")), "∛x"),
        (r("2") + of("rad", deg=r("5"), e=r("x+1")), "2 ⁵√(x+1)"),
        (of("rad", deg=r("n+1"), e=r("x")), "√(n+1&x)"),
        (of("rad", "<m:radPr><m:degHide m:val='1'/></m:radPr>", deg=r("3"), e=r("ab")) + r("c"), "√ab c"),
        (fenced(table(("1", "2"), ("3", "4"))), "(1 & 2; 3 & 4)"),
        (r("A=") + table(("1", "2"), ("3", "4")), "A=(1 & 2; 3 & 4)"),
        (fenced(rows(r("К&amp;=1,5"), r("2≤x")), left="{", right=""), "{К=1,5; 2≤x"),
        (fenced(r("a"), r("b"), sign=";"), "(a;b)"),
        (of("sPre", sub=r("2"), sup=r("4"), e=r("X")), "(_2^4)X"),
        (f'<w:del xmlns:w="{word.W_NS}">{r("1,5")}</w:del><w:ins xmlns:w="{word.W_NS}">{r("2,5")}</w:ins>', "2,5"),
        (f'<w:moveFrom xmlns:w="{word.W_NS}">{r("1")}</w:moveFrom>{r("2")}', "2"),
        (r("2") + frac("1", "2"), "2 1/2"),
        (r("k") + frac("a", "b") + r("c"), "k(a/b)c"),
        (r("c/") + frac("a", "b"), "c/(a/b)"),
        (r("S=1,5·") + frac("1,5", "2x") + r("+1"), "S=1,5·1,5/(2x)+1"),
        (frac("(a)+(b)", "2"), "((a)+(b))/2"),
        (frac("n", "k", "<m:fPr><m:type m:val='noBar'/></m:fPr>"), "(n¦k)"),
        (square(r("2x")) + r("3"), "(2x)^2 3"),
        (square(square(r("x"))), "(x^2)^2"),
        (of("nary", "<m:naryPr><m:chr m:val='∑'/></m:naryPr>", sub=r("i"), sup=r("n"), e=r("a+b")), "∑_i^n (a+b)"),
        (of("func", fName=of("limLow", e=r("lim"), lim=r("x→0")), e=r("f")), "lim_(x→0) f"),
        (of("func", fName=r("ln"), e=r("a+b")), "ln(a+b)"),
        (of("bar", "<m:barPr><m:pos m:val='top'/></m:barPr>", e=r("x")), "x\u0305"),
        (of("phant", "<m:phantPr><m:show m:val='0'/></m:phantPr>", e=r("9")) + r("1"), "1"),
    ],
)  # fmt: skip
def test_a_formula_keeps_its_meaning_in_a_line(tmp_path: Path, formula: str, expected: str) -> None:
    path = tmp_path / "act.docx"
    path.write_bytes(word.docx(f'<w:p><m:oMath xmlns:m="{_SPACE}">{formula}</m:oMath></w:p>'))
    assert read_document(path, name=path.name, limits=ReadLimits(), tools=Tools()).text == expected


def test_formulas_below_each_other_are_lines(tmp_path: Path) -> None:
    path = tmp_path / "act.docx"
    both = f"<m:oMath>{r('a=1')}</m:oMath><m:oMath>{r('b=2')}</m:oMath>"
    path.write_bytes(word.docx(f'<w:p><m:oMathPara xmlns:m="{_SPACE}">{both}</m:oMathPara></w:p>'))
    assert read_document(path, name=path.name, limits=ReadLimits(), tools=Tools()).text == "a=1\nb=2"
