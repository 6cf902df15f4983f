"""Registration numbers: every shape that acts have, and what is no number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.numbers import NotANumber, number_key, parse_number


@pytest.mark.parametrize(
    ("raw", "norm", "integer", "suffix", "display"),
    [
        ("№ 308", "308", 308, "", "308"),
        ("в„– 173", "173", 173, "", "173"),
        ("№ 827-Д", "827-д", 827, "д", "827-Д"),
        ("№ 107 – Д", "107-д", 107, "д", "107-Д"),
        ("999А.Н. Шамановский", "999", 999, "", "999"),
        ("999 А.Н. Шамановский", "999", 999, "", "999"),
        ("N131-ФЗ", "131-фз", 131, "фз", "131-ФЗ"),
        ("№ПР-37/03-18", "пр-37/03-18", 37, "03-18", "ПР-37/03-18"),
        ("N 02-6/172", "02-6/172", 2, "6/172", "02-6/172"),
        ("_АД-46-р_", "ад-46-р", 46, "р", "АД-46-р"),
        ("____519____", "519", 519, "", "519"),
        ("761н", "761н", 761, "н", "761н"),
        ("3/У", "3/у", 3, "у", "3/У"),
        ("97 ВХ-1", "97вх-1", 97, "вх-1", "97 ВХ-1"),
        ("01.04/131", "01.04/131", 1, "04/131", "01.04/131"),
        ("б/н", "б/н", None, "", "б/н"),
        ("2133A", "2133а", 2133, "а", "2133А"),
    ],
)
def test_shapes(raw: str, norm: str, integer: int | None, suffix: str, display: str) -> None:
    number = parse_number(raw)
    assert (number.norm, number.integer, number.suffix, number.display) == (norm, integer, suffix, display)


@pytest.mark.parametrize("raw", ["", "№", "абв", "О внесении изменений в решение 5", "1" * 80, "№ ____"])
def test_nonsense_is_refused(raw: str) -> None:
    with pytest.raises(NotANumber) as caught:
        parse_number(raw)
    assert caught.value.raw == raw


def test_latin_and_cyrillic_suffix_are_one_number() -> None:
    assert parse_number("12-PA").norm == parse_number("12-РА").norm
    assert parse_number("827").norm != parse_number("827-Д").norm


@given(
    st.integers(1, 99999),
    st.sampled_from(["", "-п", "-Д", "/5", "-РГ", "-зп"]),
    st.sampled_from(["№ ", "N ", "№", "No ", "в„– ", ""]),
)
def test_sign_and_case_do_not_change_the_key(integer: int, suffix: str, sign: str) -> None:
    number = parse_number(f"{sign}{integer}{suffix}")
    assert number.integer == integer
    assert number.norm == f"{integer}{suffix}".lower()
    assert number_key(f"{sign}{integer}{suffix.upper()}") == number.norm


@given(st.text(max_size=200))
def test_search_key_never_fails(text: str) -> None:
    assert number_key(text) == number_key(number_key(text)) or any(c in text for c in "№#Nn._\"'«»-/\\ ")
