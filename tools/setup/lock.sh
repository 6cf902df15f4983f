#!/usr/bin/env bash
# Write requirements.lock and requirements-dev.lock from pyproject.toml: hashes, no index addresses.
set -eu
cd "$(dirname "$0")/../.."
.venv/bin/python -m pip install --quiet uv
lock() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-annotate --no-header "$@" pyproject.toml
}
lock --extra build --output-file requirements.lock
lock --extra build --extra dev --constraint requirements.lock --output-file requirements-dev.lock
