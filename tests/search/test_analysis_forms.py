"""Golden forms of the analysis: what must be one word, what must stay whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import Analysis, analysis_version, default_analysis
from search.analysis.morphology import parse_overrides

MORPH = default_analysis()


GOLDEN = [
    line
    for line in Path(__file__).with_name("golden_forms.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("line", GOLDEN)
def test_forms_of_one_word_meet_and_no_others(line: str) -> None:
    same, _, foreign = line.partition("≠")
    first, *others = same.split()
    lemmas = set(MORPH.lemmas(MORPH.forms(first)[0]))
    assert [word for word in others if lemmas.isdisjoint(MORPH.lemmas(MORPH.forms(word)[0]))] == []
    assert [word for word in foreign.split() if not lemmas.isdisjoint(MORPH.lemmas(MORPH.forms(word)[0]))] == []


@pytest.mark.parametrize(("word", "lemmas"), [("устав", {"устав"}), ("дмитров", {"дмитров"}), ("аис", {"аис"})])
def test_override_leaves_no_foreign_lemma(word: str, lemmas: set[str]) -> None:
    assert set(MORPH.lemmas(word)) == lemmas


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("№ 827-Д", ["827-д"]),
        ("№827–Д", ["827-д"]),
        ("№ 107 - Д", ["107-д"]),
        ("N131-ФЗ", ["131-фз"]),
        ("N 131-фз", ["131-фз"]),
        ("No 5", ["5"]),
        ("в„– 173", ["173"]),
        ("№ПР-37/03-18", ["пр-37/03-18"]),
        ("вх. N АГ-4007", ["вх", "аг-4007"]),
        ("08.05.2020г.", ["08.05.2020", "г"]),
        ("8.5.2020", ["08.05.2020"]),
        ("01.05.2020-08.05.2020", ["01.05.2020", "08.05.2020"]),
        ("п.2.2.4. Утвердить", ["п", "2.2.4", "утвердить"]),
        ("61:44:0010101:12", ["61:44:0010101:12"]),
        ("1,5 и 1,2,3", ["1.5", "и", "1", "2", "3"]),
        ("Ростова-на-Дону и/или", ["ростова", "на", "дону", "и", "или"]),
        ("Учёт ЁЛКА", ["учет", "елка"]),
        ("е\u0308лка", ["елка"]),
        ("утвер\u00adждён за\u0301мок", ["утвержден", "замок"]),
        ("pешение Рlan", ["решение", "рlan"]),
        ("\ud7ff\ud800 — ¶ | «»", []),
    ],
)
def test_tokens(text: str, forms: list[str]) -> None:
    assert MORPH.forms(text) == forms


PIECES = st.sampled_from(
    [
        *"№N  \n\u00a0-–/.,(»8дйёxД_",
        "No.",
        "n°",
        "в„–",
        "107",
        "05",
        "2020",
        "ПР",
        "устав",
        "a\u0301",
        "\u00ad",
        "\u200b",
    ]
)


@given(st.one_of(st.lists(PIECES, max_size=16).map("".join), st.text(max_size=40)))
@settings(max_examples=700, deadline=None)
def test_stream_of_a_text_holds_the_forms_of_its_tokens(text: str) -> None:
    forms = MORPH.forms(text)
    streams = MORPH.streams(text)
    assert streams.exact.split(" ") == (forms or [""])
    assert [token.form for token in MORPH.tokens(text)] == forms
    assert streams.lemmas == " ".join("|".join(MORPH.lemmas(form)) for form in forms)


def test_streams_have_the_same_positions() -> None:
    streams = MORPH.streams("Банки, уставы города № 827-Д: мой дом.")
    assert streams.exact == "банки уставы города 827-д мой дом"
    assert streams.lemmas.split(" ")[1:4] == ["устав", "город", "827-д"]
    assert set(streams.lemmas.split(" ")[0].split("|")) == {"банк", "банка"}
    assert len(streams.exact.split(" ")) == len(streams.lemmas.split(" "))


def test_every_known_form_begins_with_a_start_of_its_lemma() -> None:
    for word in ("человек", "участок", "решить", "хороший", "день", "дмитров", "827-д"):
        starts = MORPH.starts(MORPH.lemmas(word))
        assert all(starts)
        assert word.startswith(starts)
    assert "людьми".startswith(MORPH.starts(("человек",)))


def test_version_follows_the_table() -> None:
    assert analysis_version() == default_analysis().version
    assert Analysis("# пусто").version != analysis_version()


def test_table_of_overrides_may_give_several_lemmas() -> None:
    assert parse_overrides("мера: мере # слово\nмэр: мере\nбез двоеточия") == {"мере": ("мера", "мэр")}
