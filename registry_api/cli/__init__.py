"""The ``registry`` command. Exit codes: 0 done, 1 something was refused or is wrong, 2 usage."""

from registry_api.cli.main import main

__all__ = ["main"]
