"""Copies of originals do not outlive their process, and those of a living one are never touched."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

import pytest

from ingest.reading.limits import ReadLimits
from ingest.reading.office.converter import converted
from ingest.reading.tools import Tools
from registry_api.page_pictures import PagePictures
from registry_api.root import Register
from registry_api.settings import load
from storage import scratch
from storage.objects import FolderObjects

if TYPE_CHECKING:
    from pathlib import Path

_OTHER = """
import sys, time
from storage.scratch import Scratch
held = Scratch()
(held.path / "original").write_bytes(b"secret")
print(held.path, flush=True)
time.sleep(60)
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def test_leftovers_of_a_killed_process_go_at_the_next_start(tmp_path: Path, temporary: Path) -> None:
    strange = temporary / f"{scratch.PREFIX}link"
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").touch()
    strange.symlink_to(kept)
    with subprocess.Popen([sys.executable, "-c", _OTHER], stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None
            name = other.stdout.readline().strip()
            left = temporary / name.rpartition("/")[2]
            with Register(load({"REGISTRY_DATA": str(tmp_path / "data")})) as register:
                register.prepare()
                assert (left / "original").read_bytes() == b"secret", "a living process lost its copy"
                other.kill()
                other.wait()
                assert left.exists(), "a killed process cannot have deleted it"
                register.prepare()
                assert not left.exists()
        finally:
            other.kill()
    assert (kept / "file").exists(), "a link leads out of the temporary folder"


def test_copies_of_pages_lie_in_a_folder_that_is_swept(tmp_path: Path, temporary: Path) -> None:
    objects = FolderObjects(tmp_path / "objects")
    pictures = PagePictures(objects, lambda: pytest.fail("nothing is drawn"))
    (folder,) = temporary.iterdir()
    assert folder.name.startswith(scratch.PREFIX)
    assert scratch.sweep() == 0
    pictures.close()
    pictures.close()
    assert list(temporary.iterdir()) == []


def test_a_converter_works_in_a_folder_that_is_swept(temporary: Path, tmp_path: Path) -> None:
    seen, office = tmp_path / "seen", tmp_path / "soffice"
    office.write_text(f'#!/bin/sh\necho "$HOME" >{seen}\nmkdir "$HOME/out"; echo text >"$HOME/out/source.docx"\n')
    office.chmod(0o700)
    (tmp_path / "act.doc").touch()
    with converted(tmp_path / "act.doc", "doc", ReadLimits(), Tools(soffice=str(office))) as made:
        (folder,) = temporary.glob(f"{scratch.PREFIX}*")
        assert made.is_relative_to(folder)
        assert seen.read_text().strip() == str(folder)
    assert list(temporary.iterdir()) == []
