#!/usr/bin/env bash
# Install a lock file (hashes are checked) and the project itself into .venv. usage: install.sh LOCK
set -eu
cd "$(dirname "$0")/../.."
export PIP_DISABLE_PIP_VERSION_CHECK=1
echo "Ставлю зависимости из $1 (один раз, минута-другая)…" >&2
started=$SECONDS
.venv/bin/python -m pip install --quiet --require-hashes --requirement "$1"
.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
echo "Зависимости поставлены за $((SECONDS - started)) с." >&2
