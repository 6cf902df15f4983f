"""What counts as the same value, by hand and against the shared score where it lies beside the corpus."""

from __future__ import annotations

import importlib.util
import itertools
import json

import pytest

from benchmarks.corpus import CORPUS
from ingest.requisites.scoring import SAME, changed_acts, fold_number

_LONG = "О бюджете муниципального образования на 2021 год"


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ("kind", "решение суда", "Решение", True),
        ("kind", "решение", "постановление", False),
        ("kind", None, "решение", False),
        ("date", "", None, True),
        ("date", "2021-02-16", "2021-02-17", False),
        ("number", "№ 827\u2013Д", "827-д", True),
        ("number", "999А", "999", False),
        ("title", "О мерах по уборке снега", "О мерах по уборке снега.", True),
        ("title", _LONG, _LONG + " и плановый период 2022 года", True),
        ("title", _LONG, _LONG + " и плановый период" * 3, False),
        ("title", "О бюджете", "О мерах по уборке снега", False),
        ("title", None, "О бюджете", False),
        ("body", "Администрация города Ростова", "АДМИНИСТРАЦИЯ РОСТОВА", True),
        ("body", "Администрация города Ростова", "Дума города Ростова Великого", False),
        ("signatory", "И. И. Петренков", "Петренкова И.И.", True),
        ("signatory", "И. И. Петров", "С. С. Сидоров", False),
    ],
)
def test_same(field: str, one: str | None, other: str | None, *, same: bool) -> None:
    assert SAME[field](one, other) is same
    assert SAME[field](other, one) is same


def test_changed_acts_are_told_apart_by_date_and_number() -> None:
    listed = [{"date": "2020-05-08", "number": "№ 827\u2013Д"}, {"date": "2020-05-08", "number": "827-д"}]
    assert changed_acts(listed) == {("2020-05-08", "827-д")}
    assert changed_acts(None) == set()


def test_agrees_with_the_shared_score() -> None:
    path = CORPUS.parent / "tools" / "score.py"
    labels = CORPUS / "labelled" / "labels.jsonl"
    if not (path.exists() and labels.exists()):
        pytest.skip("the shared score is not beside the corpus")
    spec = importlib.util.spec_from_file_location("shared_score", path)
    assert spec is not None
    assert spec.loader is not None
    shared = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shared)
    rows = [json.loads(line)["expected"] for line in labels.read_text("utf-8").splitlines() if line.strip()][:25]
    assert set(SAME) == set(shared.SINGLE)
    for field, same in SAME.items():
        for one, other in itertools.product([row.get(field) for row in rows] + [None, ""], repeat=2):
            assert same(one, other) == shared.SINGLE[field](one, other), (field, one, other)
    for row in rows:
        assert fold_number(row.get("number")) == shared.norm_number(row.get("number"))
