"""One recursive walk over the body of a DOCX, in the order in which a person reads it.

Reads: parts of a :class:`WordPackage`. Writes: drafts of blocks into a :class:`DocumentBuilder`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from domain.document import BlockKind
from domain.errors import HostileFile
from ingest.reading.builder import DocumentBuilder, Draft
from ingest.reading.docx import charts, coded
from ingest.reading.docx.doubts import Doubts
from ingest.reading.docx.drawing import MC, Hung, Picture, diagram_texts
from ingest.reading.docx.fields import Fields
from ingest.reading.docx.formula import M
from ingest.reading.docx.inline import Inline, InlineReader
from ingest.reading.docx.notes import KINDS, Notes
from ingest.reading.docx.numbering import Numbering
from ingest.reading.docx.package import W, WordPackage
from ingest.reading.docx.sections import Sections
from ingest.reading.docx.styles import BODY_LEVEL, ParagraphLook, ParagraphProperties, Styles, paragraph_properties
from ingest.reading.docx.tables import flat_rows, walk_cells
from ingest.reading.office.shown import PAGE_SHARE, Shown, may_have_words
from ingest.reading.text.hyphens import SOFT, as_seen
from ingest.reading.text.quality import is_known
from ingest.reading.text.repairs import Mended, joined

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_THROUGH: Final = frozenset(
    {W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "dir", "bdo")}
    | {MC + "Choice"}
)
_PARAGRAPH, _TABLE, _PROPERTIES = W + "p", W + "tbl", W + "pPr"
_FORMULA: Final = M + "oMathPara"


@dataclass(slots=True)
class Story:
    """Where blocks of one story go: its kind of block, the part it is in, how deep in boxes and tables the walk is."""

    reader: InlineReader
    part: str
    kind: BlockKind | None = None
    depth: int = 0
    label: str = ""
    """The mark of a note, for its first paragraph."""
    in_cell: bool = False
    """Whether it is a cell of a table: there a number without text says which row it is."""
    around: Element | None = None
    """The cell or the box it is in."""
    sink: list[Draft] = field(default_factory=list)
    carried: Inline | None = None
    """What paragraphs whose end is deleted or hidden have said: it belongs to the next one."""


class Walker:
    """Walks all stories of one document."""

    def __init__(self, package: WordPackage, builder: DocumentBuilder) -> None:
        self._package = package
        self._builder = builder
        self._limits = builder.limits
        settings = self._part("settings")
        self.fields = Fields(converted=builder.converted)
        self.styles = Styles(self._part("styles"))
        self._doubts = Doubts(self.styles)
        self._numbering = Numbering(self._part("numbering"), self.styles)
        self._notes = Notes(settings)
        self._settings = settings
        self._sections = Sections(None, settings)
        self._coded = False
        """Whether codes in fonts of letters were met."""
        self.charts: list[bool] = []
        """The charts that were met: whether each was read whole."""
        self.pictures: list[Shown] = []
        self.root: Element | None = None
        """The main part, once it was walked."""

    def walk(self) -> None:
        """Read headers, body, notes and footers into the builder."""
        root = self._package.main_xml()
        self.root = root
        body = root.find(W + "body") if root is not None else None
        self._doubts.background = root is not None and root.find(W + "background") is not None
        self._sections = Sections(body, self._settings)
        self._margins("header", BlockKind.HEADER)
        if body is not None:
            self._story(body, None)
        for kind in KINDS:
            self._write_notes(kind)
        self._margins("footer", BlockKind.FOOTER)
        if self._coded:
            coded.spell(self._builder)
        self._doubts.tell(self._builder)

    def _part(self, kind: str) -> Element | None:
        for name in self._package.related(self._package.main, kind):
            root = self._package.xml(name)
            if root is not None:
                return root
        return None

    def _reader(self, container: Element) -> InlineReader:
        return InlineReader(self.styles, container, self.fields, self._doubts, self._notes)

    def _story(self, container: Element, kind: BlockKind | None, label: str = "", part: str = "") -> None:
        story = Story(self._reader(container), part or self._package.main, kind, label=label)
        self._blocks(container, story)
        for draft in story.sink:
            self._builder.add(draft)

    def _margins(self, kind: str, block: BlockKind) -> None:
        """Read the headers or footers that are printed, each line once."""
        relations = self._package.relations(self._package.main)
        seen: set[str] = set()
        for identifier in self._sections.margins(kind):
            name = relations.get(identifier, ("", ""))[1]
            root = self._package.xml(name) if name else None
            if root is None:
                continue
            story = Story(self._reader(root), name, block)
            before = len(self.pictures)
            self._blocks(root, story)
            self._keep_page_pictures(before, seen)
            for draft in story.sink:
                if draft.kind is BlockKind.IMAGE:
                    continue
                key = draft.text.strip() or "\t".join(cell.text for cell in draft.cells)
                if key and not key.isdigit() and key not in seen:
                    seen.add(key)
                    self._builder.add(draft)

    def _keep_page_pictures(self, first: int, seen: set[str]) -> None:
        """Of the pictures in a header (from number ``first``) keep those that are a page or may hold words."""
        found, self.pictures[first:] = self.pictures[first:], []
        for picture in found:
            if (picture.share > PAGE_SHARE or may_have_words(picture)) and picture.part not in seen:
                seen.add(picture.part)
                self.pictures.append(picture)
                self._builder.add(picture.draft)

    def _write_notes(self, kind: str) -> None:
        wanted = self._notes.wanted[kind]
        root = self._part(kind) if wanted else None
        if root is None:
            return
        part = self._package.related(self._package.main, kind)[0]
        notes = {note.get(W + "id") or "": note for note in root}
        for identifier, mark in wanted:
            note = notes.get(identifier)
            if note is not None and note.get(W + "type") in {None, "normal"}:
                self._story(note, BlockKind.FOOTNOTE, mark, part)

    def _blocks(self, container: Element, story: Story) -> None:
        if story.depth > self._limits.nesting:
            raise HostileFile(limit="nesting")
        for child in container.iterchildren():
            tag = child.tag
            if tag == _PARAGRAPH:
                self._paragraph(child, story)
            elif tag == _TABLE:
                self._let_go(story)
                self._table(child, story)
            elif tag in _THROUGH:
                story.depth += 1
                self._blocks(child, story)
                story.depth -= 1
            elif tag == MC + "AlternateContent":
                chosen = child.find(MC + "Choice")
                chosen = chosen if chosen is not None else child.find(MC + "Fallback")
                if chosen is not None:
                    self._blocks(chosen, story)
            elif tag == _FORMULA:
                self._paragraph(child, story)
        self._let_go(story)

    def _let_go(self, story: Story) -> None:
        """Write what was carried when no paragraph follows that it could join."""
        if story.carried is not None:
            carried, story.carried = story.carried, None
            self._write(carried, paragraph_properties(None), story)

    def _paragraph(self, element: Element, story: Story) -> None:
        properties = paragraph_properties(next(element.iterchildren(_PROPERTIES), None))
        inline, story.carried = story.carried or Inline(), None
        style_id = properties.style or self.styles.default_paragraph
        story.reader.read(element, self.styles.letters_of(style_id), inline)
        if properties.joins_next:
            story.carried = inline
        else:
            self._write(inline, properties, story)

    def _write(self, inline: Inline, properties: ParagraphProperties, story: Story) -> None:
        if len(story.sink) > self._limits.blocks:
            raise HostileFile(limit="blocks")
        style_id = properties.style or self.styles.default_paragraph
        look = properties.look.over(self.styles.paragraph(style_id))
        label, level = self._label(look, style_id)
        if look.page_break or inline.breaks_before:
            self._page_break(story)
        said = inline.said()
        if SOFT in said.text:
            said = as_seen(said, is_known)
        self._coded |= inline.is_coded
        text = said.text
        if (text and not text.isspace()) or (story.in_cell and any(map(str.isalnum, label))):
            draft = self._draft(said, inline, look, label, level, story)
            draft.trust = self._doubts.trust(inline, story.around, shaded=bool(look.shaded))
            story.sink.append(draft)
        if inline.hung is not None:
            self._attachments(inline.hung, story)
        if inline.breaks_after or (
            properties.section is not None and self._sections.breaks_page_after(properties.section)
        ):
            self._page_break(story)

    def _label(self, look: ParagraphLook, style_id: str) -> tuple[str, int]:
        if not look.num_id:
            return "", 0
        names = [style.get(W + "styleId") or "" for style in self.styles.chain(style_id)]
        return self._numbering.label(look.num_id, look.num_level, names)

    @staticmethod
    def _draft(  # noqa: PLR0917 - what a paragraph is made of
        said: Mended, inline: Inline, look: ParagraphLook, label: str, level: int, story: Story
    ) -> Draft:
        kind = BlockKind.LIST_ITEM if label else BlockKind.PARAGRAPH
        if look.outline is not None and 0 <= look.outline < BODY_LEVEL:
            kind, level = BlockKind.HEADING, look.outline
        if not label:
            label, story.label = story.label, ""
        bold, size = inline.look()
        return Draft(
            kind=story.kind or kind,
            text=said.text,
            repairs=said.repairs,
            label=label,
            level=level,
            align=look.align or "left",
            bold=bold,
            size=size,
        )

    def _attachments(self, hung: Hung, story: Story) -> None:
        for box in hung.boxes:
            kind = story.kind or BlockKind.TEXT_BOX
            inner = Story(self._reader(box), story.part, kind, story.depth + 1, around=box)
            self._blocks(box, inner)
            story.sink.extend(inner.sink)
        for text in (*hung.art, *self._diagrams(hung, story)):
            story.sink.append(Draft(kind=story.kind or BlockKind.TEXT_BOX, text=text))
        for picture in hung.pictures:
            self._picture(picture, story)
        for name in hung.charts:
            self._chart(name, story)

    def _chart(self, name: str, story: Story) -> None:
        relation = self._package.relations(story.part).get(name)
        root = self._package.xml(relation[1]) if relation is not None else None
        lines = charts.lines_of(root) if root is not None else []
        story.sink.extend(Draft(kind=story.kind or BlockKind.TEXT_BOX, text=line, trust=charts.TRUST) for line in lines)
        self.charts.append(charts.is_whole(lines))

    def _diagrams(self, hung: Hung, story: Story) -> list[str]:
        relations = self._package.relations(story.part) if hung.diagrams else {}
        roots = [self._package.xml(relations[name][1]) for name in hung.diagrams if name in relations]
        return [text for root in roots if root is not None for text in diagram_texts(root)]

    def _picture(self, picture: Picture, story: Story) -> None:
        relation = self._package.relations(story.part).get(picture.relation)
        if relation is None or story.kind in {BlockKind.FOOTER, BlockKind.FOOTNOTE}:
            return
        draft = Draft(kind=BlockKind.IMAGE, text=picture.alt)
        share = self._sections.share_of_page(picture.width, picture.height)
        self.pictures.append(Shown(draft, relation[1], picture.width, picture.height, share))
        story.sink.append(draft)

    @staticmethod
    def _page_break(story: Story) -> None:
        if story.kind is None and story.sink and story.sink[-1].kind is not BlockKind.PAGE_BREAK:
            story.sink.append(Draft(kind=BlockKind.PAGE_BREAK))

    def _table(self, table: Element, story: Story) -> None:
        extra: list[Draft] = []
        said: list[Draft] = []
        cells = walk_cells(table, self._limits, lambda cell: self._cell_text(cell, story, extra, said))
        if cells:
            trust = min((draft.trust for draft in said), default=1.0)
            story.sink.append(Draft(kind=story.kind or BlockKind.TABLE, cells=cells, trust=trust))
        story.sink.extend(extra)

    def _cell_text(self, cell: Element, story: Story, extra: list[Draft], said: list[Draft]) -> Mended:
        """Read a cell; a table in it becomes lines, what hangs on it follows; ``said`` gets what the lines are of."""
        inner = Story(story.reader, story.part, None, story.depth + 1, in_cell=True, around=cell)
        self._blocks(cell, inner)
        lines: list[Mended] = []
        for draft in inner.sink:
            said.append(draft)
            if draft.cells:
                lines.extend(flat_rows(draft.cells))
            elif draft.kind in {BlockKind.TEXT_BOX, BlockKind.IMAGE}:
                extra.append(draft)
            elif draft.text or draft.label:
                lines.append(Mended(draft.label).then(" ", draft.mended.stripped()).stripped())
        return joined("\n", lines)
