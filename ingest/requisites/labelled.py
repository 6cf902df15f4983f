"""A folder of labelled documents: what is expected of each file, told by people.

The layout: ``labels.jsonl``, one JSON object a line with ``file`` (the name, or the path inside the folder),
``expected`` (values by field, ``null`` where the document has none) and, where wanted, ``format`` (the group of the
tables; else the ending of the name) and ``sha256``; the documents themselves anywhere in the folder.

Reads: such a folder. Writes: its documents with their labels, and what is wrong with the others.
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec

from domain.errors import LabelsUnusable, NotAFile
from domain.text import nfc
from ingest.opening import open_file

if TYPE_CHECKING:
    from pathlib import Path

LABELS: Final = "labels.jsonl"
_PLACE: Final = re.compile(r" - at `\$\.?([^`]*)`$")
_MISSING: Final = re.compile(r"missing required field `(\w+)`")
_BOM: Final = b"\xef\xbb\xbf"

Text = str | None


class Cited(msgspec.Struct, frozen=True):
    """An act that is amended or repealed; ``date`` is ISO 8601."""

    date: Text = None
    number: Text = None


class Expected(msgspec.Struct, frozen=True):
    """The values of a document; None: the document has no such value."""

    kind: Text = None
    body: Text = None
    date: Text = None
    number: Text = None
    title: Text = None
    signatory: Text = None
    signatory_post: Text = None
    amends: tuple[Cited, ...] | None = ()
    repeals: tuple[Cited, ...] | None = ()


class Label(msgspec.Struct, frozen=True):
    """One line of the labels; what else a line says is not read."""

    file: Annotated[str, msgspec.Meta(min_length=1)]
    expected: Expected
    format: Text = None
    sha256: Text = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document with its label."""

    path: Path
    file: str
    format: str
    expected: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """A label that cannot be used: where it stands and why, in Russian."""

    place: str
    reason: str


def open_folder(folder: Path) -> tuple[list[Labelled], list[Problem]]:
    """Return the documents with good labels, in the order of the labels, and the problems of the others.

    Raises :class:`LabelsUnusable` when there is no folder, no file of labels, no document or no good label.
    """
    lines = _lines(folder)
    places: defaultdict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.rglob("*")):
        if not path.is_dir() and path.name != LABELS:
            places[nfc(path.name)].append(path)
            if path.parent != folder:
                places[nfc(path.relative_to(folder).as_posix())].append(path)
    if not places:
        raise LabelsUnusable(f"В папке «{folder}» есть метки, но нет ни одного документа. Положите документы рядом.")
    good: list[Labelled] = []
    problems: list[Problem] = []
    seen: set[Path] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            one = _labelled(line, places, folder)
            if one.path in seen:
                raise ValueError(f"файл «{one.file}» уже размечен строкой выше: оставьте одну метку")  # noqa: TRY301 - one way out for every fault of a line
        except ValueError as fault:
            problems.append(Problem(f"{LABELS}, строка {number}", str(fault)))
            continue
        seen.add(one.path)
        good.append(one)
    if not good and not problems:
        raise LabelsUnusable(f"Файл меток {LABELS} в папке «{folder}» пуст: в нём нужна строка на каждый документ.")
    return good, problems


def _lines(folder: Path) -> list[bytes]:
    if not folder.is_dir():
        raise LabelsUnusable(f"Папки «{folder}» нет. Проверьте имя.")
    try:
        if not any(folder.iterdir()):
            raise LabelsUnusable(f"Папка «{folder}» пуста: нужны документы и файл меток {LABELS}.")
        with open_file(folder / LABELS) as stream:
            return stream.read().removeprefix(_BOM).split(b"\n")
    except NotAFile:
        raise LabelsUnusable(f"«{LABELS}» в папке «{folder}» — не файл. Положите туда обычный файл меток.") from None
    except FileNotFoundError:
        other = _labels_near(folder)
        if other is not None:
            raise LabelsUnusable(
                f"В папке «{folder}» нет файла меток {LABELS}; он лежит в папке «{other}». "
                f"Укажите её: registry evaluate {shlex.quote(str(other))}"
            ) from None
        raise LabelsUnusable(
            f"В папке «{folder}» нет файла меток {LABELS}. "
            "Как он устроен, сказано в руководстве, раздел «Проверка точности»."
        ) from None
    except OSError:
        raise LabelsUnusable(
            f"Папка «{folder}» или файл {LABELS} в ней не открывается. Проверьте права на чтение."
        ) from None


def _labels_near(folder: Path) -> Path | None:
    """Return the folder above, or the only one right inside, that holds labels: a person was one level off."""
    above = folder.absolute().parent
    if (above / LABELS).is_file():
        return above
    inside = [path.parent for path in sorted(folder.glob(f"*/{LABELS}"))[:2]]
    return inside[0] if len(inside) == 1 else None


def _labelled(line: bytes, places: dict[str, list[Path]], folder: Path) -> Labelled:
    """Return the document of a line. Raises :class:`ValueError` with a Russian sentence."""
    label = _label(line)
    found = places.get(nfc(label.file).removeprefix("./"), [])
    if not found:
        raise ValueError(f"файла «{label.file}» в папке нет")
    if len(found) > 1:
        raise ValueError(f"файлов с именем «{label.file}» в папке {len(found)}: укажите путь внутри папки")
    path = found[0]
    if not path.is_file():
        raise ValueError(f"«{label.file}» — не файл, а канал, устройство, сокет или ссылка в никуда")
    if label.sha256 and label.sha256.lower() != _sha256(path):
        raise ValueError(f"файл «{label.file}» изменён после разметки: его хеш не тот, что указан в метке")
    return Labelled(
        path=path,
        file=path.relative_to(folder).as_posix() if len(places[nfc(path.name)]) > 1 else path.name,
        format=label.format or path.suffix.lstrip(".").lower() or "—",
        expected=msgspec.to_builtins(label.expected),
    )


def _label(line: bytes) -> Label:
    try:
        # no field is a number: whole ones are read as fractions, which no length of digits breaks
        label = msgspec.convert(json.loads(line.decode(), parse_int=float), Label)
    except UnicodeDecodeError as fault:
        raise ValueError(f"не в кодировке UTF-8 (байт {fault.start + 1})") from None
    except json.JSONDecodeError as fault:
        raise ValueError(f"это не объект JSON (знак {fault.colno})") from None
    except RecursionError:
        raise ValueError("слишком глубокая вложенность") from None
    except msgspec.ValidationError as fault:
        raise ValueError(_said(str(fault))) from None
    _check_day("expected.date", label.expected.date)
    for field in ("amends", "repeals"):
        for index, cited in enumerate(getattr(label.expected, field) or ()):
            _check_day(f"expected.{field}[{index}].date", cited.date)
    return label


def _check_day(place: str, value: str | None) -> None:
    if value:
        with suppress(ValueError):
            if date.fromisoformat(value).isoformat() == value:
                return
        raise ValueError(f"поле {place}: «{value}» — не дата вида 2020-05-08")


def _said(fault: str) -> str:
    place, missing = _PLACE.search(fault), _MISSING.search(fault)
    inside = place[1] if place else ""
    if missing:
        name = f"{inside}.{missing[1]}" if inside else missing[1]
        return f"нет обязательного поля {name}"
    return f"поле {inside}: недопустимое значение" if inside else "нужен объект с полями file и expected"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
