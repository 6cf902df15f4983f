"""``make bench-citations``: truth of citations over hand-labelled windows of the corpus, and their speed.

The tables go to ``benchmarks/citations.md`` by hand, with the day.
"""

from __future__ import annotations

import sys
import tarfile
import tempfile
import time
from pathlib import Path

from benchmarks.citations_gold import Score, Words, labelled, score
from benchmarks.corpus import CORPUS
from benchmarks.table import Figure, at_least, at_most, show
from domain.document import Block, BlockKind, Document
from domain.errors import IntakeError
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.requisites import find_requisites
from ingest.requisites.changes import find_changes
from ingest.requisites.citing import find_citations
from ingest.requisites.clauses import find_clauses
from ingest.requisites.lines import lines_of
from ingest.requisites.machine import shape_of
from ingest.requisites.operative import points_of

_PAGES = 200
_LINES_A_PAGE = 40
_FORMS = (
    (
        "{n}. Комитету по управлению имуществом в срок до 01.02.2027 обеспечить исполнение пункта {n} постановления "
        "Администрации города Заречного от 16.02.2021 № {n}-п «О порядке управления имуществом» и направить доклад."
    ),
    (
        "В случаях, предусмотренных частью 2 статьи 16 Федерального закона от 06.10.2003 № 131-ФЗ, решение принимается "
        "уполномоченным органом в течение десяти рабочих дней со дня поступления заявления от заинтересованного лица."
    ),
    "Заявитель вправе обратиться за разъяснением положений настоящего порядка в письменной или электронной форме.",
)


def main(*, shown: bool) -> None:
    """Score both halves and measure the speed."""
    parts: dict[str, Score] = {"tuning": Score(), "checking": Score()}
    with tempfile.TemporaryDirectory() as folder, ReadingPool(ReadLimits(), Tools.find()) as pool:
        known = _files(Path(folder))
        for labels in labelled():
            path = known.get(labels.file.rpartition("/")[2])
            if path is None:
                continue
            try:
                document = pool.read(path, name=path.name)
            except IntakeError as error:
                print(labels.file, error.code)
                continue
            parts[labels.part].add(score(document, find_requisites(document).citations, labels))
    figures = [figure for name, total in parts.items() for figure in _figures(name, total)]
    if shown:
        for total in parts.values():
            print(*total.faults, sep="\n")
    show("Citations", [*figures, *_speed()])


def _files(folder: Path) -> dict[str, Path]:
    """Return the files of the corpus by name, those of the packed laws unpacked."""
    known = {path.name: path for path in CORPUS.rglob("*") if path.is_file()}
    packed = known.get("federal-html.tar.xz")
    wanted = {labels.file.rpartition("/")[2] for labels in labelled() if "/" in labels.file}
    if packed is not None:
        with tarfile.open(packed) as archive:
            for member in archive:
                name = Path(member.name).name
                if name in wanted and (stream := archive.extractfile(member)) is not None:
                    (folder / name).write_bytes(stream.read())
                    known[name] = folder / name
    return known


def _figures(name: str, total: Score) -> list[Figure]:
    labels = total.right + total.missed
    return [
        at_least(f"{name}: precision of {total.right + total.wrong} found", 0.98, total.precision),
        at_least(f"{name}: recall of {labels} labelled", 0.95, total.recall),
        at_least(f"{name}: unit right, share of those found", 0.95, total.provisions / (total.right or 1)),
        at_least(f"{name}: role right, share of {total.decided} decided", 0.95, total.roles / (total.decided or 1)),
        *_words(f"{name}: body", total.bodies, 0.95),
        *_words(f"{name}: title", total.titles, 0.9),
        at_most(f"{name}: windows read otherwise here", 0, total.unread),
    ]


def _words(name: str, words: Words, recall: float) -> list[Figure]:
    """A title whose quotation does not close in the document is not guessed: few labels, so a goal of its own."""
    return [
        at_least(f"{name}, precision of {words.right + words.wrong} found", 0.98, words.precision),
        at_least(f"{name}, recall of {words.right + words.missed} labelled", recall, words.recall),
    ]


def _speed() -> list[Figure]:
    return [
        at_most(f"citations and clauses, {_PAGES} pages", 0.4, _seconds(_act(_PAGES * _LINES_A_PAGE)), " s"),
        at_most("citations and clauses, usual act (4 pages)", 15, _seconds(_act(4 * _LINES_A_PAGE)) * 1000, " ms"),
    ]


def _seconds(document: Document) -> float:
    """Return the processor time of the best of five runs, with the parts of the act already known."""
    shape = shape_of(lines_of(document))
    best = 1e9
    for _ in range(5):
        start = time.process_time()
        points = points_of(document, shape)
        changes = find_changes(document, shape, points, (None, None))
        find_citations(document, shape, (None, None), changes)
        find_clauses(shape, points)
        best = min(best, time.process_time() - start)
    return best


def _act(lines: int) -> Document:
    head = ["АДМИНИСТРАЦИЯ ГОРОДА ЗАРЕЧНОГО", "ПОСТАНОВЛЕНИЕ", "от 01.03.2026 № 77", "О порядке", "ПОСТАНОВЛЯЮ:"]
    # a line of a page is about 65 characters; a form takes several
    body = [_FORMS[n % len(_FORMS)].format(n=n // len(_FORMS) + 1) for n in range(lines * 65 // 170)]
    text, blocks = "", []
    for item in (*head, *body):
        start = len(text) + bool(text)
        text = f"{text}\n{item}" if text else item
        blocks.append(Block(kind=BlockKind.PARAGRAPH, start=start, end=len(text)))
    return Document(format="txt", text=text, blocks=tuple(blocks))


if __name__ == "__main__":
    main(shown="--show" in sys.argv)
