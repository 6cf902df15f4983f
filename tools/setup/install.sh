#!/usr/bin/env bash
# Install a lock file (hashes are checked) and the project itself into .venv. usage: install.sh LOCK
# The lock is whole, so nothing is resolved: a resolver that meets "name[extra]>=N" beside the pin "name==N" takes a newer
# release of the day it runs, for which there is no hash. `pip check` tells if the lock lacks anything.
set -eu
cd "$(dirname "$0")/../.."
export PIP_DISABLE_PIP_VERSION_CHECK=1
echo "Ставлю зависимости из $1 (один раз, минута-другая)…" >&2
started=$SECONDS
.venv/bin/python -m pip install --quiet --no-deps --require-hashes --requirement "$1"
.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
.venv/bin/python -m pip check --quiet
echo "Зависимости поставлены за $((SECONDS - started)) с." >&2
