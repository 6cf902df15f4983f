"""Scoring a labelled folder: figures, the agreement with the shared score, labels that cannot be used."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.corpus import CORPUS
from registry_api.cli import output
from tests.factories import EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.houses import House

TOWN = "Администрация города Верхнереченска"
COUNCIL = "Верхнереченская городская Дума"
DECREE = "Постановление 308 от 06.04.2026.docx"
DECISION = "Решение 12-5 от 23.04.2026.pdf"
ORDER = "Распоряжение 41-р от 03.04.2026.docx"


def label(file: str, **expected: Any) -> dict[str, Any]:
    values = dict.fromkeys(("kind", "body", "date", "number", "title", "signatory", "signatory_post"))
    return {"file": file, "format": file.rpartition(".")[2], "expected": values | expected}


def labelled(folder: Path, *rows: dict[str, Any] | bytes) -> Path:
    """A labelled folder of example acts."""
    (folder / "docs").mkdir(parents=True)
    for name in (DECREE, DECISION, ORDER):
        shutil.copy(EXAMPLES / "acts" / name, folder / "docs")
    lines = [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in rows]
    (folder / "labels.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three acts: one labelled as it is, one with slips in the label, one that the label says has no number."""
    return labelled(
        tmp_path / "метки",
        label(
            DECREE, kind="постановление", body=TOWN, date="2026-04-06", number="308", signatory="Лукашин А.В.",
            amends=[], repeals=[{"date": "2019-03-18", "number": "274"}],
        ),
        label(
            DECISION, kind="решение", body=COUNCIL, date="2026-04-24", number="12/5", signatory="И.И. Сидоров",
            amends=[{"date": "2020-01-01", "number": "1"}], repeals=None,
        ),
        label(ORDER, kind="распоряжение", date="2026-04-03"),
    )  # fmt: skip


def test_figures_tell_shown_right_wrong_and_certain_by_field_and_format(house: House, folder: Path) -> None:
    told = house.run("evaluate", folder, "--json")
    assert (told.code, len(told.err.splitlines())) == (0, 1)
    (score,) = told.rows
    day, number = score["fields"]["date"], score["fields"]["number"]
    assert (day["shown"], day["shown_right"], day["shown_wrong"], day["missed"]) == (3, 2, 1, 0)
    assert (day["certain"], day["certain_right"]) == (3, 2)
    assert (day["precision"], number["recall"]) == (pytest.approx(2 / 3), 1.0)
    assert (number["asked"], number["shown_right"]) == (3, 2)
    assert score["formats"]["pdf"]["date"]["right"] == 0
    assert score["fields"]["body"]["asked"] == 2
    assert "title" not in score["fields"]
    assert score["documents_right"] == 1
    assert score["changes"]["repeals"] == {
        "right": 1, "extra": 0, "missing": 0, "precision": 1.0, "recall": 1.0, "f1": 1.0
    }  # fmt: skip
    wrong = {(fault["file"], fault["field"]): (fault["expected"], fault["found"]) for fault in score["wrong"]}
    assert wrong[DECISION, "date"] == ("2026-04-24", "2026-04-23")
    assert wrong[ORDER, "number"] == (None, "41-р")
    assert (DECREE, "date") not in wrong


def test_the_tables_are_russian_and_name_what_was_found_instead(house: House, folder: Path) -> None:
    told = house.run("evaluate", folder, "--show", "date")
    assert told.code == 0
    assert re.search(r"дата +3 +2 +1 +0 +66,7 +66,7 +3 +2", told.out)
    assert f"{DECISION}, дата: ожидалось «2026-04-24», найдено «2026-04-23»" in told.out
    assert f"{DECISION}, подписал" not in told.out
    assert f"{DECISION}, подписал: ожидалось «И.И. Сидоров»" in house.run("evaluate", folder).out


def test_the_figures_are_those_of_the_shared_score(house: House, folder: Path, tmp_path: Path) -> None:
    path = CORPUS.parent / "tools" / "score.py"
    if not path.exists():
        pytest.skip("the shared score is not beside the corpus")
    spec = importlib.util.spec_from_file_location("shared_score", path)
    assert spec is not None
    assert spec.loader is not None
    shared = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shared)
    extracted = tmp_path / "out.jsonl"
    extracted.write_text(house.run("extract", *sorted((folder / "docs").iterdir()), "--jsonl").out, "utf-8")
    with contextlib.redirect_stdout(io.StringIO()) as said:
        shared.main(folder / "labels.jsonl", extracted)
    (score,) = house.run("evaluate", folder, "--json").rows
    accuracy, precision = said.getvalue().split("precision of values that were given")
    for name, of in score["fields"].items():
        assert re.search(rf"^{name} +{of['accuracy']:.0%} +{of['asked']}\b", accuracy, re.MULTILINE), name
        assert re.search(rf"^{name} +{of['precision']:.0%} +{of['shown']}\b", precision, re.MULTILINE), name
    for name, of in score["changes"].items():
        counts = re.escape(f"(tp {of['right']} fp {of['extra']} fn {of['missing']})")
        assert re.search(rf"^{name} .*{counts}$", precision, re.MULTILINE), name
    assert f"all right: {score['documents_right']}/3" in precision
    assert f"micro accuracy {score['accuracy']:.3f}" in precision


