"""The visible mark of an electronic signature, in the forms in which systems of document flow draw it."""

from __future__ import annotations

import msgspec
import pytest
from documents import ACT, document_of

from domain.requisites import Requisites
from ingest.requisites import find_requisites

NUMBER = "00A3F5129C44D1E87B2290FF6E01BC34"
FORMS = {
    "lines": (
        "ДОКУМЕНТ ПОДПИСАН",
        "ЭЛЕКТРОННОЙ ПОДПИСЬЮ",
        f"Сертификат {NUMBER}",
        "Владелец Северов Иван Петрович",
        "Действителен с 10.01.2021 по 05.04.2022",
    ),
    "one-block": (
        (
            "Документ подписан усиленной квалифицированной электронной подписью. "
            f"Сертификат: {NUMBER}. Владелец: Северов Иван Петрович Действителен с 10.01.2021 г. до 05.04.2022"
        ),
    ),
    "text-box": (
        "\n".join(
            (
                "Документ подписан электронной подписью",
                "Сведения о сертификате ЭП",
                f"Сертификат: {NUMBER[:16]}",
                f"{NUMBER[16:]}",
                "Владелец: Северов",
                "Иван Петрович",
                "Действителен: с 10.01.2021 до 05.04.2022",
            )
        ),
    ),
    "small-letters": (
        "подписано электронной подписью",
        f"сертификат № {NUMBER.lower()}",
        "владелец: Северов Иван Петрович",
        "срок действия: действителен с 10.01.2021 по 05.04.2022",
    ),
    "table": (
        "Документ подписан ЭП\t",
        f"Сертификат\t{NUMBER}",
        "Владелец\tСеверов Иван Петрович",
        "Действителен\tс 10.01.2021 по 05.04.2022",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_mark_is_read_apart_from_the_requisites(form: str) -> None:
    document = document_of(*ACT[:14], *FORMS[form])
    found = find_requisites(document)
    (stamp,) = found.stamps
    assert (stamp.certificate, stamp.owner) == (NUMBER, "Северов Иван Петрович")
    assert (stamp.valid_from, stamp.valid_until) == ("2021-01-10", "2022-04-05")
    assert stamp.span is not None
    shown = document.text[stamp.span.start : stamp.span.end]
    assert shown.lower().startswith("подписан")
    assert shown.endswith("05.04.2022")
    assert found.date is not None
    assert found.date.value == "2021-02-16"


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("Подписано ЭП 17.02.2021 10:15:33 МСК", "2021-02-17T10:15:33+03:00"),
        ("Подпись: 17.02.2021 12:15 (МСК+2)", "2021-02-17T12:15:00+05:00"),
        ("Дата подписания: 17.02.2021 10:15:33", "2021-02-17T10:15:33"),
        ("Дата подписания: 17.02.2021 10:15:33 +05'00'", "2021-02-17T10:15:33+05:00"),
        ("Дата подписи: 17.02.2021 10:15 (UTC+03:00)", "2021-02-17T10:15:00+03:00"),
    ],
)
def test_the_time_of_a_signature_keeps_its_zone(words: str, moment: str) -> None:
    found = find_requisites(document_of(*ACT[:16], words)).signed_at
    assert found is not None
    assert found.value == moment


def test_the_time_of_an_auction_is_no_signature() -> None:
    assert find_requisites(document_of(*ACT[:6], "Аукцион: 17.02.2021 10:15 МСК", *ACT[6:])).signed_at is None


def test_two_marks_are_two() -> None:
    found = find_requisites(document_of(*ACT, *FORMS["lines"], *FORMS["one-block"]))
    assert [stamp.certificate for stamp in found.stamps] == [NUMBER, NUMBER]


def test_words_about_signatures_are_no_mark() -> None:
    sentence = (
        "Заявление, подписанное электронной подписью, направляется владельцем. Документ подписан электронной подписью "
        "заявителя, если сертификат ключа проверки действителен на день подписания."
    )
    assert find_requisites(document_of(*ACT, sentence)).stamps == ()


def test_what_was_found_before_there_were_marks_is_still_read() -> None:
    old = msgspec.to_builtins(find_requisites(document_of(*ACT)))
    del old["stamps"]
    assert msgspec.convert(old, Requisites).stamps == ()
