"""The documents agree with the code, and the checks notice when they do not."""

from __future__ import annotations

import importlib.util
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_docs", ROOT / "tools/setup/check_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


check_docs = load()
Check = Callable[[Path], Iterator[str]]


@pytest.mark.parametrize("check", check_docs.CHECKS, ids=lambda check: check.__name__)
def test_documents_agree_with_the_code(check: Check) -> None:
    assert list(check(ROOT)) == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("README.md", "README.ru.md", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    return tmp_path


def change(page: Path, old: str, new: str) -> None:
    text = page.read_text("utf-8")
    assert old in text
    page.write_text(text.replace(old, new), "utf-8")


def test_a_changed_default_is_noticed(copy: Path) -> None:
    change(copy / "docs/settings.md", "`8000`", "`8080`")
    assert "out of date" in next(check_docs.settings_faults(copy))


def test_every_setting_has_a_row_of_its_own() -> None:
    from registry_api.settings import SETTINGS

    rows = re.findall(r"^\| `REGISTRY_(\w+)` \|", (ROOT / "docs/settings.md").read_text("utf-8"), re.MULTILINE)
    assert rows == [setting.name for setting in SETTINGS]


@pytest.mark.parametrize("code", ["duplicate-number", "login-taken", "duplicate-file", "publication-missing"])
def test_a_code_without_a_row_is_noticed(copy: Path, code: str) -> None:
    change(copy / "docs/guide.ru.md", f"| `{code}` |", f"| {code} |")
    assert list(check_docs.code_faults(copy)) == [f"docs/guide.ru.md: no row for the code {code}"]


def test_a_code_that_is_no_more_is_noticed(copy: Path) -> None:
    change(copy / "docs/guide.ru.md", "| `empty-file` |", "| `void-file` |")
    assert len(list(check_docs.code_faults(copy))) == 2


@pytest.mark.parametrize("readme", ["README.md", "README.ru.md"])
def test_a_command_that_is_not_named_is_noticed(copy: Path, readme: str) -> None:
    change(copy / readme, "registry index rebuild", "registry index anew")
    assert list(check_docs.command_faults(copy)) == [f"{readme}: the command «registry index rebuild» is not named"]


def test_commands_are_those_of_the_program() -> None:
    found = set(check_docs.commands())
    assert {"registry serve", "registry export build", "registry audit verify", "registry check"} <= found
    assert "registry export" not in found


def test_a_target_that_is_not_named_is_noticed(copy: Path) -> None:
    change(copy / "Makefile", "services-status: ##", "services-state: ##")
    assert "make services-state" in next(check_docs.target_faults(copy))


def test_links_that_lead_nowhere_are_noticed(copy: Path) -> None:
    (copy / "docs/extra.md").write_text(
        "# One\n[no file](gone.md) [no heading](#two) [good](#one) [out](https://example.org/x)\n```\n[code](gone2.md)\n```\n",
        "utf-8",
    )
    found = [fault for fault in check_docs.link_faults(copy) if "extra.md" in fault]
    assert found == ["docs/extra.md: the link gone.md leads nowhere", "docs/extra.md: no heading for the link #two"]


def test_a_heading_that_the_twin_lacks_is_noticed(copy: Path) -> None:
    page = copy / "README.ru.md"
    page.write_text(page.read_text("utf-8") + "\n## Ещё\n", "utf-8")
    assert "README.ru.md has other headings" in next(check_docs.twin_faults(copy))
