"""The command line is a contract: fields, exit codes, JSON lines alone on standard output."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from storage import acts
from storage.index_feed import IndexFeed
from tests.factories import EXAMPLES, REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Town

    from tests.houses import House

EXTRACT = {
    "file", "format", "kind", "body", "date", "number", "title", "signatory", "signatory_post", "annexes", "amends",
    "repeals", "publications", "blocks", "chars", "confidence", "error",
}  # fmt: skip
INGEST = {"file", "sha256", "outcome", "intake_id", "draft_id", "act_id", "code", "message"}
HIT = {"id", "kind", "body", "date", "number", "title", "snippet"}
PLAIN = EXAMPLES / "acts" / "Постановление 308 от 06.04.2026.docx"
HOSTILE = [
    b'"', b"((", "номер:".encode(), b"* * *", b"-", "дата:99.99.9999".encode(), "а".encode() * 5000,
    b"'; DROP TABLE acts; --", "\ud7ff".encode(), b"\xff\xfe", b"AND OR NOT", b"title:[* TO *]", b"\\", b"",
]  # fmt: skip


def test_intake_tells_each_file_and_leaves_papers_that_are_no_acts_to_a_person(town: Town) -> None:
    rows = town.intake.rows
    files = [path for folder in ("acts", "supplementary") for path in (EXAMPLES / folder).iterdir()]
    assert town.intake.code == 0
    assert {row["file"] for row in rows} == {str(path) for path in files}
    assert all(set(row) >= INGEST for row in rows)
    assert {row["outcome"] for row in rows} == {"accepted"}
    assert len(town.acts) >= 23
    assert [row["act_id"] for row in rows if "supplementary" in row["file"]] == [None] * 3
    assert "Traceback" not in town.intake.err


def test_the_same_files_again_are_duplicates_that_name_the_act(town: Town) -> None:
    told = town.house.run("ingest", PLAIN, "--json")
    assert told.code == 0
    row = told.rows[0]
    assert (row["outcome"], row["code"]) == ("duplicate", "duplicate-file")
    assert row["act_id"] in town.acts
    assert "постановление № 308 от 06.04.2026" in row["message"]


def test_extract_needs_no_register_and_answers_for_each_file(house: House, tmp_path: Path) -> None:
    odd = tmp_path / "имя с пробелом «№ 5».docx"
    shutil.copy(PLAIN, odd)
    unspoken = os.fsencode(tmp_path) + b"/\xff\xfe.docx"
    shutil.copy(PLAIN, unspoken)
    empty = tmp_path / "пустой.pdf"
    empty.touch()
    told = house.run("extract", odd, unspoken, empty, tmp_path / "нет.pdf", tmp_path, "--jsonl")
    assert told.code == 1
    rows = told.rows
    assert all(set(row) >= EXTRACT for row in rows)
    assert [row["number"] for row in rows] == ["308", "308", None, None, None]
    assert [row["error"] and row["error"]["code"] for row in rows] == [
        None,
        None,
        "empty-file",
        "file-not-readable",
        "file-not-readable",
    ]
    assert rows[0]["file"] == str(odd)
    assert "\\udcff" in rows[1]["file"]
    assert "Traceback" not in told.err
    assert rows[0]["repeals"] == [{"date": "2019-03-18", "number": "274"}] or rows[0]["repeals"][0]["number"] == "274"


@pytest.mark.timeout(60)
def test_what_is_no_file_is_told_and_the_others_go_on(house: House, tmp_path: Path, socket_folder: Path) -> None:
    folder = tmp_path / "документы"
    folder.mkdir()
    shutil.copy(PLAIN, folder / "акт.docx")
    os.mkfifo(folder / "канал.pdf")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(socket_folder / "сокет.pdf"))
        (socket_folder / "сокет.pdf").rename(folder / "сокет.pdf")
        named = [folder / name for name in ("канал.pdf", "сокет.pdf", "акт.docx")]
        extracted = house.run("extract", *named, "/dev/zero", "--jsonl")
        taken = house.run("ingest", folder, folder / "канал.pdf", "--json")
        (folder / "labels.jsonl").write_text(
            "".join(f'{{"file": "{path.name}", "expected": {{"number": "308"}}}}\n' for path in named), "utf-8"
        )
        scored = house.run("evaluate", folder, "--json")
        (folder / "labels.jsonl").unlink()
        os.mkfifo(folder / "labels.jsonl")
        unlabelled = house.run("evaluate", folder)
    codes = [row["error"] and row["error"]["code"] for row in extracted.rows]
    assert codes == ["not-a-file", "not-a-file", None, "not-a-file"]
    assert "канал, устройство или сокет" in extracted.rows[0]["error"]["message"]
    by = {row["file"]: row for row in taken.rows}
    assert by[str(folder / "акт.docx")]["outcome"] == "accepted"
    assert {row["code"] for row in taken.rows if row["outcome"] == "refused"} == {"not-a-file"}
    assert (scored.code, scored.rows[0]["fields"]["number"]["right"], len(scored.rows[0]["problems"])) == (1, 1, 2)
    assert "«канал.pdf» — не файл" in scored.err
    assert (unlabelled.code, "«labels.jsonl»" in unlabelled.err) == (1, True)


def test_extract_tells_of_a_stamp_that_names_another_act(house: House, tmp_path: Path) -> None:
    act = tmp_path / "act.txt"
    act.write_text(
        "АДМИНИСТРАЦИЯ ГОРОДА ЗАРЕЧНОГО\nПОСТАНОВЛЕНИЕ\nот 16.02.2021 № 308\nОб утверждении Порядка\n"
        "ПОСТАНОВЛЯЮ:\n1. Утвердить Порядок.\nГлава города      И.И. Иванов\n"
        "Подписано ЭП 17.02.2021 10:15:33 МСК\n"
        "Приложение\nк решению Думы от 23.10.2013 № 110\nПОРЯДОК\nподготовки информации\n",
        "utf-8",
    )
    told = house.run("extract", act).out
    assert "17.02.2021 10:15:33 (UTC+03:00)" in told
    assert "проверьте: гриф приложения называет другой акт: решение № 110 от 23.10.2013" in told
    (row,) = house.run("extract", act, "--jsonl").rows
    assert [one["number"] for one in row["annexes"][0]["foreign"]] == ["110"]


def test_extract_tells_a_person_what_the_text_does_cites_and_orders(house: House) -> None:
    names = ("acts/Протокол 14 от 20.04.2026.docx", "supplementary/Предписание УФАС 04-11-2318 от 30.06.2026.docx")
    told = house.run("extract", *(EXAMPLES / name for name in names), PLAIN)
    assert told.code == 0
    lines = [line.strip() for line in told.out.splitlines()]
    assert any(line.startswith("1.2 до 22.04.2026 — Терехов М.А. — представить") for line in lines)
    assert "председатель: А.В. Лукашин" in lines
    assert "касается: постановление № 308 от 06.04.2026" in lines
    assert "основание: федеральный закон № 135-ФЗ от 26.07.2006, статьи 23, 39, 41 и 50" in lines
    assert any(line.startswith("утверждает: ") for line in lines)
    assert max(map(len, lines)) < 200


def test_intake_refuses_by_file_and_goes_on(house: House, tmp_path: Path) -> None:
    batch = tmp_path / "пачка"
    (batch / "глубже").mkdir(parents=True)
    (batch / ".скрыто").mkdir()
    (batch / ".скрыто" / "лишний.docx").write_bytes(PLAIN.read_bytes())
    (batch / "глубже" / "акт.docx").write_bytes(PLAIN.read_bytes())
    (batch / "пустой.docx").touch()
    shutil.copy(PLAIN, os.fsencode(batch) + b"/\xff.docx")
    told = house.run("ingest", batch, tmp_path / "нет.docx", "--json")
    assert told.code == 1
    by = {row["file"].rsplit("/", 1)[1]: row for row in told.rows}
    assert set(by) == {"акт.docx", "\\udcff.docx", "пустой.docx", "нет.docx"}
    assert sorted(row["outcome"] for row in by.values()) == ["accepted", "duplicate", "refused", "refused"]
    assert by["пустой.docx"]["code"] == "empty-file"
    assert "Traceback" not in told.err


def test_intake_without_waiting_leaves_the_reading_to_workers(house: House) -> None:
    told = house.run("ingest", PLAIN, "--no-wait", "--json")
    assert (told.code, told.rows[0]["outcome"], told.rows[0]["draft_id"]) == (0, "accepted", None)
    assert house.states() == ["accepted"]
    house.register.queue.prepare()
    assert house.register.queue.health()["waiting"] == 1


def test_a_table_of_what_was_only_accepted_does_not_call_it_read(house: House) -> None:
    assert "прочитает исполнитель" in house.run("ingest", PLAIN, "--no-wait", COLUMNS="200").err
    assert "прочитает исполнитель" not in house.run("ingest", PLAIN, COLUMNS="200").err


def test_search_finds_by_requisites_and_words(town: Town) -> None:
    told = town.house.run("search", "постановление 308 от 06.04.2026", "--limit", "3", "--json")
    assert told.code == 0
    (answer,) = told.rows
    assert answer["total"] >= 1
    assert all(set(hit) >= HIT for hit in answer["hits"])
    assert (answer["hits"][0]["number"], answer["hits"][0]["date"]) == ("308", "2026-04-06")
    words = town.house.run("search", "нестационарные торговые объекты", "--json").rows[0]
    assert "308" in [hit["number"] for hit in words["hits"]]
    assert "<" not in words["hits"][0]["snippet"]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_search_stands_whatever_is_typed(town: Town, query: bytes) -> None:
    told = town.house.run("search", "--json", "--", query)
    assert told.code in {0, 1}
    assert "Traceback" not in told.err
    assert "Внутренняя ошибка" not in told.err
    if told.code == 0:
        assert set(told.rows[0]) >= {"total", "hits"}


def test_show_gives_the_whole_act_or_says_that_there_is_none(town: Town) -> None:
    act_id = town.acts[0]
    whole = town.house.run("show", act_id, "--json").rows[0]
    assert whole["id"] == act_id
    assert whole["text"]
    assert whole["files"][0]["role"] == "original"
    missing = town.house.run("show", "0" * 26, "--json")
    assert (missing.code, missing.out) == (1, "")
    assert "[not-found]" in missing.err


def test_an_act_for_official_use_is_not_shown_nor_named_by_others(copy: House, town: Town) -> None:
    records = copy.register.records
    with records.reading() as session:
        link = next(link for act_id in town.acts for link in acts.get(session, act_id).links if link.to_act_id)
        hidden, citing = link.to_act_id, link.from_act_id
        assert hidden is not None
        title = acts.get(session, hidden).title
        number = acts.get(session, citing).number_raw
    with records.writing("регистратор") as unit:
        act = acts.get(unit.session, hidden)
        card = replace(acts.card_of(act), access=acts.AccessLevel.OFFICIAL_USE)
        acts.change_card(unit, hidden, act.version, card, "пометка")
        unit.commit()
    assert (copy.run("show", hidden, "--json").code, copy.run("show", citing, "--json").code) == (1, 0)
    links = copy.run("show", citing, "--json").rows[0]["links"]
    assert hidden not in [link["act_id"] for link in links]
    assert title not in [link["act"].get("title") for link in links]
    assert copy.run("index", "check").code == 0
    found = copy.run("search", title, "--json").rows[0]["hits"]
    assert number in [hit["number"] for hit in found]
    assert hidden not in [hit["id"] for hit in found]


def test_a_package_is_refused_while_problems_stand_and_built_with_a_reason(copy: House, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with copy.register.records.writing("юрист") as unit:
        act_id = next(iter(unit.session.scalars(acts.select(acts.Act.id).where(acts.Act.number_norm == "308"))))
        acts.decide_normative(unit, act_id, is_normative=True, reason="правила для всех")
        unit.commit()
    refused = copy.run("export", "build", "--month", "2026-04", "--out", out, "--json")
    assert refused.code == 1
    assert refused.rows[0]["package"] is None
    assert {"act_id", "code", "message"} <= set(refused.rows[0]["problems"][0])
    assert not out.exists() or not list(out.iterdir())
    built = copy.run("export", "build", "--month", "2026-04", "--out", out, "--with-problems", "проверка", "--json")
    assert built.code == 0
    assert built.rows[0]["acts"] >= 1
    package = built.rows[0]["package"]
    assert copy.run("export", "verify", package, REGISTRY_DATA=str(tmp_path / "нет")).code == 0
    assert not (tmp_path / "нет").exists()
    changed = tmp_path / "changed.zip"
    data = bytearray((out / package.rsplit("/", 1)[1]).read_bytes())
    data[len(data) // 2] ^= 0x55
    changed.write_bytes(data)
    broken = copy.run("export", "verify", changed)
    assert (broken.code, "[package-broken]" in broken.err) == (1, True)
    assert copy.run("audit", "verify").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["export", "build", "--month", "апрель", "--out", "x"],
        ["export", "build", "--month", "2026-13", "--out", "x"],
        ["export", "verify", "нет.zip"],
        ["search"],
        ["search", "--limit", "0", "x"],
        ["небывалое"],
        ["ingest"],
        ["extract", "--jsonl"],
        ["user", "roles", "кто", "--role", "king"],
    ],
    ids=" ".join,
)
def test_usage_is_exit_2_and_prints_nothing_on_standard_output(house: House, words: list[str]) -> None:
    told = house.run(*words)
    assert (told.code, told.out) == (2, "")
    assert "Traceback" not in told.err


def test_the_index_is_checked_repaired_and_rebuilt(copy: House, town: Town) -> None:
    assert copy.run("index", "check").code == 0
    records = copy.register.records
    feed = IndexFeed(records)
    with records.writing("регистратор") as unit:
        acts.decide_normative(unit, town.acts[0], is_normative=True, reason="проверка")
        unit.commit()
    feed.mark_done([change.seq for change in feed.pending(100)])
    found = copy.run("index", "check")
    assert (found.code, found.out) == (1, "")
    assert "--repair" in found.err
    assert copy.run("index", "check", "--repair").code == 0
    assert copy.run("index", "check").code == 0
    assert copy.run("index", "rebuild").code == 0
    assert "нечего" in copy.run("index", "rebuild", "--if-needed").err


def test_check_and_audit_agree_on_a_good_register(town: Town) -> None:
    told = town.house.run("check", "--deep", "--json")
    assert told.code == 0, told.out
    standing = {row["part"]: row["standing"] for row in told.rows}
    parts = ("база данных", "файлы", "индекс", "очередь", "журнал", "файлы и записи", "индекс и записи")
    expected = dict.fromkeys(parts, "good") | {"очередь": "lacking"}  # no worker has ever been started here
    assert {part: standing[part] for part in parts} == expected
    assert town.house.run("audit", "verify").code == 0


def test_a_reader_that_goes_away_is_no_fault(house: House) -> None:
    files = [str(path) for path in sorted((EXAMPLES / "acts").iterdir())]
    with subprocess.Popen(
        [sys.executable, "-m", "registry_api", "extract", *files, "--jsonl"],
        env=house.environment,
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read().decode()
        assert process.wait(timeout=60) == 1
    assert said == ""
