"""DOCX: what python-docx loses is read, in the order in which a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.document import BlockKind, Document, check_document
from domain.errors import NothingToRead, ToolMissing
from ingest.reading import ReadLimits, Tools, read_document
from tests.hostile import lists, word

if TYPE_CHECKING:
    from pathlib import Path

level, numbering, item, OUTLINE = lists.level, lists.numbering, lists.item, lists.OUTLINE


def read(tmp_path: Path, data: bytes, name: str = "act.docx") -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    document = read_document(path, name=name, limits=ReadLimits(), tools=Tools())
    assert check_document(document) == []
    return document


def texts(document: Document) -> list[str]:
    return [document.text_of(block) for block in document.blocks]


def labels(tmp_path: Path, body: str, lists: str, styles: str | None = None) -> list[str]:
    parts = {"numbering_xml": lists} | ({"styles_xml": styles} if styles else {})
    return [block.label for block in read(tmp_path, word.docx(body, **parts)).blocks]


def test_levels_count_and_end_each_other(tmp_path: Path) -> None:
    body = "".join(item(1, depth) for depth in (0, 1, 1, 2, 2, 0, 1, 2))
    found = labels(tmp_path, body, numbering({0: OUTLINE}, {1: (0, "")}))
    assert found == ["1.", "1.1.", "1.2.", "а)", "б)", "2.", "2.1.", "а)"]


def test_two_instances_of_one_list_continue_each_other(tmp_path: Path) -> None:
    body = item(1, 0) + item(2, 0) + item(1, 0)
    assert labels(tmp_path, body, numbering({0: OUTLINE}, {1: (0, ""), 2: (0, "")})) == ["1.", "2.", "3."]


def test_an_override_starts_anew_once(tmp_path: Path) -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    body = item(1, 0) + item(2, 0) + item(2, 0)
    assert labels(tmp_path, body, numbering({0: OUTLINE}, {1: (0, ""), 2: (0, override)})) == ["1.", "5.", "6."]


def test_a_level_that_never_restarts_goes_on(tmp_path: Path) -> None:
    levels = level(0, "upperRoman", "%1.") + level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')
    body = "".join(item(1, depth) for depth in (0, 1, 1, 0, 1))
    assert labels(tmp_path, body, numbering({0: levels}, {1: (0, "")})) == ["I.", "1.", "2.", "II.", "3."]


def test_upper_levels_that_were_never_used_count_as_begun(tmp_path: Path) -> None:
    assert labels(tmp_path, item(1, 1), numbering({0: OUTLINE}, {1: (0, "")})) == ["1.1."]


def test_legal_levels_are_written_in_digits(tmp_path: Path) -> None:
    levels = level(0, "upperRoman", "%1.") + level(1, "decimal", "%1.%2.", "<w:isLgl/>")
    assert labels(tmp_path, item(1, 0) + item(1, 1), numbering({0: levels}, {1: (0, "")})) == ["I.", "1.1."]


def test_russian_letters_skip_those_that_do_not_count_and_double_after_ya(tmp_path: Path) -> None:
    levels = level(0, "russianLower", "%1)")
    found = labels(tmp_path, item(1, 0) * 30, numbering({0: levels}, {1: (0, "")}))
    assert "".join(label[0] for label in found[:29]) == "абвгдежзиклмнопрстуфхцчшщыэюя"
    assert found[29] == "аа)"


def test_empty_items_count_and_number_zero_is_none(tmp_path: Path) -> None:
    body = item(1, 0) + item(1, 0, "") + item(1, 0) + item(0, 0)
    assert labels(tmp_path, body, numbering({0: OUTLINE}, {1: (0, "")})) == ["1.", "3.", ""]


def test_numbers_come_through_styles(tmp_path: Path) -> None:
    styles = (
        f'<w:styles xmlns:w="{word.W_NS}"><w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'  # noqa: E501 - markup
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2.", '<w:pStyle w:val="B"/>')
    body = word.paragraph("раздел", '<w:pStyle w:val="A"/>') + word.paragraph("пункт", '<w:pStyle w:val="B"/>')
    assert labels(tmp_path, body, numbering({0: levels}, {1: (0, "")}), styles) == ["1.", "1.1."]


def test_a_level_that_restarts_after_a_given_one_only(tmp_path: Path) -> None:
    levels = (
        level(0, "decimal", "%1.")
        + level(1, "decimal", "%2)")
        + level(2, "decimal", "(%3)", '<w:lvlRestart w:val="1"/>')
    )
    body = "".join(item(1, depth) for depth in (0, 1, 2, 2, 1, 2, 0, 2))
    found = labels(tmp_path, body, numbering({0: levels}, {1: (0, "")}))
    assert found == ["1.", "1)", "(1)", "(2)", "2)", "(3)", "2.", "(1)"]


def test_an_override_is_where_the_level_starts_each_time(tmp_path: Path) -> None:
    body = "".join(item(2, depth) for depth in (0, 1, 1, 0, 1))
    found = labels(tmp_path, body, numbering({0: OUTLINE}, {1: (0, ""), 2: (0, lists.start(1, 4))}))
    assert found == ["1.", "1.4.", "1.5.", "2.", "2.4."]


def test_an_override_may_replace_the_level(tmp_path: Path) -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)", start=3)}</w:lvlOverride>'
    found = labels(tmp_path, item(2, 0) * 2, numbering({0: OUTLINE}, {1: (0, ""), 2: (0, override)}))
    assert found == ["C)", "D)"]


def test_a_list_may_take_its_levels_from_a_style(tmp_path: Path) -> None:
    styles = (
        f'<w:styles xmlns:w="{word.W_NS}"><w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/>'  # noqa: E501 - markup
        "</w:numPr></w:pPr></w:style></w:styles>"
    )
    abstracts = {0: f'<w:styleLink w:val="L"/>{OUTLINE}', 1: '<w:numStyleLink w:val="L"/>'}
    body = item(2, 0) + item(2, 1) + item(1, 1)
    assert labels(tmp_path, body, numbering(abstracts, {1: (0, ""), 2: (1, "")}), styles) == ["1.", "1.1.", "1.2."]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("decimalZero", "09"), ("lowerRoman", "ix"), ("upperRoman", "IX"), ("upperLetter", "I"), ("lowerLetter", "i"),
        ("russianUpper", "И"), ("ordinal", "9-й"), ("numberInDash", "- 9 -"), ("none", ""), ("unheardOf", "9"),
    ],
)  # fmt: skip
def test_formats_of_numbers(tmp_path: Path, form: str, expected: str) -> None:
    found = labels(tmp_path, item(1, 0), numbering({0: level(0, form, "%1", start=9)}, {1: (0, "")}))
    assert found == [expected]


def test_a_pattern_of_newer_word_tells_how_many_digits(tmp_path: Path) -> None:
    custom = (
        '<w:lvl xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" w:ilvl="0"><w:start w:val="7"/>'
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>'  # noqa: E501 - markup
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1."/></w:lvl>'
    )
    assert labels(tmp_path, item(1, 0), numbering({0: custom}, {1: (0, "")})) == ["007."]


def test_items_in_cells_count_with_those_outside(tmp_path: Path) -> None:
    cells = f"<w:tc>{item(1, 0, 'в ячейке')}{item(1, 0, 'ещё')}</w:tc><w:tc>{item(1, 0, 'рядом')}</w:tc>"
    body = item(1, 0) + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + item(1, 0)
    document = read(tmp_path, word.docx(body, numbering_xml=numbering({0: OUTLINE}, {1: (0, "")})))
    assert texts(document)[1] == "2. в ячейке\n3. ещё\t4. рядом"
    assert [block.label for block in document.blocks] == ["1.", "", "5."]


def test_a_bullet_is_shown_as_printed(tmp_path: Path) -> None:
    levels = level(0, "bullet", "\uf0b7") + level(1, "bullet", "-")
    assert labels(tmp_path, item(1, 0) + item(1, 1), numbering({0: levels}, {1: (0, "")})) == ["•", "-"]


def test_inserted_text_is_there_and_deleted_text_is_not(tmp_path: Path) -> None:
    body = (
        "<w:p><w:ins><w:r><w:t>вставлено </w:t></w:r></w:ins><w:del><w:r><w:delText>удалено</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>старое место</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>новое место</w:t></w:r></w:moveTo>"  # noqa: E501 - markup
        '<w:r><w:rPr><w:vanish/></w:rPr><w:t>скрыто</w:t></w:r><w:fldSimple w:instr="DATE"><w:r><w:t> 5 мая</w:t></w:r></w:fldSimple>'  # noqa: E501 - markup
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF</w:instrText></w:r><w:r><w:t>код</w:t></w:r>'  # noqa: E501 - markup
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t> итог</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'  # noqa: E501 - markup
    )
    assert read(tmp_path, word.docx(body)).text == "вставлено новое место 5 мая итог"


def test_a_text_box_is_said_once_after_its_paragraph(tmp_path: Path) -> None:
    box = "<w:txbxContent>" + word.paragraph("штамп") + "</w:txbxContent>"
    shape = (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    document = read(tmp_path, word.docx(f"<w:p><w:r><w:t>до</w:t>{shape}</w:r></w:p>" + word.paragraph("после")))
    assert texts(document) == ["до", "штамп", "после"]
    assert document.blocks[1].kind is BlockKind.TEXT_BOX


def test_merged_cells_are_said_once_and_know_their_span(tmp_path: Path) -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{word.paragraph(text)}</w:tc>"

    rows = (
        "<w:tr>" + cell("шапка", '<w:gridSpan w:val="2"/>') + "</w:tr>"
        "<w:tr>" + cell("слева", '<w:vMerge w:val="restart"/>') + cell("раз") + "</w:tr>"
        "<w:tr>" + cell("слева", "<w:vMerge/>") + cell("два") + "</w:tr>"
    )
    document = read(tmp_path, word.docx(word.paragraph("до") + f"<w:tbl>{rows}</w:tbl>" + word.paragraph("после")))
    assert texts(document) == ["до", "шапка\nслева\tраз\nдва", "после"]
    table = document.blocks[1]
    found = {document.text[c.start : c.end]: (c.row, c.col, c.row_span, c.col_span) for c in table.cells}
    assert found == {"шапка": (0, 0, 1, 2), "слева": (1, 0, 2, 1), "раз": (1, 1, 1, 1), "два": (2, 1, 1, 1)}


def test_look_comes_through_styles(tmp_path: Path) -> None:
    styles = (
        f'<w:styles xmlns:w="{word.W_NS}"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="28"/></w:rPr></w:rPrDefault></w:docDefaults>'  # noqa: E501 - markup
        '<w:style w:type="paragraph" w:styleId="T"><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 2"/></w:style></w:styles>'
    )
    body = (
        word.paragraph("ПОСТАНОВЛЕНИЕ", '<w:pStyle w:val="T"/>')
        + word.paragraph("не жирно", '<w:pStyle w:val="T"/>', '<w:b w:val="0"/><w:sz w:val="24"/>')
        + word.paragraph("Глава", '<w:pStyle w:val="H"/>')
    )
    first, second, third = read(tmp_path, word.docx(body, styles_xml=styles)).blocks
    assert (first.align, first.bold, first.size) == ("center", True, 14.0)
    assert (second.align, second.bold, second.size) == ("center", False, 12.0)
    assert (third.kind, third.level) == (BlockKind.HEADING, 1)


def test_notes_come_last_with_their_number(tmp_path: Path) -> None:
    notes = (
        f'<w:footnotes xmlns:w="{word.W_NS}"><w:footnote w:type="separator" w:id="0"/>'
        f'<w:footnote w:id="2">{word.paragraph("сноска")}</w:footnote></w:footnotes>'
    )
    body = '<w:p><w:r><w:t>текст</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>' + word.paragraph("конец")
    document = read(tmp_path, word.docx(body, footnotes_xml=notes))
    assert texts(document) == ["текст[1]", "конец", "сноска"]
    assert (document.blocks[2].kind, document.blocks[2].label) == (BlockKind.FOOTNOTE, "1")


def test_text_is_composed_and_clean(tmp_path: Path) -> None:
    document = read(tmp_path, word.docx(word.paragraph("и\u0306од\u00adный\u00a0№\u202f5 \u2116")))
    assert document.text == "йодный № 5 №"


def test_wrong_decoding_is_undone_and_list_letters_stay(tmp_path: Path) -> None:
    document = read(tmp_path, word.docx(word.paragraph("от 27 сентября в„– 173, строка «В» и В»")))
    assert document.text == "от 27 сентября № 173, строка «В» и В»"
    assert [notice.code for notice in document.notices] == ["recoded"]


def test_the_name_does_not_decide(tmp_path: Path) -> None:
    document = read(tmp_path, word.docx(), "act.doc")
    assert document.format == "docx"
    assert [notice.code for notice in document.notices] == ["name-differs"]


def test_a_document_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingToRead):
        read(tmp_path, word.docx("<w:p/>"))


def test_old_formats_name_the_package_that_reads_them(tmp_path: Path) -> None:
    with pytest.raises(ToolMissing) as caught:
        read(tmp_path, b"{\\rtf1 text}", "act.rtf")
    assert caught.value.details["package"] == "libreoffice-writer-nogui"
    assert "libreoffice-writer-nogui" in caught.value.message


def test_a_number_alone_in_a_cell_is_what_the_cell_says(tmp_path: Path) -> None:
    """Rows of a table are often counted by a list without text; a point without text outside of tables says nothing."""
    rows = "".join(f"<w:tr><w:tc>{item(1, 0, '')}</w:tc><w:tc>{word.paragraph(said)}</w:tc></w:tr>" for said in "аб")
    body = f"<w:tbl>{rows}</w:tbl>" + item(1, 0, "")
    document = read(tmp_path, word.docx(body, numbering_xml=numbering({0: OUTLINE}, {1: (0, "")})))
    assert texts(document) == ["1.\tа\n2.\tб"]
