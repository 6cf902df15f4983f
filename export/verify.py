"""Prove a package: no database, no network, nothing but the file.

Every byte is either content, whose hash the manifest holds, or layout, which can be foreseen from names and contents:
so one changed byte anywhere, a cut, an addition, an exchange of members or another compression is found. Who rebuilds
the whole package consistently is found by the file's own hash: in the sidecar file, in the register, or given to
:func:`verify`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import msgspec

from domain.errors import NotFound, PackageBroken
from export.package.archive import CHUNK, LayoutBroken, read_archive
from export.package.manifest import (
    CLOSING,
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    MANIFEST_SUM,
    SUMS,
    Manifest,
    in_order,
    sums,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

SIDECAR: Final = ".sha256"
_KEPT_LIMIT: Final = 64 << 20
_SHOWN: Final = 20
_MANIFESTS: Final = msgspec.json.Decoder(Manifest)
"""Made while the module is imported, as in :mod:`domain.document`: threads may verify at once."""
_SIDECAR_LIMIT: Final = 4096
_SIDECAR_LINE: Final = re.compile(r"([0-9a-f]{64})[ \t]+\*?([^\n]+)\n?")


@dataclass(frozen=True, slots=True)
class PackageReport:
    """What a proven package says of itself."""

    path: Path
    sha256: str
    size: int
    run_id: str
    month: str
    organisation: str
    profile: str
    generator: str
    built_at: dt.datetime
    due: dt.date
    acts: int
    files: int
    replaces: str | None
    journal_seq: int
    journal_hash: str
    reason: str | None
    problems: tuple[dict[str, Any], ...]
    sidecar: bool
    """Whether the file's own hash was compared with something outside the file."""


@dataclass(slots=True)
class _Found:
    """Hashes and sizes of the members, and the whole content of the closing ones."""

    hashes: dict[str, tuple[int, hashlib._Hash]] = field(default_factory=dict)
    kept: dict[str, bytearray] = field(default_factory=dict)

    def take(self, name: str, size: int) -> Callable[[bytes], object]:
        """Answer the reader: who gets the content of this member."""
        if name in self.hashes:
            raise LayoutBroken(f"Файл «{name}» встречается в архиве дважды.")
        hashed = hashlib.sha256()
        self.hashes[name] = (size, hashed)
        if name not in CLOSING:
            return hashed.update
        if size > _KEPT_LIMIT:
            raise LayoutBroken(f"Файл «{name}» больше допустимого.")
        content = self.kept[name] = bytearray()

        def keep(piece: bytes) -> None:
            hashed.update(piece)
            content.extend(piece)

        return keep


def verify(path: Path, expected_sha256: str | None = None) -> PackageReport:
    """Prove a package.

    Args:
        path: The ZIP file; when ``<path>.sha256`` lies beside it, its hash is compared too.
        expected_sha256: Hash of the file from elsewhere: the register, a letter.

    Raises:
        NotFound: There is no such file.
        PackageBroken: It differs from what was built; ``differences`` lists how, in Russian.
    """
    try:
        with path.open("rb") as stream:
            return _verify(path, stream, expected_sha256)
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound("Файл пакета не найден. Проверьте путь к файлу.") from None
    except OSError:
        raise _broken(["Файл не читается: проверьте носитель и права доступа."]) from None


def _verify(path: Path, stream: BinaryIO, expected: str | None) -> PackageReport:
    sha256, size = _hash(stream)
    differences = []
    sidecar = _sidecar(path)
    if sidecar is not None and sidecar != (sha256, path.name):
        differences.append("Файл не совпадает с контрольной суммой в сопровождающем файле .sha256.")
    if expected is not None and expected.strip().lower() != sha256:
        differences.append("Файл не совпадает с ожидаемой контрольной суммой.")
    stream.seek(0)
    found = _Found()
    try:
        members = read_archive(stream, found.take)
    except LayoutBroken as error:
        raise _broken([*differences, str(error)]) from None
    names = [member.name for member in members]
    manifest = _manifest(found, differences)
    differences += _compare(names, found, manifest)
    if differences:
        raise _broken(differences)
    return PackageReport(
        path=path,
        sha256=sha256,
        size=size,
        run_id=manifest.run_id,
        month=manifest.month,
        organisation=manifest.organisation,
        profile=manifest.profile,
        generator=manifest.generator,
        built_at=manifest.built_at,
        due=manifest.dates.due,
        acts=len(manifest.acts),
        files=len(members),
        replaces=manifest.replaces,
        journal_seq=manifest.journal.seq,
        journal_hash=manifest.journal.hash,
        reason=manifest.reason,
        problems=manifest.problems,
        sidecar=sidecar is not None or expected is not None,
    )


def _hash(stream: BinaryIO) -> tuple[str, int]:
    hashed, size = hashlib.sha256(), 0
    while piece := stream.read(CHUNK):
        hashed.update(piece)
        size += len(piece)
    return hashed.hexdigest(), size


def _sidecar(path: Path) -> tuple[str, str] | None:
    """Return hash and name that the sidecar tells; a pair that agrees with nothing when it cannot be read."""
    beside = path.with_name(path.name + SIDECAR)
    try:
        with beside.open("rb") as stream:
            line = _SIDECAR_LINE.fullmatch(stream.read(_SIDECAR_LIMIT).decode("utf-8", "replace"))
    except FileNotFoundError:
        return None
    except OSError:
        return "", ""
    return (line[1], line[2]) if line else ("", "")


def _manifest(found: _Found, differences: list[str]) -> Manifest:
    for name in CLOSING:
        if name not in found.kept:
            raise _broken([*differences, f"В пакете нет файла «{name}»."])
    said = found.hashes[MANIFEST][1].hexdigest()
    if bytes(found.kept[MANIFEST_SUM]) != f"{said}  {MANIFEST}\n".encode():
        raise _broken([*differences, "Манифест не совпадает со своей контрольной суммой."])
    try:
        manifest = _MANIFESTS.decode(bytes(found.kept[MANIFEST]))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _broken([*differences, "Манифест не читается."]) from None
    if (manifest.format, manifest.format_version) != (FORMAT, FORMAT_VERSION):
        raise _broken([*differences, "Версия формата пакета неизвестна этой программе. Обновите программу."])
    return manifest


def _compare(names: list[str], found: _Found, manifest: Manifest) -> list[str]:
    listed = [file.path for file in manifest.files]
    outside = {MANIFEST, MANIFEST_SUM}
    differences = [f"Лишний файл: «{name}»." for name in names if name not in listed and name not in outside]
    differences += [f"Нет файла: «{name}»." for name in listed if name not in found.hashes]
    if len(set(listed)) != len(listed):
        differences.append("В манифесте файл указан дважды.")
    for file in manifest.files:
        if file.path in found.hashes:
            size, hashed = found.hashes[file.path]
            if (size, hashed.hexdigest()) != (file.size, file.sha256):
                differences.append(f"Содержимое файла «{file.path}» изменено.")
    if names != in_order(names):
        differences.append("Порядок файлов в архиве изменён.")
    if bytes(found.kept[SUMS]) != sums([file for file in manifest.files if file.path != SUMS]):
        differences.append(f"Файл «{SUMS}» не соответствует манифесту.")
    return differences


def _broken(differences: list[str]) -> PackageBroken:
    shown = " ".join(differences[:_SHOWN])
    more = f" И ещё отличий: {len(differences) - _SHOWN}." if len(differences) > _SHOWN else ""
    return PackageBroken(
        f"Пакет изменён после построения или повреждён. {shown}{more} "
        "Не отправляйте его; возьмите исходный файл из реестра.",
        differences=differences,
    )
