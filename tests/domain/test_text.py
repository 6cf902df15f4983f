"""Cleaning and comparing text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.text import body_key, clean, collapse_spaces, fold, join_spaced, letters, repair_numero, title_key


def test_numero_is_repaired_and_nothing_else() -> None:
    assert repair_numero("от 27 сентября 2023 г. в„– 173") == "от 27 сентября 2023 г. № 173"
    assert repair_numero("подпункт «в» пункта 2") == "подпункт «в» пункта 2"


def test_spread_words_are_joined_but_not_neighbours() -> None:
    assert join_spaced("П О С Т А Н О В Л Я Е Т:") == "ПОСТАНОВЛЯЕТ:"
    assert join_spaced("и в с о") == "ивсо"
    assert join_spaced("Я и ты") == "Я и ты"
    assert join_spaced("П Р И К А З  Д У М Ы") == "ПРИКАЗ ДУМЫ"


def test_spaces_keep_line_ends() -> None:
    assert collapse_spaces("г.\u00a0 Кыштым \n\u00ad  ул.\tЛенина") == "г. Кыштым\nул. Ленина"


def test_nfc_keeps_the_numero_sign() -> None:
    assert clean("№ 5 и\u0306") == "№ 5 й"


def test_keys_join_what_people_type_differently() -> None:
    assert fold("УТВЕРЖДЁН") == "утвержден"
    assert title_key("Об  утверждении «Порядка».") == title_key('об утверждении "Порядка"')
    assert body_key('Администрация МО "Город N"') == body_key("администрация  МО «Город N»")
    assert body_key("Дума города") != body_key("Думы города")
    assert letters("П P И К А З") == "приказ"


@given(st.text(max_size=300))
def test_cleaning_twice_is_cleaning_once_for_spaces(text: str) -> None:
    once = collapse_spaces(text)
    assert collapse_spaces(once) == once