def test_labels_that_cannot_be_used_are_named_and_the_others_are_scored(house: House, tmp_path: Path) -> None:
    good = label(DECREE, date="2026-04-06")
    folder = labelled(
        tmp_path / "папка",
        good,
        b'{"file": "' + DECISION.encode(),
        f'{{"file": "{DECISION}", "expected": {{"number": {"9" * 5000}}}}}'.encode(),
        label(DECISION, date="23.04.2026"),
        {"file": DECISION},
        label("нет.docx"),
        good,
        label(DECISION) | {"sha256": "0" * 64},
        b"\xff",
        b"[" * 100_000,
        label("пустой.docx", date="2026-04-06"),
    )
    (folder / "docs" / "пустой.docx").touch()
    told = house.run("evaluate", folder, "--json")
    assert told.code == 1
    (score,) = told.rows
    assert [problem["place"] for problem in score["problems"]] == [
        f"labels.jsonl, строка {number}" for number in range(2, 11)
    ]
    reasons = " ".join(problem["reason"] for problem in score["problems"])
    for said in ("expected.number", "expected.date: «23.04.2026»", "поля expected", "«нет.docx»", "хеш", "UTF-8"):
        assert said in reasons
        assert said in told.err
    assert (score["files"], score["fields"]["date"]["right"]) == (2, 1)
    assert [fault["code"] for fault in score["unreadable"]] == ["empty-file"]
    assert score["problems"][1]["reason"] == "поле expected.number: недопустимое значение"
    assert "Traceback" not in told.err


@pytest.mark.parametrize("what", ["missing", "file", "empty", "no-labels", "no-documents", "no-lines"])
def test_a_folder_without_labels_or_documents_says_what_is_missing(house: House, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "папка"
    if what == "file":
        folder.touch()
    elif what != "missing":
        folder.mkdir()
    if what in {"no-labels", "no-lines"}:
        shutil.copy(EXAMPLES / "acts" / DECREE, folder)
    if what in {"no-documents", "no-lines"}:
        text = "" if what == "no-lines" else json.dumps(label(DECREE), ensure_ascii=False)
        (folder / "labels.jsonl").write_text(text, "utf-8")
    told = house.run("evaluate", folder, "--json")
    assert (told.code, told.out) == (1, "")
    assert "[labels-unusable]" in told.err
    said = {
        "missing": "нет. Проверьте имя", "file": "нет. Проверьте имя", "empty": "пуста", "no-labels": "нет файла меток",
        "no-documents": "ни одного документа", "no-lines": "строка на каждый документ",
    }  # fmt: skip
    assert said[what] in told.err


def test_labels_one_level_off_are_named(house: House, folder: Path) -> None:
    told = house.run("evaluate", folder / "docs")
    assert told.code == 1
    assert f"registry evaluate '{folder}'" in told.err or f"registry evaluate {folder}" in told.err
    assert str(folder) in house.run("evaluate", folder.parent).err


def test_without_a_terminal_lines_tell_how_far_it_is(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Документов с метками: 3." in house.run("evaluate", folder, "--json").err
    monkeypatch.setattr(output, "TELL_EVERY_S", 0.0)
    with output.progress() as bar:
        task = bar.add_task("Чтение", total=3)
        bar.advance(task)
        bar.advance(task)
    assert "Чтение: 2 из 3" in capsys.readouterr().err


def test_two_files_of_one_name_are_told_apart_by_their_path(house: House, tmp_path: Path) -> None:
    folder = labelled(tmp_path / "папка", label(DECREE), label(f"docs/{DECREE}", number="308"))
    shutil.copy(EXAMPLES / "acts" / DECREE, folder)
    told = house.run("evaluate", folder, "--json")
    assert (told.code, told.rows[0]["fields"]["number"]["right"]) == (1, 1)
    assert "укажите путь" in told.err
