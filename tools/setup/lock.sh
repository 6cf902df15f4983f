#!/usr/bin/env bash
# Write requirements.lock, requirements-dev.lock and requirements-bench.lock from pyproject.toml: hashes, no index addresses.
set -eu
cd "$(dirname "$0")/../.."
.venv/bin/python -m pip install --quiet uv
lock() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-annotate --no-header "$@" pyproject.toml
}
lock --extra build --output-file requirements.lock
lock --extra build --extra dev --constraint requirements.lock --output-file requirements-dev.lock
lock --extra build --extra dev --extra bench --constraint requirements-dev.lock --output-file requirements-bench.lock
