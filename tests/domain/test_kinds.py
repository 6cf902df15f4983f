"""Kinds of acts and their forms."""

from __future__ import annotations

import pytest

from domain.kinds import KINDS, Normativity, find_kind, kind_named, law_name


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Постановлением", "постановление"),
        ("РЕШЕНИЯМИ", "решение"),
        ("приказа", "приказ"),
        ("законами", "закон"),
        ("правил", "правила"),
        ("инструкцию", "инструкция"),
    ],
)
def test_every_case_gives_the_kind(form: str, name: str) -> None:
    kind = find_kind(form)
    assert kind is not None
    assert kind.name == name


def test_other_words_are_no_kind() -> None:
    assert find_kind("город") is None
    assert kind_named("Постановление") is None


def test_names_are_unique_and_lower_case() -> None:
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names)
    assert all(name == name.lower() for name in names)
    assert all(kind.genitive in kind.forms for kind in KINDS)


def test_protocol_is_never_normative_and_rules_usually_are() -> None:
    protocol, charter = kind_named("протокол"), kind_named("устав")
    assert protocol is not None
    assert charter is not None
    assert protocol.normativity is Normativity.NEVER
    assert charter.normativity is Normativity.USUAL


def test_laws_by_adjective() -> None:
    assert law_name("федеральными") == "федеральный закон"
    assert law_name("Областного") == "областной закон"
