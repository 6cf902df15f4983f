"""Threads that decode a type for the first time at once: each try is a process of its own, because it may crash."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRIES = 8
"""Without types made at import, two of three tries ended by signal 11."""
TRY = """
import sys, threading
sys.setswitchinterval(1e-6)
import msgspec
from domain.document import Block, BlockKind, Box, Cell, Document, Notice, Page, Repair
from domain.requisites import Requisites
from ingest.reading.isolation import wire
block = Block(kind=BlockKind.TABLE, start=0, end=2, box=Box(0, 0, 1, 1), cells=(Cell(0, 0, 0, 2),))
document = Document(
    format="pdf", text="аб", blocks=(block,), pages=(Page(number=1),), notices=(Notice("a", "b"),),
    repairs=(Repair(0, 1, "x", "y"),),
)
sent = [wire.encode(message) for message in (wire.Step("pages", 0, 1), wire.Read(document), wire.Done())]
gate = threading.Barrier(8)
def work(turn):
    gate.wait()
    for message in sent[turn % 3:] + sent[:turn % 3]:
        msgspec.msgpack.decode(message, type=wire.Report)
    msgspec.msgpack.decode(msgspec.msgpack.encode(Requisites()), type=Requisites)
    msgspec.convert([msgspec.to_builtins(block)], list[Block])
threads = [threading.Thread(target=work, args=(turn,)) for turn in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_threads_that_decode_for_the_first_time_at_once_do_not_crash() -> None:
    ended = [subprocess.run([sys.executable, "-c", TRY], cwd=ROOT, check=False).returncode for _ in range(TRIES)]
    assert set(ended) == {0}
