#!/usr/bin/env bash
# Make .venv with Python 3.11 or newer; on Debian the package python3-venv may be missing and is brought when we may.
set -eu
cd "$(dirname "$0")/../.."
PYTHON=${PYTHON:-python3}

if ! command -v "$PYTHON" > /dev/null || ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Нужен Python 3.11 или новее. На Debian/Ubuntu: apt-get install python3 python3-venv" >&2
    exit 1
fi
if ! "$PYTHON" -c 'import ensurepip, venv' 2> /dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        echo "Ставлю python3-venv из пакетов системы…" >&2
        apt-get update -qq && apt-get install -y -qq python3-venv > /dev/null
    else
        echo "Нет модуля venv. Выполните: sudo apt-get install python3-venv" >&2
        exit 1
    fi
fi
echo "Создаю виртуальное окружение .venv…" >&2
"$PYTHON" -m venv .venv
