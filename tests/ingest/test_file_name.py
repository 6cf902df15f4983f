"""What the name of a file says of the act, and what it does not."""

from __future__ import annotations

import pytest

from ingest.file_name import agrees, hints_of


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Постановление №827-Д от 08.05.2020.docx", ("постановление", "827-Д", "2020-05-08")),
        ("пост 308-П 16 02 21.pdf", ("постановление", "308-П", "2021-02-16")),
        ("Postanovlenie_308_ot_16-02-2021.doc", ("постановление", "308", "2021-02-16")),
        ("2020-05-08 распоряжение 41-р.pdf", ("распоряжение", "41-р", "2020-05-08")),
        ("постановление от 1 марта 2021 г. N 15.rtf", ("постановление", "15", "2021-03-01")),
        ("Распоряжение_88-р_от_05.06.2026 (1).pdf", ("распоряжение", "88-р", "2026-06-05")),
        ("Протокол №14 - копия.docx", ("протокол", "14", None)),
        ("Постановление 24 (2).docx", ("постановление", "24", None)),
        ("Решение Думы 2021.pdf", ("решение", None, None)),
        ("№ 45.pdf", (None, "45", None)),
        # a date alone may be the day of the scan; an annex and a draft are not the act
        ("IMG_20210305_1234.jpg", (None, None, None)),
        ("скан 05.03.2021.pdf", (None, None, None)),
        ("scan0001.pdf", (None, None, None)),
        ("308.pdf", (None, None, None)),
        ("Документ Microsoft Word (2).docx", (None, None, None)),
        ("Приложение 2 к постановлению 308.docx", (None, None, None)),
        ("проект постановления о тарифах.docx", (None, None, None)),
        ("Постановление № 1 и решение № 2.docx", (None, None, None)),
        ("Решение № 12 о внесении изменений в решение от 16.02.2021.docx", ("решение", "12", None)),
        ("Решение по постановлению 7.docx", ("решение", None, None)),
        ("Протокол разногласий к договору 15.docx", ("протокол", None, None)),
        ("Постановление №5 от 31.12.99.docx", ("постановление", "5", None)),
        ("Постановление 12 от 08.05.2020", ("постановление", "12", "2020-05-08")),
        ("", (None, None, None)),
    ],
)
def test_names(name: str, said: tuple[str | None, ...]) -> None:
    found = hints_of(name)
    assert tuple(found.get(field) for field in ("kind", "number", "date")) == said


def test_a_name_cannot_hold_a_slash() -> None:
    assert agrees("number", "12-5", "12/5")
    assert agrees("number", "827-Д", "827-д")
    assert not agrees("number", "308", "309")
    assert not agrees("date", "2020-05-08", "")
