"""Authorities that an operator trusts: a folder of certificates, and what is wrong with one is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from registry_api.authorities import load_authorities
from registry_api.settings import SettingsError
from tests.signing import person

if TYPE_CHECKING:
    from pathlib import Path


def test_pem_and_der_are_read_and_other_files_left_alone(tmp_path: Path) -> None:
    one, two, three = (person("ec").authority for _ in range(3))
    (tmp_path / "a.pem").write_bytes(one.public_bytes(Encoding.PEM) + two.public_bytes(Encoding.PEM))
    (tmp_path / "b.CER").write_bytes(three.public_bytes(Encoding.DER))
    (tmp_path / "README.txt").write_text("кто и когда проверил сертификаты", "utf-8")
    found = load_authorities(str(tmp_path))
    assert found == tuple(certificate.public_bytes(Encoding.DER) for certificate in (one, two, three))


def test_no_folder_means_that_trust_is_not_judged() -> None:
    assert load_authorities("") == ()


def test_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="нет сертификатов"):
        load_authorities(str(tmp_path))
    with pytest.raises(SettingsError, match="не читается"):
        load_authorities(str(tmp_path / "нет"))
    (tmp_path / "c.crt").write_text("не сертификат", "utf-8")
    with pytest.raises(SettingsError, match=r"c\.crt"):
        load_authorities(str(tmp_path))
