"""The sample documents of the invented town: the manifest tells the truth, and the documents can be made again."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest

from domain.requisites import MANDATORY
from domain.workdays import WorkCalendar

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
MANIFEST: dict[str, Any] = json.loads((EXAMPLES / "manifest.json").read_text(encoding="utf-8"))
ACTS: list[dict[str, Any]] = MANIFEST["acts"]
SCAN: list[dict[str, Any]] = MANIFEST["scan"]
SUPPLEMENTARY: list[dict[str, Any]] = MANIFEST["supplementary"]
EVERYTHING = [*ACTS, *SCAN, *SUPPLEMENTARY]
FOLDERS = ("acts", "scan", "supplementary")
THURSDAY = 3
PARTED = re.compile(r"[\s\u00a0]+")


def name_of(record: dict[str, Any]) -> str:
    return Path(record["file"]).stem


def plain(text: str) -> str:
    return PARTED.sub(" ", text).strip()


def text_of(record: dict[str, Any]) -> str:
    path = EXAMPLES / record["file"]
    if record["format"] == "docx":
        file = docx.Document(str(path))
        cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
        return plain(" ".join([*(paragraph.text for paragraph in file.paragraphs), *cells]))
    with pypdfium2.PdfDocument(path) as file:
        return plain(" ".join(page.get_textpage().get_text_bounded() for page in file))


def dotted(record: dict[str, Any]) -> str:
    return date.fromisoformat(record["date"]).strftime("%d.%m.%Y")


def test_manifest_lists_exactly_the_files_of_the_folders() -> None:
    on_disk = {f"{folder}/{path.name}" for folder in FOLDERS for path in (EXAMPLES / folder).iterdir()}
    assert {record["file"] for record in EVERYTHING} == on_disk
    assert sum((EXAMPLES / name).stat().st_size for name in on_disk) < 3_000_000


def test_town_has_every_kind_of_document() -> None:
    kinds = [record["kind"] for record in ACTS]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "постановление": 15,
        "распоряжение": 5,
        "решение": 4,
        "протокол": 1,
    }
    assert {record["kind"] for record in SUPPLEMENTARY} == {
        "решение суда",
        "протест прокурора",
        "предписание антимонопольного органа",
    }
    assert {"308", "827-п", "41-р", "12/3"} <= {record["number"] for record in ACTS}
    assert {record["is_normative"] for record in ACTS} == {True, False}
    assert sum(record["is_normative"] and record["date"].startswith("2026-04") for record in ACTS) >= 5


def test_kind_number_and_date_name_one_act() -> None:
    names = [(record["kind"], record["number"], record["date"]) for record in [*ACTS, *SCAN]]
    assert len(set(names)) == len(names)


def long_words(record: dict[str, Any]) -> set[str]:
    return {word[:6] for word in re.findall(r"[а-яё]{6,}", record["title"].lower())}


def test_title_is_told_from_every_other_by_three_long_words() -> None:
    acts = [act for act in (*ACTS, *SCAN) if act["kind"] != "протокол"]
    too_near = [
        (one["title"], other["title"])
        for one, other in itertools.permutations(acts, 2)
        if len(long_words(one) - long_words(other)) < 3
    ]
    assert not too_near


@pytest.mark.parametrize("record", [*ACTS, *SCAN], ids=name_of)
def test_acts_are_signed_on_working_days_and_printed_on_thursdays(record: dict[str, Any]) -> None:
    assert WorkCalendar().is_working(date.fromisoformat(record["date"]))
    for publication in record["publications"]:
        assert publication["date"] >= record["date"]
        if publication["kind"] == "печатное издание":
            assert date.fromisoformat(publication["date"]).weekday() == THURSDAY
        assert publication["number"] or publication["url"]


@pytest.mark.parametrize("record", [*ACTS, *SUPPLEMENTARY], ids=name_of)
def test_document_says_what_the_manifest_says(record: dict[str, Any]) -> None:
    text = text_of(record)
    assert record["number"] in text
    if "about" in record:
        assert f"№ {record['about']['number']}" in text
        assert dotted(record["about"]) in text
        return
    title = record["title"].removeprefix("Протокол ")
    assert title in text
    assert record["signatory"] in text
    assert record["signatory_post"] in text
    assert record["body"].upper() in text
    assert text.count(f"от {dotted(record)} № {record['number']}") >= record["annexes"]
    for reference in (*record["amends"], *record["repeals"]):
        assert f"от {dotted(reference)} № {reference['number']}" in text


def test_numbers_of_points_are_words_own_in_some_documents_and_typed_in_others() -> None:
    counted = [
        sum(paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None for paragraph in file.paragraphs)
        for file in (docx.Document(str(EXAMPLES / record["file"])) for record in ACTS if record["format"] == "docx")
    ]
    assert sum(count > 3 for count in counted) >= 5
    assert sum(count == 0 for count in counted) >= 5
    assert max(counted) > 100


def test_protocol_gives_every_assignment_its_executor_and_term() -> None:
    protocol = next(record for record in ACTS if record["kind"] == "протокол")
    text = text_of(protocol)
    assignments = protocol["protocol"]["assignments"]
    assert [one["section"] for one in assignments] == ["оперативные"] * 2 + ["текущие"] * 3 + ["перспективные"] * 2
    for one in assignments:
        due = date.fromisoformat(one["due"]).strftime("%d.%m.%Y")
        assert re.search(rf" {re.escape(one['point'])}\. [^–]+ – [^–]+ Срок – до {due}\.", text), one


@pytest.mark.parametrize("record", SCAN, ids=name_of)
def test_scan_is_a_picture_without_text(record: dict[str, Any]) -> None:
    assert text_of(record) == ""


def test_references_lead_to_acts_of_the_town_that_came_before() -> None:
    known = {(record["kind"], record["number"], record["date"]): record for record in ACTS}
    of_the_year = [
        (record, reference)
        for record in ACTS
        for reference in (*record["amends"], *record["repeals"])
        if reference["date"] >= "2026"
    ]
    assert len(of_the_year) == 3
    for record, reference in of_the_year:
        assert (reference["kind"], reference["number"], reference["date"]) in known
        assert reference["date"] < record["date"]
    for record in SUPPLEMENTARY:
        about = record["about"]
        act = known[about["kind"], about["number"], about["date"]]
        assert act["supplementary"] == [record["file"]]
        assert act["date"] < record["date"] <= record["incoming_date"]


def test_documents_can_be_made_again(tmp_path: Path) -> None:
    if not shutil.which("fc-match"):
        pytest.skip("fc-match (fontconfig) is not installed: the font of the PDF files cannot be found")
    made = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "examples" / "make.py"), str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
    )
    if "FileNotFoundError" in made.stderr and "is not installed" in made.stderr:
        pytest.skip("Liberation Serif is not installed: the PDF files cannot be made")
    assert made.returncode == 0, made.stderr
    again = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    same_tools = again.pop("made_with") == MANIFEST["made_with"]
    assert again == {key: value for key, value in MANIFEST.items() if key != "made_with"}
    for record in EVERYTHING:
        new, kept = tmp_path / record["file"], EXAMPLES / record["file"]
        if same_tools:
            assert new.read_bytes() == kept.read_bytes(), record["file"]
        else:
            assert text_of({**record, "file": str(new)}) == text_of(record), record["file"]


@pytest.mark.parametrize("record", ACTS, ids=name_of)
def test_requisites_come_out_right_and_certain(record: dict[str, Any]) -> None:
    from ingest.reading.limits import ReadLimits
    from ingest.reading.reader import read_document
    from ingest.reading.tools import Tools
    from ingest.requisites import find_requisites

    path = EXAMPLES / record["file"]
    found = find_requisites(read_document(path, name=path.name, limits=ReadLimits(), tools=Tools()))
    values = {name: found.field(name) for name in MANDATORY}
    assert {name: value and plain(value.value) for name, value in values.items()} == {
        name: record[name] for name in MANDATORY
    }
    assert found.is_certain
