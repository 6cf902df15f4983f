#!/usr/bin/env bash
# Run the tests that need real servers. Where a server cannot be had its tests skip with the reason; with CI set that fails.
set -eu
cd "$(dirname "$0")/../.."
python3 tools/services start || [ -z "${CI:-}" ]
addresses=$(python3 tools/services env)
eval "$addresses"
[ -z "${CI:-}" ] || export CI_SERVICES=1
.venv/bin/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m services "$@"
