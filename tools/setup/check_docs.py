"""Hold the documents to the code: settings, error codes, commands, make targets, links, the Russian twin of the README.

``.venv/bin/python tools/setup/check_docs.py`` prints what does not agree and ends with 1; ``--write`` makes
``docs/settings.md`` anew first. The same checks run in ``tests/docs``.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from itertools import chain
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any, Final

from domain.errors import all_codes

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("domain", "storage", "ingest", "search", "export", "registry_api")
READMES: Final = ("README.md", "README.ru.md")
SETTINGS_PAGE: Final = "docs/settings.md"
GUIDE: Final = "docs/guide.ru.md"
OPERATIONS: Final = "docs/operations.md"
BESIDE_THE_TREE: Final = ("duplicate-file", "unchecked-file", "file-not-readable")
"""Codes that receipts and the command line give without an error being raised."""
NOT_OURS: Final = frozenset({".venv", ".git", ".cache", ".mypy_cache", ".ruff_cache", ".hypothesis", "node_modules"})

_FENCE: Final = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_HEADING: Final = re.compile(r"^(#{1,6}) +(.+?) *$", re.MULTILINE)
_LINK: Final = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
_TARGET: Final = re.compile(r"^([a-z-]+):.*## ", re.MULTILINE)
_OUTSIDE: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CODE: Final = re.compile(r"^\| `([a-z-]+)` \|", re.MULTILINE)


_SETTINGS_HEAD: Final = """\
# Settings

Made from `registry_api/settings.py` by `tools/setup/check_docs.py --write`; do not edit by hand.

A value comes from the environment (`PREFIX` and the name), else from the TOML file that `PREFIXSETTINGS` names (the
same names in lower case, without the prefix), else from the default. A setting marked *secret* may come from a file:
`PREFIX…_FILE` in the environment, `…_file` in TOML. An unknown name in the file, or a value that is not allowed, stops
the program with exit code 2. [deploy/production.toml](../deploy/production.toml) is a complete example.

| name | default | meaning |
|---|---|---|"""


def settings_page() -> str:
    """Return what ``docs/settings.md`` has to say."""
    from registry_api.settings import PREFIX, SETTINGS

    lines = [_SETTINGS_HEAD.replace("PREFIX", PREFIX)]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "*empty*"
        notes = f" One of: {', '.join(f'`{choice}`' for choice in setting.choices)}." if setting.choices else ""
        notes += " *Secret.*" if setting.secret else ""
        lines.append(f"| `{PREFIX}{setting.name}` | {default} | {setting.meaning.replace('|', chr(92) + '|')}{notes} |")
    return "\n".join(lines) + "\n"


def settings_faults(root: Path) -> Iterator[str]:
    """Tell whether the page of the settings is the one that the code gives."""
    page = root / SETTINGS_PAGE
    if not page.is_file() or page.read_text("utf-8") != settings_page():
        yield f"{SETTINGS_PAGE} is out of date: run tools/setup/check_docs.py --write"


def known_codes() -> set[str]:
    """Return every code that a person may be shown: errors, receipts, problems of a package."""
    from export.checks import SEVERITIES

    for package in PACKAGES:
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            if not module.name.endswith(".__main__"):
                import_module(module.name)
    ours = {code for code, cls in all_codes().items() if cls.__module__.split(".")[0] in PACKAGES}
    return ours | set(SEVERITIES) | set(BESIDE_THE_TREE)


def code_faults(root: Path) -> Iterator[str]:
    """Tell which codes the tables of the users' guide lack, and which of theirs the code does not know."""
    told, known = set(_CODE.findall(_read(root, GUIDE))), known_codes()
    yield from (f"{GUIDE}: no row for the code {code}" for code in sorted(known - told))
    yield from (f"{GUIDE}: the code {code} is not in the program" for code in sorted(told - known))


def commands() -> list[str]:
    """Return every command of the command line: ``registry index rebuild`` and the like."""
    import typer

    from registry_api.cli.main import app

    def walk(name: str, command: Any) -> Iterator[str]:
        inner: dict[str, Any] | None = getattr(command, "commands", None)
        if inner is None:
            yield name
            return
        yield from chain.from_iterable(walk(f"{name} {word}", part) for word, part in inner.items())

    return list(walk("registry", typer.main.get_command(app)))


def command_faults(root: Path) -> Iterator[str]:
    """Tell which commands a README does not name."""
    for readme in READMES:
        text = _read(root, readme)
        yield from (
            f"{readme}: the command «{command}» is not named"
            for command in commands()
            if not re.search(rf"`{re.escape(command)}[ `]", text)
        )


def target_faults(root: Path) -> Iterator[str]:
    """Tell which make targets are described nowhere."""
    text = "\n".join(_read(root, page) for page in (*READMES[:1], OPERATIONS))
    for target in _TARGET.findall((root / "Makefile").read_text("utf-8")):
        if not re.search(rf"make {re.escape(target)}(?![\w-])", text):
            yield f"Makefile: «make {target}» is named neither in {READMES[0]} nor in {OPERATIONS}"


def link_faults(root: Path) -> Iterator[str]:
    """Tell which relative links lead nowhere, file or heading."""
    for page in _pages(root):
        text = _FENCE.sub("", page.read_text("utf-8"))
        for link in (first or second for first, second in _LINK.findall(text)):
            if _OUTSIDE.match(link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.exists():
                yield f"{page.relative_to(root)}: the link {link} leads nowhere"
            elif anchor and target.suffix == ".md" and anchor not in _anchors(target):
                yield f"{page.relative_to(root)}: no heading for the link {link}"


def twin_faults(root: Path) -> Iterator[str]:
    """Tell whether the Russian README has lost or gained a heading."""
    levels = [[marks for marks, _ in _headings(_read(root, readme))] for readme in READMES]
    if levels[0] != levels[1]:
        yield f"{READMES[1]} has other headings than {READMES[0]}: {len(levels[1])} instead of {len(levels[0])}"


CHECKS: Final = (settings_faults, code_faults, command_faults, target_faults, link_faults, twin_faults)


def _read(root: Path, name: str) -> str:
    return (root / name).read_text("utf-8")


def _pages(root: Path) -> list[Path]:
    return sorted(
        page for page in root.rglob("*.md") if page.is_file() and not NOT_OURS & set(page.relative_to(root).parts)
    )


def _headings(text: str) -> list[tuple[str, str]]:
    return _HEADING.findall(_FENCE.sub("", text))


def _anchors(page: Path) -> set[str]:
    """Return the anchors that the usual renderers make of headings."""
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
        for _, title in _headings(page.read_text("utf-8"))
    }


def main(arguments: list[str]) -> int:
    """Check everything; return the exit code."""
    if "--write" in arguments:
        (ROOT / SETTINGS_PAGE).write_text(settings_page(), "utf-8")
    faults = [fault for check in CHECKS for fault in check(ROOT)]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
