"""The tree of errors: drawn as it is, one code each, one place to import from."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import domain.errors
from domain.errors import FileTooLarge, RegisterError, all_codes

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "storage", "ingest", "search", "export", "registry_api")


def test_tree_is_drawn_as_the_classes_stand() -> None:
    def drawn(cls: type[RegisterError]) -> dict[str, str]:
        below = [sub for sub in cls.__subclasses__() if sub.__module__.startswith("domain.errors")]
        return dict.fromkeys((sub.__name__ for sub in below), cls.__name__) | {
            name: above for sub in below for name, above in drawn(sub).items()
        }

    stem: dict[int, str] = {0: "RegisterError"}
    told: dict[str, str] = {}
    for line in re.findall(r"^    ([│├└ ─]+)(\w+)", domain.errors.__doc__ or "", re.MULTILINE):
        depth = len(line[0]) // 4
        stem[depth] = line[1]
        told[line[1]] = stem[depth - 1]
    assert told == drawn(RegisterError)


def test_every_class_is_public_and_has_its_own_code() -> None:
    ours = [cls for cls in all_codes().values() if cls.__module__.startswith("domain.errors")]
    public = {
        value for value in vars(domain.errors).values() if isinstance(value, type) and issubclass(value, RegisterError)
    }
    assert public == set(ours)  # of two classes with one code only one is found by it


def test_errors_are_imported_from_one_place() -> None:
    inner = re.compile(r"^\s*(?:from|import) domain\.errors\.", re.MULTILINE)
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    assert [str(path) for path in files if inner.search(path.read_text("utf-8")) and path.parent.name != "errors"] == []


def test_error_comes_back_from_a_child_whole() -> None:
    error = pickle.loads(pickle.dumps(FileTooLarge(limit=5, size=7)))  # noqa: S301 - made a line above
    assert (type(error), error.message, error.details) == (FileTooLarge, FileTooLarge.message, {"limit": 5, "size": 7})
