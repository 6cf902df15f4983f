"""The inventory (опись) as a document: a row for each file, counts by kind, the hash of every file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import _Cell

from domain.dates import format_date
from export.contents import Section
from export.package.office import (
    add_page_numbers,
    add_table,
    add_text,
    finish,
    keep_whole,
    new_document,
    repeat_header,
    shown,
    write,
)
from export.package.rows import OF_ACT, TITLES, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from export.package.plan import Plan
    from export.package.rows import Row

_WEIGHTS: Final = {
    "position": 8,
    "kind": 23,
    "body": 26,
    "date": 18,
    "number": 15,
    "title": 47,
    "publication": 30,
    "sheets": 14,
    "file": 40,
    "sha256": 26,
    "note": 24,
}
_USABLE_MM: Final = 267
_CENTERED: Final = frozenset({"position", "date", "number", "sheets"})
_SIZE: Final = 8
_TOTAL_SIZE: Final = 10
_FILE_SIZE: Final = 7
_HASH_SIZE: Final = 6
_HASH_LINE: Final = 16


def inventory(plan: Plan) -> bytes:
    """Return the inventory as DOCX; a month with nothing to send gives a nil report."""
    title = f"Опись муниципальных нормативных правовых актов за {plan.month.title}"
    document = new_document(title, plan.sender.organisation, plan.built_at, landscape=True, size=12)
    add_page_numbers(document)
    add_text(document, "ОПИСЬ", align="center", bold=True, size=14)
    add_text(
        document,
        f"муниципальных нормативных правовых актов, направляемых за {plan.month.title}",
        align="center",
        bold=True,
    )
    if plan.sender.organisation:
        add_text(document, plan.sender.organisation, align="center")
    add_text(document)
    if plan.acts:
        _table(document, plan)
        _totals(document, plan)
    else:
        add_text(
            document,
            f"По состоянию на {format_date(plan.built_at.date())} муниципальных нормативных правовых актов, "
            f"подлежащих направлению за {plan.month.title}, и дополнительных "
            "документов к ранее направленным актам нет.",
            align="justify",
            indent=True,
        )
    _end(document, plan)
    return finish(document)


def _table(document: Any, plan: Plan) -> None:
    columns = plan.profile.inventory.columns
    scale = _USABLE_MM / sum(_WEIGHTS[name] for name in columns)
    widths = [_WEIGHTS[name] * scale for name in columns]
    table = add_table(document, widths, 1, borders=True)
    head = table.rows[0]
    repeat_header(head)
    for cell, name in zip(head.cells, columns, strict=True):
        write(cell.paragraphs[0], TITLES[name], align="center", bold=True, size=_SIZE)
    lines = table._tbl  # noqa: SLF001 - rows of long tables are made as XML: python-docx counts all cells for each
    template = head._tr  # noqa: SLF001 - as above
    section = None
    for row, more in _rows(plan):
        if row.section is not section:
            section = row.section
            lines.append(_band(template, table, plan, section))
        lines.append(_line(template, table, columns, row, more))


def _rows(plan: Plan) -> Iterator[tuple[Row, bool]]:
    """Yield every row, and whether its act has another row before or after."""
    for placed in plan.acts:
        rows = list(rows_of(placed))
        for row in rows:
            yield row, len(rows) > 1


def _band(template: Any, table: Any, plan: Plan, section: Section) -> Any:
    """Make a row across the table that names the section."""
    tr = _empty_row(template)
    cells = tr.tc_lst
    for extra in cells[1:]:
        tr.remove(extra)
    span = OxmlElement("w:gridSpan")
    span.set(qn("w:val"), str(len(cells)))
    properties = cells[0].get_or_add_tcPr()
    properties.append(span)
    text = (
        f"Акты, принятые в {plan.month.title_in}"
        if section is Section.MONTH
        else "Акты, принятые ранее: направляются впервые или с изменившимися сведениями"
    )
    paragraph = _Cell(cells[0], table).paragraphs[0]
    paragraph.paragraph_format.keep_with_next = True
    write(paragraph, text, bold=True, size=_SIZE + 1)
    return tr


def _line(template: Any, table: Any, columns: tuple[str, ...], row: Row, more: bool) -> Any:  # noqa: FBT001 - one caller
    tr = _empty_row(template)
    for tc, name in zip(tr.tc_lst, columns, strict=True):
        if more and name in OF_ACT:
            merge = OxmlElement("w:vMerge")
            if row.first:
                merge.set(qn("w:val"), "restart")
            tc.get_or_add_tcPr().append(merge)
            if not row.first:
                continue
        _fill(_Cell(tc, table).paragraphs[0], name, row.values[name])
    return tr


def _fill(paragraph: Any, name: str, value: str) -> None:
    if name == "sha256":
        run = paragraph.add_run("\n".join(value[at : at + _HASH_LINE] for at in range(0, len(value), _HASH_LINE)))
        run.font.name, run.font.size = "Courier New", Pt(_HASH_SIZE)
        return
    if name == "file":
        text = "/\n".join(value.removeprefix("acts/").split("/"))
        write(paragraph, text, size=_FILE_SIZE)
        return
    write(paragraph, value, align="center" if name in _CENTERED else "left", size=_SIZE)


def _empty_row(template: Any) -> Any:
    """Copy the widths of the head into a row without text."""
    tr = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    tr.append(properties)
    for cell in template.tc_lst:
        tc = OxmlElement("w:tc")
        sizes = OxmlElement("w:tcPr")
        width = OxmlElement("w:tcW")
        for name in ("w:type", "w:w"):
            width.set(qn(name), cell.tcPr.find(qn("w:tcW")).get(qn(name)))
        sizes.append(width)
        tc.append(sizes)
        tc.append(OxmlElement("w:p"))
        tr.append(tc)
    return tr


def _totals(document: Any, plan: Plan) -> None:
    counts = plan.counts()
    files = sum(len(placed.enclosed) for placed in plan.acts)
    by_kind = "; ".join(f"{kind} — {count}" for kind, count in counts.items())
    add_text(document)
    _total(document, f"Итого актов: {sum(counts.values())}, в том числе: {by_kind}.", bold=True)
    late = sum(plan.counts(Section.LATE).values())
    if late:
        _total(document, f"Из них принятых ранее: {late}.")
    documents = plan.supplementary_counts()
    if documents:
        said = "; ".join(f"{title} — {count}" for title, count in documents.items())
        _total(document, f"Дополнительных документов, зарегистрированных в {plan.month.title_in}: {said}.")
    sheets = f", листов: {plan.sheets}" if plan.sheets else ""
    _total(document, f"Файлов актов и документов к ним: {files}{sheets}. Папки актов лежат в каталоге acts пакета.")


def _total(document: Any, text: str, *, bold: bool = False) -> None:
    """Write a line that stays on the page of the signature: a signature alone on a sheet signs nothing."""
    add_text(document, text, bold=bold, size=_TOTAL_SIZE).paragraph_format.keep_with_next = True


def _end(document: Any, plan: Plan) -> None:
    add_text(document, size=_TOTAL_SIZE).paragraph_format.keep_with_next = True
    table = add_table(document, (110, 60, 97), 1, borders=False)
    keep_whole(table.rows[0])
    post, line, name = table.rows[0].cells
    write(post.paragraphs[0], plan.sender.signatory_post or "_" * 30)
    write(line.paragraphs[0], "_" * 18, align="center")
    write(name.paragraphs[0], plan.sender.signatory or "_" * 24)
    moment = f"{format_date(plan.built_at.date())} {plan.built_at:%H:%M}"
    footer = document.sections[0].footer.paragraphs[0]
    text = shown(f"Пакет {plan.run_id}, сформирован {moment}.    ")
    run = footer.add_run(text)
    run.font.size = Pt(_SIZE)
    footer._p.remove(run._r)  # noqa: SLF001 - the run goes before the page number
    footer._p.insert(1 if footer._p.pPr is not None else 0, run._r)  # noqa: SLF001 - as above
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
