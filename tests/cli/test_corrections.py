"""What registrars corrected is kept, counted, and becomes a labelled folder that the rules are scored on."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING

import pytest

from domain.statuses import AccessLevel
from registry_api import corrections
from storage import drafts
from tests.factories import EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.houses import House

DECREE = "Постановление 308 от 06.04.2026.docx"
ORDER = "Распоряжение 41-р от 03.04.2026.docx"


def register(house: House, name: str, **values: str) -> str:
    """Bring a file in and register it as a person with these values."""
    draft_id = house.run("ingest", EXAMPLES / "acts" / name, "--json").rows[0]["draft_id"]
    with house.register.records.writing("registrar") as unit:
        act = drafts.register(unit, draft_id, drafts.get(unit.session, draft_id).version, values)
        unit.commit()
    return act.id


@pytest.fixture
def corrected(house: House) -> House:
    """A number and a signatory were corrected in one act, nothing in the other."""
    register(house, DECREE, number="309", signatory="")
    register(house, ORDER)
    return house


def test_corrections_are_counted_by_field(corrected: House) -> None:
    fields = corrected.run("corrections", "summary", "--json").rows[0]["fields"]
    assert fields["number"] == {"documents": 2, "shown": 2, "changed": 1, "emptied": 0, "filled": 0}
    assert fields["signatory"] == {"documents": 2, "shown": 2, "changed": 0, "emptied": 1, "filled": 0}
    assert fields["title"]["changed"] == 0
    assert "исправлено" in corrected.run("corrections", "summary").out


def test_what_was_corrected_goes_out_with_evidence_and_is_scored(corrected: House, tmp_path: Path) -> None:
    folder = tmp_path / "исправленное"
    told = corrected.run("corrections", "export", folder, "--json")
    assert (told.code, told.rows[0]["written"], told.rows[0]["withheld"]) == (0, 1, 0)
    (label,) = [json.loads(line) for line in (folder / "labels.jsonl").read_text("utf-8").splitlines()]
    assert (folder / label["file"]).read_bytes() == (EXAMPLES / "acts" / DECREE).read_bytes()
    assert DECREE not in label["file"]
    number = next(one for one in label["corrections"] if one["field"] == "number")
    assert (number["found"], number["right"], number["raw"]) == ("308", "309", "308")
    assert number["rule"].startswith("number.")
    assert label["rules"]
    (score,) = corrected.run("evaluate", folder, "--json").rows
    assert (score["fields"]["number"]["right"], score["fields"]["title"]["right"]) == (0, 1)
    assert score["changes"]["repeals"]["f1"] == 1.0
    assert score["problems"] == []


def test_everything_confirmed_may_go_out_too(corrected: House, tmp_path: Path) -> None:
    assert corrected.run("corrections", "export", tmp_path / "всё", "--all", "--json").rows[0]["written"] == 2
    (score,) = corrected.run("evaluate", tmp_path / "всё", "--json").rows
    assert (score["files"], score["fields"]["kind"]["right"]) == (2, 2)


@pytest.mark.parametrize(("access", "with_option"), [(AccessLevel.INTERNAL, 1), (AccessLevel.OFFICIAL_USE, 0)])
def test_acts_that_are_not_open_stay_inside(
    house: House, tmp_path: Path, access: AccessLevel, with_option: int
) -> None:
    register(house, DECREE, number="309", access=access)
    plain = house.run("corrections", "export", tmp_path / "открытые", "--json")
    assert (plain.rows[0]["written"], plain.rows[0]["withheld"]) == (0, 1)
    assert "ограниченного доступа" in plain.err
    assert list((tmp_path / "открытые" / "docs").iterdir()) == []
    more = house.run("corrections", "export", tmp_path / "внутренние", "--internal", "--json")
    assert more.rows[0]["written"] == with_option


def test_a_folder_that_holds_something_is_not_touched(corrected: House, tmp_path: Path) -> None:
    (tmp_path / "чужое.txt").write_text("важно", "utf-8")
    told = corrected.run("corrections", "export", tmp_path)
    assert (told.code, "[labels-unusable]" in told.err) == (1, True)
    assert [path.name for path in tmp_path.iterdir() if path.name != "data"] == ["чужое.txt"]


def test_only_the_owner_may_read_what_went_out(corrected: House, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        corrections.export(corrected.register, tmp_path / "выгрузка")
    finally:
        os.umask(before)
    made = [tmp_path / "выгрузка", *(tmp_path / "выгрузка").rglob("*")]
    assert len(made) == 4
    assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in made] == [0, 0, 0, 0]


def test_a_failed_export_leaves_nothing_behind(corrected: House, tmp_path: Path) -> None:
    for original in (corrected.folder / "objects").rglob("*"):
        if original.is_file():
            original.unlink()
    (tmp_path / "была").mkdir()
    before = sorted(tmp_path.rglob("*"))
    told = corrected.run("corrections", "export", tmp_path / "была" / "новая" / "ещё" / "выгрузка")
    assert told.code == 1
    assert "Traceback" not in told.err
    assert [path for path in sorted(tmp_path.rglob("*")) if "data" not in path.parts] == [
        path for path in before if "data" not in path.parts
    ]


def test_an_empty_folder_is_there_already_too(corrected: House, tmp_path: Path) -> None:
    (tmp_path / "есть").mkdir()
    told = corrected.run("corrections", "export", tmp_path / "есть")
    assert (told.code, "уже есть" in told.err) == (1, True)
