"""DOCX as programs and people really write it: every construct that can hold or hide words of an act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.document import BlockKind, Document, check_document
from ingest.reading import ReadLimits, Tools, read_document
from tests.hostile import word

if TYPE_CHECKING:
    from pathlib import Path

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def read(tmp_path: Path, data: bytes, name: str = "act.docx") -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    document = read_document(path, name=name, limits=ReadLimits(), tools=Tools())
    assert check_document(document) == []
    return document


def texts(document: Document) -> list[str]:
    return [document.text_of(block) for block in document.blocks]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def said(tmp_path: Path, inside: str, **parts: str) -> str:
    """Return the text of a document of one paragraph."""
    return read(tmp_path, word.docx(f"<w:p>{inside}</w:p>", **parts)).text


def field(kind: str, more: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{more}</w:fldChar></w:r>'


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (f'<w:hyperlink r:id="x9">{run("ссылка")}</w:hyperlink>', "ссылка"),
        (f'<w:smartTag w:element="date"><w:smartTagPr/>{run("5 мая")}</w:smartTag>', "5 мая"),
        (f'<w:customXml w:element="x"><w:customXmlPr/>{run("своё")}</w:customXml>', "своё"),
        (f"<w:sdt><w:sdtPr><w:alias w:val='не текст'/></w:sdtPr><w:sdtContent>{run('поле')}</w:sdtContent></w:sdt>", "поле"),  # noqa: E501 - markup
        ("<w:r><w:t>поста</w:t><w:softHyphen/><w:t>новление</w:t></w:r>", "постановление"),
        ("<w:r><w:t>131</w:t><w:noBreakHyphen/><w:t>ФЗ</w:t></w:r>", "131-ФЗ"),
        ("<w:r><w:t>раз</w:t><w:tab/><w:t>два</w:t><w:br/><w:t>три</w:t><w:cr/><w:t>четыре</w:t></w:r>", "раз\tдва\nтри\nчетыре"),  # noqa: E501 - markup
        (
            f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('чтение')}</w:rt><w:rubyBase>{run('основа')}</w:rubyBase></w:ruby></w:r>",
            "основа",
        ),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:t> да</w:t></w:r>', "✓ да"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', "☑☐"),
        ('<w:r><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "α≥"),
        (run("\uf0fe согласен", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), "☑ согласен"),
        (run("\uf0b0", '<w:rFonts w:ascii="Symbol"/>') + run("С"), "°С"),
        (run("статья 13") + run("1", '<w:vertAlign w:val="superscript"/>') + run(" и H") + run("2", '<w:vertAlign w:val="subscript"/>') + run("O"), "статья 13¹ и H2O"),  # noqa: E501 - markup
        (f'<w:fldSimple w:instr="DATE">{run("5 мая 2024 г.")}</w:fldSimple>', "5 мая 2024 г."),
        (
            field("begin") + "<w:r><w:instrText>IF </w:instrText></w:r>" + field("begin")
            + "<w:r><w:instrText>DOCPROPERTY</w:instrText></w:r>" + field("separate") + run("внутри") + field("end")
            + field("separate") + run("итог") + field("end"),
            "итог",
        ),
        (field("begin", '<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>') + field("end") + run(" да"), "☑ да"),  # noqa: E501 - markup
        (field("begin", '<w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>') + field("end") + run(" нет"), "☐ нет"),  # noqa: E501 - markup
        (
            field("begin", '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="глава"/><w:listEntry w:val="дума"/>'  # noqa: E501 - markup
                  "</w:ddList></w:ffData>") + field("end"),
            "дума",
        ),
        (field("begin") + run("поле без конца не глотает текст"), "поле без конца не глотает текст"),
        (run("видно") + run("скрыто", "<w:vanish/>") + run(" снова", '<w:vanish w:val="0"/>'), "видно снова"),
        (
            (f'<m:oMath xmlns:m="{MATH}"><m:r><m:t>S=</m:t></m:r><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r>'  # noqa: E501 - markup
            "<m:t>2</m:t></m:r></m:den></m:f><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup>"
            "</m:sSup></m:oMath>"),
            "S=((a+b)/2)x^2",
        ),
    ],
)  # fmt: skip
def test_a_construct_of_a_paragraph_says_what_is_printed(tmp_path: Path, inside: str, expected: str) -> None:
    assert said(tmp_path, inside) == expected


def test_text_hidden_by_a_style_is_hidden(tmp_path: Path) -> None:
    styles = (
        f'<w:styles xmlns:w="{word.W_NS}"><w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'  # noqa: E501 - markup
        '<w:style w:type="character" w:styleId="I"><w:basedOn w:val="H"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    )
    body = "<w:p>" + run("видно") + run(" нет", '<w:rStyle w:val="I"/>') + "</w:p>"
    body += word.paragraph("весь абзац скрыт", '<w:pStyle w:val="P"/>')
    assert read(tmp_path, word.docx(body, styles_xml=styles)).text == "видно"


def test_a_field_that_spans_paragraphs_says_its_result_only(tmp_path: Path) -> None:
    body = (
        "<w:p>" + field("begin") + "<w:r><w:instrText>TOC</w:instrText></w:r>" + run("часть указания") + "</w:p>"
        "<w:p>" + run("ещё указание") + field("separate") + run("Раздел 1") + "</w:p>"
        "<w:p>" + run("Раздел 2") + field("end") + "</w:p>"
    )
    assert texts(read(tmp_path, word.docx(body))) == ["Раздел 1", "Раздел 2"]


@pytest.mark.parametrize("gone", ["<w:del/>", "<w:moveFrom/>", "<w:vanish/>"])
def test_a_paragraph_whose_end_is_gone_goes_on_in_the_next(tmp_path: Path, gone: str) -> None:
    body = (
        f"<w:p><w:pPr><w:rPr>{gone}</w:rPr></w:pPr>{run('Об утверждении ')}</w:p>"
        f"<w:p><w:pPr><w:jc w:val='center'/></w:pPr>{run('порядка')}</w:p>"
    )
    document = read(tmp_path, word.docx(body))
    assert texts(document) == ["Об утверждении порядка"]
    assert document.blocks[0].align == "center"


def test_a_deleted_item_does_not_count(tmp_path: Path) -> None:
    lists = (
        f'<w:numbering xmlns:w="{word.W_NS}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1">'
        '<w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    deleted = f"<w:p><w:pPr>{number}<w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>снят</w:delText></w:r></w:del></w:p>"  # noqa: E501 - markup
    body = word.paragraph("раз", number) + deleted + word.paragraph("два", number)
    document = read(tmp_path, word.docx(body, numbering_xml=lists))
    assert [(block.label, document.text_of(block)) for block in document.blocks] == [("1.", "раз"), ("2.", "два")]
    assert [notice.code for notice in document.notices] == ["tracked-changes"]


def test_the_end_of_a_cell_ends_a_paragraph_whose_end_is_gone(tmp_path: Path) -> None:
    cell = "<w:tc><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("ячейка") + "</w:p></w:tc>"
    body = f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>" + word.paragraph("после")
    assert texts(read(tmp_path, word.docx(body))) == ["ячейка\tячейка", "после"]


def test_tables_keep_their_place_and_say_inner_tables_as_lines(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr><w:tc>{word.paragraph('а')}</w:tc><w:tc>{word.paragraph('б')}</w:tc></w:tr></w:tbl>"
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{word.paragraph('снята')}</w:tc></w:tr>"
    wrapped = f"<w:sdt><w:sdtContent><w:tr><w:tc>{word.paragraph('в поле')}</w:tc></w:tr></w:sdtContent></w:sdt>"
    rows = f"<w:tr><w:tc>{word.paragraph('до')}{inner}{word.paragraph('после')}</w:tc></w:tr>{deleted}{wrapped}"
    body = word.paragraph("раз") + f"<w:tbl>{rows}</w:tbl>" + word.paragraph("два")
    assert texts(read(tmp_path, word.docx(body))) == ["раз", "до\nа б\nпосле\nв поле", "два"]


def test_cells_merged_across_by_the_old_mark_are_one(tmp_path: Path) -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{word.paragraph(text)}</w:tc>"

    row = cell("раз", '<w:hMerge w:val="restart"/>') + cell("тень", "<w:hMerge/>") + cell("два")
    document = read(tmp_path, word.docx(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"))
    assert [(document.text[c.start : c.end], c.col, c.col_span) for c in document.blocks[0].cells] == [
        ("раз", 0, 2), ("два", 2, 1),
    ]  # fmt: skip


def test_a_cell_continues_only_the_one_right_above(tmp_path: Path) -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{word.paragraph(text)}</w:tc>"

    rows = (
        "<w:tr>" + cell("а") + cell("сверху", '<w:vMerge w:val="restart"/>') + "</w:tr>"
        "<w:tr>" + cell("во всю ширину", '<w:gridSpan w:val="2"/>') + "</w:tr>"
        "<w:tr>" + cell("б") + cell("сама по себе", "<w:vMerge/>") + "</w:tr>"
    )
    assert read(tmp_path, word.docx(f"<w:tbl>{rows}</w:tbl>")).text == "а\tсверху\nво всю ширину\nб\tсама по себе"


def test_notes_leave_a_mark_and_stand_after_the_text(tmp_path: Path) -> None:
    notes = (
        f'<w:footnotes xmlns:w="{word.W_NS}"><w:footnote w:type="separator" w:id="0"/><w:footnote w:id="5">'
        f"{word.paragraph('первая')}{word.paragraph('её второй абзац')}</w:footnote>"
        f'<w:footnote w:id="7">{word.paragraph("звезда")}</w:footnote></w:footnotes>'
    )
    ends = f'<w:endnotes xmlns:w="{word.W_NS}"><w:endnote w:id="2">{word.paragraph("в конце")}</w:endnote></w:endnotes>'
    body = (
        "<w:p>" + run("слово") + '<w:r><w:footnoteReference w:id="5"/></w:r>' + run(" далее")
        + '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="7"/><w:t>*</w:t></w:r>'
        + run(" конец") + '<w:r><w:endnoteReference w:id="2"/></w:r></w:p>'
    )  # fmt: skip
    document = read(tmp_path, word.docx(body, footnotes_xml=notes, endnotes_xml=ends))
    assert texts(document) == ["слово[1] далее* конец[i]", "первая", "её второй абзац", "звезда", "в конце"]
    assert [block.label for block in document.blocks] == ["", "1", "", "*", "i"]
    assert {block.kind for block in document.blocks[1:]} == {BlockKind.FOOTNOTE}


def test_only_headers_that_are_printed_are_read_and_each_line_once(tmp_path: Path) -> None:
    def margin(tag: str, text: str) -> str:
        return f'<w:{tag} xmlns:w="{word.W_NS}">{word.paragraph(text)}</w:{tag}>'

    parts = {
        "_rels/document.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            + "".join(
                f'<Relationship Id="{name}" Type="{word.R_NS}/{kind}" Target="{name}.xml"/>'
                for name, kind in (("h1", "header"), ("h2", "header"), ("h3", "header"), ("h4", "header"), ("f1", "footer"))  # noqa: E501 - markup
            )
            + "</Relationships>"
        ),
        "h1.xml": margin("hdr", "бланк"), "h2.xml": margin("hdr", "чётная"), "h3.xml": margin("hdr", "бланк"),
        "h4.xml": margin("hdr", "забытая"), "f1.xml": margin("ftr", "исполнитель"),
    }  # fmt: skip
    references = (
        '<w:headerReference w:type="default" r:id="h1"/><w:headerReference w:type="even" r:id="h2"/>'
        '<w:headerReference w:type="first" r:id="h3"/><w:footerReference w:type="default" r:id="f1"/><w:titlePg/>'
    )
    document = read(tmp_path, word.docx(word.paragraph("текст") + f"<w:sectPr>{references}</w:sectPr>", **parts))
    assert [(block.kind, document.text_of(block)) for block in document.blocks] == [
        (BlockKind.HEADER, "бланк"), (BlockKind.PARAGRAPH, "текст"), (BlockKind.FOOTER, "исполнитель"),
    ]  # fmt: skip


def test_a_page_breaks_where_the_next_section_says(tmp_path: Path) -> None:
    def section(kind: str) -> str:
        return f'<w:sectPr><w:type w:val="{kind}"/></w:sectPr>'

    body = (
        word.paragraph("раз", section("continuous"))
        + word.paragraph("два", section("nextPage"))
        + "<w:p><w:r><w:t>три</w:t><w:br w:type='page'/></w:r></w:p>"
        + word.paragraph("четыре", "<w:pageBreakBefore/>")
        + section("continuous")
    )
    kinds = [block.kind for block in read(tmp_path, word.docx(body)).blocks]
    assert kinds == [
        BlockKind.PARAGRAPH, BlockKind.PAGE_BREAK, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, BlockKind.PAGE_BREAK,
        BlockKind.PARAGRAPH,
    ]  # fmt: skip


def test_word_art_is_read_and_an_empty_choice_gives_way_to_its_fallback(tmp_path: Path) -> None:
    art = '<w:pict><v:shape><v:textpath string="ПРОЕКТ"/></v:shape></w:pict>'
    other = (
        '<mc:AlternateContent><mc:Choice Requires="x"><w:drawing/></mc:Choice><mc:Fallback><w:pict><v:textbox>'
        f"<w:txbxContent>{word.paragraph('штамп')}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    document = read(tmp_path, word.docx(f"<w:p><w:r><w:t>текст</w:t>{art}</w:r><w:r>{other}</w:r></w:p>"))
    assert sorted(texts(document)) == ["ПРОЕКТ", "текст", "штамп"]
    assert {block.kind for block in document.blocks[1:]} == {BlockKind.TEXT_BOX}


def test_a_box_of_the_older_kind_is_said_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{word.paragraph('снаружи')}<w:p><w:r><w:pict><v:textbox><w:txbxContent>{word.paragraph('внутри')}</w:txbxContent></v:textbox></w:pict></w:r></w:p></w:txbxContent>"  # noqa: E501 - markup
    body = f"<w:p><w:r><w:pict><v:group><v:shape><v:textbox>{box}</v:textbox></v:shape></v:group></w:pict></w:r></w:p>"
    assert texts(read(tmp_path, word.docx(body))) == ["снаружи", "внутри"]


@pytest.mark.parametrize(
    ("described", "expected"),
    [("Герб города", "Герб города"), ("C:\\Users\\герб.jpg", ""), ("Рисунок 1", ""), ("", "")],
)
def test_a_picture_is_a_block_with_the_words_of_its_author(tmp_path: Path, described: str, expected: str) -> None:
    data = word.with_picture(word.png(40, 40), size=(60, 60), described=described, body=word.paragraph("текст"))
    document = read(tmp_path, data)
    assert [(block.kind, document.text_of(block)) for block in document.blocks] == [
        (BlockKind.IMAGE, expected), (BlockKind.PARAGRAPH, "текст"),
    ]  # fmt: skip
    assert document.notices == ()


def test_a_wide_picture_above_the_text_may_be_a_letterhead(tmp_path: Path) -> None:
    data = word.with_picture(word.png(400, 80), size=(450, 90), body=word.paragraph("О мерах по подготовке к зиме"))
    assert [notice.code for notice in read(tmp_path, data).notices] == ["letterhead-picture"]


def test_what_lies_outside_is_only_told_of(tmp_path: Path) -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{word.R_NS}/image" Target="http://127.0.0.1:9/x.png" TargetMode="External"/>'
        f'<Relationship Id="b" Type="{word.R_NS}/hyperlink" Target="http://127.0.0.1:9/" TargetMode="External"/>'
        f'<Relationship Id="c" Type="{word.R_NS}/aFChunk" Target="part.html"/></Relationships>'
    )
    parts = {"_rels/document.xml.rels": rels, "part.html": "<p>чужое</p>"}
    document = read(tmp_path, word.docx(word.paragraph("текст") + '<w:altChunk r:id="c"/>', **parts))
    assert document.text == "текст"
    assert {notice.code for notice in document.notices} == {"external-parts", "foreign-parts"}


def test_a_link_to_a_site_is_no_reason_for_a_remark(tmp_path: Path) -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="b" Type="{word.R_NS}/hyperlink" Target="http://127.0.0.1:9/" TargetMode="External"/></Relationships>'  # noqa: E501 - markup
    )
    assert read(tmp_path, word.docx(word.paragraph("текст"), **{"_rels/document.xml.rels": rels})).notices == ()


def test_strict_files_are_read_with_their_pictures_and_notes(tmp_path: Path) -> None:
    document = read(tmp_path, word.strict("строгий текст"))
    assert document.text == "строгий текст"


def test_odd_names_of_parts_are_found(tmp_path: Path) -> None:
    assert read(tmp_path, word.backslashes("обратные косые")).text == "обратные косые"
    renamed = word.archive({
        "_rels/.rels": word._RELATIONS.replace("word/document.xml", "/word/%D0%B0%D0%BA%D1%82%201.xml"),
        "word/акт 1.xml": word.document_xml(word.paragraph("имя в процентах")),
    })  # fmt: skip
    assert read(tmp_path, renamed).text == "имя в процентах"


@pytest.mark.parametrize("name", ["word/document.xml", "word/document2.xml", "Word/Document.xml"])
def test_a_file_without_types_relations_and_numbering_is_read(tmp_path: Path, name: str) -> None:
    numbered = word.paragraph("пункт", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    data = word.archive({name: word.document_xml(numbered), "word/other.xml": "<x/>"})
    document = read(tmp_path, data)
    assert (document.text, document.blocks[0].label) == ("пункт", "")


def test_a_soft_hyphen_is_seen_in_a_compound_and_nowhere_else(tmp_path: Path) -> None:
    said = (
        "духовно\u00adнравственное, ИКТ\u00adкомпетентности, психолого\u00adмедико\u00adпедагогический, "
        "обеспе\u00adчивается, при\u00adме\u00adча\u00adние, прова\u00adйдер"
    )
    document = read(tmp_path, word.docx(word.paragraph(said)))
    assert document.text == (
        "духовно-нравственное, ИКТ-компетентности, психолого-медико-педагогический, "
        "обеспечивается, примечание, провайдер"
    )
