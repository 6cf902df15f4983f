"""What is broken is told in a sentence with an exit code; a traceback never reaches a person."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.factories import EXAMPLES
from tests.houses import House

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.houses import Told

COMMANDS = [
    ["search", "x", "--json"],
    ["ingest", str(EXAMPLES / "acts"), "--json"],
    ["index", "rebuild"],
    ["user", "list", "--json"],
]


def is_told(told: Told, *words: str) -> None:
    """A sentence on standard error, nothing on standard output, no traceback and no internal fault."""
    assert told.code in {1, 2}, told
    assert "Traceback" not in told.out + told.err
    assert "Внутренняя ошибка" not in told.err, told.err
    for word in words:
        assert word in told.err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words[:2])[:20])
def test_a_database_that_is_no_database(house: House, command: list[str]) -> None:
    (house.folder / "registry.sqlite3").write_bytes(b"garbage " * 5000)
    told = house.run(*command)
    is_told(told, "повреждена", "[records-unavailable]")
    assert told.out == ""


def test_a_database_with_damaged_pages(copy: House) -> None:
    path = copy.folder / "registry.sqlite3"
    data = bytearray(path.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    path.write_bytes(data)
    is_told(copy.run("audit", "verify"), "[records-unavailable]")
    told = copy.run("check", "--json")
    assert told.code == 1
    assert {row["standing"] for row in told.rows if row["part"] in {"база данных", "журнал"}} == {"wrong"}
    assert all(row["advice"] for row in told.rows if row["standing"] == "wrong")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words[:2])[:20])
def test_a_data_folder_that_cannot_be_used(house: House, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "file").write_text("файл", "utf-8")
    told = house.run(*command, REGISTRY_DATA=str(tmp_path / "file" / "data"))
    is_told(told, "REGISTRY_DATA")
    assert told.out == ""


def test_a_data_folder_that_may_not_be_read(house: House) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    house.folder.chmod(0)
    try:
        is_told(house.run("search", "x", "--json"))
    finally:
        house.folder.chmod(0o700)


@pytest.mark.parametrize("damage", ["garbage", "removed files", "no folder"])
def test_a_damaged_index_is_told_and_rebuilt(copy: House, damage: str) -> None:
    index = copy.folder / "index"
    files = [path for path in sorted(index.rglob("*")) if path.is_file()]
    if damage == "no folder":
        shutil.rmtree(index)
    for path in files if damage != "no folder" else []:
        if damage == "garbage":
            path.write_bytes(b"\0garbage" * 100)
        else:
            path.unlink()
    told = copy.run("search", "постановление", "--json")
    if told.code == 0:
        assert told.rows[0]["total"] == 0
    else:
        is_told(told)
    assert copy.run("check").code == 1
    ingested = copy.run("ingest", EXAMPLES / "scan", "--no-wait", "--json")
    assert ingested.code == 0
    assert copy.run("index", "rebuild").code == 0
    assert copy.run("search", "постановление", "--json").rows[0]["total"] > 10


def test_a_journal_changed_with_sql_is_found(copy: House) -> None:
    with closing(sqlite3.connect(copy.folder / "registry.sqlite3")) as base:
        for (name,) in base.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            base.execute(f"drop trigger {name}")
        base.execute("update journal set details = replace(details, 'акт', 'фак') where seq = 5")
        base.execute("update journal set actor = 'никто' where seq = 5")
        base.commit()
    told = copy.run("audit", "verify")
    is_told(told, "№ 5", "[journal-broken]")
    assert copy.run("check").code == 1


def test_an_original_that_was_changed_or_lost_is_found(copy: House) -> None:
    kept = [path for path in (copy.folder / "objects").rglob("*") if path.is_file() and len(path.name) > 40]
    kept[0].chmod(0o600)
    kept[0].write_bytes(kept[0].read_bytes()[:-1] + b"x")
    assert all(
        "испорчено: 0" in row["used"] or row["part"] != "файлы и записи" or row["standing"] == "good"
        for row in copy.run("check", "--json").rows
    )
    deep = copy.run("check", "--deep", "--json")
    assert deep.code == 1
    assert any("испорчено: 1" in row["used"] for row in deep.rows)
    kept[1].unlink()
    assert any("нет файлов: 1" in row["used"] for row in copy.run("check", "--json").rows)


def test_settings_that_make_no_sense_are_named(house: House, tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text("objekts = 's3'\n", "utf-8")
    for more, word in (
        ({"REGISTRY_INDEX": "google"}, "REGISTRY_INDEX"),
        ({"REGISTRY_WORKERS": "many"}, "REGISTRY_WORKERS"),
        ({"REGISTRY_OBJECTS": "s3"}, "REGISTRY_S3_ENDPOINT"),
        ({"REGISTRY_SETTINGS": str(tmp_path / "wrong.toml")}, "objekts"),
        ({"REGISTRY_SETTINGS": str(tmp_path / "нет.toml")}, "нет.toml"),
    ):
        told = house.run("extract" if "WORKERS" in word else "search", str(EXAMPLES), **more)
        assert told.code == 2, (word, told)
        is_told(told, word)


def test_a_busy_port_is_told_before_anything_is_done(house: House) -> None:
    before = sorted(house.folder.iterdir())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = house.run("serve", "--examples", EXAMPLES, REGISTRY_PORT=port)
    assert told.code == 2
    assert f"Порт {port}" in told.err
    assert "REGISTRY_PORT" in told.err
    assert "Учётные записи" not in told.err
    assert sorted(house.folder.iterdir()) == before


def test_servers_that_do_not_answer_are_told(house: House) -> None:
    told = house.run("audit", "verify", REGISTRY_DATABASE_URL="postgresql+psycopg://x:y@127.0.0.1:1/z")
    is_told(told, "[records-unavailable]")
    told = house.run("search", "x", REGISTRY_INDEX="opensearch", REGISTRY_OPENSEARCH_URL="http://127.0.0.1:1")
    is_told(told, "[index-unavailable]")
    s3 = {"REGISTRY_S3_ENDPOINT": "127.0.0.1:1", "REGISTRY_S3_ACCESS_KEY": "a", "REGISTRY_S3_SECRET_KEY": "b"}
    told = house.run("ingest", str(EXAMPLES / "scan"), "--json", REGISTRY_OBJECTS="s3", REGISTRY_S3_SECURE="no", **s3)
    is_told(told, "[store-unavailable]")
    assert "y@" not in told.err


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("a small disk is mounted by root only")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", folder], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_told_by_file_and_loses_nothing(house: House, small_disk: Path) -> None:
    data = small_disk / "data"
    first = house.run("user", "list", "--json", REGISTRY_DATA=str(data))
    assert first.code == 0, first.err
    (small_disk / "ballast").write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - 120_000)))
    told = house.run("ingest", EXAMPLES / "acts", "--no-wait", "--json", REGISTRY_DATA=str(data))
    assert told.code == 1
    assert "Traceback" not in told.err
    assert "Внутренняя ошибка" not in told.err, told.err
    assert {row["code"] for row in told.rows if row["outcome"] == "refused"} <= {
        "store-unavailable",
        "records-unavailable",
    }
    assert any(row["outcome"] == "refused" for row in told.rows)
    (small_disk / "ballast").unlink()
    assert house.run("audit", "verify", REGISTRY_DATA=str(data)).code == 0
    kept = {row["sha256"] for row in told.rows if row["outcome"] == "accepted"}
    copy = House(data, {})
    assert kept == {item.file.sha256 for item in copy.items()}
    copy.close()
