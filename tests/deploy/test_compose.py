"""The compose file: by the schema of its specification, and by the rules of the house."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from registry_api.settings import PREFIX, SETTINGS, load

REPOSITORY = Path(__file__).parents[2]
COMPOSE = REPOSITORY / "compose.yaml"
PRODUCTION = REPOSITORY / "deploy" / "production.toml"
FILE: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
REGISTER = ("migrate", "web", "worker", "scheduler")
ONE_SHOT = {"migrate", "s3-volume"}
ROOT = {"s3-volume"}  # hands a new volume to the user of the gateway; no network, no other right
WRITABLE = {"opensearch"}  # makes a keystore beside its configuration
KNOWN = {setting.name for setting in SETTINGS} | {f"{one.name}_FILE" for one in SETTINGS if one.secret} | {"SETTINGS"}

every_service = pytest.mark.parametrize("name", SERVICES)


def by_schema(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_specification_accepts_the_file() -> None:
    checked = by_schema(COMPOSE)
    assert checked.returncode == 0, checked.stdout


def test_the_specification_refuses_a_mistake(tmp_path: Path) -> None:
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(COMPOSE.read_text("utf-8").replace("stop_grace_period: 30s", "stop_grace: 30s"), "utf-8")
    assert by_schema(wrong).returncode == 1


def test_the_stack_is_whole() -> None:
    assert set(SERVICES) == {"postgres", "opensearch", "s3", "s3-volume", *REGISTER}


@every_service
def test_image_is_pinned(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9/_.-]+:v?\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?", SERVICES[name]["image"])


def test_servers_are_those_that_the_tests_run() -> None:
    tool = (REPOSITORY / "tools" / "services" / "servers.py").read_text("utf-8")
    opensearch = SERVICES["opensearch"]["image"].partition(":")[2]
    gateway = SERVICES["s3"]["image"].partition(":")[2]
    assert f'OPENSEARCH_VERSION = "{opensearch}"' in tool
    assert f'VERSITYGW_VERSION = "{gateway}"' in tool
    assert SERVICES["s3-volume"]["image"] == SERVICES["s3"]["image"]
    assert SERVICES["opensearch"]["image"] in (REPOSITORY / "deploy" / "prepare").read_text("utf-8")
    assert SERVICES["postgres"]["image"].startswith("postgres:17.")


@every_service
def test_health_is_checked_and_jobs_end(name: str) -> None:
    service = SERVICES[name]
    if name in ONE_SHOT:
        assert service["restart"] == "no"
        assert service["healthcheck"] == {"disable": True}
    else:
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"]


@every_service
def test_nothing_starts_before_what_it_needs(name: str) -> None:
    for needed, how in SERVICES[name].get("depends_on", {}).items():
        wanted = "service_completed_successfully" if needed in ONE_SHOT else "service_healthy"
        assert how["condition"] == wanted
    if name in REGISTER:
        needs = set(SERVICES[name]["depends_on"])
        assert needs >= {"postgres", "opensearch", "s3"}
        assert (name == "migrate") != ("migrate" in needs)


@every_service
def test_rights_are_the_least(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")
    assert service.get("read_only", False) == (name not in WRITABLE)
    if name in ROOT:
        assert service["cap_add"] == ["CHOWN"]
        assert service["network_mode"] == "none"
        assert "secrets" not in service
    else:
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
        assert "cap_add" not in service


def test_only_the_site_can_be_reached_and_from_this_machine_alone() -> None:
    assert FILE["networks"]["backend"]["internal"] is True
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"]}
    for name in set(SERVICES) - {"web", "s3-volume"}:
        assert SERVICES[name]["networks"] == ["backend"]


@every_service
def test_no_secret_is_in_the_environment(name: str) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        if re.search(r"PASSWORD|SECRET|KEY|TOKEN", variable):
            assert variable.endswith("_FILE")
            assert value.startswith("/run/secrets/")
        assert not re.search(r"//[^/@\s]+:[^/@\s]+@", value)


def granted(name: str) -> set[str]:
    return {one if isinstance(one, str) else one["source"] for one in SERVICES[name].get("secrets", [])}


def test_secrets_are_files_of_one_closed_folder_and_each_is_used() -> None:
    made = (REPOSITORY / "deploy" / "prepare").read_text("utf-8")
    for secret in FILE["secrets"].values():
        path = Path(secret["file"])
        assert path.parent == Path("deploy/secrets")
        assert path.name in made
    assert set().union(*map(granted, SERVICES)) == set(FILE["secrets"])
    ignored = (REPOSITORY / "deploy" / "secrets" / ".gitignore").read_text("utf-8").splitlines()
    assert ignored[0] == "*"


def test_configuration_files_are_there_and_each_is_used() -> None:
    used = {one["source"] for service in SERVICES.values() for one in service.get("configs", [])}
    assert used == set(FILE["configs"])
    for config in FILE["configs"].values():
        assert (REPOSITORY / config["file"]).is_file()


def test_volumes_are_named_and_each_is_used() -> None:
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(FILE["volumes"])


def settings_named() -> set[str]:
    names = {name for service in SERVICES.values() for name in service.get("environment", {}) if PREFIX in name}
    written = tomllib.loads(PRODUCTION.read_text("utf-8"))
    docker = re.findall(rf"\b{PREFIX}[A-Z_]+", (REPOSITORY / "Dockerfile").read_text("utf-8"))
    return {name.removeprefix(PREFIX) for name in [*names, *docker]} | {name.upper() for name in written}


def test_every_setting_is_known() -> None:
    assert settings_named() - KNOWN == set()


def test_secret_settings_of_production_are_files_that_the_register_is_given() -> None:
    written = tomllib.loads(PRODUCTION.read_text("utf-8"))
    secret = {setting.name.lower() for setting in SETTINGS if setting.secret}
    assert secret & set(written) == set()
    files = {Path(value) for name, value in written.items() if name.endswith("_file")}
    assert {path.parent for path in files} == {Path("/run/secrets")}
    for name in REGISTER:
        assert granted(name) == {path.name for path in files}


def test_production_chooses_the_servers(tmp_path: Path) -> None:
    text = PRODUCTION.read_text("utf-8").replace("/run/secrets", str(tmp_path))
    for name in granted("web"):
        (tmp_path / name).write_text(f"the {name}\n", "utf-8")
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    settings = load({"REGISTRY_SETTINGS": str(tmp_path / "settings.toml")})
    assert (settings["OBJECTS"], settings["INDEX"]) == ("s3", "opensearch")
    assert settings["DATABASE_URL"].startswith("postgresql+psycopg://registry@postgres:")
    assert settings["DATABASE_PASSWORD"] == "the database_password"
    assert settings["S3_ENDPOINT"] == "s3:7070"
    assert settings["OPENSEARCH_URL"] == "https://opensearch:9200"
