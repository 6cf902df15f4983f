#!/usr/bin/env bash
# Run the tests that need real servers, with the addresses of the servers that `make services` has started.
set -eu
cd "$(dirname "$0")/../.."
addresses=$(python3 tools/services env)
eval "$addresses"
[ -z "${CI:-}" ] || export CI_SERVICES=1
.venv/bin/python -m pytest -m services "$@"
