"""ClamAV at the door, against a clamd of our own that speaks over a real socket."""

from __future__ import annotations

import hashlib
import io
import json
import socket
import struct
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from domain.errors import AntivirusUnavailable, InfectedFile
from ingest.antivirus import Antivirus, Clamd, ClamdError, Policy
from ingest.receiving import Door
from storage.intake import Outcome
from storage.models import IntakeItem, JournalEntry
from storage.objects import FolderObjects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from storage.database import Records

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
BODY = "Постановление № 5".encode()


@dataclass
class FakeClamd:
    """Answers as the real one: by what was sent to it, or as ``answer`` says."""

    address: str
    answer: str = ""
    largest: int = 25_000_000
    silent: bool = False
    seen: list[bytes] = field(default_factory=list)

    def serve(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                self._speak(connection)

    def _speak(self, connection: socket.socket) -> None:
        stream = connection.makefile("rwb")
        command = b""
        while not command.endswith(b"\0"):
            byte = stream.read(1)
            if not byte:
                return
            command += byte
        if self.silent:
            stream.read()
            return
        if command == b"zVERSION\0":
            connection.sendall(b"ClamAV 1.4.2/27500\0")
            return
        assert command == b"zINSTREAM\0"
        connection.sendall(self._scan(stream))

    def _scan(self, stream: io.BufferedRWPair) -> bytes:
        got = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            got += stream.read(length)
            if len(got) > self.largest:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen.append(got)
        if self.answer:
            return self.answer.encode() + b"\0"
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in got else b"stream: OK\0"


@pytest.fixture(params=["unix", "tcp"])
def clamd(request: pytest.FixtureRequest, socket_folder: Path) -> Iterator[FakeClamd]:
    if request.param == "unix":
        server, address = socket.socket(socket.AF_UNIX), str(socket_folder / "clamd.ctl")
        server.bind(address)
    else:
        server = socket.create_server(("127.0.0.1", 0))
        address = f"127.0.0.1:{server.getsockname()[1]}"
    server.listen()
    fake = FakeClamd(address)
    threading.Thread(target=fake.serve, args=(server,), daemon=True).start()
    yield fake
    server.close()


@pytest.fixture
def door_of(records: Records, tmp_path: Path) -> Callable[..., Door]:
    objects = FolderObjects(tmp_path / "objects")
    objects.prepare()

    def make(address: str, policy: Policy, seconds: float = 5.0) -> Door:
        return Door(records, objects, 2**26, Antivirus(Clamd(address, seconds), policy))

    return make


def journal(records: Records) -> list[JournalEntry]:
    with records.reading() as session:
        return list(session.scalars(sa.select(JournalEntry).order_by(JournalEntry.seq)))


def stored(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "objects").rglob("*") if len(path.name) == 64]


def test_a_clean_file_is_accepted_and_was_seen_whole(clamd: FakeClamd, door_of: Callable[..., Door]) -> None:
    content = BODY * 40_000
    receipt = door_of(clamd.address, Policy.REFUSE).receive(io.BytesIO(content), "акт.txt", actor="я", origin="web")
    assert (receipt.outcome, receipt.code) == (Outcome.ACCEPTED, None)
    assert clamd.seen == [content]
    assert receipt.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("policy", list(Policy))
def test_an_infected_file_is_refused_and_not_stored(
    clamd: FakeClamd, door_of: Callable[..., Door], records: Records, tmp_path: Path, policy: Policy
) -> None:
    content = BODY + EICAR
    receipt = door_of(clamd.address, policy).receive(io.BytesIO(content), "акт.txt", actor="я", origin="web")
    assert (receipt.outcome, receipt.code) == (Outcome.REFUSED, "infected-file")
    assert "Eicar-Test-Signature" in (receipt.message or "")
    assert stored(tmp_path) == []
    (entry,) = journal(records)
    assert entry.action == "intake.refused"
    assert json.loads(entry.details) == {
        "file": "акт.txt",
        "code": "infected-file",
        "origin": "web",
        "signature": "Eicar-Test-Signature",
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    with records.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(IntakeItem)) == 0


@pytest.mark.parametrize("trouble", ["absent", "silent", "error", "limit", "nonsense"])
@pytest.mark.parametrize("clamd", ["unix"], indirect=True)
def test_without_a_verdict_the_policy_decides(
    clamd: FakeClamd, door_of: Callable[..., Door], records: Records, tmp_path: Path, trouble: str
) -> None:
    clamd.silent = trouble == "silent"
    clamd.answer = {"error": "Can't allocate memory ERROR", "nonsense": "stream: OK!"}.get(trouble, "")
    clamd.largest = 100_000 if trouble == "limit" else clamd.largest
    address = str(tmp_path / "nobody.ctl") if trouble == "absent" else clamd.address
    content = BODY * 60_000
    refused = door_of(address, Policy.REFUSE, 1.0).receive(io.BytesIO(content), "акт.txt", actor="я", origin="web")
    assert (refused.outcome, refused.code) == (Outcome.REFUSED, "antivirus-unavailable")
    assert stored(tmp_path) == []
    if trouble == "limit":
        assert json.loads(journal(records)[0].details)["fault"] == "INSTREAM size limit exceeded. ERROR"
    taken = door_of(address, Policy.MARK, 1.0).receive(io.BytesIO(content), "акт.txt", actor="я", origin="web")
    assert (taken.outcome, taken.code) == (Outcome.ACCEPTED, "unchecked-file")
    assert "не проверил" in (taken.message or "")
    assert [entry.action for entry in journal(records)] == ["intake.refused", "intake.accepted", "intake.unchecked"]
    assert taken.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("clamd", ["unix"], indirect=True)
def test_an_attached_file_is_checked_too(clamd: FakeClamd, door_of: Callable[..., Door], records: Records) -> None:
    stream = io.BytesIO(EICAR)
    with pytest.raises(InfectedFile):
        door_of(clamd.address, Policy.MARK).check_attachment(stream, "скан.pdf", actor="я", origin="web")
    clamd.answer = "ERROR"
    door_of(clamd.address, Policy.MARK).check_attachment(stream, "скан.pdf", actor="я", origin="web")
    with pytest.raises(AntivirusUnavailable):
        door_of(clamd.address, Policy.REFUSE).check_attachment(stream, "скан.pdf", actor="я", origin="web")
    assert [entry.action for entry in journal(records)] == ["file.refused", "file.unchecked", "file.refused"]


def test_its_version_is_told(clamd: FakeClamd) -> None:
    assert Clamd(clamd.address).version() == "ClamAV 1.4.2/27500"
    with pytest.raises(ClamdError):
        Clamd("127.0.0.1:1").version()
