"""Text that a reader does not see as valid: struck out, white, hidden. What is kept is doubted, all is told of.

So is what is not read: charts and inserted documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.document import BlockKind, check_document
from ingest.reading import ReadLimits, Tools, read_document
from ingest.requisites import find_requisites
from tests.hostile import word

if TYPE_CHECKING:
    from pathlib import Path

    from domain.document import Document

CERTAIN = 0.9
STRUCK, WHITE = "<w:strike/>", '<w:color w:val="FFFFFF"/>'
STYLES = (
    f'<w:styles xmlns:w="{word.W_NS}">'
    '<w:style w:type="character" w:styleId="Old"><w:rPr><w:dstrike/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Gone"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="Dark"><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" '
    'w:fill="1F3864"/></w:tcPr></w:tblStylePr></w:style></w:styles>'
)
SHADE = '<w:shd w:val="clear" w:fill="1F3864"/>'


def read(tmp_path: Path, name: str, data: bytes) -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    return read_document(path, name=name, limits=ReadLimits(), tools=Tools())


def of_word(tmp_path: Path, body: str) -> Document:
    return read(tmp_path, "act.docx", word.docx(body, styles_xml=STYLES))


def of_page(tmp_path: Path, body: str, style: str = "") -> Document:
    page = f"<html><head><meta charset=utf-8><style>{style}</style></head><body>{body}</body></html>"
    return read(tmp_path, "act.html", page.encode())


def codes(document: Document) -> set[str]:
    return {notice.code for notice in document.notices}


def trusts(document: Document) -> list[float]:
    return [block.trust for block in document.blocks]


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def act_of_word(look: str) -> str:
    lines = ["АДМИНИСТРАЦИЯ ГОРОДА ЛЕСНОГО", "ПОСТАНОВЛЕНИЕ"]
    after = ["О внесении изменений в Положение о реестре", "Администрация города постановляет:", "1. Внести изменения."]
    day = f"<w:p>{run('от ')}{run('01.02.2024 № 100-п', look)}</w:p>"
    return (
        "".join(map(word.paragraph, lines)) + day + "".join(map(word.paragraph, [*after, "Глава города А.А. Иванов"]))
    )


@pytest.mark.parametrize(
    ("look", "code"),
    [
        ("", ""),
        (STRUCK, "struck-text"),
        ("<w:dstrike/>", "struck-text"),
        ('<w:rStyle w:val="Old"/>', "struck-text"),
        ('<w:strike w:val="0"/>', ""),
        (WHITE, "white-text"),
    ],
)
def test_a_date_that_is_struck_or_white_is_not_certain(tmp_path: Path, look: str, code: str) -> None:
    document = of_word(tmp_path, act_of_word(look))
    found = find_requisites(document)
    assert found.date is not None
    assert found.number is not None
    assert (found.date.value, found.number.value) == ("2024-02-01", "100-п")
    assert codes(document) == ({code} if code else set())
    assert all((value.confidence > CERTAIN) is not bool(code) for value in (found.date, found.number))


def test_struck_words_stay_where_they_stand_and_are_named(tmp_path: Path) -> None:
    body = f"<w:p>{run('Выплатить ')}{run('10', STRUCK)}{run(' 000', STRUCK)}{run(' 20 000 рублей')}</w:p>"
    document = of_word(tmp_path, body + word.paragraph("Срок - год", '<w:pStyle w:val="Gone"/>') + word.paragraph("да"))
    assert document.text == "Выплатить 10 000 20 000 рублей\nСрок - год\nда"
    assert trusts(document) == [0.6, 0.6, 1.0]
    assert "«10 000», «Срок - год»" in document.notices[0].message


@pytest.mark.parametrize(
    "struck",
    [
        "<del>10 000</del> <ins>20 000</ins>",
        "<s>10 000</s> 20 000",
        "<b><strike>10 000</strike></b> 20 000",
        "<span style='text-decoration: line-through'>10 000</span> 20 000",
        "<span class='new old'>10 000</span> 20 000",
    ],
)
def test_struck_words_of_a_page_stay_and_are_doubted(tmp_path: Path, struck: str) -> None:
    style = "p{color:red} /* a, b */ .a, span.old{text-decoration:line-through} b.new{}"
    document = of_page(tmp_path, f"<p>Положение о реестре</p><p>Выплатить {struck} рублей</p>", style)
    assert document.text == "Положение о реестре\nВыплатить 10 000 20 000 рублей"
    assert trusts(document) == [1.0, 0.6]
    assert codes(document) == {"struck-text"}
    assert "«10 000»." in document.notices[0].message


def test_a_table_with_a_struck_cell_is_doubted(tmp_path: Path) -> None:
    row = "<tr><td>норма</td><td>%s</td></tr><tr><td>срок</td><td>год</td></tr>"
    document = of_page(tmp_path, f"<p>Тариф</p><table>{row % '<s>5</s> 6'}</table><table>{row % '7'}</table>")
    assert trusts(document) == [1.0, 0.6, 1.0]
    cells = f"<w:tc><w:p>{run('норма')}</w:p></w:tc><w:tc><w:p>{run('5', STRUCK)}</w:p></w:tc>"
    assert trusts(of_word(tmp_path, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>{word.paragraph('да')}")) == [0.6, 1.0]


@pytest.mark.parametrize(
    "body",
    [
        word.paragraph("Раздел", run=f"{WHITE}{SHADE}"),
        word.paragraph("Раздел", run=f'{WHITE}<w:highlight w:val="black"/>'),
        word.paragraph("Раздел", SHADE, WHITE),
        f"<w:tbl><w:tr><w:tc><w:tcPr>{SHADE}</w:tcPr>{word.paragraph('Раздел', run=WHITE)}</w:tc></w:tr></w:tbl>",
        (
            '<w:tbl><w:tblPr><w:tblStyle w:val="Dark"/></w:tblPr>'
            f"<w:tr><w:tc>{word.paragraph('Раздел', run=WHITE)}</w:tc></w:tr></w:tbl>"
        ),
        (
            "<w:p><w:r><w:pict><v:textbox><w:txbxContent>"
            f"{word.paragraph('Раздел', run=WHITE)}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
        ),
    ],
)
def test_white_letters_on_a_colour_are_plain_text(tmp_path: Path, body: str) -> None:
    document = of_word(tmp_path, body)
    assert (document.text, trusts(document), codes(document)) == ("Раздел", [1.0], set())


def test_hidden_text_is_left_out_and_told_of_but_not_marks_of_programs(tmp_path: Path) -> None:
    hidden = "<w:vanish/>"
    document = of_word(tmp_path, f"<w:p>{run('Срок ')}{run('пять дней', hidden)}{run('год')}</w:p>")
    assert (document.text, codes(document)) == ("Срок год", {"hidden-text"})
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TC "Раздел"</w:instrText></w:r>'
    marks = f"{run('Конец формы', hidden)}{run('#G0', hidden)}{field}<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    assert codes(of_word(tmp_path, f"<w:p>{marks}{run('Текст')}</w:p>")) == set()


CHART = (
    '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic>'
    '<a:graphicData><c:chart xmlns:c="{0}" r:id="x0"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
)
PLAIN = "http://schemas.openxmlformats.org/drawingml/2006/chart"
NEWER = "http://schemas.microsoft.com/office/drawing/2014/chartex"


@pytest.mark.parametrize(
    "inside",
    [
        CHART.format(PLAIN),
        (
            f"<mc:AlternateContent><mc:Choice>{CHART.format(NEWER)}</mc:Choice><mc:Fallback><w:t>нет</w:t></mc:Fallback>"
            "</mc:AlternateContent>"
        ),
    ],
)
def test_a_chart_is_told_of(tmp_path: Path, inside: str) -> None:
    body = f"<w:p><w:r><w:t>Плата</w:t></w:r><w:r>{inside}</w:r></w:p>"
    document = read(tmp_path, "act.docx", word.docx(body))
    assert (document.text, codes(document)) == ("Плата", {"charts"})
    cell = read(tmp_path, "act.docx", word.docx(f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>"))
    assert codes(cell) == {"charts"}


def chart(inside: str, title: str = "") -> str:
    title = title and f"<c:title><c:tx><c:rich><a:p><a:r><a:t>{title}</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    return (
        f'<c:chartSpace xmlns:c="{PLAIN}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart>'
        f"{title}<c:plotArea>{inside}</c:plotArea></c:chart></c:chartSpace>"
    )


def cache(part: str, *points: str, code: str = "") -> str:
    kind, form = ("num", f"<c:formatCode>{code}</c:formatCode>") if code else ("str", "")
    said = "".join(f'<c:pt idx="{place}"><c:v>{said}</c:v></c:pt>' for place, said in enumerate(points) if said)
    return f"<c:{part}><c:{kind}Ref><c:{kind}Cache>{form}{said}</c:{kind}Cache></c:{kind}Ref></c:{part}>"


YEARS = cache("cat", "2024 год", "2025 год", "2026 год")
INCOME = f"<c:ser>{cache('tx', 'Доходы')}{YEARS}{cache('val', '1234.5', '', '1300.25', code='#,##0.0')}</c:ser>"
GROWTH = f"<c:ser>{cache('tx', 'Рост')}{YEARS}{cache('val', '0.125', '0.3000000000000001', '1', code='0%')}</c:ser>"
AXIS = (
    "<c:valAx><c:title><c:tx><c:rich><a:p><a:r><a:t>тыс. рублей</a:t></a:r></a:p></c:rich></c:tx></c:title></c:valAx>"
)
POINT = f"<c:ser>{cache('xVal', '1', '2.50', code='General')}{cache('yVal', '45000', '-0.1', code='{}')}</c:ser>"


LEVELS = (
    YEARS.replace("strRef>", "multiLvlStrRef>")
    .replace("<c:strCache>", "<c:multiLvlStrCache><c:lvl>")
    .replace("</c:strCache>", '</c:lvl><c:lvl><c:pt idx="0"><c:v>Итог</c:v></c:pt></c:lvl></c:multiLvlStrCache>')
)


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (
            f"<c:barChart>{INCOME}{GROWTH}</c:barChart>{AXIS}",
            [
                "Бюджет",
                "тыс. рублей",
                "Доходы\tРост",
                "2024 год\t1 234,5\t13%",
                "2025 год\t\t30%",
                "2026 год\t1 300,3\t100%",
            ],
        ),
        (POINT.format("General"), ["Бюджет", "1\t45000", "2,5\t-0,1"]),
        (POINT.format("dd.mm.yyyy"), ["Бюджет", "1\t\ufffd", "2,5\t\ufffd"]),
        (POINT.format("0;-0"), ["Бюджет", "1\t45000", "2,5\t-0"]),
        (POINT.format("0.0;(0.0)"), ["Бюджет", "1\t45000,0", "2,5\t\ufffd"]),
        (
            POINT.format("0.00") + GROWTH.replace("2026", "2027"),
            ["Бюджет", "1\t45000,00", "2,5\t-0,10", "Рост", "2024 год\t13%", "2025 год\t30%", "2027 год\t100%"],
        ),
        (
            f"<c:ser>{LEVELS}{cache('val', '1', code='0')}</c:ser>",
            ["Бюджет", "Итог 2024 год\t1", "2025 год", "2026 год"],
        ),
    ],
    ids=["bars", "points", "days", "below zero", "in brackets", "categories of their own", "levels"],
)
def test_what_a_chart_says_is_read_with_doubt_where_it_stands(tmp_path: Path, inside: str, said: list[str]) -> None:
    body = (
        f"<w:p><w:r><w:t>Плата</w:t></w:r><w:r>{CHART.format(PLAIN)}</w:r></w:p><w:p><w:r><w:t>Далее</w:t></w:r></w:p>"
    )
    document = read(tmp_path, "act.docx", word.docx(body, chart_xml=chart(inside, "Бюджет")))
    assert document.text.split("\n") == ["Плата", *said, "Далее"]
    assert [block.trust for block in document.blocks] == [1.0, *[0.6] * len(said), 1.0]
    assert {block.kind for block in document.blocks[1:-1]} == {BlockKind.TEXT_BOX}
    (notice,) = document.notices
    assert (notice.code, "прочитаны" in notice.message) == ("charts", "\ufffd" not in document.text)
    assert check_document(document) == []


@pytest.mark.parametrize(
    "part",
    [
        chart("<c:barChart/>"),
        chart(INCOME * 31),
        chart(f"<c:ser>{cache('val', *['1'] * 501, code='0')}</c:ser>"),
        "<not-closed",
        chart("<c:ser/>"),
    ],
    ids=["empty", "many series", "many points", "damaged", "bare"],
)
def test_a_chart_that_cannot_be_told_whole_is_told_of(tmp_path: Path, part: str) -> None:
    body = f"<w:p><w:r><w:t>Плата</w:t></w:r><w:r>{CHART.format(PLAIN)}</w:r></w:p>"
    document = read(tmp_path, "act.docx", word.docx(body, chart_xml=part))
    assert document.text == "Плата"
    assert any(notice.code == "charts" and "вошли не все" in notice.message for notice in document.notices)


def test_an_inserted_document_is_told_of(tmp_path: Path) -> None:
    relations = {"_rels/document.xml.rels": word.relations(subDocument="sub.docx")}
    document = read(tmp_path, "act.docx", word.docx(f'{word.paragraph("Акт")}<w:subDoc r:id="x0"/>', **relations))
    assert codes(document) == {"foreign-parts"}
