#!/usr/bin/env python
"""Command line of Padan. Without DATABASE_URL it starts the embedded servers first."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Start the embedded servers where no real ones are named, then hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtks.settings")
    if "DATABASE_URL" not in os.environ:
        from dtks import embedded

        home = Path(os.environ.get("PADAN_HOME", Path(__file__).resolve().parent / ".local"))
        try:
            addresses = embedded.start(home)
        except embedded.EmbeddedError as error:
            sys.exit(str(error))
        os.environ["DATABASE_URL"] = addresses.database_url
        os.environ.setdefault("REDIS_URL", addresses.redis_url)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
