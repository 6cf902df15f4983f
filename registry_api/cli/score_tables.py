"""The score of a labelled folder for the eyes of a person: tables by field and by format, the list of wrong values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich import box
from rich.table import Table
from rich.text import Text

from registry_api.cli.output import FIELD_TITLES, STDOUT, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NONE: Final = "—"


def print_score(result: Mapping[str, Any]) -> None:
    """Print what :func:`registry_api.evaluation.score` returned."""
    if result["files"]:
        for table in (_fields(result), _formats(result), _changes(result)):
            STDOUT.print(table)
            STDOUT.print()
        whole, files = result["documents_right"], result["files"]
        told = f"Документов: {files}; вид, дата, номер и заголовок верны все: {whole} ({_share(whole / files)} %)."
        STDOUT.print(told, markup=False)
        STDOUT.print(f"Верных значений из всех спрошенных: {_share(result['accuracy'], 1)} %.", markup=False)
    if result["wrong"]:
        STDOUT.print(Text("\nНе совпало с метками", "bold"))
    for fault in result["wrong"]:
        sure = f" ({fault['confidence']:.2f})" if fault["confidence"] else ""
        head = f"{fault['file']}, {FIELD_TITLES[fault['field']]}:"
        STDOUT.print(Text(plain(f"{head} ожидалось {_said(fault['expected'])}, найдено {_said(fault['found'])}{sure}")))


def _fields(result: Mapping[str, Any]) -> Table:
    headings = ("поле", "показано", "верно", "неверно", "пропущено", "точность", "полнота", "уверенно", "из них верно")
    table = _table("По полям (точность и полнота в процентах)", headings)
    for name, of in result["fields"].items():
        counts = (of["shown"], of["shown_right"], of["shown_wrong"], of["missed"])
        shares = (_share(of["precision"], 1), _share(of["recall"], 1))
        table.add_row(FIELD_TITLES[name], *map(str, counts), *shares, str(of["certain"]), str(of["certain_right"]))
    return table


def _formats(result: Mapping[str, Any]) -> Table:
    table = _table("По форматам: верно / спрошено", ("поле", "все", *result["formats"]))
    for name, of in result["fields"].items():
        cells = [of, *(fields.get(name) for fields in result["formats"].values())]
        table.add_row(FIELD_TITLES[name], *(f"{cell['right']}/{cell['asked']}" if cell else _NONE for cell in cells))
    return table


def _changes(result: Mapping[str, Any]) -> Table:
    table = _table(
        "Изменяемые и отменяемые акты (точность и полнота в процентах)",
        ("", "верно", "лишних", "пропущено", "точность", "полнота", "F1"),
    )
    for name, of in result["changes"].items():
        f1 = _NONE if of["f1"] is None else f"{of['f1']:.2f}".replace(".", ",")
        counts = (str(of["right"]), str(of["extra"]), str(of["missing"]))
        table.add_row(FIELD_TITLES[name], *counts, _share(of["precision"], 1), _share(of["recall"], 1), f1)
    return table


def _table(title: str, headings: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 0), show_edge=False)
    for index, heading in enumerate(headings):
        table.add_column(Text(plain(heading)), justify="right" if index else "left", no_wrap=" " not in heading)
    return table


def _share(value: float | None, digits: int = 0) -> str:
    """Return a share in per cent without the sign; only a whole share is shown as 100."""
    if value is None:
        return _NONE
    shown = min(100 * value, 100 - 10**-digits) if value < 1 else 100
    return f"{shown:.{digits}f}".replace(".", ",")


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(f"№ {one['number'] or _NONE} от {one['date'] or _NONE}" for one in value) or "ничего"
    return "пусто" if value is None else f"«{value}»"
