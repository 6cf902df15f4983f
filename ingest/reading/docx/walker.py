"""One recursive walk over the body of a DOCX, in the order in which a person reads it.

Reads: parts of a :class:`WordPackage`. Writes: drafts of blocks into a :class:`DocumentBuilder`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from domain.document import BlockKind
from domain.errors import HostileFile
from ingest.reading.builder import CellDraft, DocumentBuilder, Draft
from ingest.reading.docx.inline import Inline, InlineReader
from ingest.reading.docx.numbering import Numbering
from ingest.reading.docx.package import W, WordPackage
from ingest.reading.docx.styles import BODY_LEVEL, Look, Styles, attribute, paragraph_look, switch, whole

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_THROUGH: Final = frozenset(
    {W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "dir", "bdo")}
    | {_MC + "Choice"}
)
_MAX_PICTURES: Final = 200


@dataclass(slots=True)
class Story:
    """Where blocks of one story go: its kind of block, and how deep in boxes and tables the walk is."""

    reader: InlineReader
    kind: BlockKind | None = None
    depth: int = 0
    label: str = ""
    sink: list[Draft] = field(default_factory=list)


class Walker:
    """Walks all stories of one document."""

    def __init__(self, package: WordPackage, builder: DocumentBuilder) -> None:
        self._package = package
        self._builder = builder
        self._limits = builder.limits
        self.styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"), self.styles)
        self._notes: dict[str, list[tuple[str, str]]] = {"footnotes": [], "endnotes": []}
        self.pictures: list[str] = []

    def walk(self) -> None:
        """Read headers, body, notes and footers into the builder."""
        root = self._package.xml(self._package.main)
        body = root.find(W + "body") if root is not None else None
        self._margins("header", BlockKind.HEADER)
        if body is not None:
            self._story(body, None)
        for kind in ("footnotes", "endnotes"):
            self._write_notes(kind)
        self._margins("footer", BlockKind.FOOTER)

    def _part(self, kind: str) -> Element | None:
        for name in self._package.related(self._package.main, kind):
            root = self._package.xml(name)
            if root is not None:
                return root
        return None

    def _story(self, container: Element, kind: BlockKind | None, label: str = "") -> None:
        story = Story(InlineReader(self.styles), kind, label=label)
        self._blocks(container, story)
        for draft in story.sink:
            self._builder.add(draft)

    def _margins(self, kind: str, block: BlockKind) -> None:
        seen: set[str] = set()
        for name in self._package.related(self._package.main, kind):
            root = self._package.xml(name)
            if root is None:
                continue
            story = Story(InlineReader(self.styles), block)
            self._blocks(root, story)
            for draft in story.sink:
                key = draft.text.strip() or "\t".join(cell.text for cell in draft.cells)
                if key and not key.isdigit() and key not in seen:
                    seen.add(key)
                    self._builder.add(draft)

    def _write_notes(self, kind: str) -> None:
        wanted = self._notes[kind]
        root = self._part(kind) if wanted else None
        if root is None:
            return
        notes = {note.get(W + "id") or "": note for note in root}
        for number, (identifier, label) in enumerate(wanted, 1):
            note = notes.get(identifier)
            if note is not None and note.get(W + "type") in {None, "normal"}:
                self._story(note, BlockKind.FOOTNOTE, label or str(number))

    def _blocks(self, container: Element, story: Story) -> None:
        if story.depth > self._limits.nesting:
            raise HostileFile(limit="nesting")
        if len(story.sink) > self._limits.blocks:
            raise HostileFile(limit="blocks")
        for child in container.iterchildren():
            tag = child.tag
            if tag == W + "p":
                self._paragraph(child, story)
            elif tag == W + "tbl":
                self._table(child, story)
            elif tag in _THROUGH:
                story.depth += 1
                self._blocks(child, story)
                story.depth -= 1
            elif tag == _MC + "AlternateContent":
                chosen = child.find(_MC + "Choice")
                chosen = chosen if chosen is not None else child.find(_MC + "Fallback")
                if chosen is not None:
                    self._blocks(chosen, story)

    def _paragraph(self, element: Element, story: Story) -> None:
        properties = element.find(W + "pPr")
        style_id = (
            attribute(properties.find(W + "pStyle"), "val") if properties is not None else None
        ) or self.styles.default_paragraph
        look = paragraph_look(properties).over(self.styles.look(style_id)).over(self.styles.defaults)
        inline = story.reader.read(element, look)
        label, level = self._label(look, style_id)
        if look.page_break or inline.breaks_before:
            self._page_break(story)
        text = inline.text
        if text.strip():
            story.sink.append(self._draft(text, inline, look, label, level, story))
        self._attachments(inline, story)
        section = properties.find(W + "sectPr") if properties is not None else None
        if inline.breaks_after or (section is not None and attribute(section.find(W + "type"), "val") != "continuous"):
            self._page_break(story)

    def _label(self, look: Look, style_id: str) -> tuple[str, int]:
        if not look.num_id:
            return "", 0
        names = [style.get(W + "styleId") or "" for style in self.styles.chain(style_id)]
        return self._numbering.label(look.num_id, look.num_level, names)

    @staticmethod
    def _draft(  # noqa: PLR0917 - what a paragraph is made of
        text: str, inline: Inline, look: Look, label: str, level: int, story: Story
    ) -> Draft:
        kind = BlockKind.LIST_ITEM if label else BlockKind.PARAGRAPH
        if look.outline is not None and 0 <= look.outline < BODY_LEVEL:
            kind, level = BlockKind.HEADING, look.outline
        return Draft(
            kind=story.kind or kind,
            text=text,
            label=label or story.label,
            level=level,
            align=look.align or "left",
            bold=inline.is_bold,
            size=inline.size,
        )

    def _attachments(self, inline: Inline, story: Story) -> None:
        for box in inline.boxes:
            inner = Story(InlineReader(self.styles), story.kind or BlockKind.TEXT_BOX, story.depth + 1)
            self._blocks(box, inner)
            story.sink.extend(inner.sink)
        for kind, identifier in inline.notes:
            self._notes[kind].append((identifier, ""))
        if inline.pictures and story.kind is None:
            room = _MAX_PICTURES - len(self.pictures)
            self.pictures.extend(inline.pictures[:room])
            story.sink.append(Draft(kind=BlockKind.IMAGE))

    @staticmethod
    def _page_break(story: Story) -> None:
        if story.kind is None and story.sink and story.sink[-1].kind is not BlockKind.PAGE_BREAK:
            story.sink.append(Draft(kind=BlockKind.PAGE_BREAK))

    def _table(self, table: Element, story: Story) -> None:
        cells: list[CellDraft] = []
        open_cells: dict[int, CellDraft] = {}
        extra: list[Draft] = []
        for number, row in enumerate(self._rows(table)):
            if len(cells) > self._limits.blocks:
                raise HostileFile(limit="blocks")
            col = self._offset(row)
            for cell in self._cells(row):
                properties = cell.find(W + "tcPr")
                span = self._span(properties)
                if properties is not None and switch(properties, "cellDel"):
                    continue
                merge = properties.find(W + "vMerge") if properties is not None else None
                if merge is not None and (merge.get(W + "val") or "continue") == "continue" and col in open_cells:
                    open_cells[col].row_span += 1
                    col += span
                    continue
                text = self._cell_text(cell, story, extra)
                draft = CellDraft(row=number, col=col, text=text, col_span=span)
                open_cells[col] = draft
                cells.append(draft)
                col += span
        if cells:
            story.sink.append(Draft(kind=story.kind or BlockKind.TABLE, cells=cells))
        story.sink.extend(extra)

    def _cell_text(self, cell: Element, story: Story, extra: list[Draft]) -> str:
        """Read a cell; a table inside it becomes lines, pictures and boxes follow the table."""
        inner = Story(story.reader, None, story.depth + 1)
        self._blocks(cell, inner)
        lines: list[str] = []
        for draft in inner.sink:
            if draft.cells:
                lines.extend(_flat_rows(draft.cells))
            elif draft.kind is BlockKind.TEXT_BOX or not draft.text:
                extra.append(draft)
            else:
                text = draft.text.strip()
                lines.append(f"{draft.label} {text}" if draft.label else text)
        return "\n".join(lines)

    def _span(self, properties: Element | None) -> int:
        span = whole(attribute(properties.find(W + "gridSpan"), "val"), 1) if properties is not None else 1
        return max(1, min(span or 1, self._limits.table_span))

    def _offset(self, row: Element) -> int:
        properties = row.find(W + "trPr")
        before = whole(attribute(properties.find(W + "gridBefore"), "val"), 0) if properties is not None else 0
        return max(0, min(before or 0, self._limits.table_span))

    def _rows(self, table: Element) -> list[Element]:
        return [row for row in _through(table, W + "tr") if row.find(f"{W}trPr/{W}del") is None]

    def _cells(self, row: Element) -> list[Element]:
        return [cell for cell in _through(row, W + "tc") if not _continues(cell)]

    def picture_parts(self) -> list[str]:
        """Return the names of the parts that hold the body's pictures, each once, in order."""
        relations = self._package.relations(self._package.main)
        return list(dict.fromkeys(relations[name][1] for name in self.pictures if name in relations))


def _through(parent: Element, tag: str) -> list[Element]:
    """Children of a kind, also those wrapped in content controls or custom markup."""
    found: list[Element] = []
    for child in parent.iterchildren():
        if child.tag == tag:
            found.append(child)
        elif child.tag in _THROUGH:
            found.extend(_through(child, tag))
    return found


def _continues(cell: Element) -> bool:
    merge = cell.find(f"{W}tcPr/{W}hMerge")
    return merge is not None and (merge.get(W + "val") or "continue") == "continue"


def _flat_rows(cells: list[CellDraft]) -> list[str]:
    rows: dict[int, list[str]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell.text.replace("\n", " "))
    return [" ".join(part for part in row if part) for row in rows.values()]
