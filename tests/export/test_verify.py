import json
import random
import shutil
import struct
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from factory import Town

from domain.errors import NotFound, PackageBroken
from domain.periods import ReportingMonth
from export.package.archive import ArchiveWriter
from export.verify import verify


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    town = Town(folder / "town")
    town.act("308", content=b"original " * 20)
    return town.builder().build(ReportingMonth(2026, 4), folder / "out", "юрист").path


@pytest.fixture
def copy(package: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(package, tmp_path / "copy.zip"))


def refused(path: Path, data: bytes | None = None) -> list[str]:
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(PackageBroken) as caught:
        verify(path)
    differences = caught.value.details["differences"]
    assert differences
    assert all(any("а" <= letter <= "я" for letter in said) for said in differences)
    return differences


def members(path: Path) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def rebuilt(path: Path, content: list[tuple[str, bytes]]) -> Path:
    with path.open("wb") as stream:
        writer = ArchiveWriter(stream)
        for name, data in content:
            writer.add(name, [data])
        writer.close()
    return path


def test_an_untouched_package_is_proven(package: Path, copy: Path) -> None:
    report = verify(package)
    assert (report.month, report.acts, report.sidecar) == ("2026-04", 1, True)
    assert verify(copy, report.sha256).sidecar
    assert not verify(copy).sidecar


def test_one_changed_byte_anywhere_is_found(package: Path, copy: Path) -> None:
    whole = package.read_bytes()
    layout = set(range(len(whole)))
    with zipfile.ZipFile(package) as archive:
        for info in archive.infolist():
            start = info.header_offset + 30 + len(info.filename)
            layout -= set(range(start, start + info.file_size))
    generator = random.Random(20260405)  # noqa: S311 - a repeatable choice of places, no secret
    content = [place for place in range(len(whole)) if place not in layout]
    places = sorted(layout | set(generator.sample(content, 2000)))
    assert len(layout) > 1500
    missed = []
    with copy.open("r+b", buffering=0) as stream:
        for place in places:
            stream.seek(place)
            stream.write(bytes([whole[place] ^ generator.randrange(1, 256)]))
            try:
                verify(copy)
            except PackageBroken:
                pass
            else:
                missed.append(place)
            stream.seek(place)
            stream.write(whole[place : place + 1])
    assert missed == []
    verify(copy)


@pytest.mark.parametrize("cut", [1, 2, 21, 22, 23, 100, 5000])
def test_a_cut_is_found(package: Path, copy: Path, cut: int) -> None:
    refused(copy, package.read_bytes()[:-cut])


@pytest.mark.parametrize("more", [b"\0", b"PK\x05\x06", b"x" * 5000])
def test_an_addition_is_found_at_either_end(package: Path, copy: Path, more: bytes) -> None:
    refused(copy, package.read_bytes() + more)
    refused(copy, more + package.read_bytes())


def test_nothing_and_rubbish_are_no_packages(copy: Path) -> None:
    for data in (b"", b"PK", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"\0" * 100, b"PK\x03\x04" + b"\xff" * 200):
        refused(copy, data)


def test_a_comment_in_the_archive_is_found(copy: Path) -> None:
    with zipfile.ZipFile(copy, "a") as archive:
        archive.comment = b"checked"
    refused(copy)


def test_compression_is_found(package: Path, copy: Path) -> None:
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members(package):
            archive.writestr(name, data)
    refused(copy)


def test_the_same_members_stored_by_another_program_are_found(package: Path, copy: Path) -> None:
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members(package):
            archive.writestr(name, data)
    refused(copy)


def test_exchanged_missing_surplus_and_doubled_members_are_found(package: Path, copy: Path) -> None:
    content = members(package)
    assert rebuilt(copy, content).read_bytes() == package.read_bytes()
    swapped = [content[1], content[0], *content[2:]]
    assert "Порядок" in refused(rebuilt(copy, swapped))[0]
    names = [name for name, _ in content]
    exchanged = [(names[0], content[1][1]), (names[1], content[0][1]), *content[2:]]
    assert len(refused(rebuilt(copy, exchanged))) == 2
    assert "Нет файла" in refused(rebuilt(copy, content[1:]))[0]
    assert "Лишний файл" in refused(rebuilt(copy, [("A.txt", b""), *content]))[0]
    for missing in ("manifest.json", "manifest.sha256", "SHA256SUMS"):
        refused(rebuilt(copy, [pair for pair in content if pair[0] != missing]))


def test_a_changed_file_with_a_matching_checksum_is_found(package: Path, copy: Path) -> None:
    content = [(name, data + b" " if name == "README.txt" else data) for name, data in members(package)]
    assert refused(rebuilt(copy, content)) == ["Содержимое файла «README.txt» изменено."]


def test_a_manifest_that_was_rewritten_is_found(package: Path, copy: Path) -> None:
    content = [
        (name, data.replace(b"2026-04", b"2026-03") if name == "manifest.json" else data)
        for name, data in members(package)
    ]
    assert "Манифест" in refused(rebuilt(copy, content))[0]


def test_who_rewrites_everything_is_found_by_the_hash_of_the_file(package: Path, copy: Path) -> None:
    content = dict(members(package))
    content["manifest.json"] = content["manifest.json"].replace(b'"reason": null', b'"reason": "x"')
    content["manifest.sha256"] = f"{sha256(content['manifest.json']).hexdigest()}  manifest.json\n".encode()
    rebuilt(copy, list(content.items()))
    assert verify(copy).reason == "x"
    with pytest.raises(PackageBroken):
        verify(copy, sha256(package.read_bytes()).hexdigest())
    copy.with_name("copy.zip.sha256").write_text(f"{sha256(package.read_bytes()).hexdigest()}  copy.zip\n")
    refused(copy)


@pytest.mark.parametrize("line", ["", "x", "0" * 64, "{}  other.zip\n", "{}  copy.zip\nmore\n", "\udcff"])
def test_a_sidecar_that_does_not_fit_is_found(copy: Path, line: str) -> None:
    beside = copy.with_name("copy.zip.sha256")
    good = sha256(copy.read_bytes()).hexdigest()
    beside.write_bytes(line.format(good).encode("utf-8", "surrogateescape"))
    refused(copy)
    beside.write_text(f"{good}  copy.zip\n")
    assert verify(copy).sidecar


def test_hostile_manifests_do_not_break_the_verifier(package: Path, copy: Path) -> None:
    content = dict(members(package))
    whole = json.loads(content["manifest.json"])
    for evil in (b"[" * 200_000, b"{}", b"\xff", b"null", json.dumps(whole | {"format_version": 99}).encode()):
        content["manifest.json"] = evil
        content["manifest.sha256"] = f"{sha256(evil).hexdigest()}  manifest.json\n".encode()
        refused(rebuilt(copy, list(content.items())))


def test_a_member_that_claims_gigabytes_takes_no_memory(copy: Path) -> None:
    name = b"README.txt"
    header = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0xFFFFFFF0, 0xFFFFFFF0, len(name), 0)
    assert "обрывается" in refused(copy, header + name + b"x" * 100)[0]


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a\\b", "C:x", "a//b", ".hidden", "a/../b", "имя", ""])
def test_names_that_leave_the_folder_are_refused(copy: Path, name: str) -> None:
    raw = name.encode()
    header = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0, 0, len(raw), 0)
    refused(copy, header + raw)
    with copy.open("wb") as stream, pytest.raises(ValueError, match="unsafe"):
        ArchiveWriter(stream).add(name, [b""])


def test_what_is_not_there_or_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        verify(tmp_path / "none.zip")
    refused(tmp_path)
