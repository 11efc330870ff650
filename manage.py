#!/usr/bin/env python3
"""Django's command line for this site; a bad environment is told in sentences."""

import os
import sys
from importlib import import_module

from django.core.management import execute_from_command_line

from registry.env import BadEnvironment


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    try:
        # Read first: some commands pass over settings that cannot be read, and fail elsewhere.
        import_module(os.environ["DJANGO_SETTINGS_MODULE"])
        execute_from_command_line(sys.argv)
    except BadEnvironment as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
