"""What the zygote rehearses: its samples are read, and a child that is ready writes to its own pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from domain.document import BlockKind
from ingest.reading import ReadLimits, Tools, read_document
from ingest.reading.isolation import samples

ROOT = Path(__file__).parents[3]
_COUNT = """
import os, resource
from ingest.reading.isolation import rehearsal

def copies(pages, come):
    source, sink = os.pipe()
    if os.fork() == 0:
        rehearsal.make_ready(pages, lambda: come)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        rehearsal.rehearse()
        os.write(sink, str(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before).encode())
        os._exit(0)
    os.wait()
    return int(os.read(source, 20))

rehearsal.rehearse()
pages = rehearsal.written_pages()
print(len(pages), copies([], False), copies(pages, True), copies(pages, False))
"""


@pytest.mark.parametrize(("name", "data"), [("a.docx", samples.word()), ("a.pdf", samples.pdf())])
def test_samples_are_read_as_the_acts_they_are(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    document = read_document(path, name=name, limits=ReadLimits(), tools=Tools())
    assert not document.notices
    assert "№ 131-ФЗ" in document.text
    assert any(block.kind is BlockKind.TABLE for block in document.blocks) is (name == "a.docx")


def test_a_ready_child_copies_few_pages_and_stops_when_its_file_comes() -> None:
    done = subprocess.run([sys.executable, "-c", _COUNT], cwd=ROOT, check=True, capture_output=True, text=True)
    ranges, plain, hurried, ready = map(int, done.stdout.split())
    if not ranges:
        pytest.skip("this kernel does not tell which pages were written to")
    assert ready < plain / 3
    assert hurried > 0.8 * plain
