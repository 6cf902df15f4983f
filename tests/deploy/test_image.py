"""The image and the script of the secrets."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
LINES = [
    line
    for line in (REPOSITORY / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    if line and not line.startswith("#")
]


def words(instruction: str) -> list[str]:
    return [line.partition(" ")[2].strip() for line in LINES if line.startswith(f"{instruction} ")]


def test_base_is_pinned_and_one() -> None:
    bases = {line.split()[0] for line in words("FROM")}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.11\.\d+-slim-bookworm(@sha256:[0-9a-f]{64})?", bases.pop())


def test_everything_from_outside_is_checked_by_hash() -> None:
    installs = [part for line in words("RUN") for part in line.split("&&") if "pip " in part]
    assert len(installs) == 2
    for install in installs:
        assert "--require-hashes" in install or "--no-index" in install or "--no-build-isolation" in install
        assert "--no-deps" in install


def test_the_register_runs_as_a_normal_user_with_a_health_check() -> None:
    assert words("USER") == ["10001:10001"]
    last_root = max(number for number, line in enumerate(LINES) if line.startswith("RUN "))
    assert last_root < next(number for number, line in enumerate(LINES) if line.startswith("USER "))
    assert len(words("HEALTHCHECK")) == 1


def test_no_secret_is_built_in() -> None:
    assert words("ARG") == []
    assert not re.search(r"PASSWORD|SECRET|TOKEN|_KEY", "\n".join(words("ENV")))


def test_only_the_product_is_sent_to_the_build() -> None:
    rules = (REPOSITORY / ".dockerignore").read_text("utf-8").splitlines()
    rules = [rule for rule in rules if rule and not rule.startswith("#")]
    assert rules[0] == "*"
    sent = {rule[1:] for rule in rules if rule.startswith("!")}
    packages = {"domain", "storage", "ingest", "search", "export", "registry_api"}
    locks = {"requirements.lock"}
    assert sent == packages | locks | {"examples", "pyproject.toml", "README.md"}


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A copy of ``deploy`` with a ``docker`` that gives a hash, as the tool of the image would."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is missing")
    shutil.copytree(REPOSITORY / "deploy", tmp_path / "deploy", ignore=shutil.ignore_patterns("*.pem", "*_*"))
    fake = tmp_path / "bin" / "docker"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho \"WARNING: something\"\necho '$2y$12$abcdefghijklmnopqrstuv'\n", "utf-8")
    fake.chmod(0o755)
    run(tmp_path)
    return tmp_path / "deploy" / "secrets"


def run(place: Path) -> str:
    environment = {"PATH": f"{place / 'bin'}:/usr/bin:/bin"}
    command = [str(place / "deploy" / "prepare")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_secrets_are_made_once(prepared: Path) -> None:
    before = {path.name: path.read_bytes() for path in prepared.iterdir()}
    assert run(prepared.parents[1]) == ""
    assert {path.name: path.read_bytes() for path in prepared.iterdir()} == before
    passwords = [before[name] for name in ("database_password", "s3_secret_key", "opensearch_password", "secret_key")]
    assert len(set(passwords)) == 4
    assert all(len(password) == 48 for password in passwords)
    assert b'hash: "$2y$12$abcdefghijklmnopqrstuv"' in before["opensearch_users.yml"]


def test_secrets_are_closed_to_others(prepared: Path) -> None:
    assert stat.S_IMODE(prepared.stat().st_mode) == 0o700
    kept = [path for path in prepared.iterdir() if path.name not in {"README.md", ".gitignore"}]
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o444}


def test_the_certificate_is_of_the_authority_and_of_the_name(prepared: Path) -> None:
    certificate = str(prepared / "opensearch_certificate.pem")
    authority = str(prepared / "opensearch_ca.pem")
    for purpose in ("sslserver", "sslclient"):
        check = ["openssl", "verify", "-purpose", purpose, "-verify_hostname", "opensearch", "-CAfile", authority]
        subprocess.run([*check, certificate], check=True, capture_output=True)
    subject = ["openssl", "x509", "-noout", "-subject", "-nameopt", "RFC2253", "-in", certificate]
    told = subprocess.run(subject, check=True, capture_output=True, text=True).stdout
    assert told.strip() == "subject=CN=opensearch,O=municipal-acts-register"
    node = (REPOSITORY / "deploy" / "opensearch" / "opensearch.yml").read_text("utf-8")
    assert 'nodes_dn: ["CN=opensearch,O=municipal-acts-register"]' in node
