import csv
import hashlib
import io
import json
import subprocess
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document
from factory import ORGANISATION, Town
from lxml import etree

from domain.errors import NotFound, ObjectMissing, PackageError, PackageRefused, StateConflict, StoreUnavailable
from domain.periods import ReportingMonth
from domain.relations import Relation
from domain.requisites import ActReference
from domain.signatures import Signature, SignatureKind, SignatureState
from domain.statuses import PackageState
from export.build import BuiltPackage, list_packages
from export.profile import load_profile
from export.verify import verify
from storage import journal
from storage.acts import add_file
from storage.models import Act, JournalEntry, Package, PackageAct
from storage.signatures import put_detached, put_embedded

APRIL = ReportingMonth(2026, 4)


def build(town: Town, reason: str | None = None, month: ReportingMonth = APRIL, **options: object) -> BuiltPackage:
    return town.builder(**options).build(month, town.folder / "out", "юрист", reason)


def left(town: Town) -> list[str]:
    return sorted(path.name for path in (town.folder / "out").glob("*")) if (town.folder / "out").exists() else []


def letter_text(archive: zipfile.ZipFile, name: str = "cover-letter.docx") -> str:
    document = Document(io.BytesIO(archive.read(name)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_a_detached_signature_lies_beside_the_file_that_it_signs(town: Town) -> None:
    act = town.act("308")
    said = Signature(kind=SignatureKind.DETACHED, state=SignatureState.NOT_VERIFIABLE, signer="Северов")
    key = town.keep(b"container", "постановление № 308.docx.sig", "sig")
    with town.records.writing("система") as unit:
        file_id = unit.session.get_one(Act, act).files[0].file_id
        put_detached(unit, file_id, key, [said, said])
        put_embedded(unit, file_id, [said])
        unit.commit()
    built = build(town)
    with zipfile.ZipFile(built.path) as archive:
        folder = "acts/001_postanovlenie_308_2026-04-06"
        assert archive.read(f"{folder}/signature.sig") == b"container"
        assert [name for name in archive.namelist() if "signature" in name] == [f"{folder}/signature.sig"]
        card = json.loads(archive.read(f"{folder}/card.json"))
        assert "постановление № 308.docx.sig" in json.dumps(card, ensure_ascii=False)
        assert "signature.sig" in archive.read("inventory.csv").decode("utf-8-sig")
    assert verify(built.path).acts == 1
    with town.records.writing("юрист") as unit:  # one that is a file of the act as well goes once
        add_file(unit, act, key, "signature", "глава.sig")
        unit.commit()
    with zipfile.ZipFile(build(town, "исправление").path) as archive:
        assert [name for name in archive.namelist() if "signature" in name] == [f"{folder}/signature.sig"]


def test_the_whole_package(town: Town) -> None:
    old = town.act("101", date(2026, 2, 3))
    amends = (Relation.AMENDS, ActReference(date="2026-02-03", number="101", provision="пункт 4"))
    act = town.act("309-Д", title="О «субсидиях»\x0b & <прочем>", links=[amends])
    town.act("45", date(2026, 4, 22), kind="решение", body="Городская Дума")
    town.supplement(old, datetime(2026, 4, 20, tzinfo=UTC))
    built = build(town)
    assert left(town) == [built.path.name, f"{built.path.name}.sha256"]
    assert hashlib.sha256(built.path.read_bytes()).hexdigest() == built.sha256
    assert town.objects.get(built.sha256) == built.path.read_bytes()
    with zipfile.ZipFile(built.path) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        folders = [item["folder"] for item in manifest["acts"]]
        assert folders == [
            "acts/001_postanovlenie_309-d_2026-04-06",
            "acts/002_reshenie_45_2026-04-22",
            "acts/003_postanovlenie_101_2026-02-03",
        ]
        schema = etree.XMLSchema(etree.fromstring(archive.read("schema/card.xsd")))
        for folder in folders:
            schema.assertValid(etree.fromstring(archive.read(f"{folder}/card.xml")))
        card = json.loads(archive.read(f"{folders[0]}/card.json"))
        assert (card["id"], card["number"], card["date"]) == (act, "309-Д", "2026-04-06")
        assert card["link"][0]["provision"] == "пункт 4"
        original = archive.read(card["file"][0]["path"])
        assert hashlib.sha256(original).hexdigest() == card["file"][0]["sha256"]
        assert archive.read(card["text"]["path"]).decode().splitlines()[1] == "1. Утвердить Порядок."
        assert archive.read(f"{folders[2]}/supplementary/01_court-decision_2026-04-14.pdf").startswith(b"%PDF")
        rows = list(csv.DictReader(io.StringIO(archive.read("inventory.csv").decode("utf-8-sig")), delimiter=";"))
        assert [row["Номер"] for row in rows] == ["309-Д", "45", "101", "101"]
        assert {row["SHA-256"] for row in rows} <= {file["sha256"] for file in manifest["files"]}
        letter = letter_text(archive)
        assert "за апрель 2026 г." in letter
        assert "33-ФЗ" in letter
        assert "131-ФЗ" not in letter
        assert "решение суда — 1" in letter
        assert ORGANISATION in letter
        inventory = letter_text(archive, "inventory.docx")
        assert "Итого актов: 3, в том числе: постановление — 2; решение — 1." in inventory
        assert "Светлореченский вестник, № 14, от 06.04.2026, с. 3-7" in inventory
    with town.records.reading() as session:
        package = session.get_one(Package, built.package_id)
        acts = [(item.position, item.section, item.act_version) for item in package.acts]
        mark = session.get_one(JournalEntry, package.journal_seq)
        assert (manifest["journal"]["seq"], manifest["journal"]["hash"]) == (mark.seq, mark.hash)
        assert journal.verify(session) > mark.seq
        last = session.get_one(JournalEntry, journal.head(session).seq)
        assert (last.action, last.subject, last.actor) == ("package.built", f"packages:{package.id}", "юрист")
    assert acts == [(1, "month", 2), (2, "month", 2), (3, "late", 3)]
    assert (package.sha256, package.size, package.due_on) == (built.sha256, built.size, "2026-05-06")


def test_sha256sum_proves_the_unpacked_package(town: Town, tmp_path: Path) -> None:
    town.act("308")
    built = build(town)
    with zipfile.ZipFile(built.path) as archive:
        archive.extractall(tmp_path / "unpacked")
    for sums, folder in (("SHA256SUMS", tmp_path / "unpacked"), ("manifest.sha256", tmp_path / "unpacked")):
        subprocess.run(["sha256sum", "-c", "--strict", "--quiet", sums], cwd=folder, check=True)
    beside = f"{built.path.name}.sha256"
    subprocess.run(["sha256sum", "-c", "--strict", "--quiet", beside], cwd=built.path.parent, check=True)


def test_a_month_with_an_error_is_refused_and_leaves_nothing(town: Town) -> None:
    act_id = town.act("308", published=False, signatory=None)
    for reason in (None, "  "):
        with pytest.raises(PackageRefused) as caught:
            build(town, reason)
    told = caught.value.details["problems"]
    assert [(item["act_id"], item["code"]) for item in told] == [
        (act_id, "publication-missing"),
        (act_id, "signatory-missing"),
    ]
    assert "постановление № 308" in caught.value.message.lower()
    assert left(town) == []
    with town.records.reading() as session:
        assert list_packages(session) == []


def test_a_reason_lets_it_go_and_stays_in_the_package_and_the_journal(town: Town) -> None:
    town.act("308", published=False)
    town.act("77", access="dsp", title="О мобилизации")
    built = build(town, "опубликование будет дослано")
    assert built.reason == "опубликование будет дослано"
    report = verify(built.path)
    assert (report.reason, report.acts) == (built.reason, 1)
    assert "мобилизации".encode() not in built.path.read_bytes()
    assert b"_77_" not in built.path.read_bytes()
    with town.records.reading() as session:
        said = session.get_one(JournalEntry, journal.head(session).seq).details
        assert session.get_one(Package, built.package_id).reason == built.reason
    assert "опубликование будет дослано" in said


def test_a_month_that_has_not_begun_is_never_built(town: Town) -> None:
    with pytest.raises(PackageRefused):
        build(town, "заранее", ReportingMonth(2026, 6))
    assert left(town) == []


def test_the_letter_does_not_hide_acts_that_nobody_has_decided_about(town: Town) -> None:
    town.act("308", normative=None)
    with zipfile.ZipFile(build(town, "решим позже").path) as archive:
        assert "в апреле 2026 г. (количество: 1), рассматривается" in letter_text(archive)
        assert "308" not in archive.read("inventory.csv").decode("utf-8-sig")


def test_a_reason_is_not_kept_when_nothing_stood_against(town: Town) -> None:
    town.act("308")
    assert build(town, "на всякий случай").reason is None


def test_an_empty_month_gives_a_nil_report(town: Town) -> None:
    built = build(town)
    assert (built.acts, verify(built.path).acts) == (0, 0)
    with zipfile.ZipFile(built.path) as archive:
        assert "подлежащих направлению за апрель 2026 г." in letter_text(archive)
        assert "актов, подлежащих направлению за апрель 2026 г." in letter_text(archive, "inventory.docx")
        assert archive.read("inventory.csv").decode("utf-8-sig").count("\r\n") == 1


def test_a_correction_is_a_new_package(town: Town) -> None:
    town.act("308")
    first = build(town)
    town.builder().mark_sent(first.package_id, "юрист", "исх. № 15 от 06.05.2026")
    town.moment += timedelta(hours=1)
    second = build(town)
    assert second.replaces_id == first.package_id
    assert verify(second.path).replaces == first.package_id
    assert verify(first.path).sha256 == first.sha256
    with town.records.reading() as session:
        listed = list_packages(session, APRIL)
        assert list_packages(session, APRIL.next) == []
    assert [(item.id, item.state) for item in listed] == [
        (second.package_id, PackageState.BUILT),
        (first.package_id, PackageState.REPLACED),
    ]
    assert listed[1].sent_by == "юрист"
    with pytest.raises(StateConflict):
        town.builder().mark_sent(first.package_id, "юрист", "")
    with pytest.raises(NotFound):
        town.builder().mark_sent("0" * 26, "юрист", "")


def test_the_same_run_and_moment_give_the_same_bytes(tmp_path: Path) -> None:
    town = Town(tmp_path / "one")
    town.act("308")
    run = "01JTESTRUN0000000000000000"
    first = build(town, new_run_id=lambda: run)
    with town.records.writing("тест") as unit:
        unit.session.delete(unit.session.get_one(Package, run))
        unit.commit()
    report = verify(first.path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("export.build.head", lambda _: journal.Head(report.journal_seq, report.journal_hash))
        second = town.builder(new_run_id=lambda: run).build(APRIL, tmp_path / "two", "юрист")
    assert second.path.read_bytes() == first.path.read_bytes()


def test_an_act_changed_while_building_stops_the_package(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    act_id = town.act("308")
    from export import build as module

    def late_change(*arguments: object) -> object:
        town.publish(act_id, date(2026, 4, 30), "Сайт")
        return written(*arguments)

    written = module.write_package
    monkeypatch.setattr(module, "write_package", late_change)
    with pytest.raises(StateConflict):
        build(town)
    assert left(town) == []
    with town.records.reading() as session:
        assert list_packages(session) == []
        assert session.query(PackageAct).count() == 0


def test_a_file_that_vanishes_while_building_leaves_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.act("308")
    monkeypatch.setattr("export.build.unreadable", lambda *_: {})
    for path in (town.folder / "objects").rglob("*"):
        if path.is_file() and len(path.name) == 64:
            path.unlink()
    with pytest.raises(ObjectMissing):
        build(town)
    assert left(town) == []
    assert list((town.folder / "out").iterdir()) == []


def test_a_broken_file_may_only_stay_behind_with_a_reason(town: Town) -> None:
    town.act("308")
    for path in (town.folder / "objects").rglob("*"):
        if path.is_file() and len(path.name) == 64:
            path.unlink()
    with pytest.raises(PackageRefused):
        build(town)
    built = build(town, "файл утрачен, дошлём скан")
    with zipfile.ZipFile(built.path) as archive:
        assert not [name for name in archive.namelist() if "original" in name]
        assert "файл не приложен" in archive.read("inventory.csv").decode("utf-8-sig")


def test_a_store_that_does_not_answer_is_no_problem_of_the_month(town: Town) -> None:
    town.act("308")
    (town.folder / "objects" / ".objects").unlink()
    (town.folder / "objects").rename(town.folder / "gone")
    with pytest.raises(StoreUnavailable):
        build(town, "причина")
    assert left(town) == []


def test_a_folder_that_cannot_be_written_is_told_without_its_path(town: Town) -> None:
    town.act("308")
    (town.folder / "out").write_text("a file")
    with pytest.raises(PackageError) as caught:
        build(town)
    assert str(town.folder) not in caught.value.message


def test_cells_never_become_formulas(town: Town) -> None:
    town.act("308", title='=HYPERLINK("http://x")', body="@Дума", signatory="x")
    built = build(town)
    with zipfile.ZipFile(built.path) as archive:
        rows = list(csv.reader(io.StringIO(archive.read("inventory.csv").decode("utf-8-sig")), delimiter=";"))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert "'=HYPERLINK" in rows[1][5]


def test_the_addressee_and_the_regional_law_come_from_the_profile(town: Town) -> None:
    town.profile = load_profile("rostov", addressee=("Управление регистра", "области"))
    town.act("308")
    with zipfile.ZipFile(build(town).path) as archive:
        letter = letter_text(archive)
    assert "Управление регистра" in letter
    assert "48-ЗС" in letter
