"""``python -m registry_api`` is the ``registry`` command."""

from registry_api.cli import main

main()
